"""What arXiv knows of the catalog's papers now: asked for by the hundred, and remembered like the links."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from bot.app.linking import LinkMemory, Told
from bot.domain.linkcheck import Preprint

Ask = Callable[[list[str]], Iterator[tuple[str, Preprint]]]  # may raise SourceError after what was answered


def look_up_preprints(
    papers: Iterable[str],
    ask: Ask,
    memory: LinkMemory,
    found: dict[str, Preprint],
    *,
    now: dt.datetime,
    age: dt.timedelta,
    told: Told,
) -> None:
    """Into ``found``, by arXiv id. Not for an event loop. SourceError as ``ask``; what came is there."""
    wanted = list(dict.fromkeys(papers))
    found |= {paper: known for paper in wanted if (known := _remembered(paper, memory, now - age))}
    told(len(found), len(wanted))
    if missing := [paper for paper in wanted if paper not in found]:
        for paper, preprint in ask(missing):
            found[paper] = preprint
            memory.keep(_name(paper), now, dataclasses.asdict(preprint))
            told(len(found), len(wanted))


def _remembered(paper: str, memory: LinkMemory, since: dt.datetime) -> Preprint | None:
    """What arXiv did not know it may know today."""
    with suppress(TypeError):  # an older edition kept it
        said = memory.recall(_name(paper), since)
        known = Preprint(**said) if said is not None else None
        return known if known and known.version else None
    return None


def _name(paper: str) -> str:
    return f"arxiv:{paper}"
