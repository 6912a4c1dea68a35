"""Environment and digest.yaml → one frozen Config; every fault is reported at once (law 8)."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot import shipped
from bot.app import settings
from bot.app.reader import ENVIRONMENT, Reader, Section
from bot.app.settings import SETTINGS, Malformed
from bot.domain.channel import EVERY_DAY, Channel, LinkPreview, Order
from bot.domain.entry import Kind
from bot.domain.faults import Fault, FaultsError
from bot.domain.language import Language
from bot.domain.query import Query, QueryError
from bot.formats.marked_yaml import Document, read_marked
from bot.formats.nearest import did_you_mean

T = TypeVar("T")

TELEGRAM = "https://api.telegram.org"
TOP_KEYS = ("channels", "admins", "data", "state", "database", "api_url")
CHANNEL_KEYS = (
    "chat", "name", "at", "days", "time_zone", "languages", "filter", "catch_up", "thread", "silent", "pin",
    "order", "preview",
)  # fmt: skip
PREVIEW_KEYS = ("show", "prefer_large_media", "show_above_text")


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything a person can set. ``token`` is left out of the repr (law 9)."""

    token: str = field(repr=False)
    channels: tuple[Channel, ...]
    admins: frozenset[int]
    data: Path
    templates: Path | None  # the operator's own templates and phrases, which win over the shipped ones
    state: Path
    database: str | None = field(repr=False)  # SQLAlchemy URL, may hold a password; None: SQLite in the state folder
    api_url: str
    file: str = "digest.yaml"  # where channels are written, as the person knows it
    filter_lines: Mapping[str, int] = field(default_factory=dict)  # channel's name → line of its filter there


def read_config(
    environ: Mapping[str, str], folder: Path, *, needs_token: bool = True, needs_channels: bool = True
) -> Config:
    """Read the configuration as seen from ``folder``; FaultsError holds every fault.

    The environment wins over digest.yaml. ``DIGEST_AT`` and its like are also the defaults of digest.yaml's channels.
    """
    reader = Reader(environ)
    _unknown_variables(reader)
    document = _document(reader, folder)
    top = Section(reader, document, (), TOP_KEYS) if document else None
    defaults = _defaults(reader)
    channels, filter_lines = _channels(reader, top, defaults)
    if needs_channels and not channels and not reader.faults:
        remedy = "set it to the channel's @name, write channels into digest.yaml, or run `digestbot init`"
        reader.fault(ENVIRONMENT, "no channel is configured", remedy, key="DIGEST_CHANNEL")

    def setting(name: str, key: str, parse: Callable[[str], T], default: T) -> T:
        below = top.text(key, parse, default) if top else default
        return reader.variable(name, parse, below)

    config = Config(
        token=_token(reader, folder) if needs_token else "",
        channels=channels,
        admins=reader.variable(
            "DIGEST_ADMINS",
            lambda text: settings.admins(settings.split(text)),
            top.texts("admins", settings.admins, frozenset()) if top else frozenset(),
        ),
        data=setting("DIGEST_DATA", "data", lambda path: settings.folder(folder / path), None) or _own_data(folder),
        templates=folder / "templates" if (folder / "templates").is_dir() else None,
        state=setting("DIGEST_STATE", "state", lambda path: settings.own_folder(folder / path), folder / "state"),
        database=setting("DIGEST_DATABASE", "database", str, None),
        api_url=setting("DIGEST_API_URL", "api_url", settings.api_url, TELEGRAM),
        file=_file(reader),
        filter_lines=filter_lines,
    )
    if reader.faults:
        raise FaultsError(reader.faults)
    return config


def _unknown_variables(reader: Reader) -> None:
    known = [setting.name for setting in SETTINGS]
    for name in sorted(reader.environ):
        if name.startswith("DIGEST_") and name not in known:
            remedy = did_you_mean(name, known, otherwise="the README lists the settings")
            reader.fault(ENVIRONMENT, "there is no such setting", remedy, key=name)


def _token(reader: Reader, folder: Path) -> str:
    path = reader.environ.get("TELEGRAM_BOT_TOKEN_FILE")
    if path and "TELEGRAM_BOT_TOKEN" in reader.environ:
        what = "the token is given here and in TELEGRAM_BOT_TOKEN_FILE"
        reader.fault(ENVIRONMENT, what, "unset one of the two", key="TELEGRAM_BOT_TOKEN")
    elif path:
        try:
            text = (folder / path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as failure:
            what = f"{path} cannot be read ({getattr(failure, 'strerror', None) or 'not text'})"
            reader.fault(ENVIRONMENT, what, "check the path and its rights", key="TELEGRAM_BOT_TOKEN_FILE")
            return ""
        return reader.parsed(settings.token, text, "", place=path, key="TELEGRAM_BOT_TOKEN_FILE")
    if "TELEGRAM_BOT_TOKEN" not in reader.environ:
        remedy = "get one from @BotFather and set it, or run `digestbot init`; `digestbot demo` needs none"
        reader.fault(ENVIRONMENT, "there is no bot token", remedy, key="TELEGRAM_BOT_TOKEN")
    return reader.variable("TELEGRAM_BOT_TOKEN", settings.token, "")


def _own_data(folder: Path) -> Path:
    """The curator's own collections where there are any, else the shipped first one."""
    return folder / "data" if (folder / "data" / "entries").is_dir() else shipped.data()


def _file(reader: Reader) -> str:
    return reader.environ.get("DIGEST_CONFIG", "digest.yaml")


def _document(reader: Reader, folder: Path) -> Document | None:
    place = _file(reader)
    try:
        content = (folder / place).read_bytes()
    except FileNotFoundError:
        if "DIGEST_CONFIG" in reader.environ:
            reader.fault(ENVIRONMENT, f"{place} is not there", "correct the path", key="DIGEST_CONFIG")
        return None
    except (OSError, ValueError) as failure:  # no right to read it, a folder, no path at all
        what = f"it cannot be read ({getattr(failure, 'strerror', None) or failure})"
        reader.fault(place, what, "check the path and its rights")
        return None
    document, faults = read_marked(content, place)
    reader.faults += faults
    return document if document and document.value is not None else None


@dataclass(frozen=True, kw_only=True)
class _Defaults:
    """What the environment says of every channel that does not say otherwise."""

    at: tuple[dt.time, ...]
    zone: ZoneInfo
    languages: tuple[Language, ...]
    catch_up: dt.timedelta


def _defaults(reader: Reader) -> _Defaults:
    return _Defaults(
        at=reader.variable("DIGEST_AT", lambda text: settings.times(settings.split(text)), (dt.time(9),)),
        zone=reader.variable("DIGEST_TIME_ZONE", settings.zone, ZoneInfo("UTC")),
        languages=reader.variable(
            "DIGEST_LANGUAGES",
            lambda text: settings.languages(settings.split(text)),
            (Language.ZH, Language.EN),
        ),
        catch_up=reader.variable("DIGEST_CATCH_UP", settings.catch_up, dt.timedelta(hours=6)),
    )


def _channels(
    reader: Reader, top: Section | None, defaults: _Defaults
) -> tuple[tuple[Channel, ...], Mapping[str, int]]:
    """The channels, and by their names the lines of their filters."""
    chat = reader.variable("DIGEST_CHANNEL", settings.chat, None)
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
    return tuple(channel for _, channel in read), {channel.name: section.line_of("filter") for section, channel in read}


def _channel(section: Section, defaults: _Defaults) -> Channel | None:
    chat = section.text("chat", settings.chat, None)
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
        name=section.text("name", settings.name, _name_of(chat)),
        chat=chat,
        at=section.texts("at", settings.times, defaults.at),
        days=section.texts("days", settings.days, EVERY_DAY),
        zone=section.text("time_zone", settings.zone, defaults.zone),
        languages=section.texts("languages", settings.languages, defaults.languages),
        filter=section.text("filter", _filter, Query()),
        catch_up=section.text("catch_up", settings.catch_up, defaults.catch_up),
        thread=section.text("thread", settings.thread, None),
        silent=section.text("silent", settings.flag, False),
        pin=section.text("pin", settings.flag, False),
        order=section.text("order", settings.order, Order.BALANCED),
        preview=LinkPreview(**{key: preview.text(key, settings.flag, key == "show") for key in PREVIEW_KEYS})
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
        raise Malformed(str(error), "see the README on filters") from error


def filter_faults(config: Config, tags: Collection[str]) -> list[Fault]:
    """Tags of the channels' filters that no entry can have: known only once the catalog is read."""
    return [
        Fault(
            place=config.file,
            line=config.filter_lines.get(channel.name, 0),
            key=f"{channel.name}.filter",
            what=f"there is no tag {tag!r}",
            remedy=did_you_mean(tag, tags, otherwise="data/tags.yaml names them"),
        )
        for channel in config.channels
        for item in (*channel.filter.tags, *channel.filter.not_tags)
        for tag in item.split(",")
        if tag not in tags
    ]


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
