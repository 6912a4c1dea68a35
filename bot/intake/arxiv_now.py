"""What arXiv knows of papers now: their version, whether they stand, where they came out."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.domain.candidate import Provenance
from bot.domain.linkcheck import Preprint
from bot.intake.arxiv import at_once, candidate_of, look_up

if TYPE_CHECKING:
    import arxiv

_VERSION = re.compile(r"v(\d{1,4})$")
_SUBJECT = r"(?:paper|article|submission|manuscript|work|preprint|version|draft)"
_WITHDRAWN = re.compile(
    rf"\A\s*withdrawn\b|\bthis {_SUBJECT} (?:has been|is|was)(?: being)? (?:temporarily )?withdrawn\b|"
    rf"\bwe (?:have |are )?withdr[ae]w(?:n|ing)?\b|\bwithdrawn (?:by|due to|because|from arxiv)\b",
    re.IGNORECASE,
)


def preprints(papers: Sequence[str], client: "arxiv.Client") -> Iterator[tuple[str, Preprint]]:
    """By canonical id, in the order asked, one call for a hundred. SourceError after what was answered."""
    step = at_once(client)
    for start in range(0, len(papers), step):
        for paper, result in look_up(papers[start : start + step], client):
            yield paper, _preprint(paper, result) if result is not None else Preprint()


def _preprint(paper: str, result: "arxiv.Result") -> Preprint:
    version = _VERSION.search(result.entry_id)
    candidate = candidate_of(result, Provenance(format="arxiv", source=paper))
    return Preprint(
        version=int(version[1]) if version else 1,
        updated=result.updated.date().isoformat(),
        withdrawn=bool(_WITHDRAWN.search(result.comment or "") or _WITHDRAWN.search(result.summary[:300])),
        doi=candidate.ids.doi or "",
        journal=candidate.venue or "",
    )
