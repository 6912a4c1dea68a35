"""The links of entries, and what is found out about each."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from bot.domain.entry import Entry
from bot.domain.identity import arxiv_of
from bot.domain.linkcheck import Answer, Preprint, Result, Verdict, preprint_verdicts, verdict
from bot.intake.page_walls import closed_site


@dataclass(frozen=True, kw_only=True)
class LinkFinding:
    """One thing found out about a field of an entry; the field as a collection names it: url, links.pdf, ids.arxiv."""

    key: str
    field: str
    url: str  # the link that was asked, or the paper's page
    verdict: Verdict


def links_of(entry: Entry) -> Iterator[tuple[str, str]]:
    """Field and address."""
    if entry.url:
        yield "url", entry.url
    for name, url in entry.links.model_dump(by_alias=True).items():
        if url:
            yield f"links.{name}", url


def asked_for(entry: Entry) -> Iterator[str]:
    """The addresses whose sites are to be asked: not those of arXiv, nor of sites that tell a program nothing."""
    for _, url in links_of(entry):
        if not paper_at(url) and not _closed(url):
            yield url


def papers_of(entry: Entry) -> Iterator[str]:
    """The papers of arXiv that it is, or has links to."""
    if entry.ids.arxiv:
        yield entry.ids.arxiv
    for _, url in links_of(entry):
        if paper := paper_at(url):
            yield paper


def findings_about(
    entries: Iterable[Entry], answers: Mapping[str, Answer], preprints: Mapping[str, Preprint]
) -> Iterator[LinkFinding]:
    """One for each link, and more about papers, in the entries' order. What was not asked is left out."""
    for entry in entries:
        for field, url in links_of(entry):
            if found := _verdict(url, answers, preprints):
                yield LinkFinding(key=entry.key, field=field, url=url, verdict=found)
        own = entry.ids.arxiv or (paper_at(entry.url) if entry.url else None)
        if own and (known := preprints.get(own)):
            page = f"https://arxiv.org/abs/{own}"
            for field, found in preprint_verdicts(entry, known):
                if not (found.result is Result.GONE and paper_at(entry.url or "")):  # said of the url already
                    yield LinkFinding(key=entry.key, field=field, url=page, verdict=found)


def paper_at(url: str) -> str | None:
    with suppress(ValueError):
        return arxiv_of(url) if "arxiv" in url.lower() else None
    return None


def _verdict(url: str, answers: Mapping[str, Answer], preprints: Mapping[str, Preprint]) -> Verdict | None:
    if paper := paper_at(url):
        known = preprints.get(paper)
        if known and not known.version:
            return Verdict(result=Result.GONE, says="leads to a paper that arXiv does not know", remedy="correct it")
        return Verdict(result=Result.FINE) if known else None
    if closed := _closed(url):
        says = f"leads to {closed}, which shows nothing to those who are not signed in"
        return Verdict(result=Result.UNSURE, says=says, remedy="look yourself")
    return verdict(url, answers[url]) if url in answers else None


def _closed(url: str) -> str | None:
    with suppress(ValueError):
        return closed_site(url)
    return None
