"""The candidate that the fields of a record make."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.address import Address
from bot.domain.candidate import Candidate, Provenance, Skipped
from bot.domain.entry import Ids, Kind, Links, Published
from bot.domain.identity import arxiv_of, canonical_url, doi_of
from bot.domain.language import Bilingual, Language
from bot.intake.article_labels import Label, Role
from bot.intake.article_lines import SHOWN, Line, joined
from bot.intake.article_record import Field, Record
from bot.intake.article_values import (
    authors_in,
    date_in,
    date_of_overview,
    fault_of_url,
    language_of,
    link_without_scheme,
    teams_in,
    topics_in,
    urls_in,
)
from bot.intake.kinds import kind_of

_TITLE_END = " ,，:：、"
_LINK_WORD = re.compile(r"[\s,，、](?:链接|地址|网址|原文)$")
_LATIN = re.compile("[A-Za-z]")
_UNROLLERS = {
    "twitter-thread.com", "threadreaderapp.com", "unrollnow.com", "unrollthread.com", "threadnavigator.com",
    "pingthread.com", "rattibha.com", "thread-reader.com", "twitterthread.com", "getthread.io",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Link:
    url: str
    label: Label
    order: int

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """The document's own address is the lowest: no unroller's, and what its field says to be it."""
        beside = self.label.place is not None and self.label.place != "pdf" and self.label.role is Role.LINK
        return _host(self.url) in _UNROLLERS, beside, self.order


def candidate_of(record: Record, heading: str, provenance: Provenance, skipped: list[Skipped]) -> Candidate | None:
    """None where the fields make no record; what is left out is added to ``skipped``."""
    titles = [title for found in record.fields for title in _titles(found)]
    links = list(_links(record, skipped))
    first = min(links, key=lambda link: link.rank, default=None)
    kind = _kind(record, first.url if first else None)
    if not titles:
        name = _repository(first.url) if first and kind is Kind.REPO else ""
        titles = list(filter(None, [heading or name]))
    reason = "has no title" if not titles else "has nothing but a title" if _is_bare(record, links) else ""
    if reason:
        skipped.append(_skipped(record.line, reason))
        return None
    title = _in_languages(titles, skipped, record.line)
    overview = _overview(record)
    papers = [link.url for link in links if link.label.place in (None, "pdf")] if kind is Kind.PAPER else []
    papers = [first.url, *papers] if first else papers
    return Candidate(
        provenance=provenance,
        title=title,
        kind=kind,
        authors=tuple(dict.fromkeys(name for found in _of(record, Role.AUTHORS) for name in authors_in(found.items))),
        organizations=tuple(dict.fromkeys(name for found in _of(record, Role.TEAMS) for name in teams_in(found.items))),
        published=_published(record, overview, skipped),
        language="zh" if title.en is None and not any(map(arxiv_of, papers)) else "en",
        url=first.url if first else None,
        ids=Ids(
            arxiv=next(filter(None, map(arxiv_of, papers)), None), doi=next(filter(None, map(doi_of, papers)), None)
        ),
        venue=_venue(record),
        links=_beside(first, links, kind, skipped, record.line),
        labels=tuple(topic for found in _of(record, Role.TOPICS) for topic in topics_in(found.items)),
        overview=overview,
    )


def _of(record: Record, *roles: Role) -> Iterator[Field]:
    return (found for found in record.fields if found.label.role in roles)


def _titles(found: Field) -> Iterator[str]:
    if found.label.role in (Role.TITLE, Role.TRANSLATION):
        title = _LINK_WORD.sub("", urls_in(found.text)[1].rstrip(_TITLE_END))
        if len(title) > 1 and title[0] == "《" and title.find("》") == len(title) - 1:
            title = title[1:-1].strip()
        if title:
            yield title


def _links(record: Record, skipped: list[Skipped]) -> Iterator[_Link]:
    seen: set[str] = set()
    for found in _of(record, Role.LINK, Role.TITLE):
        text = found.items
        urls, rest = urls_in(text)
        if not urls and found.label.role is Role.LINK:
            urls = tuple(filter(None, [link_without_scheme(text)]))
            if text and not urls:
                skipped.append(_skipped(found.line, f"says {rest[:SHOWN]!r} where an address should be"))
        for url in urls:
            if fault := fault_of_url(url):
                skipped.append(_skipped(found.line, f"has an address that {fault}"))
            elif url not in seen:
                seen.add(url)
                yield _Link(url=url, label=found.label, order=len(seen))


def _kind(record: Record, url: str | None) -> Kind:
    """What a firm label says; else the address; else any label."""
    kinds = [found.label for found in _of(record, Role.TITLE, Role.OVERVIEW, Role.AUTHORS) if found.label.kind]
    if kinds and kinds[0].firm and kinds[0].kind:
        return kinds[0].kind
    if url:
        return kind_of(url)
    return kinds[0].kind or Kind.POST if kinds else Kind.POST


def _is_bare(record: Record, links: list[_Link]) -> bool:
    return not links and not record.roles - {Role.TITLE, Role.TRANSLATION, Role.LINK}


def _in_languages(texts: list[str], skipped: list[Skipped], line: Line) -> Bilingual:
    chosen: dict[Language, str] = {}
    more = [text for text in texts if chosen.setdefault(language_of(text), text) != text]
    skipped.extend(_skipped(line, f"has one more title, {text[:SHOWN]!r}") for text in more)
    return Bilingual(en=chosen.get(Language.EN), zh=chosen.get(Language.ZH))


def _overview(record: Record) -> Bilingual:
    texts: dict[Language, list[str]] = {Language.EN: [], Language.ZH: []}
    for found in _of(record, Role.OVERVIEW, Role.TRANSLATED_OVERVIEW):
        if text := found.text:
            texts[language_of(text)].append(text)
    return Bilingual(en=joined(texts[Language.EN]) or None, zh=joined(texts[Language.ZH]) or None)


def _published(record: Record, overview: Bilingual, skipped: list[Skipped]) -> Published | None:
    for found in _of(record, Role.DATE, Role.VENUE):
        text = found.text
        if found.label.role is Role.VENUE and not _is_a_date(text):
            continue
        if date := date_in(text):
            return date
        if text:
            skipped.append(_skipped(found.line, f"says {text[:SHOWN]!r} where a date should be"))
    return date_of_overview(overview.zh or "") or date_of_overview(overview.en or "")


def _venue(record: Record) -> str | None:
    return next((found.text for found in _of(record, Role.VENUE) if found.text and not _is_a_date(found.text)), None)


def _is_a_date(text: str) -> bool:
    """``发表于`` says when, or where; ``2024 ICLR`` is a place."""
    return date_in(text) is not None and not _LATIN.search(text)


def _beside(first: _Link | None, links: list[_Link], kind: Kind, skipped: list[Skipped], line: Line) -> Links:
    slots: dict[str, str] = {}
    for link in links:
        if first is None or link.url == first.url:
            continue
        slot = _slot(link, first.url, kind)
        if slots.setdefault(slot, link.url) != link.url:
            skipped.append(_skipped(line, f"has one more address than there is room for, {link.url}"))
    return Links.model_validate(slots)


def _slot(link: _Link, document: str, kind: Kind) -> str:
    same = canonical_url(link.url) == canonical_url(document)
    if same or _host(link.url) in _UNROLLERS:
        return "pdf" if _is_pdf(link.url) else "copy"
    if link.label.place and link.label.place != "companion":
        return link.label.place
    if _is_pdf(link.url):
        return "pdf"
    if kind_of(link.url) is Kind.REPO:
        return "dataset" if "/datasets/" in link.url else "code"
    return "copy" if kind is Kind.PAPER and kind_of(link.url) is Kind.PAPER else "companion"


def _is_pdf(url: str) -> bool:
    path = Address.of(url).path
    return path.endswith(".pdf") or (path.startswith("/pdf") and kind_of(url) is Kind.PAPER)


def _repository(url: str) -> str:
    names = [name for name in Address.of(url).path.split("/") if name]
    return names[1].removesuffix(".git") if len(names) > 1 else ""


def _host(url: str) -> str:
    return Address.of(url).host.removeprefix("www.")


def _skipped(line: Line, reason: str) -> Skipped:
    return Skipped(line=line.number, text=line.beginning, reason=reason)
