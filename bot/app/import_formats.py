"""What can be imported, and how the source of each format is read; its library is imported when it is asked for."""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO

from bot.domain.candidate import Candidate, Harvest, Skipped
from bot.intake.errors import SourceError

Found = Iterable[Candidate | Skipped]


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is read, and what the person calls it. To be read once."""

    name: str
    content: bytes | BinaryIO

    @property
    def stream(self) -> BinaryIO:
        return io.BytesIO(self.content) if isinstance(self.content, bytes) else self.content

    @property
    def whole(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else self.content.read()

    @property
    def share(self) -> float | None:
        """How much of a file has been read; None for what comes down a pipe."""
        if not isinstance(self.content, bytes):
            with suppress(OSError):
                size = os.fstat(self.content.fileno()).st_size
                return min(self.content.tell() / size, 1.0) if size else None
        return None

    @property
    def text(self) -> str:
        """SourceError where it is none. A mark at its beginning, as some editors leave it, is none of it."""
        content = self.whole
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise SourceError(f"{self.name}:{line} is not UTF-8", "save the file as UTF-8") from None


@dataclass(frozen=True, kw_only=True)
class Format:
    """One row: what `digestbot import` calls it, what it is, and its reader, which may raise SourceError."""

    name: str
    says: str
    read: Callable[[Source], Found]
    asks: bool = False  # the source may be the words themselves, not a file


def _of_text(module: str) -> Callable[[Source], Found]:
    return lambda source: _found(import_module(f"bot.intake.{module}").read(source.text, source.name))


def _feed(source: Source) -> Found:
    return _found(import_module("bot.intake.feed").read(source.whole, source.name))


def _jsonl(source: Source) -> Found:
    return _found(import_module("bot.intake.jsonl").read_stream(source.stream, source.name))


def _arxiv(source: Source) -> Iterator[Candidate | Skipped]:
    with import_module("bot.intake.arxiv_client").open_client() as client:
        yield from import_module("bot.intake.arxiv").fetch(source.text, source.name, client)


def _found(harvest: Harvest | Found) -> Found:
    return (*harvest.skipped, *harvest.candidates) if isinstance(harvest, Harvest) else harvest


FORMATS = {
    row.name: row
    for row in (
        Format(name="article", says="a Chinese reading-list article", read=_of_text("article")),
        Format(name="awesome", says="an awesome list in Markdown", read=_of_text("awesome")),
        Format(name="arxiv", says="papers by id, address or query", read=_arxiv, asks=True),
        Format(name="bibtex", says="a BibTeX file", read=_of_text("bibtex")),
        Format(name="csl", says="CSL-JSON, as Zotero exports it", read=_of_text("csl")),
        Format(name="feed", says="an RSS or Atom feed", read=_feed),
        Format(name="jsonl", says="our own format, one entry a line", read=_jsonl),
    )
}
