"""Papers from arXiv: what was asked for becomes candidates, through the API's own client."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from bot.domain.candidate import Candidate, Provenance, Skipped
from bot.domain.entry import NAME_LIMIT, TITLE_LIMIT, Ids, Kind, Links, Published
from bot.domain.fit import shorten
from bot.domain.identity import arxiv_of, canonical_arxiv, canonical_doi
from bot.domain.language import Bilingual
from bot.intake.arxiv_words import Paper, wanted
from bot.intake.errors import SourceError
from bot.intake.plain_text import one_line
from bot.intake.tex_accents import unaccented

if TYPE_CHECKING:
    import arxiv

_AT_ONCE = 100  # ids in one call: their addresses fit into one request
_ERRORS = "/api/errors"  # arXiv tells what it refuses in an entry that has this in its id
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[ \t])")


class _RefusedError(Exception):
    """arXiv does not take the question; ``str()`` is its own words."""


def candidate_of(result: "arxiv.Result", provenance: Provenance) -> Candidate:
    """ValueError where the result is not a paper. Its address and PDF are those of the latest version."""
    paper = canonical_arxiv(result.entry_id)
    return Candidate(
        provenance=provenance,
        kind=Kind.PAPER,
        title=Bilingual(en=shorten(_line(result.title), TITLE_LIMIT) or None),
        authors=tuple(_names(author.name for author in result.authors)),
        organizations=tuple(_names(name for author in result.authors for name in author.affiliation)),
        published=_published(result),
        url=f"https://arxiv.org/abs/{paper}",
        ids=Ids(arxiv=paper, doi=_doi(result.doi or "")),
        venue=shorten(_line(result.journal_ref or ""), NAME_LIMIT) or None,
        links=Links(pdf=f"https://arxiv.org/pdf/{paper}" if result.pdf_url else None),
        labels=tuple(dict.fromkeys(filter(None, (result.primary_category, *result.categories)))),
        abstract=_abstract(result.summary),
    )


def fetch(text: str, source: str, client: "arxiv.Client", *, limit: int = 20) -> Iterator[Candidate | Skipped]:
    """What ``wanted`` finds in the text, as arXiv knows it; papers in the order asked, what is no paper first.

    ``limit`` is how many papers a search brings. SourceError, after all that was answered before it, where arXiv
    cannot be asked. Waits between the calls as the client is told to: not for an event loop.
    """
    asked = wanted(text)
    yield from asked.skipped
    if asked.query:
        yield from _found(asked.query, source, client, limit)
    step = at_once(client)
    for start in range(0, len(asked.papers), step):
        yield from _looked_up(asked.papers[start : start + step], source, client)


def at_once(client: "arxiv.Client") -> int:
    """How many papers one call can ask for."""
    page: int = client.page_size
    return min(_AT_ONCE, page)


def _found(query: str, source: str, client: "arxiv.Client", limit: int) -> Iterator[Candidate | Skipped]:
    import arxiv

    if limit < 1:  # to the client, no limit at all
        return
    try:
        for result in _results(client, arxiv.Search(query=query, max_results=limit)):
            yield _candidate_or_not(result, source)
    except _RefusedError as refusal:
        raise SourceError(f"arXiv does not take the search: {refusal}", "correct the query") from None


def _candidate_or_not(result: "arxiv.Result", source: str) -> Candidate | Skipped:
    if not (paper := _id_of(result)):
        return Skipped(text=shorten(_line(result.title or result.entry_id), 80), reason="has no arXiv id")
    return candidate_of(result, Provenance(format="arxiv", source=source, id=paper))


def _id_of(result: "arxiv.Result") -> str:
    try:
        return canonical_arxiv(result.entry_id)
    except ValueError:
        return ""


def _looked_up(papers: Sequence[Paper], source: str, client: "arxiv.Client") -> Iterator[Candidate | Skipped]:
    lines = {paper.id: paper.line for paper in papers}
    for paper, result in look_up(list(lines), client):
        if result is not None:
            yield candidate_of(result, Provenance(format="arxiv", source=source, line=lines[paper], id=paper))
        else:
            yield Skipped(line=lines[paper], text=paper, reason="is not known to arXiv")


def look_up(papers: Sequence[str], client: "arxiv.Client") -> Iterator[tuple[str, "arxiv.Result | None"]]:
    """Canonical ids of no more papers than fit a page of the client, with what arXiv knows of them, in the order asked.

    One call, or where arXiv refuses it because of some id in it, as many as find out which. SourceError as ``fetch``.
    """
    import arxiv

    found: dict[str, arxiv.Result] = {}
    trouble: SourceError | None = None
    search = arxiv.Search(id_list=list(papers), max_results=len(papers))
    try:
        for result in _results(client, search):
            found.setdefault(_id_of(result), result)
    except _RefusedError:
        if len(papers) > 1:
            middle = len(papers) // 2
            yield from look_up(papers[:middle], client)
            yield from look_up(papers[middle:], client)
            return
    except SourceError as error:
        trouble = error
    for paper in papers:
        if paper in found or trouble is None:
            yield paper, found.get(paper)
    if trouble is not None:
        raise trouble


def _results(client: "arxiv.Client", search: "arxiv.Search") -> Iterator["arxiv.Result"]:
    """The client's results, its many errors as two."""
    import arxiv
    import requests

    later = "try again later"
    try:
        for result in client.results(search):
            if _ERRORS in result.entry_id:
                raise _RefusedError(_line(result.summary))
            yield result
    except arxiv.HTTPError as error:
        if error.status == requests.codes.bad_request:
            raise _RefusedError("it is malformed") from None
        raise SourceError(f"arXiv answers HTTP {error.status}", later) from error
    except arxiv.UnexpectedEmptyPageError as error:
        # A call for papers by id fits one page. Where arXiv counts those it does not know, the client asks for more.
        if not search.id_list:
            raise SourceError("arXiv leaves out a part of its answer", later) from error
    except requests.RequestException as error:
        what = f"arXiv cannot be reached ({type(error).__name__})"
        raise SourceError(what, f"look at your connection, or {later}") from error
    except ValueError as error:  # a date that is none
        raise SourceError("arXiv's answer cannot be read", later) from error


def _line(text: str) -> str:
    return unaccented(one_line(text))


def _names(texts: Iterable[str]) -> list[str]:
    """Once each. A colon after a group's name, as in ``DeepSeek-AI: Ada …``, comes as an author of its own."""
    names = (shorten(_line(text), NAME_LIMIT) for text in texts)
    return list(dict.fromkeys(name for name in names if any(map(str.isalnum, name))))


def _published(result: "arxiv.Result") -> Published | None:
    day = result.published  # of the first version
    return Published(year=day.year, month=day.month, day=day.day) if day.year > 1 else None


def _doi(text: str) -> str | None:
    """The first where there are several; not arXiv's own, which says no more than the id."""
    for written in text.split():
        try:
            doi = canonical_doi(written)
            if not arxiv_of(f"https://doi.org/{doi}"):
                return doi
        except ValueError:
            continue
    return None


def _abstract(text: str) -> str:
    """Its paragraphs, which arXiv breaks into lines and marks by an indent, one a line."""
    return "\n".join(filter(None, map(_line, _PARAGRAPH.split(text.strip()))))
