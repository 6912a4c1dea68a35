"""Suspicions: what is no fault of form and yet often a mistake, said to whoever looks at a candidate or an entry."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.candidate import Candidate
from bot.domain.detour import Detour, detour_of
from bot.domain.entry import Entry, Published, Status
from bot.domain.identity import arxiv_of
from bot.domain.language import Language
from bot.domain.script import han_in, latin_words_in, wrong_script
from bot.domain.suspicion_titles import comparable, ends_with_site, is_address, is_cut, is_loud
from bot.domain.topic import strays

LONG_TITLE = 200
VENUE_YEARS = 2  # a preprint comes out so long before its venue, a reprint so long after
# 汉字 and Latin words of a Chinese overview for each word of the English one. The first collection has 1.39 to 1.78.
LEAST_CHINESE, MOST_CHINESE = 0.9, 2.75
LONG_ENOUGH = 30  # English words, or their worth in Chinese: two single sentences may differ by more
WHOLE_TITLE = 15  # letters, a 汉字 counted as three: a shorter title may be part of somebody's name

_YEAR = re.compile(r"(?<![0-9.])(?:19|20)[0-9]{2}(?![0-9]|\.[0-9])")  # 2009.03393 is an arXiv id


class Ground(StrEnum):
    """What gives rise to a suspicion."""

    AUTHORS_ARE_TITLE = "authors-are-title"
    NOBODY = "nobody"
    NO_DATE = "no-date"
    FUTURE = "future"
    VENUE_YEAR = "venue-year"
    DETOUR = "detour"
    PDF = "pdf"
    OFF_TOPIC = "off-topic"
    WRONG_SCRIPT = "wrong-script"
    UNEVEN = "uneven"
    MACHINE = "machine"
    TITLE_ADDRESS = "title-address"
    TITLE_CAPITALS = "title-capitals"
    TITLE_CUT = "title-cut"
    TITLE_SITE = "title-site"
    TITLE_LONG = "title-long"


@dataclass(frozen=True, kw_only=True)
class Suspicion:
    """One thing to look at; ``says, remedy`` is a sentence, as in a Fault. It quotes nothing of the texts."""

    code: Ground
    says: str
    field: str  # as a collection file names it, with dots: title.en, links.pdf
    remedy: str


def suspicions(of: Candidate | Entry, today: dt.date) -> tuple[Suspicion, ...]:
    """In the order of an entry's fields, none of what was rejected. Never raises, whatever the texts are."""
    if isinstance(of, Entry) and of.status is Status.REJECTED:
        return ()
    return (
        *_of_title(of), *_of_people(of), *_of_date(of, today), *_of_links(of), *_of_overview(of), *_of_machine(of)
    )  # fmt: skip


def _of_title(of: Candidate | Entry) -> Iterator[Suspicion]:
    names = (*of.authors, *of.organizations, of.venue or "")
    for language in Language:
        title = of.title.en if language is Language.EN else of.title.zh
        if not title:
            continue
        field = f"title.{language}"
        if is_address(title):
            yield _at(Ground.TITLE_ADDRESS, field, "is an address", "write the document's own title")
            continue
        if is_loud(title):
            yield _at(Ground.TITLE_CAPITALS, field, "is all in capitals", "leave capitals where they belong")
        if is_cut(title):
            yield _at(Ground.TITLE_CUT, field, "seems to be cut off", "write all of it, without the dots")
        if ends_with_site(title, of.url, names):
            yield _at(Ground.TITLE_SITE, field, "ends with the name of its site", "cut that off")
        if len(title) > LONG_TITLE:
            yield _at(Ground.TITLE_LONG, field, f"has {len(title)} characters", "see where the title really ends")


def _of_people(of: Candidate | Entry) -> Iterator[Suspicion]:
    people = [comparable(author) for author in of.authors]
    for title in {comparable(title): None for title in (of.title.en, of.title.zh) if title}:
        whole = len(title) + 2 * han_in(title) >= WHOLE_TITLE
        if title and (title in people or (whole and title in "".join(people))):
            yield _at(Ground.AUTHORS_ARE_TITLE, "authors", "repeat the title", "write the names of the authors")
            break
    if not of.authors and not of.organizations:
        yield _at(Ground.NOBODY, "authors", "and organizations are both missing", "look them up at the document")


def _of_date(of: Candidate | Entry, today: dt.date) -> Iterator[Suspicion]:
    if of.published is None:
        yield _at(Ground.NO_DATE, "published", "is missing", "look it up at the document; an arXiv id is no date")
        return
    if _after(of.published, today):
        yield _at(Ground.FUTURE, "published", f"{of.published} is in the future", "correct the date")
    years = [int(year) for year in _YEAR.findall(of.venue or "")]
    distance = min((abs(year - of.published.year) for year in years), default=0)
    if distance > VENUE_YEARS:
        what = f"{of.published} is {distance} years from the year in venue"
        yield _at(Ground.VENUE_YEAR, "published", what, "correct whichever is wrong")


def _after(published: Published, today: dt.date) -> bool:
    """As far as the date is known: the running month and year are not the future."""
    known = [part for part in (published.year, published.month, published.day) if part is not None]
    return known > [today.year, today.month, today.day][: len(known)]


_DETOURS = {
    Detour.UNROLLER: ("is an unroller's page", "give the address of the thread itself; this one may be links.copy"),
    Detour.SHORTENER: ("goes through a link shortener", "open it, and give the address where it ends"),
    Detour.SEARCH: ("is a page of search results", "give the document's own address"),
    Detour.LOGIN: ("is a login page", "give an address that everybody can read"),
}


def _of_links(of: Candidate | Entry) -> Iterator[Suspicion]:
    links = of.links
    addresses = {
        "url": of.url, "links.pdf": links.pdf, "links.code": links.code, "links.dataset": links.dataset,
        "links.companion": links.companion, "links.copy": links.copy_,
    }  # fmt: skip
    for field, url in addresses.items():
        detour = detour_of(url) if url else None
        if detour and (field, detour) != ("links.copy", Detour.UNROLLER):  # what copies are for
            what, remedy = _DETOURS[detour]
            yield _at(Ground.DETOUR, field, what, remedy)
    if paper := _arxiv_pdf(of.url or ""):
        remedy = f"write https://arxiv.org/abs/{paper}, and the PDF as links.pdf"
        yield _at(Ground.PDF, "url", "leads to the PDF", remedy)


def _arxiv_pdf(url: str) -> str | None:
    """The paper, where the address is that of its PDF."""
    try:
        return arxiv_of(url) if "/pdf/" in url else None
    except ValueError:
        return None


def _of_overview(of: Candidate | Entry) -> Iterator[Suspicion]:
    english, chinese = of.overview.en, of.overview.zh
    wrong = False
    for language, text in ((Language.EN, english), (Language.ZH, chinese)):
        if not text:
            continue
        field = f"overview.{language}"
        if found := wrong_script(text, language):
            wrong = True
            remedy = "write it in its language, or swap en and zh"
            yield _at(Ground.WRONG_SCRIPT, field, found, remedy)
        if strays(text, of.title, language):
            yield _at(Ground.OFF_TOPIC, field, "shares no term with the title", "see whether it is about this document")
    if english and chinese and not wrong:
        yield from _uneven(english, chinese)


def _uneven(english: str, chinese: str) -> Iterator[Suspicion]:
    """One of two overviews that says less than the other."""
    words, signs = latin_words_in(english), han_in(chinese) + latin_words_in(chinese)
    if max(words, signs / MOST_CHINESE) < LONG_ENOUGH:
        return
    shorter = "zh" if signs < LEAST_CHINESE * words else "en" if signs > MOST_CHINESE * words else None
    if shorter:
        what = f"is much shorter than the other ({words} English words, {signs} 汉字 and terms)"
        yield _at(Ground.UNEVEN, f"overview.{shorter}", what, "see what it leaves out: both carry the same facts")


def _of_machine(of: Candidate | Entry) -> Iterator[Suspicion]:
    if isinstance(of, Entry) and of.drafted and not of.reviewed:
        remedy = "approve it with /review, or read it and delete the line"
        yield _at(Ground.MACHINE, "drafted", "by a machine, and reviewed by nobody", remedy)


def _at(code: Ground, field: str, what: str, remedy: str) -> Suspicion:
    return Suspicion(code=code, says=f"{field} {what}", field=field, remedy=remedy)
