"""Facts of a page → Candidate: what is not the document is refused, and what is left is taken as it is said."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

from bot.domain.address import Address, check_public
from bot.domain.candidate import Candidate, Provenance
from bot.domain.entry import ABSTRACT_LIMIT, NAME_LIMIT, TITLE_LIMIT, URL_LIMIT, Ids, Kind, Links
from bot.domain.fit import shorten, shorten_prose
from bot.domain.folding import bare
from bot.domain.identity import arxiv_of, canonical_arxiv, canonical_doi, doi_of
from bot.domain.pages import PageError, PageTrouble
from bot.domain.suspicion_titles import is_address, without_site
from bot.intake.dates import date_in
from bot.intake.kinds import kind_of
from bot.intake.languages import code_of, titled
from bot.intake.page_facts import Facts
from bot.intake.page_walls import wall
from bot.intake.plain_text import one_line

_CAMPAIGN = re.compile(
    r"utm_.*|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|_hsenc|_hsmi|spm|spm_id_from|ref_src|ref_url|igshid",
    re.IGNORECASE,
)
_MIRRORS = re.compile(r"(?:www|m|mobile|amp)\.")  # other doors of one site
_MOST_AUTHORS = 200
_MOST_GROUPS = 20
_LONGEST_NAME = 60  # of what is still a person; longer is a sentence
_NO_NAME = re.compile(r"https?://|www\.|@|\d{3}")
_NOBODY = {"admin", "administrator", "editor", "unknown", "anonymous", "author", "guest", "staff", "小编", "匿名"}
_REPOSITORY = re.compile(r"/([\w.-]+)/([\w.-]+)/?")
_GITHUB_TITLE = re.compile(r"(?:github - )?([\w.-]+)/([\w.-]+)(?:: (.*))?", re.IGNORECASE)
_GITHUB_INVITES = re.compile(r"(?: [-–])? ?Contribute to \S+ development by creating an account on GitHub\.?$")


def candidate_of(facts: Facts, url: str, source: str) -> Candidate:
    """``url`` is where the page was found, ``source`` where it was looked for. PageError where it is no document."""
    title = _title(facts, url)
    place = _place(facts, url)
    ids = Ids(arxiv=_arxiv(facts, url), doi=_doi(facts, url))
    kind = kind_of(place)
    scholarly = facts.scholarly and kind is Kind.POST and bool(facts.venue or ids.doi or facts.pdf or facts.authors)
    said = code_of(facts.language)
    shown, language = titled(title, None if said == "en" else said)  # themes of blogs say en whatever is written
    candidate = Candidate(
        provenance=Provenance(format="page", source=source),
        title=shown,
        kind=Kind.PAPER if scholarly else kind,
        authors=tuple(_people(facts.authors, facts.site))[:_MOST_AUTHORS],
        organizations=tuple(_groups(facts.organizations))[:_MOST_GROUPS],
        published=date_in(facts.published),
        language=language,
        url=place,
        ids=ids,
        venue=shorten(one_line(facts.venue or facts.site), NAME_LIMIT) or None,
        links=Links(pdf=_public(facts.pdf)),
        abstract=shorten_prose(one_line(facts.abstract), ABSTRACT_LIMIT),
    )
    return _repository(candidate, facts) if kind is Kind.REPO else candidate


def _title(facts: Facts, url: str) -> str:
    written = one_line(facts.title)
    title = without_site(written[: TITLE_LIMIT * 2], url, filter(None, [facts.site]))
    if not any(map(str.isalnum, title)) or is_address(title):
        raise PageError(PageTrouble.NOTHING, "it has no title")
    if (why := wall(url, title) or wall(url, written)) or _only_the_site(title, facts.site, url):
        raise PageError(PageTrouble.NOTHING, why or "its title is but the site's name")
    return shorten(title, TITLE_LIMIT)


def _only_the_site(title: str, site: str, url: str) -> bool:
    """On the site's front page that is its title; elsewhere it is what a page shows that has none."""
    address = Address.of(url)
    deep = address.path.strip("/") or address.fields
    names = {bare(site), bare(address.host), *map(bare, address.host.split(".")[:-1])}
    return bool(deep) and bare(title) in names


def _place(facts: Facts, url: str) -> str:
    """The canonical address, if it is of the same site: pages are known to name their copies, or their front page."""
    with suppress(ValueError):
        here, there = Address.of(url), Address.of(facts.canonical)
        same = _MIRRORS.sub("", here.host, count=1) == _MIRRORS.sub("", there.host, count=1)
        if same and (there.path.strip("/") or not here.path.strip("/")) and (public := _public(facts.canonical)):
            return _without_campaign(_as_safe(public, url))
    return _without_campaign(url)


def _as_safe(url: str, found_at: str) -> str:
    """Many pages that come by https call themselves http still."""
    safe = found_at.startswith("https://")
    return "https://" + url.removeprefix("http://") if safe and url.startswith("http://") else url


def _without_campaign(url: str) -> str:
    """Without what only tells the site where the reader comes from."""
    parts = urlsplit(url)
    kept = [field for field in parts.query.split("&") if not _CAMPAIGN.fullmatch(field.partition("=")[0])]
    return urlunsplit(parts._replace(query="&".join(kept)))


def _public(url: str) -> str | None:
    with suppress(ValueError):
        if url and len(url) <= URL_LIMIT:
            check_public(url)
            return url
    return None


def _arxiv(facts: Facts, url: str) -> str | None:
    with suppress(ValueError):
        return arxiv_of(url) or canonical_arxiv(facts.arxiv)
    return None


def _doi(facts: Facts, url: str) -> str | None:
    with suppress(ValueError):
        doi = doi_of(url) or canonical_doi(facts.doi)
        return None if arxiv_of(f"https://doi.org/{doi}") else doi
    return None


def _people(names: Iterable[str], site: str) -> Iterator[str]:
    seen = {bare(site)} if site else set()
    for name in map(one_line, names):
        plain = bare(name[:_LONGEST_NAME])
        doubtful = len(name) > _LONGEST_NAME or _NO_NAME.search(name) or plain in _NOBODY or not plain
        if not doubtful and plain not in seen:
            seen.add(plain)
            yield name


def _groups(names: Iterable[str]) -> Iterator[str]:
    for name in dict.fromkeys(map(one_line, names)):
        if any(map(str.isalnum, name)):
            yield shorten(name, NAME_LIMIT)


def _repository(candidate: Candidate, facts: Facts) -> Candidate:
    """GitHub's title is ``GitHub - owner/name: what it is``. Its dates are of the last change."""
    address = Address.of(candidate.url or "")
    path = _REPOSITORY.fullmatch(address.path)
    if address.host != "github.com" or path is None:
        return candidate
    owner, name = path.groups()
    named = _GITHUB_TITLE.fullmatch(candidate.title.en or candidate.title.zh or "")
    says = _GITHUB_INVITES.sub("", one_line(named[3] if named and named[3] else facts.abstract)).strip()
    says = "" if bare(says) == bare(f"{owner}/{name}") else says
    title, language = titled(shorten(f"{name}: {says}" if says else name, TITLE_LIMIT), None)
    group = facts.owned_by == "organization"
    return Candidate(
        provenance=candidate.provenance,
        title=title,
        kind=Kind.REPO,
        authors=() if group else (owner,),
        organizations=(owner,) if group else (),
        language=language,
        url=f"https://github.com/{owner}/{name}",
        ids=candidate.ids,
        venue="GitHub",
        abstract=shorten_prose(says, ABSTRACT_LIMIT),
    )
