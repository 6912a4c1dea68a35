"""What a site's answer means for a link of the catalog, and what arXiv's knowledge means for an entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.address import Address
from bot.domain.detour import Detour, detour_of
from bot.domain.entry import Entry
from bot.domain.identity import canonical_url
from bot.domain.pages import PageTrouble

GONE = (404, 410)
BUSY = (429, 503)  # come again later, perhaps with the time
_PERMALINKS = {
    "doi.org",
    "dx.doi.org",
    "hdl.handle.net",
    "purl.org",
    "w3id.org",
    "n2t.net",
}  # whose trade it is to redirect


class Result(StrEnum):
    """What has become of a link. Programs read the values in ``digestbot links --json``."""

    FINE = "fine"
    UNSURE = "unsure"  # no program gets an answer there; a person would
    MOVED = "moved"
    INSECURE = "insecure"  # http, where https works
    PRIVATE = "private"
    GONE = "gone"
    UNREACHABLE = "unreachable"
    VERSION = "version"  # of a preprint: a later one than the entry's date or review
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"  # a preprint came out somewhere


# A curator can look at these, and not make them go away.
NOTES = (Result.UNSURE, Result.VERSION)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back for an address, after all redirects."""

    status: int = 0  # of HTTP; 0 where no site answered
    trouble: PageTrouble | None = None  # why none did
    detail: str = ""
    permanent: str = ""  # how far redirects led that are meant for good; empty where there was none at first
    end: str = ""  # where it was
    secure: bool = False  # of an http address: the same with https answers well
    wait: float = 0.0  # seconds that a busy site asks for

    @property
    def well(self) -> bool:
        return 200 <= self.status < 300

    @property
    def came(self) -> bool:
        """The site has answered, whatever it said; a server in trouble counts for none."""
        return bool(self.status) and (self.status < 500 or self.status == 501)

    @property
    def doubtful(self) -> bool:
        """Of a HEAD: many sites answer it otherwise than a GET."""
        return self.status >= 400 and self.status not in BUSY


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """``says, remedy`` is a sentence about a field; ``there`` a better address."""

    result: Result
    says: str = "is fine"
    remedy: str = ""
    there: str = ""

    @property
    def mend(self) -> bool:
        """Something that a curator can make good."""
        return self.result is not Result.FINE and self.result not in NOTES


FINE = Verdict(result=Result.FINE)


def verdict(url: str, answer: Answer) -> Verdict:
    """Of a link and what came back for it."""
    if answer.trouble is PageTrouble.PRIVATE:
        remedy = "give the document's public address"
        return Verdict(result=Result.PRIVATE, says=f"is no public address: {answer.detail}", remedy=remedy)
    if answer.trouble is PageTrouble.ADDRESS:  # such as a port that no web server has of itself
        return _unsure(f"is not asked for: {answer.detail}")
    if answer.trouble is PageTrouble.REFUSED:  # redirects without an end, as for those without cookies
        return _unsure(f"cannot be followed: {answer.detail}")
    if not answer.came:
        why = f"HTTP {answer.status}" if answer.status else answer.detail or "no answer"
        remedy = "try again another day, then look for the document elsewhere"
        return Verdict(result=Result.UNREACHABLE, says=f"cannot be reached: {why}", remedy=remedy)
    if answer.status in GONE:
        remedy = "look for the document elsewhere, such as on web.archive.org"
        return Verdict(result=Result.GONE, says=f"is gone (HTTP {answer.status})", remedy=remedy)
    if not answer.well:
        return _unsure(f"lets no program in (HTTP {answer.status})")
    return _of_a_page(url, answer)


def _of_a_page(url: str, answer: Answer) -> Verdict:
    if _front(answer.end or url) and not _front(url):
        return _unsure("leads to the site's front page now")
    if answer.permanent and _is_elsewhere(url, answer.permanent):
        there = answer.permanent
        return Verdict(result=Result.MOVED, says="has moved for good", remedy=f"write {there}", there=there)
    if url.startswith("http://") and (answer.secure or answer.permanent.startswith("https://")):
        there = "https://" + url.removeprefix("http://")
        return Verdict(result=Result.INSECURE, says="is not encrypted", remedy=f"write {there}", there=there)
    return FINE


def _is_elsewhere(url: str, there: str) -> bool:
    """Not another spelling of the same address, nor a door that the site puts before it."""
    try:
        host = Address.of(url).host
        door = detour_of(there) is Detour.LOGIN or Address.of(there).host.startswith(("consent.", "login."))
        return not door and host not in _PERMALINKS and canonical_url(url) != canonical_url(there)
    except ValueError:
        return False


def _front(url: str) -> bool:
    try:
        address = Address.of(url)
    except ValueError:
        return False
    return not address.path.strip("/") and not address.fields and not address.fragment


def _unsure(says: str) -> Verdict:
    return Verdict(result=Result.UNSURE, says=says, remedy="look yourself")


@dataclass(frozen=True, kw_only=True)
class Preprint:
    """What arXiv knows of a paper now; all of it, for it is kept as JSON."""

    version: int = 0  # 0: arXiv knows no such paper
    updated: str = ""  # the latest version's day: 2023-01-10
    withdrawn: bool = False
    doi: str = ""
    journal: str = ""


def preprint_verdicts(entry: Entry, known: Preprint) -> Iterator[tuple[str, Verdict]]:
    """By the field that is to be looked at."""
    if not known.version:
        yield "ids.arxiv", Verdict(result=Result.GONE, says="is not known to arXiv", remedy="correct the id")
        return
    if known.withdrawn:
        remedy = "read arXiv's note, and see whether the entry can stay"
        yield "ids.arxiv", Verdict(result=Result.WITHDRAWN, says="has been withdrawn by its authors", remedy=remedy)
    elif known.version > 1 and known.updated > _last_seen(entry):
        says = f"has a version {known.version} of {known.updated}"
        yield "ids.arxiv", Verdict(result=Result.VERSION, says=says, remedy="see whether the overview still fits")
    if known.doi and not entry.ids.doi:
        remedy = f"write doi: {known.doi} into ids"
        yield "ids.doi", Verdict(result=Result.PUBLISHED, says="is missing, and arXiv knows one", remedy=remedy)
    if known.journal and not entry.venue:
        says, remedy = f"is missing, and arXiv knows one ({known.journal})", "write it as readers know it"
        yield "venue", Verdict(result=Result.PUBLISHED, says=says, remedy=remedy)


def _last_seen(entry: Entry) -> str:
    """The day up to which the entry is known to be right: its review, else the paper's date; empty if there is none."""
    if entry.reviewed:
        return entry.reviewed.at.isoformat()
    return str(entry.published or "")
