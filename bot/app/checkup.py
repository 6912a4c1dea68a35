"""`digestbot check`: is everything ready to run? Every question is asked, whatever the one before found."""

import datetime as dt
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from bot.app.checkup_pictures import check_pictures
from bot.app.config import Config
from bot.app.finding import Finding
from bot.app.wiring.house import open_connection
from bot.app.wiring.library import drawing_library
from bot.domain.catalog import Catalog
from bot.domain.channel import Channel
from bot.domain.errors import Refused, SendError
from bot.domain.faults import FaultsError
from bot.domain.schedule import slots_between
from bot.domain.standing import Standing

AHEAD = 5

Ask = Callable[[int | str], Awaitable[Standing]]


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
    findings = [*await _library(config), *await check_connection(config), *_admins(config)]
    return Checkup(findings=tuple(findings), ahead=tuple((channel, _next(channel, now)) for channel in config.channels))


def _next(channel: Channel, now: dt.datetime) -> tuple[dt.datetime, ...]:
    slots = slots_between(channel, now, now + dt.timedelta(days=7 * AHEAD + 1))
    return tuple(slot.instant(channel.zone) for slot, _ in zip(slots, range(AHEAD), strict=False))


async def _library(config: Config) -> list[Finding]:
    try:
        with drawing_library(config, leave_nothing=True) as library:
            return [*_catalog(config, library.shelf.catalog), *await check_pictures(config, library)]
    except FaultsError as broken:
        return [Finding(what="catalog and templates", good=False, says=str(fault)) for fault in broken.faults]


def _catalog(config: Config, catalog: Catalog) -> Iterable[Finding]:
    yield Finding(what="templates", good=True, says="all compile, all phrases exist in both languages")
    yield Finding(
        what="catalog", good=bool(catalog.ready), says=f"{len(catalog.ready)} entries ready of {len(catalog)}"
    )
    yield from (_filter(channel, catalog) for channel in config.channels)


def _filter(channel: Channel, catalog: Catalog) -> Finding:
    """The ledger is not read here: what passes only once it was posted counts, and what passes only until then."""
    asked = channel.filter
    admitted = catalog.columns.ever_admitted(asked.groups, unreviewed=channel.unreviewed).total
    most = "at most " if asked.asks_posted else ""
    says = f"{most}{admitted} entries in a round" if admitted else f"its filter {asked} admits no entry; widen it"
    return Finding(what=f"entries for {channel.name}", good=admitted > 0, says=says)


async def check_connection(config: Config) -> list[Finding]:
    """Token, channels and log chat, as Telegram sees them."""
    try:
        async with open_connection(config) as conversation:
            findings = [
                Finding(what="token", good=True, says=f"it is @{conversation.username}"),
                *_inline(conversation.username, on=conversation.inline),
            ]
            for channel in config.channels:
                what = f"channel {channel.name}"
                standing = await _standing(conversation.standing, what, channel.chat)
                findings += (
                    [standing]
                    if isinstance(standing, Finding)
                    else [_rights(what, channel, standing), *_doubt(what, config, channel, standing)]
                )
            if config.log_chat is not None:
                standing = await _standing(conversation.standing, "log chat", config.log_chat)
                findings.append(standing if isinstance(standing, Finding) else _posting("log chat", standing))
            return findings
    except Refused as failure:
        says = f"Telegram says: {str(failure).rstrip('.')}; check it with @BotFather"
        return [Finding(what="token", good=False, says=says)]
    except SendError as failure:
        says = f"{config.api_url} cannot be reached; check the network, the proxy and DIGEST_API_URL ({failure})"
        return [Finding(what="Telegram", good=False, says=says)]


def _inline(username: str, *, on: bool) -> Iterable[Finding]:
    if not on:
        says = f"it is off, so nobody can search by typing @{username} in a chat; @BotFather switches it on: /setinline"
        yield Finding(what="inline mode", good=True, says=says, hint=True)


async def _standing(ask: Ask, what: str, chat: int | str) -> Standing | Finding:
    """The bot's standing in a chat, or what there is to do before it has one."""
    try:
        return await ask(chat)
    except SendError as failure:
        says = f"Telegram says: {failure}; add the bot to {chat} as an admin, or correct the name"
        return Finding(what=what, good=False, says=says)


def _rights(what: str, channel: Channel, standing: Standing) -> Finding:
    posting = _posting(what, standing)
    if posting.good and channel.pin and not standing.may_pin:
        return Finding(what=what, good=False, says=f"the bot may not pin in {standing.title}; give it that right")
    return posting


def _posting(what: str, standing: Standing) -> Finding:
    if not standing.member:
        return Finding(what=what, good=False, says=f"the bot is not in {standing.title}; add it as an admin")
    if not standing.may_post:
        return Finding(what=what, good=False, says=f"the bot may not post in {standing.title}; give it that right")
    return Finding(what=what, good=True, says=f"{standing.title}: the bot may post")


def _doubt(what: str, config: Config, channel: Channel, standing: Standing) -> Iterable[Finding]:
    """A bot knows others' posts by not being allowed to edit them; forwarding to a log chat needs no such sign."""
    if standing.may_edit_others and config.log_chat is None:
        doubt = (
            f"the bot may edit other people's posts in {standing.title}, "
            "so it cannot tell a card of unknown fate from them and will ask the admins"
        )
        remedy = "set log_chat (pinning needs that right)" if channel.pin else "take that right away, or set log_chat"
        yield Finding(what=what, good=True, says=f"{doubt}; {remedy}", hint=True)


def _admins(config: Config) -> Iterable[Finding]:
    if not config.admins:
        says = "nobody; set DIGEST_ADMINS to your user id, or no one can post on demand or hear of trouble"
        yield Finding(what="admins", good=False, says=says)
