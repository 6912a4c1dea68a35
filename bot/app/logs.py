"""The log: one line per event on standard error, and never a token (law 9)."""

import logging
import sys
import traceback
from types import TracebackType
from typing import TextIO

from bot.domain.secrecy import without_tokens

# These log every address they call at INFO, and the address of a Bot API call holds the token.
TALKATIVE = ("httpx", "httpcore", "aiohttp", "telegram", "alembic", "sqlalchemy", "watchfiles")
# These warn of what is no trouble, or say at length what the bot says in a line of its own: that the last tick is still
# sending, that an answer could not be read.
NAGGING = {"apscheduler": logging.ERROR, "telegram.request": logging.CRITICAL}


ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class OneLine(logging.Formatter):
    """Time, level, what; an exception as its last line and place, or whole with ``tracebacks``."""

    def __init__(self, *, tracebacks: bool) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%Y-%m-%dT%H:%M:%S%z")
        self._tracebacks = tracebacks

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        return _one_line(super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return without_tokens(text if self._tracebacks else _one_line(text))

    def formatException(self, ei: "ExceptionInfo") -> str:  # noqa: N802 - logging's name
        if self._tracebacks:
            return super().formatException(ei)
        kind, failure, trace = ei
        frames = traceback.extract_tb(trace)
        place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        return f"[{kind.__name__ if kind else ''}: {failure}{place}]"


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())


def set_up(*, verbose: bool = False, quiet: bool = False, stream: TextIO | None = None) -> None:
    """Log to standard error: what happened by default, also how with ``verbose``, only trouble with ``quiet``."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(OneLine(tracebacks=verbose))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name, level in NAGGING.items():
        logging.getLogger(name).setLevel(level)
