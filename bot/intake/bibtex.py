"""BibTeX and BibLaTeX files, old and hand-written ones too → candidates."""

import re
from collections.abc import Iterator, Mapping

from bot.domain.candidate import Candidate, Harvest, Provenance, Skipped
from bot.domain.entry import Kind, Links, Published
from bot.intake.bibtex_blocks import Reference, references_in
from bot.intake.bibtex_names import names_of
from bot.intake.dates import date_in, date_of, month_in
from bot.intake.kinds import kind_of
from bot.intake.languages import code_of, titled
from bot.intake.latex import untex
from bot.intake.plain_text import one_line, paragraphs
from bot.intake.references import address_in, arxiv_id, arxiv_in, doi_named, venue_in, whereabouts

_KINDS = {
    **dict.fromkeys(
        ("book", "mvbook", "booklet", "collection", "mvcollection", "proceedings", "mvproceedings"), Kind.BOOK
    ),
    **dict.fromkeys(("video", "movie", "audio", "music", "performance"), Kind.TALK),
    **dict.fromkeys(("software", "dataset"), Kind.REPO),
    **dict.fromkeys(("article", "inproceedings", "conference", "incollection", "inbook", "inreference"), Kind.PAPER),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis", "techreport", "report", "unpublished"), Kind.PAPER),
}
_EDITED = {"book", "mvbook", "collection", "mvcollection", "proceedings", "mvproceedings"}
_VENUES = ("journal", "journaltitle", "booktitle", "eventtitle", "conference")
_OWNERS = ("institution", "school", "organization")
_INHERITED = ("year", "month", "date", "publisher")
_ADDRESSES = ("url", "howpublished", "ee", "link", "bdsk-url-1", "note")
_URL = re.compile(
    r"\\(?:url|path|href)\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|(?<![\w/])((?:https?://|www\.)[^\s{}<>\"]+)"
)
_ESCAPED = re.compile(r"\\([%&_#~$])|\\string|[{}]|\$\\sim\$|\\textasciitilde\s?|\\~\{\}")
_SEPARATOR = re.compile(r"[,;\n]")
_LONGEST_ADDRESS = 2_000  # characters of a field in which an address is looked for


def read(text: str, source: str) -> Harvest:
    """The entries that have a title. Of two with one citation key the first counts, as to BibTeX; fields are inherited
    through ``crossref``.
    """
    found = list(references_in(text.replace("\r\n", "\n").replace("\r", "\n")))
    parents: dict[str, Reference] = {}
    for reference in found:
        if isinstance(reference, Reference):
            parents.setdefault(reference.key.lower(), reference)
    candidates: list[Candidate] = []
    skipped: list[Skipped] = []
    for item in found:
        taken = item if isinstance(item, Skipped) else _taken(item, parents, source)
        if isinstance(taken, Skipped):
            skipped.append(taken)
        else:
            candidates.append(taken)
    return Harvest(candidates=tuple(candidates), skipped=tuple(skipped))


def _taken(reference: Reference, known: Mapping[str, Reference], source: str) -> Candidate | Skipped:
    first = known[reference.key.lower()]
    if first is not reference and reference.key:
        reason = f"has the citation key of line {first.line}"
        return Skipped(line=reference.line, text=reference.text, reason=reason)
    fields = _with_inherited(reference.fields, known)
    title = one_line(untex(fields.get("title", "")))
    if not title:
        return Skipped(line=reference.line, text=reference.text, reason="has no title")
    if subtitle := one_line(untex(fields.get("subtitle", ""))):
        title = f"{title}: {subtitle}"
    return _candidate(reference, fields, title, source)


def _with_inherited(fields: dict[str, str], known: Mapping[str, Reference]) -> dict[str, str]:
    parent = known.get(fields.get("crossref", "").strip().lower())
    if parent is None or not fields.get("crossref"):
        return fields
    given = {name: value for name in _INHERITED if (value := parent.fields.get(name))}
    if title := parent.fields.get("booktitle") or parent.fields.get("title"):
        given["booktitle"] = title
    return given | fields


def _candidate(reference: Reference, fields: Mapping[str, str], title: str, source: str) -> Candidate:
    authors, organizations = names_of(fields.get("author", ""))
    if not (authors or organizations) and reference.type in _EDITED | {"misc", "online"}:
        authors, organizations = names_of(fields.get("editor", ""))
    addresses = list(_addresses(fields))
    doi = doi_named(_address(fields.get("doi", "")))
    url, ids = whereabouts(addresses, arxiv=_arxiv(fields), doi=doi)
    bilingual, language = titled(title, code_of(untex(fields.get("language") or fields.get("langid", ""))))
    pdf = address_in(_address(fields.get("pdf", "")))
    return Candidate(
        provenance=Provenance(format="bibtex", source=source, line=reference.line, id=one_line(reference.key)),
        title=bilingual,
        kind=_kind(reference.type, url, ids.arxiv or ids.doi),
        authors=authors,
        organizations=tuple(dict.fromkeys((*organizations, *_owners(reference.type, fields)))),
        published=_published(fields),
        language=language,
        url=url,
        ids=ids,
        venue=_venue(fields),
        links=Links(pdf=pdf) if pdf else Links(),
        labels=_labels(fields),
        abstract=paragraphs(untex(fields.get("abstract", ""))),
    )


def _kind(type_: str, url: str | None, registered: str | None) -> Kind:
    """By the entry's type, and where that says nothing (misc, online, manual) by where the document is."""
    if kind := _KINDS.get(type_):
        return kind
    kind = kind_of(url) if url else Kind.POST
    return Kind.PAPER if kind is Kind.POST and registered else kind


def _owners(type_: str, fields: Mapping[str, str]) -> Iterator[str]:
    """Whose report, thesis or page it is. The organization of a conference has only held it."""
    for name in _OWNERS:
        held = name == "organization" and _KINDS.get(type_) in (Kind.PAPER, Kind.BOOK)
        if not held and (owner := one_line(untex(fields.get(name, "")))):
            yield owner


def _published(fields: Mapping[str, str]) -> Published | None:
    date = date_in(one_line(untex(fields.get("date", ""))))
    if date is not None:
        return date
    date = date_in(one_line(untex(fields.get("year", ""))))
    if date is None or date.month:
        return date
    month, day = month_in(one_line(untex(fields.get("month", ""))))
    written = fields.get("day", "").strip()
    if written.isascii() and written.isdigit() and len(written) < 3:
        day = int(written)
    return date_of(date.year, month, day if month else None)


def _venue(fields: Mapping[str, str]) -> str | None:
    names = (one_line(untex(fields.get(name, ""))) for name in _VENUES)
    return next((venue for name in names if (venue := venue_in(name))), None)


def _labels(fields: Mapping[str, str]) -> tuple[str, ...]:
    words = (word for name in ("keywords", "keyword") for word in _SEPARATOR.split(untex(fields.get(name, ""))))
    return tuple(dict.fromkeys(filter(None, map(one_line, words))))


def _arxiv(fields: Mapping[str, str]) -> str | None:
    """The id in ``eprint``, else where Google Scholar and DBLP put it: the journal, the volume, a note."""
    archive = (fields.get("archiveprefix") or fields.get("eprinttype") or "arxiv").strip(" {}").lower()
    if archive == "arxiv" and (paper := arxiv_id(_address(fields.get("eprint", "")))):
        return paper
    if "corr" in fields.get("journal", "").lower() and (paper := arxiv_id(fields.get("volume", ""))):
        return paper
    noted = (arxiv_in(fields.get(name, "")) for name in ("journal", "journaltitle", "howpublished", "note", "number"))
    return next(filter(None, noted), None)


def _addresses(fields: Mapping[str, str]) -> Iterator[str]:
    """What may be the address, the likeliest first. A field `url` without a scheme is tried as it is."""
    for name in _ADDRESSES:
        value = fields.get(name, "")[:_LONGEST_ADDRESS]
        if name == "url":
            yield _address(value)
        for macro, bare in _URL.findall(value):
            yield _address(macro or bare.rstrip(".,;)"))


def _address(tex: str) -> str:
    """The address without LaTeX's escapes."""
    return _ESCAPED.sub(lambda found: found[1] or ("~" if "s" in found[0] or "~" in found[0] else ""), tex).strip()
