"""Sources of any size for the importing benchmark, from the synthetic corpus, as such sources look."""

import json
import sys
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from bot.domain.entry import Entry
from tests.search.corpus import entries

_OTHERS = 7_000_000  # a seed: none of its documents is one of the others


def write(format: str, count: int, path: Path) -> None:
    """The first ``count`` records."""
    head, record, foot = _FORMATS[format]
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        for number, entry in enumerate(_corpus(count, others=False)):
            file.write(record(number, entry))
        file.write(foot)


def write_collection(count: int, path: Path) -> None:
    """A collection of drafts that are none of the records."""
    with path.open("w", encoding="utf-8") as file:
        file.write('{"collection": {"title": {"en": "Others", "zh": "其他"}}}\n')
        for entry in _corpus(count, others=True):
            # The corpus has tags of its own.
            fields = _fields(entry) | {"key": entry.key, "status": "draft", "tags": []}
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")


def _corpus(count: int, *, others: bool) -> Iterator[Entry]:
    """Two corpora have no address in common, though they number their papers alike."""
    if not others:
        yield from entries(count)
        return
    for entry in entries(count, _OTHERS):
        key = f"o-{entry.key}"[:48]
        yield entry.model_copy(update={"key": key, "url": f"https://example.com/{key}", "ids": type(entry.ids)()})


def _fields(entry: Entry) -> dict[str, object]:
    """As a dump of papers has them: a title in one language, and an abstract for an overview."""
    fields = entry.model_dump(mode="json", by_alias=True, exclude_none=True)
    kept = ("kind", "authors", "published", "url", "ids", "venue", "tags")
    title = {"en": entry.title.en} if len(entry.key) % 4 else {"zh": entry.title.zh}
    said = {name: fields[name] for name in kept if fields.get(name)}
    return {"title": title, **said, "abstract": entry.overview.en}


def _jsonl(number: int, entry: Entry) -> str:
    return json.dumps(_fields(entry), ensure_ascii=False) + "\n"


def _csl(number: int, entry: Entry) -> str:
    authors = [{"family": author.split()[-1], "given": " ".join(author.split()[:-1])} for author in entry.authors]
    item = {
        "id": entry.key, "type": "article-journal", "title": entry.title.en, "author": authors, "URL": entry.url,
        "issued": {"date-parts": [[int(part) for part in str(entry.published).split("-")]]},
        "abstract": entry.overview.en,
    }  # fmt: skip
    return ("" if number == 0 else ",\n") + json.dumps(item, ensure_ascii=False)


def _bibtex(number: int, entry: Entry) -> str:
    published = str(entry.published)
    return (
        f"@article{{{entry.key},\n  title = {{{{{entry.title.en}}}}},\n  author = {{{' and '.join(entry.authors)}}},\n"
        f"  year = {{{published[:4]}}},\n  url = {{{entry.url}}},\n  abstract = {{{entry.overview.en}}},\n}}\n\n"
    )


def _feed(number: int, entry: Entry) -> str:
    return (
        f"<item><title>{escape(entry.title.en or '')}</title><link>{escape(entry.url or '')}</link>"
        f"<author>{escape(entry.authors[0])}</author><pubDate>{entry.published}</pubDate>"
        f"<description>{escape(f'<p>{entry.overview.en}</p>')}</description></item>\n"
    )


def _awesome(number: int, entry: Entry) -> str:
    heading = f"\n## Section {number // 100}\n\n" if number % 100 == 0 else ""
    return f"{heading}- [{entry.title.en}]({entry.url}) by {', '.join(entry.authors)}\n"


def _article(number: int, entry: Entry) -> str:
    return (
        f"论文 {number + 1}：{entry.title.en}\n作者：{'、'.join(entry.authors)}\n链接：{entry.url}\n"
        f"概述：{entry.overview.zh}\n\n"
    )


_FORMATS: dict[str, tuple[str, Callable[[int, Entry], str], str]] = {
    "jsonl": ("", _jsonl, ""),
    "csl": ("[", _csl, "]\n"),
    "bibtex": ("", _bibtex, ""),
    "feed": ("<rss version='2.0'><channel>\n", _feed, "</channel></rss>\n"),
    "awesome": ("# List\n", _awesome, ""),
    "article": ("", _article, ""),
}
FORMATS = tuple(_FORMATS)


if __name__ == "__main__":  # in a process of its own: what the corpus needs would count as the memory of others
    what, number, where = sys.argv[1:]
    if what == "collection":
        write_collection(int(number), Path(where))
    else:
        write(what, int(number), Path(where))
