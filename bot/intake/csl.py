"""CSL-JSON, as Zotero exports it → candidates."""

import re
from collections.abc import Iterator
from typing import Any

from bot.domain.candidate import Candidate, Harvest, Provenance, Skipped
from bot.domain.entry import Kind
from bot.intake.csl_items import Item, items_in
from bot.intake.csl_values import date_of_parts, line_of, names_of, plain, text_of
from bot.intake.kinds import kind_of
from bot.intake.languages import code_of, titled
from bot.intake.plain_text import beginning, one_line, paragraphs
from bot.intake.references import arxiv_id, arxiv_in, doi_named, venue_in, whereabouts

_KINDS = {
    **dict.fromkeys(
        ("article", "article-journal", "article-magazine", "chapter", "entry", "manuscript", "paper-conference"),
        Kind.PAPER,
    ),
    **dict.fromkeys(("report", "thesis", "preprint", "review", "patent", "standard"), Kind.PAPER),
    **dict.fromkeys(("article-newspaper", "post-weblog", "entry-encyclopedia", "entry-dictionary"), Kind.POST),
    **dict.fromkeys(("book", "collection"), Kind.BOOK),
    **dict.fromkeys(("motion_picture", "broadcast", "speech", "song", "performance", "event"), Kind.TALK),
    **dict.fromkeys(("software", "dataset"), Kind.REPO),
}
_VENUES = ("container-title", "event-title", "event")
_DATES = ("issued", "original-date", "submitted")
_SEPARATOR = re.compile(r"[,;\n]")
_NOTED_DOI = re.compile(r"\bDOI:\s*(10\.\S{1,200})", re.IGNORECASE)


def read(text: str, source: str) -> Harvest:
    """The items that have a title; the others are told by their number, and by their line where that is known."""
    candidates: list[Candidate] = []
    skipped: list[Skipped] = []
    for item in items_in(text):
        taken = item if isinstance(item, Skipped) else _taken(item, source)
        if isinstance(taken, Skipped):
            skipped.append(taken)
        else:
            candidates.append(taken)
    return Harvest(candidates=tuple(candidates), skipped=tuple(skipped))


def _taken(item: Item, source: str) -> Candidate | Skipped:
    if not isinstance(item.value, dict):
        return _left_out(item, "is not an object with fields")
    if "title" in item.value and not isinstance(item.value["title"], str | list):
        return _left_out(item, "has a title that is not a text")
    title = _title(item.value)
    return _candidate(item, title, source) if title else _left_out(item, "has no title")


def _left_out(item: Item, reason: str) -> Skipped:
    shown = beginning(repr(item.value) if not isinstance(item.value, dict) else _name(item.value))
    return Skipped(line=item.line, text=f"item {item.number}: {shown}".rstrip(": "), reason=reason)


def _name(fields: dict[str, Any]) -> str:
    names = ("id", "citation-key", "URL", "DOI", "type")
    return next((text for name in names if (text := one_line(text_of(fields.get(name))))), "")


def _title(fields: dict[str, Any]) -> str:
    """The title; Crossref's own JSON, which is almost CSL, has lists of one."""
    title = fields.get("title")
    return line_of(next(iter(title), None) if isinstance(title, list) else title)


def _candidate(item: Item, title: str, source: str) -> Candidate:
    fields: dict[str, Any] = item.value
    authors, organizations = names_of(fields.get("author"))
    if not (authors or organizations):
        authors, organizations = names_of(fields.get("editor"))
    url, ids = whereabouts([text_of(fields.get("URL"))], arxiv=_arxiv(fields), doi=_doi(fields))
    bilingual, language = titled(title, code_of(text_of(fields.get("language"))))
    return Candidate(
        provenance=Provenance(
            format="csl", source=source, line=item.line, id=one_line(text_of(fields.get("id")))[:200]
        ),
        title=bilingual,
        kind=_kind(text_of(fields.get("type")), url, ids.arxiv or ids.doi),
        authors=authors,
        organizations=organizations,
        published=next((date for name in _DATES if (date := date_of_parts(fields.get(name)))), None),
        language=language,
        url=url,
        ids=ids,
        venue=_venue(fields),
        labels=_labels(fields),
        abstract=paragraphs(plain(fields.get("abstract"))),
    )


def _kind(type_: str, url: str | None, registered: str | None) -> Kind:
    """By the type, but for a page (webpage, document …), which is what its address says, or a paper if it has an id."""
    if kind := _KINDS.get(type_):
        return kind
    kind = kind_of(url) if url else Kind.POST
    return Kind.PAPER if kind is Kind.POST and registered else kind


def _arxiv(fields: dict[str, Any]) -> str | None:
    """The id, from where Zotero's versions have put it: number, archive_location, note, extra, journal."""
    for name in ("number", "archive_location", "archive-location", "archiveID"):
        text = text_of(fields.get(name))
        if text[:6].lower() == "arxiv:" and (paper := arxiv_id(text.split()[0])):
            return paper
    if text_of(fields.get("archive")).lower() == "arxiv" and (
        paper := arxiv_id(text_of(fields.get("archive_location") or fields.get("number")))
    ):
        return paper
    noted = (arxiv_in(text_of(fields.get(name))) for name in ("note", "extra", "container-title"))
    return next(filter(None, noted), None)


def _doi(fields: dict[str, Any]) -> str | None:
    if named := doi_named(text_of(fields.get("DOI"))):
        return named
    noted = _NOTED_DOI.search(text_of(fields.get("note"))[:2000])
    return doi_named(noted[1]) if noted else None


def _venue(fields: dict[str, Any]) -> str | None:
    return next((venue for text in _venues(fields) if (venue := venue_in(text))), None)


def _venues(fields: dict[str, Any]) -> Iterator[str]:
    for name in _VENUES:
        value = fields.get(name)
        yield line_of(next(iter(value), None) if isinstance(value, list) else value)


def _labels(fields: dict[str, Any]) -> tuple[str, ...]:
    """From a text with separators, a list of texts, or Zotero's own ``tags: [{"tag": …}]``."""
    words: list[str] = []
    for name in ("keyword", "keywords", "tags"):
        value = fields.get(name)
        if isinstance(value, list):
            words += (line_of(word.get("tag") if isinstance(word, dict) else word) for word in value)
        else:
            words += map(one_line, _SEPARATOR.split(plain(value)))
    return tuple(dict.fromkeys(filter(None, words)))
