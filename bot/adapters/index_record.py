"""An entry as the index takes it: its texts, and the tokens of each field."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bot.adapters.analysis_tokens import Analysis, grams_of
from bot.domain.catalog import Tag
from bot.domain.entry import Entry
from bot.domain.identity import identities

_NUMBER = re.compile(r"\d+")  # of a key: nobody looks for an entry by that
_WORD = re.compile(r"[^\W_]+")


class Record(NamedTuple):
    """What of an entry is looked for. Plain values, because they go to other processes by the million."""

    key: str
    day: int  # yyyymmdd, 0 for what is not known of it
    kind: str
    language: str
    tags: tuple[str, ...]
    titles: tuple[str, ...]
    overviews: tuple[str, ...]
    authors: tuple[str, ...]
    organizations: tuple[str, ...]
    topics: tuple[str, ...]  # the tags' names in both languages
    venue: str
    arxiv: str | None
    doi: str | None
    addresses: tuple[str, ...]
    edition: str  # the entry's

    @property
    def year(self) -> int:
        return self.day // 10_000


def record_of(entry: Entry, tags: Mapping[str, Tag]) -> Record:
    """The record of an entry; ``tags`` are the catalog's."""
    year, month, day = entry.published.order if entry.published else (0, 0, 0)
    known = [tags[key] for key in entry.tags if key in tags]
    links = entry.links
    addresses = (entry.url, links.pdf, links.code, links.dataset, links.companion, links.copy_)
    return Record(
        key=entry.key,
        day=year * 10_000 + month * 100 + day,
        kind=entry.kind.value,
        language=entry.language,
        tags=entry.tags,
        titles=tuple(filter(None, (entry.title.en, entry.title.zh))),
        overviews=tuple(filter(None, (entry.overview.en, entry.overview.zh))),
        authors=entry.authors,
        organizations=entry.organizations,
        topics=tuple(name for tag in known for name in (tag.en, tag.zh)),
        venue=entry.venue or "",
        arxiv=entry.ids.arxiv,
        doi=entry.ids.doi,
        addresses=tuple(filter(None, addresses)),
        edition=entry.edition,
    )


def topics_of(tags: Mapping[str, Tag]) -> dict[str, str]:
    """What a record has of its tags beside their keys, by tag."""
    return {key: f"{tag.en}\n{tag.zh}" for key, tag in tags.items()}


def ids_of(record: Record) -> set[str]:
    """Everything the document and its entry are known by."""
    found = {f"key {record.key}", *identities(None, record.arxiv, record.doi)}
    return found.union(*(identities(address, None, None) for address in record.addresses))


def ids_in(text: str) -> Iterator[str]:
    """What a text that is nothing but an id may be: an arXiv id, a DOI, a pasted address, a key."""
    plain = text.strip()
    yield f"key {plain.lower()}"
    address = plain if "://" in plain else f"https://{plain}" if "." in plain and "/" in plain else None
    yield from identities(address, plain, plain)


def document_of(record: Record, analysis: Analysis) -> dict[str, object]:
    """The index's document: what each field is given (see ``index_schema``)."""
    title = analysis.taken(*record.titles)
    authors = analysis.taken(*record.authors)
    houses = analysis.taken(*record.organizations)
    topics = analysis.taken(*record.topics, *record.tags)
    rest = analysis.taken(*record.overviews, record.venue, _NUMBER.sub(" ", record.key.replace("-", " ")))
    every = (title, authors, houses, topics, rest)
    pinyin = analysis.pinyin
    people = set(pinyin.syllables(authors.runs))
    titles = set(pinyin.syllables(title.runs))
    latin = "\n".join([part.latin for part in every])
    return {
        "key": record.key,
        "day": record.day,
        "kind": record.kind,
        "year": str(record.year),
        "lang": record.language,
        "tag": record.tags,
        "ids": list(ids_of(record)),
        "stems": latin,
        "words": latin,
        "han": [run for part in every for run in part.runs],
        "title": title.latin,
        "title_words": title.latin,
        "title_han": title.runs,
        "names": "\n".join([authors.latin, houses.latin, topics.latin]),
        "names_han": [*authors.runs, *houses.runs, *topics.runs],
        "author": " ".join([*_WORD.findall(authors.latin), *grams_of(authors.runs), *people]),
        "org": " ".join([*_WORD.findall(houses.latin), *grams_of(houses.runs)]),
        "pairs": " ".join({pair for part in every for pair in part.pairs}),
        "title_pinyin": " ".join(titles),
        "pinyin": " ".join(people.union(pinyin.syllables(topics.runs))),
        "sounds": " ".join(pinyin.sounds(rest.runs)),
    }
