"""The channels of the configuration: the one of the environment, or those of digest.yaml."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.app import durations, values
from bot.app.reader import ENVIRONMENT, Reader, Section
from bot.app.values import Malformed
from bot.domain.channel import EVERY_DAY, Channel, LinkPreview, Order, Style
from bot.domain.entry import Kind
from bot.domain.language import Language
from bot.domain.picture import DEFAULT_THEME, Format, Look
from bot.domain.query import Query, QueryError

CHANNEL_KEYS = (
    "chat", "name", "at", "days", "time_zone", "languages", "filter", "catch_up", "thread", "silent", "pin",
    "order", "preview", "style", "theme", "format",
    "unreviewed",
)  # fmt: skip
CHECKED_LATER = ("filter", "theme")  # when the catalog and the templates are there
PREVIEW_KEYS = ("show", "prefer_large_media", "show_above_text")


@dataclass(frozen=True, kw_only=True)
class _Defaults:
    """What the environment says of every channel that does not say otherwise."""

    at: tuple[dt.time, ...]
    zone: ZoneInfo
    languages: tuple[Language, ...]
    catch_up: dt.timedelta
    style: Style
    look: Look
    unreviewed: bool


def _defaults(reader: Reader) -> _Defaults:
    return _Defaults(
        at=reader.variable("DIGEST_AT", lambda text: values.times(values.split(text)), (dt.time(9),)),
        zone=reader.variable("DIGEST_TIME_ZONE", values.zone, ZoneInfo("UTC")),
        languages=reader.variable(
            "DIGEST_LANGUAGES",
            lambda text: values.languages(values.split(text)),
            (Language.ZH, Language.EN),
        ),
        catch_up=reader.variable("DIGEST_CATCH_UP", durations.catch_up, dt.timedelta(hours=6)),
        style=reader.variable("DIGEST_STYLE", values.style, Style.TEXT),
        look=Look(
            theme=reader.variable("DIGEST_THEME", values.theme, DEFAULT_THEME),
            format=reader.variable("DIGEST_FORMAT", values.format_, Format.PORTRAIT),
        ),
        unreviewed=reader.variable("DIGEST_UNREVIEWED", values.flag, False),
    )


def read_channels(reader: Reader, top: Section | None) -> tuple[tuple[Channel, ...], Mapping[tuple[str, str], int]]:
    """The channels, and where in digest.yaml those of their settings stand that are checked later: see CHECKED_LATER.

    ``DIGEST_AT`` and its like are the one channel's, and what digest.yaml's channels take where they leave it out.
    """
    defaults = _defaults(reader)
    chat = reader.variable("DIGEST_CHANNEL", values.chat, None)
    rows = top.values.get("channels") if top else None
    if chat is not None and rows:
        remedy = "unset DIGEST_CHANNEL, or take the channels out of digest.yaml"
        reader.fault(ENVIRONMENT, "channels are configured here and in digest.yaml", remedy, key="DIGEST_CHANNEL")
    if chat is not None:
        only = Channel(
            name=_name_of(chat),
            chat=chat,
            at=defaults.at,
            zone=defaults.zone,
            languages=defaults.languages,
            catch_up=defaults.catch_up,
            style=defaults.style,
            look=defaults.look,
            unreviewed=defaults.unreviewed,
        )
        return (only,), {}
    if top is None or rows is None:
        return (), {}
    if not isinstance(rows, list):
        top.fault("channels", "this is not a list", "begin each channel with `- chat: …`")
        return (), {}
    sections = [Section(reader, top.document, ("channels", number), CHANNEL_KEYS) for number in range(len(rows))]
    read = [(section, channel) for section in sections if (channel := _channel(section, defaults))]
    _twice(read)
    lines = {(channel.name, key): section.line_of(key) for section, channel in read for key in CHECKED_LATER}
    return tuple(channel for _, channel in read), lines


def _channel(section: Section, defaults: _Defaults) -> Channel | None:
    chat = section.text("chat", values.chat, None)
    if chat is None:
        if section.values.get("chat") is None:
            section.fault(None, "the channel has no chat", "write its @name or id")
        return None
    preview = (
        Section(section.reader, section.document, (*section.path, "preview"), PREVIEW_KEYS)
        if section.values.get("preview") is not None
        else None
    )
    return Channel(
        name=section.text("name", values.name, _name_of(chat)),
        chat=chat,
        at=section.texts("at", values.times, defaults.at),
        days=section.texts("days", values.days, EVERY_DAY),
        zone=section.text("time_zone", values.zone, defaults.zone),
        languages=section.texts("languages", values.languages, defaults.languages),
        filter=section.text("filter", _filter, Query()),
        catch_up=section.text("catch_up", durations.catch_up, defaults.catch_up),
        thread=section.text("thread", values.thread, None),
        silent=section.text("silent", values.flag, False),
        pin=section.text("pin", values.flag, False),
        order=section.text("order", values.order, Order.BALANCED),
        style=section.text("style", values.style, defaults.style),
        look=Look(
            theme=section.text("theme", values.theme, defaults.look.theme),
            format=section.text("format", values.format_, defaults.look.format),
        ),
        unreviewed=section.text("unreviewed", values.flag, defaults.unreviewed),
        preview=LinkPreview(**{key: preview.text(key, values.flag, key == "show") for key in PREVIEW_KEYS})
        if preview
        else LinkPreview(),
    )


def _name_of(chat: int | str) -> str:
    """A name where none is given: the @name, or the id's digits.

    The same for the channel of the environment as for one of digest.yaml: who moves from the one to the other keeps
    the ledger's rows, and gets no second card that day.
    """
    return str(chat).lstrip("@-").lower().replace("_", "-")[:20]


def _filter(text: str) -> Query:
    """Kinds are checked here; tags only when the catalog is there (``check`` and start-up do)."""
    try:
        return Query.of_filter(text, tags=None, kinds=tuple(Kind))
    except QueryError as error:
        remedy = "a filter takes words and tag: kind: year: author: org: lang: is:posted; see the README on filters"
        raise Malformed(f"{error} (at character {error.position + 1})", remedy) from error


def _twice(read: Iterable[tuple[Section, Channel]]) -> None:
    names: set[str] = set()
    places: set[tuple[str, int | None]] = set()
    for section, channel in read:
        place = (str(channel.chat).lower(), channel.thread)  # Telegram's @names are the same in whatever case
        if place in places:
            remedy = "keep one, and write all its times into `at`"
            section.fault("chat", f"two channels post to {channel.chat}", remedy)
        elif channel.name in names:
            section.fault("name", f"two channels are called {channel.name!r}", "give each a name of its own")
        names.add(channel.name)
        places.add(place)
