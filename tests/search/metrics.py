"""How good a ranking is: mean reciprocal rank and recall at ten, by kind of query."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from tests.search.judged import Asked, Judged

DEPTH = 10


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A judged query and the keys that an engine found, best first."""

    judged: Judged
    found: Sequence[str]

    @property
    def reciprocal_rank(self) -> float:
        """1 where the first is one of those that may be first, 1/2 where the second is; 0 beyond the tenth."""
        right = self.judged.expected[: self.judged.equals]
        return next((1 / rank for rank, key in enumerate(self.found[:DEPTH], 1) if key in right), 0.0)

    @property
    def recall(self) -> float:
        """The share of the expected that is among the first ten."""
        return len(set(self.judged.expected) & set(self.found[:DEPTH])) / len(self.judged.expected)

    @property
    def wrong(self) -> list[str]:
        """What was found and must not be."""
        return [key for key in self.found if key in self.judged.never]

    @property
    def flawless(self) -> bool:
        return self.reciprocal_rank == self.recall == 1 and not self.wrong

    def __str__(self) -> str:
        found = " ".join(self.found[:5]) or "nothing"
        return f"{self.judged.text}: {found}; expected {' '.join(self.judged.expected)}"


def mrr(answers: Iterable[Answer]) -> float:
    return fmean(answer.reciprocal_rank for answer in answers)


def recall(answers: Iterable[Answer]) -> float:
    return fmean(answer.recall for answer in answers)


def by_kind(answers: Iterable[Answer]) -> dict[Asked, list[Answer]]:
    """In the order of the kinds; only those that were asked."""
    kinds: defaultdict[Asked, list[Answer]] = defaultdict(list)
    for answer in answers:
        kinds[answer.judged.asked].append(answer)
    return {asked: kinds[asked] for asked in Asked if asked in kinds}


def report(answers: Sequence[Answer]) -> str:
    """A table by kind, and under it each query that is not answered as it should be."""
    rows = [(asked.value, kind) for asked, kind in by_kind(answers).items()] + [("all", list(answers))]
    lines = [f"{'kind':38} {'queries':>7} {'MRR':>6} {'recall@10':>9}"]
    lines += [f"{name:38} {len(kind):7} {mrr(kind):6.3f} {recall(kind):9.3f}" for name, kind in rows]
    flawed = [f"  {answer.judged.asked.value}: {answer}" for answer in answers if not answer.flawless]
    return "\n".join([*lines, *flawed])
