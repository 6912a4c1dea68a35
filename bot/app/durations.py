"""How the text of a duration becomes a timedelta: ``90s``, ``6h``, ``7d``, or a word for a special one."""

import datetime as dt
import re

from bot.app.values import Malformed
from bot.domain.channel import ALWAYS, SKIP

DURATION = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)\s*([smhd])", re.ASCII)
UNITS = {
    "s": dt.timedelta(seconds=1),
    "m": dt.timedelta(minutes=1),
    "h": dt.timedelta(hours=1),
    "d": dt.timedelta(days=1),
}
CATCH_UP_IN_WORDS = {"skip": SKIP, "always": ALWAYS}


def catch_up(text: str) -> dt.timedelta:
    """How late a slot may still be posted: ``90m``, ``6h``, ``1d``, ``skip``, ``always``."""
    in_words = CATCH_UP_IN_WORDS.get(text.strip().lower())
    return in_words or _between("2m", "7d", text, "write it as 90m, 6h or 1d, or skip, or always")


def reconcile_after(text: str) -> dt.timedelta:
    """The quiet period before a search. Telegram may take a minute over a message; less than 90s is for tests."""
    return _between("1s", "1h", text, "write it as 90s or 2m; less than 90s is for tests")


def reconcile_pace(text: str) -> dt.timedelta:
    """The time between two looks at message ids."""
    return _between("0.01s", "1m", text, "write it as 1s or 0.2s")


def edit_window(text: str) -> dt.timedelta | None:
    """How long a card is edited after its post; None: never."""
    return None if text.strip().lower() in ("off", "no") else _between("1h", "365d", text, "write it as 7d, or off")


def low_queue(text: str) -> dt.timedelta | None:
    """How long a channel's new cards must last for nobody to be told; None: nobody is."""
    return None if text.strip().lower() in ("off", "no") else _between("1d", "365d", text, "write it as 7d, or off")


def _between(shortest: str, longest: str, text: str, remedy: str) -> dt.timedelta:
    """The duration, if it lies between two others, both included."""
    match = DURATION.fullmatch(text.strip().lower())
    if match is None or not _length(shortest) <= _length(match[0]) <= _length(longest):
        raise Malformed(f"{text!r} is not a duration between {shortest} and {longest}", remedy)
    return _length(match[0])


def _length(text: str) -> dt.timedelta:
    number, unit = text[:-1], text[-1]
    return float(number) * UNITS[unit]
