"""Environment and digest.yaml → one frozen Config; every fault is reported at once (law 8)."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot import shipped
from bot.app import durations, values
from bot.app.channels import read_channels
from bot.app.endpoint import Endpoint, read_endpoint
from bot.app.reader import ENVIRONMENT, Reader, Section
from bot.app.settings import SETTINGS
from bot.domain.channel import Channel
from bot.domain.faults import Fault, FaultsError
from bot.domain.query import Field
from bot.domain.query_values import spelled
from bot.formats.marked_yaml import Document, read_marked
from bot.formats.nearest import did_you_mean

T = TypeVar("T")

TELEGRAM = "https://api.telegram.org"
TOP_KEYS = (
    "channels", "admins", "curators", "edit_window", "reconcile_after", "reconcile_pace", "log_chat", "data", "state",
    "database", "api_url", "fonts", "draft", "low_queue",
)  # fmt: skip


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
    edit_window: dt.timedelta | None = dt.timedelta(days=7)  # how long a posted card is edited; None: never
    low_queue: dt.timedelta | None = dt.timedelta(days=7)  # of new cards: the admins are told of less; None: never
    reconcile_after: dt.timedelta = dt.timedelta(seconds=90)  # quiet before a card of unknown fate is searched for
    reconcile_pace: dt.timedelta = dt.timedelta(seconds=1)  # between two looks at message ids
    log_chat: int | str | None = None  # where candidates are forwarded to be compared
    file: str = "digest.yaml"  # where channels are written, as the person knows it
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)  # channel's name and setting → its line there
    fonts: Path | None = None  # more fonts for the pictures
    draft: Endpoint = field(default_factory=Endpoint)
    curators: frozenset[int] = frozenset()  # may review and not post; admins may review too


def read_config(
    environ: Mapping[str, str],
    folder: Path,
    *,
    needs_token: bool = True,
    needs_channels: bool = True,
    needs_draft: bool = False,
) -> Config:
    """Read the configuration as seen from ``folder``; FaultsError holds every fault. The environment wins."""
    reader = Reader(environ)
    _unknown_variables(reader)
    document = _document(reader, folder)
    top = Section(reader, document, (), TOP_KEYS) if document else None
    channels, lines = read_channels(reader, top)
    if needs_channels and not channels and not reader.faults:
        remedy = "set it to the channel's @name, write channels into digest.yaml, or run `digestbot init`"
        reader.fault(ENVIRONMENT, "no channel is configured", remedy, key="DIGEST_CHANNEL")

    def setting(name: str, key: str, parse: Callable[[str], T], default: T) -> T:
        below = top.text(key, parse, default) if top else default
        return reader.variable(name, parse, below)

    def people(name: str, key: str) -> frozenset[int]:
        nobody: frozenset[int] = frozenset()
        below = top.texts(key, values.admins, nobody) if top else nobody
        return reader.variable(name, lambda text: values.admins(values.split(text)), below)

    config = Config(
        token=_token(reader, folder) if needs_token else "",
        channels=channels,
        admins=people("DIGEST_ADMINS", "admins"),
        curators=people("DIGEST_CURATORS", "curators"),
        data=setting("DIGEST_DATA", "data", lambda path: values.folder(folder / path), None) or _own_data(folder),
        templates=folder / "templates" if (folder / "templates").is_dir() else None,
        state=setting("DIGEST_STATE", "state", lambda path: values.own_folder(folder / path), folder / "state"),
        database=setting("DIGEST_DATABASE", "database", str, None),
        api_url=setting("DIGEST_API_URL", "api_url", values.api_url, TELEGRAM),
        edit_window=setting("DIGEST_EDIT_WINDOW", "edit_window", durations.edit_window, Config.edit_window),
        low_queue=setting("DIGEST_LOW_QUEUE", "low_queue", durations.low_queue, Config.low_queue),
        reconcile_after=setting(
            "DIGEST_RECONCILE_AFTER", "reconcile_after", durations.reconcile_after, Config.reconcile_after
        ),
        reconcile_pace=setting(
            "DIGEST_RECONCILE_PACE", "reconcile_pace", durations.reconcile_pace, Config.reconcile_pace
        ),
        log_chat=setting("DIGEST_LOG_CHAT", "log_chat", values.chat, None),
        file=_file(reader),
        lines=lines,
        fonts=setting("DIGEST_FONTS", "fonts", lambda path: values.folder(folder / path), None),
        draft=read_endpoint(reader, top, folder, needed=needs_draft),
    )
    _log_chat_is_no_channel(reader, top, config)
    if reader.faults:
        raise FaultsError(reader.faults)
    return config


def _log_chat_is_no_channel(reader: Reader, top: Section | None, config: Config) -> None:
    """Or the readers would see every forwarded candidate."""
    if str(config.log_chat).lower() not in [str(channel.chat).lower() for channel in config.channels]:
        return
    what, remedy = "the bot posts to this chat", "name a chat of the bot's own that readers do not see"
    if top is None or "DIGEST_LOG_CHAT" in reader.environ:
        reader.fault(ENVIRONMENT, what, remedy, key="DIGEST_LOG_CHAT")
    else:
        top.fault("log_chat", what, remedy)


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
        return reader.parsed(values.token, text, "", place=path, key="TELEGRAM_BOT_TOKEN_FILE")
    if "TELEGRAM_BOT_TOKEN" not in reader.environ:
        remedy = "get one from @BotFather and set it, or run `digestbot init`; `digestbot demo` needs none"
        reader.fault(ENVIRONMENT, "there is no bot token", remedy, key="TELEGRAM_BOT_TOKEN")
    return reader.variable("TELEGRAM_BOT_TOKEN", values.token, "")


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


def filter_faults(config: Config, tags: Collection[str]) -> list[Fault]:
    """Tags of the channels' filters that no entry can have: known only once the catalog is read."""
    known = set(map(spelled, tags))
    return [
        Fault(
            place=config.file,
            line=config.lines.get((channel.name, "filter"), 0),
            key=f"{channel.name}.filter",
            what=f"there is no tag {tag!r}",
            remedy=did_you_mean(tag, tags, otherwise="data/tags.yaml names them"),
        )
        for channel in config.channels
        for tag in dict.fromkeys(term.value for term in channel.filter.fields if term.field is Field.TAG)
        if spelled(tag) not in known
    ]


def theme_faults(config: Config, themes: Collection[str]) -> list[Fault]:
    """Themes of the channels that no file has."""
    return [
        Fault(
            place=config.file if (channel.name, "theme") in config.lines else ENVIRONMENT,
            line=config.lines.get((channel.name, "theme"), 0),
            key=f"{channel.name}.theme",
            what=f"there is no theme {channel.look.theme!r}",
            remedy=did_you_mean(channel.look.theme, themes, otherwise=f"use one of {', '.join(themes)}"),
        )
        for channel in config.channels
        if channel.look.theme not in themes
    ]
