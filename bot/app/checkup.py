"""`digestbot check`: is everything ready to run? Every question is asked, whatever the one before found."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from bot.app.config import Config
from bot.app.finding import Finding
from bot.app.wiring.house import open_connection
from bot.app.wiring.library import open_library
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.errors import Refused, SendError
from bot.domain.faults import FaultsError
from bot.domain.schedule import slots_between
from bot.domain.standing import Standing

AHEAD = 5


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """All answers, and per channel the next five instants (aware, UTC)."""

    findings: tuple[Finding, ...]
    ahead: tuple[tuple[Channel, tuple[dt.datetime, ...]], ...]

    @property
    def good(self) -> bool:
        return all(finding.good for finding in self.findings)


async def check_up(config: Config, now: dt.datetime) -> Checkup:
    """Ask Telegram and read everything that is needed to run. Never raises what it can report."""
    findings = [*_catalog(config), *await check_connection(config), *_admins(config)]
    return Checkup(findings=tuple(findings), ahead=tuple((channel, _next(channel, now)) for channel in config.channels))


def _next(channel: Channel, now: dt.datetime) -> tuple[dt.datetime, ...]:
    slots = slots_between(channel, now, now + dt.timedelta(days=7 * AHEAD + 1))
    return tuple(slot.instant(channel.zone) for slot, _ in zip(slots, range(AHEAD), strict=False))


def _catalog(config: Config) -> Iterable[Finding]:
    try:
        library = open_library(config)
    except FaultsError as broken:
        yield from (Finding(what="catalog and templates", good=False, says=str(fault)) for fault in broken.faults)
        return
    catalog = library.shelf.catalog
    yield Finding(what="templates", good=True, says="all compile, all phrases exist in both languages")
    yield Finding(
        what="catalog", good=bool(catalog.ready), says=f"{len(catalog.ready)} entries ready of {len(catalog)}"
    )
    yield from (_filter(channel, catalog) for channel in config.channels)


def _filter(channel: Channel, catalog: Catalog) -> Finding:
    admitted = sum(channel.filter.admits(entry) for entry in catalog.ready)
    says = f"{admitted} entries in a round" if admitted else f"its filter {channel.filter} admits no entry; widen it"
    return Finding(what=f"entries for {channel.name}", good=admitted > 0, says=says)


async def check_connection(config: Config) -> list[Finding]:
    """Token and channels, as Telegram sees them."""
    try:
        async with open_connection(config) as conversation:
            findings = [Finding(what="token", good=True, says=f"it is @{conversation.username}")]
            for channel in config.channels:
                try:
                    findings.append(_rights(channel, await conversation.standing(channel.chat)))
                except SendError as failure:
                    says = f"Telegram says: {failure}; add the bot to {channel.chat} as an admin, or correct the name"
                    findings.append(Finding(what=f"channel {channel.name}", good=False, says=says))
            return findings
    except Refused as failure:
        says = f"Telegram says: {str(failure).rstrip('.')}; check it with @BotFather"
        return [Finding(what="token", good=False, says=says)]
    except SendError as failure:
        says = f"{config.api_url} cannot be reached; check the network, the proxy and DIGEST_API_URL ({failure})"
        return [Finding(what="Telegram", good=False, says=says)]


def _rights(channel: Channel, standing: Standing) -> Finding:
    what = f"channel {channel.name}"
    if not standing.member:
        return Finding(what=what, good=False, says=f"the bot is not in {standing.title}; add it as an admin")
    if not standing.may_post:
        return Finding(what=what, good=False, says=f"the bot may not post in {standing.title}; give it that right")
    if channel.pin and not standing.may_pin:
        return Finding(what=what, good=False, says=f"the bot may not pin in {standing.title}; give it that right")
    return Finding(what=what, good=True, says=f"{standing.title}: the bot may post")


def _admins(config: Config) -> Iterable[Finding]:
    if not config.admins:
        says = "nobody; set DIGEST_ADMINS to your user id, or no one can post on demand or hear of trouble"
        yield Finding(what="admins", good=False, says=says)
