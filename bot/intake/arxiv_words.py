"""What a person asks of arXiv: papers by id or address, or words to search for."""

import re
from dataclasses import dataclass

from bot.domain.candidate import Skipped
from bot.domain.fit import shorten
from bot.domain.identity import canonical_arxiv, canonical_doi

_SEARCH = "query:"
_PREFIX = re.compile(r"\barxiv:[ \t]+", re.IGNORECASE)
_CATEGORY = re.compile(r"\[[a-z-]{1,20}(?:\.[A-Za-z-]{1,20})?\]")  # as arXiv prints ids: arXiv:2201.11903v6 [cs.CL]
_TOKEN = re.compile(r"[^\s,;，；、]+")
_AROUND = "()[]<>{}\"'`“”‘’《》（）。.:"
_NUMBER = re.compile(r"[\d./v-]+", re.ASCII)
_LONGEST = 500  # of an address
_SHOWN = 80

_FIELD = re.compile(r"\b(?:all|ti|au|abs|co|jr|cat|rn|id|submittedDate):|\b(?:AND|OR|ANDNOT)\b")
_WORD = re.compile(r'"[^"]+"|[^\s"]+')
_SYNTAX = re.compile(r"[():]")


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One paper that is asked for."""

    id: str  # canonical
    line: int  # where it is asked for, 1-based


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Papers, or else a query in arXiv's own language, and what is neither."""

    papers: tuple[Paper, ...] = ()
    query: str = ""
    skipped: tuple[Skipped, ...] = ()


def wanted(text: str) -> Wanted:
    """From ids and addresses, one a line or several; or ``query: …`` as arXiv understands it; or plain words.

    Words are a search only where they stand alone on one line and none of them is an id, or tries to be one.
    """
    stripped = text.strip()
    if stripped[: len(_SEARCH)].lower() == _SEARCH:
        query = " ".join(stripped[len(_SEARCH) :].split())
        nothing = Skipped(line=1, text=stripped, reason="has no words to search for")
        return Wanted(query=query) if query else Wanted(skipped=(nothing,))
    listed = _listed(text)
    if not listed.papers and _searchable(stripped) and (query := _query_of(stripped)):
        return Wanted(query=query)
    return listed


def _listed(text: str) -> Wanted:
    lines: dict[str, int] = {}
    skipped: list[Skipped] = []
    for number, line in enumerate(text.split("\n"), start=1):
        for token in _TOKEN.findall(_CATEGORY.sub(" ", _PREFIX.sub("arxiv:", line))):
            if not (named := token.strip(_AROUND)):
                continue
            paper = _paper(named)
            if paper and paper not in lines:
                lines[paper] = number
                continue
            reason = f"is asked for on line {lines[paper]} already" if paper else "is no arXiv id or address of a paper"
            skipped.append(Skipped(line=number, text=shorten(named, _SHOWN), reason=reason))
    papers = tuple(Paper(id=paper, line=line) for paper, line in lines.items())
    return Wanted(papers=papers, skipped=tuple(skipped))


def _paper(token: str) -> str | None:
    """The canonical id; also of arXiv's own DOI, and of an address without its https://."""
    if len(token) > _LONGEST:
        return None
    for spelling in (_as_written, _as_doi, _as_address):
        try:
            return canonical_arxiv(spelling(token))
        except ValueError:
            continue
    return None


def _as_written(token: str) -> str:
    return token


def _as_doi(token: str) -> str:
    return f"https://doi.org/{canonical_doi(token)}"


def _as_address(token: str) -> str:
    return f"https://{token}"


def _searchable(text: str) -> bool:
    words = text.split()
    return (
        "\n" not in text
        and len(text) <= _LONGEST
        and "://" not in text
        and any(map(str.isalpha, text))
        and not any(_NUMBER.fullmatch(word) and not word.isdigit() for word in words)
    )


def _query_of(words: str) -> str:
    """All the words, wherever they stand; what is written in arXiv's own language is left as it is."""
    if _FIELD.search(words):
        return " ".join(words.split())
    found = (" ".join(_SYNTAX.sub(" ", word).split()) for word in _WORD.findall(words))
    return " AND ".join(f"all:{word}" for word in found if word.strip('" '))
