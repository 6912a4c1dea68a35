"""Which entries a query lets through, by position: from the columns where they say it, else from the entries."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.domain.distinct_likes import DistinctLikes, Flags
from bot.domain.entries import Entries
from bot.domain.query_admits import holds
from bot.domain.query_terms import Term
from bot.domain.query_values import Field, spelled
from bot.domain.remembered import Remembered

Group = tuple[Term, ...]

READ = {None, Field.AUTHOR, Field.ORG}  # what only whole entries say
UNKNOWN, YES, NO = 0, 1, -1


def reads_entries(groups: Iterable[Group]) -> bool:
    """Whether the columns alone do not say it: the first time, that takes a minute for a million entries."""
    return any(term.field in READ for group in groups for term in group)


class Sieve:
    """Says what ``Query.admits`` says, of all entries at once. An entry is read once for the same words.

    What the words of a group have said of the entries is remembered, each group by itself: filters share them.
    """

    def __init__(self, entries: Entries, likes: DistinctLikes) -> None:
        self._entries = entries
        self._glances = entries.glances
        self._likes = likes
        self._said: Remembered[Group, NDArray[np.int8]] = Remembered(size=len(self._glances))

    def admits(self, groups: Iterable[Group], among: Flags, posted: Flags) -> Flags:
        """Of the entries ``among`` which the question is asked: every group must hold, of a group one term.

        ``posted``: what has been in a channel.
        """
        left = among.copy()
        hard: list[tuple[Group, Flags]] = []  # terms that need the entry, and where the group holds without them
        for group in groups:
            easily = np.zeros(len(left), np.bool_)
            for term in group:
                if term.field not in READ:
                    easily |= self._column(term, posted)
            unsure = tuple(term for term in group if term.field in READ)
            if unsure:
                hard.append((unsure, easily))
            else:
                left &= easily
        if hard:
            self._read(hard, left)
        return left

    def _column(self, term: Term, posted: Flags) -> Flags:
        so = self._so(term, posted)
        return ~so if term.negated else so

    def _so(self, term: Term, posted: Flags) -> Flags:
        match term.field:
            case Field.TAG:
                wanted = spelled(term.value)
                return self._likes.tagged(lambda tag: spelled(tag) == wanted)[self._glances.likes]
            case Field.KIND:
                return self._likes.of_kind(term.value)[self._glances.likes]
            case Field.YEAR if term.span:
                first, last = (year * 10_000 for year in term.span)  # see ``day_of``
                days = self._glances.published
                return (days > 0) & (days >= first) & (days < last + 10_000)
            case Field.LANG if term.value in self._glances.languages:
                return np.equal(self._glances.language, self._glances.languages.index(term.value))
            case Field.IS:
                return posted
        return np.zeros(len(self._glances), np.bool_)

    def _read(self, hard: Sequence[tuple[Group, Flags]], left: Flags) -> None:
        """Leave only those that pass the hard groups too; what nobody has asked before is read in the entries."""
        known = [self._said.get(terms, lambda: np.zeros(len(left), np.int8)) for terms, _ in hard]
        unsure = np.zeros(len(left), np.bool_)
        for said, (_, easily) in zip(known, hard, strict=True):
            left &= easily | (said != NO)
            unsure |= ~easily & (said == UNKNOWN)
        positions = np.flatnonzero(left & unsure)
        for position, entry in zip(positions, self._entries.at(map(int, positions)), strict=True):
            for said, (terms, easily) in zip(known, hard, strict=True):
                if easily[position]:
                    continue
                if said[position] == UNKNOWN:
                    said[position] = YES if any(holds(term, entry, ()) for term in terms) else NO
                if said[position] == NO:
                    left[position] = False
                    break
