"""Where the document of a bibliographic reference is: its address and its ids, however they are written."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from bot.domain.address import Address
from bot.domain.entry import URL_LIMIT, Ids
from bot.domain.identity import arxiv_of, canonical_arxiv, canonical_doi, doi_of

_ARXIV = re.compile(
    r"arxiv\s*(?::|\.org/(?:abs|pdf)/|\s|/)\s*(?:preprint\s+)?(?:arxiv\s*:\s*)?"
    r"(\d{4}\.\d{4,5}|[a-z][a-z-]{0,20}(?:\.[a-z]{2})?/\d{7})(?:v\d{1,3})?(?!\d)",
    re.IGNORECASE | re.ASCII,
)
_CORR = re.compile(
    r"abs/(\d{4}\.\d{4,5}|[a-z][a-z-]{0,20}(?:\.[a-z]{2})?/\d{7})(?:v\d{1,3})?", re.IGNORECASE | re.ASCII
)
_PREPRINT_SERVER = re.compile(r"(?:arxiv\b|corr$|computing research repository).*", re.IGNORECASE)
_LONGEST = 2_000  # characters of a note that may name an id


def arxiv_in(text: str) -> str | None:
    """The id that a note or a journal's name gives: ``arXiv preprint arXiv:2305.20050``, ``arXiv: 2305.20050 [cs]``."""
    found = _ARXIV.search(text[:_LONGEST])
    return _or_none(found[1]) if found else None


def arxiv_id(text: str) -> str | None:
    """The id that a field is: ``2305.20050v1``, ``arXiv:2305.20050``, ``abs/2305.20050``."""
    corr = _CORR.fullmatch(text.strip())
    return _or_none(corr[1] if corr else text)


def doi_named(text: str) -> str | None:
    """The DOI that a field is, with or without ``doi:`` or ``https://doi.org/``."""
    try:
        return canonical_doi(text)
    except ValueError:
        return None


def address_in(text: str) -> str | None:
    """The text as an address that works, with the ``https://`` that old lists leave out."""
    text = text.strip()
    if text[:4].lower() == "www.":
        text = "https://" + text
    if len(text) > URL_LIMIT:
        return None
    try:
        Address.of(text)
    except ValueError:
        return None
    # `HTTPS://` is an address to us and not to an entry.
    return re.sub(r"^https?", lambda scheme: scheme[0].lower(), text, flags=re.IGNORECASE)


def whereabouts(addresses: Iterable[str], *, arxiv: str | None, doi: str | None) -> tuple[str | None, Ids]:
    """The first address that works, else the one that an id leads to; and the ids, those in addresses included."""
    working = [address for text in addresses if (address := address_in(text))]
    papers = [paper for address in working if (paper := arxiv_of(address))]
    names = [name for address in working if (name := doi_of(address))]
    doi = doi or next(iter(names), None)
    if doi and (paper := arxiv_of("https://doi.org/" + quote(doi))):
        papers, doi = [*papers, paper], None  # a DOI that arXiv gave is the arXiv id once more
    arxiv = arxiv or next(iter(papers), None)
    # The page of a preprint is at arXiv, where its DOI leads.
    places = [address for address in working if not (arxiv_of(address) and "doi.org/" in address.lower())]
    if places:
        url: str | None = places[0]
    elif arxiv:
        url = f"https://arxiv.org/abs/{arxiv}"
    else:
        url = address_in("https://doi.org/" + quote(doi, safe="/:;().,_-")) if doi else None
    return url, Ids(arxiv=arxiv, doi=doi)


def venue_in(name: str) -> str | None:
    """The venue of that name; none for a preprint server, which is no venue."""
    return None if not name or _PREPRINT_SERVER.fullmatch(name) else name


def _or_none(text: str) -> str | None:
    try:
        return canonical_arxiv(text)
    except ValueError:
        return None
