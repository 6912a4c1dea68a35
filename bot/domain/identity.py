"""When two addresses mean one document: canonical URLs, arXiv ids and DOIs, for comparison only.

An entry keeps its links as its curator wrote them. The canonical forms are idempotent; they raise ValueError.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote, unquote

from bot.domain.address import Address
from bot.domain.candidate import Candidate
from bot.domain.entry import Entry

_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)*(?:\.[a-z]{2})?/\d{7})(?:v\d+)?", re.ASCII | re.IGNORECASE)
_ARXIV_PATH = re.compile(r"/(?:abs|pdf|html|format|src|e-print|ps)/(.+?)(?:\.pdf)?/*", re.ASCII)
_ARXIV_DOI = "10.48550/arxiv."
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[!-~]+", re.ASCII)
_DOI_HOSTS = {"doi.org", "dx.doi.org"}

_TRACKING = re.compile(
    r"utm_.*|ref|ref_src|ref_url|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_cid|mc_eid|_hsenc|_hsmi|si|spm|spm_id_from",
    re.IGNORECASE,
)
_X_STATUS = re.compile(r"/(?:i/web|i|\w+)/status(?:es)?/(\d+)(?:/.*)?", re.ASCII)
_VIDEO = re.compile(r"[\w-]{11}", re.ASCII)
_VIDEO_PATH = re.compile(r"/(?:shorts|embed|live|v)/([\w-]{11})", re.ASCII)


@lru_cache(64)  # one entry's address is asked about several times in a row
def canonical_url(url: str) -> str:
    """The one spelling for all addresses of a document. ValueError as ``Address.of``.

    ``http://www.arxiv.org/pdf/2201.11903v3.pdf?utm_source=x#page=2`` → ``https://arxiv.org/abs/2201.11903``
    """
    address = Address.of(url)
    host = _without_www(address.host)
    path = address.path.rstrip("/")
    query = sorted(field for field in address.fields if not _TRACKING.fullmatch(field.split("=")[0]))
    if address.port is None and (site := _SITES.get(_site_of(host))) and (known := site(path, query)):
        return known
    # A fragment is a place in the page, except where a page of scripts uses it as the address (`#/paper/7`).
    fragment = "#" + address.fragment if address.fragment.startswith(("/", "!")) else ""
    place = host if address.port is None else f"{host}:{address.port}"
    return f"https://{place}{path}{_query(query)}{fragment}"


def canonical_arxiv(text: str) -> str:
    """``2201.11903`` or ``cs/0501001`` from an id, however prefixed or versioned, or a pasted address."""
    text = text.strip()
    if "://" in text:
        paper = arxiv_of(text)
        if paper is None:
            raise ValueError("not an address of an arXiv paper")
        return paper
    return _arxiv_id(re.sub(r"^arxiv:\s*", "", text, flags=re.IGNORECASE))


def canonical_doi(text: str) -> str:
    """``10.1145/3442188.3445922``, in lower case, from a DOI, ``doi:…`` or a doi.org address."""
    text = text.strip()
    if "://" in text:
        address = Address.of(text)
        if _without_www(address.host) not in _DOI_HOSTS:
            raise ValueError("not an address of doi.org")
        # A DOI may hold `?` and `#`, escaped in an address: what follows a bare one is not of it.
        text = unquote(address.path.lstrip("/"))
    else:
        text = re.sub(r"^doi:\s*", "", text, flags=re.IGNORECASE)
    if not _DOI.fullmatch(text):
        raise ValueError("not a DOI")
    return text.lower()


def arxiv_of(url: str) -> str | None:
    """The arXiv id that an address of arxiv.org, or of a DOI registered by arXiv, implies."""
    return _arxiv_at(canonical_url(url))


def doi_of(url: str) -> str | None:
    """The DOI that an address of doi.org implies; arXiv's own DOIs count as arXiv ids instead."""
    return _doi_at(canonical_url(url))


def identities(url: str | None, arxiv: str | None, doi: str | None) -> frozenset[str]:
    """Everything a document is known by: two entries that share one describe the same.

    ``arXiv 2201.11903``, ``DOI 10.1145/…`` or a canonical URL; what cannot be read counts for nothing.
    """
    known: set[str] = set()
    if arxiv and (paper := _attempt(canonical_arxiv, arxiv)):
        known.add(f"arXiv {paper}")
    if doi and (name := _attempt(canonical_doi, doi)):
        known.add(f"arXiv {paper}" if (paper := _arxiv_in(name)) else f"DOI {name}")
    if url and (canonical := _attempt(canonical_url, url)):
        if paper := _arxiv_at(canonical):
            known.add(f"arXiv {paper}")
        elif name := _doi_at(canonical):
            known.add(f"DOI {name}")
        else:
            known.add(canonical)
    return frozenset(known)


def identities_of(entry: Entry) -> frozenset[str]:
    """Likewise for a whole entry: what an importer compares to see whether it is in the catalog already."""
    return identities(entry.url, entry.ids.arxiv, entry.ids.doi)


def documents_of(record: Entry | Candidate) -> frozenset[str]:
    """All that the document is known by, other copies of it included."""
    own = identities(record.url, record.ids.arxiv, record.ids.doi)
    return own.union(*(identities(url, None, None) for url in (record.links.pdf, record.links.copy_) if url))


def _arxiv_at(canonical: str) -> str | None:
    if not canonical.startswith(_ARXIV_ABS):
        return None
    return _attempt(_arxiv_id, canonical.removeprefix(_ARXIV_ABS))


def _doi_at(canonical: str) -> str | None:
    return _attempt(canonical_doi, canonical) if canonical.startswith(_DOI_ORG) else None


def _attempt(canonical: Callable[[str], str], text: str) -> str | None:
    try:
        return canonical(text)
    except ValueError:
        return None


def _arxiv_id(text: str) -> str:
    match = _ARXIV.fullmatch(text)
    if match is None:
        raise ValueError("not an arXiv id")
    archive, slash, number = match[1].rpartition("/")
    # The subject class was never part of the old ids: cs.CL/0501001 and cs/0501001 are one paper.
    return archive.lower().split(".")[0] + slash + number


def _arxiv_in(doi: str) -> str | None:
    """The paper whose DOI arXiv registered itself."""
    return _attempt(_arxiv_id, doi.removeprefix(_ARXIV_DOI)) if doi.startswith(_ARXIV_DOI) else None


def _without_www(host: str) -> str:
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host


def _query(fields: list[str]) -> str:
    return "?" + "&".join(fields) if fields else ""


def _site_of(host: str) -> str:
    return "arxiv.org" if host.endswith(".arxiv.org") else host


def _arxiv_page(path: str, query: list[str]) -> str | None:
    match = _ARXIV_PATH.fullmatch(path)
    paper = _attempt(_arxiv_id, match[1]) if match else None
    return _ARXIV_ABS + paper if paper else None


def _doi_page(path: str, query: list[str]) -> str | None:
    name = _attempt(canonical_doi, unquote(path.lstrip("/")))
    if name is None:
        return None
    if paper := _arxiv_in(name):
        return _ARXIV_ABS + paper
    return _DOI_ORG + quote(name, safe="/:;().,_-")


def _x_page(path: str, query: list[str]) -> str:
    """A post is known by its number alone: the name in its address can change, and X ignores it."""
    if match := _X_STATUS.fullmatch(path):
        return f"https://x.com/i/status/{match[1]}"
    query = [field for field in query if field.split("=")[0] not in ("s", "t")]
    return f"https://x.com{path.lower()}{_query(query)}"


def _youtube_page(path: str, query: list[str]) -> str | None:
    named = [field[2:] for field in query if path == "/watch" and field.startswith("v=")]
    match = _VIDEO_PATH.fullmatch(path)
    video = match[1] if match else next(iter(named), "")
    return f"https://youtube.com/watch?v={video}" if _VIDEO.fullmatch(video) else None


def _youtu_be_page(path: str, query: list[str]) -> str | None:
    return _youtube_page("/v" + path, [])


def _github_page(path: str, query: list[str]) -> str:
    root, *names = path.split("/")
    names[:2] = [name.lower() for name in names[:2]]
    while len(names) == 2 and names[1].removesuffix(".git") != names[1]:
        names[1] = names[1].removesuffix(".git")
    path = "/".join([root, *names]).rstrip("/")
    return f"https://github.com{path}{_query(query)}"


def _openreview_page(path: str, query: list[str]) -> str | None:
    paper = next((field for field in query if field.startswith("id=")), None)
    return f"https://openreview.net/forum?{paper}" if paper and path in ("/forum", "/pdf") else None


_ARXIV_ABS = "https://arxiv.org/abs/"
_DOI_ORG = "https://doi.org/"
_SITES: dict[str, Callable[[str, list[str]], str | None]] = {
    "arxiv.org": _arxiv_page,
    "doi.org": _doi_page,
    "dx.doi.org": _doi_page,
    "twitter.com": _x_page,
    "mobile.twitter.com": _x_page,
    "x.com": _x_page,
    "mobile.x.com": _x_page,
    "youtube.com": _youtube_page,
    "m.youtube.com": _youtube_page,
    "youtube-nocookie.com": _youtube_page,
    "youtu.be": _youtu_be_page,
    "github.com": _github_page,
    "openreview.net": _openreview_page,
}
