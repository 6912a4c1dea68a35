"""One measurement of the importing benchmark in a process of its own: prints how many records, and seconds of CPU."""

import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bot.app.import_formats import FORMATS, Source


def ours(format: str, path: Path) -> int:
    """Reading alone: from the file to candidates."""
    with path.open("rb") as file:
        return _counted(FORMATS[format].read(Source(name=path.name, content=file)))


def beside(format: str, path: Path) -> int:
    """The least that anybody would do: the parser alone, or what the standard library has."""
    return _BESIDE[format](path)


def _lines(path: Path) -> int:
    """A dict by address, as one would write it in a minute; nothing is checked."""
    with path.open(encoding="utf-8") as file:
        return len({record["url"]: record for record in map(json.loads, file)})


def _json(path: Path) -> int:
    return len({item["URL"]: item for item in json.loads(path.read_text("utf-8"))})


def _bibtexparser(path: Path) -> int:
    from bibtexparser.entrypoint import parse_string

    return len(parse_string(path.read_text("utf-8")).entries)


def _feedparser(path: Path) -> int:
    import feedparser

    return len(feedparser.parse(path.read_bytes()).entries)


def _markdown(path: Path) -> int:
    from markdown_it import MarkdownIt

    tokens: list[Any] = MarkdownIt("commonmark").enable("table").parse(path.read_text("utf-8"))
    return sum(token.type == "list_item_open" for token in tokens)


_BESIDE: dict[str, Callable[[Path], int]] = {
    "jsonl": _lines, "csl": _json, "bibtex": _bibtexparser, "feed": _feedparser, "awesome": _markdown,
}  # fmt: skip


def _counted(things: Iterable[object]) -> int:
    return sum(1 for _ in things)


if __name__ == "__main__":
    side, format, first, path = sys.argv[1:]
    read = {"ours": ours, "beside": beside}[side]
    read(format, Path(first))  # a record alone, which loads the libraries
    began = time.process_time()
    count = read(format, Path(path))
    print(json.dumps({"records": count, "seconds": time.process_time() - began}))
