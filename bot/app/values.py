"""How the text of a setting becomes a value; what cannot be meant is Malformed."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.channel import EVERY_DAY, Order, Style
from bot.domain.language import Language
from bot.domain.picture import THEME, Format
from bot.domain.secrecy import TOKEN
from bot.formats.nearest import nearest

TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
USER_ID = re.compile(r"[1-9]\d{0,15}", re.ASCII)
CHAT_ID = re.compile(r"-?[1-9]\d{0,15}", re.ASCII)
CHAT_NAME = re.compile(r"@[A-Za-z]\w{3,31}", re.ASCII)
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

E = TypeVar("E", bound=StrEnum)


class Malformed(ValueError):
    """A setting that cannot be meant: what is wrong with it and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}, {remedy}")
        self.what = what
        self.remedy = remedy


def split(text: str) -> list[str]:
    """A comma-separated list, spaces and empty places dropped; a full-width comma counts."""
    return [part.strip() for part in re.split("[,，]", text) if part.strip()]


def times(parts: Iterable[str]) -> tuple[dt.time, ...]:
    """Times of day, ascending: ``09:00``, ``9:00``, ``23:59``."""
    found = set()
    for part in parts:
        match = TIME.fullmatch(part)
        if match is None:
            raise Malformed(f"{part!r} is not a time of day", "write hours and minutes, as in 09:00")
        found.add(dt.time(int(match[1]), int(match[2])))
    if not found:
        raise Malformed("no time of day is given", "write at least one, as in 09:00")
    return tuple(sorted(found))


def days(parts: Iterable[str]) -> frozenset[int]:
    """Days of the week, Monday 0: ``mon``, ``mon-fri``, ``daily``."""
    found: set[int] = set()
    for part in parts:
        first, dash, last = part.lower().partition("-")
        start, end = _day(first), _day(last if dash else first)
        if part.lower() in ("daily", "every day"):
            found |= EVERY_DAY
        elif start is not None and end is not None:
            found |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
        else:
            known = ", ".join(day[:3] for day in DAY_NAMES)
            raise Malformed(f"{part!r} is not a day", f"use {known}, mon-fri or daily")
    if not found:
        raise Malformed("no day is given", "leave days out to post daily")
    return frozenset(found)


def _day(text: str) -> int | None:
    """The day that begins so: ``tue``, ``tues``, ``tuesday``."""
    word = text.strip()
    return next((day for day, name in enumerate(DAY_NAMES) if len(word) >= 3 and name.startswith(word)), None)


def zone(text: str) -> ZoneInfo:
    """An IANA time zone."""
    known = available_timezones()
    if text not in known:
        near = nearest(text, known)
        raise Malformed(
            f"{text!r} is not an IANA time zone",
            f"did you mean {near}?" if near else "write one as in Asia/Shanghai",
        )
    return ZoneInfo(text)


def languages(parts: Iterable[str]) -> tuple[Language, ...]:
    """``zh``, ``en`` or both; the first comes first on the card."""
    found: dict[Language, None] = {}
    for part in parts:
        if part.lower() not in list(Language):
            raise Malformed(f"{part!r} is not a language of the cards", "use zh, en or both")
        found[Language(part.lower())] = None
    if not found:
        raise Malformed("no language is given", "use zh, en or both, as in zh,en")
    return tuple(found)


def chat(text: str) -> int | str:
    """A channel's or a group's @name or numeric id."""
    if CHAT_ID.fullmatch(text):
        return int(text)
    name = text if text.startswith("@") else f"@{text.removeprefix('https://t.me/')}"
    if CHAT_NAME.fullmatch(name):
        return name
    raise Malformed(f"{text!r} is not a channel", "write its @name, or its id as in -1001234567890")


def admins(parts: Iterable[str]) -> frozenset[int]:
    """Telegram user ids; a name would be guessing, names change hands."""
    found = set()
    for part in parts:
        if USER_ID.fullmatch(part) is None:
            raise Malformed(f"{part!r} is not a user id", "write the number; @userinfobot tells people theirs")
        found.add(int(part))
    return frozenset(found)


def token(text: str) -> str:
    """The shape of a bot's token; the message never repeats it."""
    if TOKEN.fullmatch(text) is None:
        raise Malformed("this is not a bot token", "copy it whole from @BotFather: digits, a colon, 35 characters")
    return text


def api_url(text: str) -> str:
    """The root of a Bot API server, without the slash at its end."""
    if re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text) is None or not _has_host(text):
        raise Malformed(f"{text!r} is not the address of a server", "write it as https://api.telegram.org")
    return text.rstrip("/")


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, brackets around no address
        return False


def folder(path: Path) -> Path:
    """A folder that must be there."""
    if not _is(path, Path.is_dir):
        raise Malformed(f"the folder {path} is not there", "make it, or correct the path")
    return path


def own_folder(path: Path) -> Path:
    """A folder that is made where it is missing."""
    if _is(path, Path.exists) and not _is(path, Path.is_dir):
        raise Malformed(f"{path} is not a folder", "name another, or move the file away")
    return path


def _is(path: Path, question: Callable[[Path], bool]) -> bool:
    """The answer; no for a path that cannot even be asked about (too long, no right to look)."""
    try:
        return question(path)
    except OSError:
        return False


def order(text: str) -> Order:
    """How the entries of a cycle follow each other."""
    return _one_of(Order, text, "an order")


def style(text: str) -> Style:
    """What a channel's cards are."""
    return _one_of(Style, text, "a style of cards")


def format_(text: str) -> Format:
    """The shape of the pictures."""
    return _one_of(Format, text, "a format of pictures")


def _one_of(choices: type[E], text: str, what: str) -> E:
    known = [str(choice) for choice in choices]
    if text.lower() not in known:
        near = nearest(text.lower(), known)
        remedy = f"did you mean {near}?" if near else f"use one of {', '.join(known)}"
        raise Malformed(f"{text!r} is not {what}", remedy)
    return choices(text.lower())


def theme(text: str) -> str:
    """The name of a theme; whether there is such a file is asked where the templates are read."""
    if THEME.fullmatch(text) is None:
        raise Malformed(f"{text!r} is no name of a theme", "use 1 to 20 of a–z, 0–9 and -, as its file is called")
    return text


def flag(text: str) -> bool:
    """``true`` or ``false`` (also yes, no, on, off)."""
    if text.lower() in ("true", "yes", "on"):
        return True
    if text.lower() in ("false", "no", "off"):
        return False
    raise Malformed(f"{text!r} is neither true nor false", "write true or false")


def thread(text: str) -> int:
    """The id of a topic in a forum group."""
    if re.fullmatch(r"[1-9]\d{0,9}", text, re.ASCII) is None:
        raise Malformed(f"{text!r} is not a thread id", "write the number of the topic")
    return int(text)


def name(text: str) -> str:
    """A channel's own name: it stands in the ledger and in the 64 bytes of a button."""
    if re.fullmatch(r"[a-z0-9-]{1,20}", text) is None:
        raise Malformed(f"{text!r} is not a channel name", "use 1 to 20 of a–z, 0–9 and -")
    return text
