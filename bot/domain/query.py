"""A query: what a reader searches for, and what a channel's filter lets through. One grammar for both."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Self

from bot.domain.catalog import Tag
from bot.domain.entry import Entry, Kind
from bot.domain.folding import folded
from bot.domain.query_admits import holds
from bot.domain.query_slips import QueryError, Slip, slips_of
from bot.domain.query_terms import Piece, Term, is_field_like, pieces_of, print_group
from bot.domain.query_values import ONE_VALUED, Field, parts_of, says_something, spelled, value_of

__all__ = ["Field", "Group", "Query", "QueryError", "Slip", "Term", "folded"]

Group = tuple[Term, ...]

MOST_GROUPS = 64  # that one run of alternatives may come to; only ``-tag:a,b | -tag:c,d | …`` multiplies them


@dataclass(frozen=True, kw_only=True)
class Query:
    """Every group must hold; of a group, one term. ``Query()`` admits everything."""

    groups: tuple[Group, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed. Never raises.

        What is no good as a field is a word; what has neither letter nor digit is nothing.
        """
        return cls._of(pieces_of(text))

    @classmethod
    def read(
        cls, text: str, *, tags: Collection[str] | None, kinds: Collection[str] = tuple(Kind)
    ) -> tuple[Self, tuple[QueryError, ...]]:
        """The query of a text, and every slip in it, in the order of the text.

        ``tags`` are all the spellings that are good, a tag's names among them where the query will be ``resolved``;
        None: not yet known. ``kinds`` are the known keys.
        """
        pieces = list(pieces_of(text))
        slips = [slip for piece in pieces for slip in slips_of(piece, text, tags=tags, kinds=kinds)]
        return cls._of(pieces), tuple(slips)

    @classmethod
    def of_filter(cls, text: str, tags: Collection[str] | None, kinds: Collection[str] = tuple(Kind)) -> Self:
        """Read a channel's filter, where a slip must not pass silently: raises the first."""
        query, slips = cls.read(text, tags=tags, kinds=kinds)
        for slip in slips:
            raise slip
        return query

    @classmethod
    def _of(cls, pieces: Iterable[Piece]) -> Self:
        runs: list[list[list[Group]]] = []  # of what ``|`` joins, each with the groups it asks for by itself
        for piece in pieces:
            if not piece.joined or not runs:
                runs.append([])
            runs[-1].append(_groups_of(piece))
        groups = (group for run in runs for group in _any_of(run) if group)
        return cls(groups=_in_order(groups))

    def admits(self, entry: Entry, *, posted: Collection[str] = frozenset()) -> bool:
        """Whether the entry is what is asked for; ``posted``: keys of what has been in a channel.

        Words are plain containment, whole words in Latin writing. Search engines know better, and ask this of
        ``fields`` alone.
        """
        return all(any(holds(term, entry, posted) for term in group) for group in self.groups)

    def resolved(self, tags: Iterable[Tag]) -> Self:
        """The same query with keys where it names tags (``tag:过程监督``, ``tag:"Process supervision"``)."""
        if all(term.field is not Field.TAG for term in self._terms):
            return self
        keys = {spelled(name): tag.key for tag in tags for name in (tag.en, tag.zh, tag.key)}
        groups = (
            tuple(
                replace(term, value=keys.get(spelled(term.value), term.value)) if term.field is Field.TAG else term
                for term in group
            )
            for group in self.groups
        )
        return replace(self, groups=_in_order(groups))

    @property
    def words(self) -> tuple[Term, ...]:
        """The words to look for, of all groups, in order."""
        return tuple(term for term in self._terms if term.field is None and not term.negated)

    @property
    def fields(self) -> tuple[Term, ...]:
        return tuple(term for term in self._terms if term.field is not None)

    @property
    def asks_posted(self) -> bool:
        """Whether the answer depends on what has been in a channel."""
        return any(term.field is Field.IS for term in self._terms)

    @property
    def _terms(self) -> Iterator[Term]:
        return (term for group in self.groups for term in group)

    def __bool__(self) -> bool:
        """Whether it asks for something, and not only what words to leave out."""
        return bool(self.words or self.fields)

    def __str__(self) -> str:
        """As a person would write it; ``Query.parse(str(query)) == query`` for all that was parsed."""
        return " ".join(map(print_group, self.groups))


def _groups_of(piece: Piece) -> list[Group]:
    """What a piece asks for by itself: ``tag:a,b`` one group, ``-tag:a,b`` two."""
    field = piece.field
    if field is not None:
        values = [value_of(field, part) for part in parts_of(field, piece.values)]
        terms = [Term(value=value, field=field, negated=piece.negated) for value in values if value is not None]
        if terms and len(terms) == len(values):
            return [(term,) for term in terms] if piece.negated else [tuple(terms)]
    if not says_something(piece.written):
        return []
    phrase = piece.quoted or is_field_like(piece.written)  # or it would be read as a field when it is printed
    return [(Term(value=piece.written, negated=piece.negated, phrase=phrase),)]


def _any_of(run: Iterable[list[Group]]) -> list[Group]:
    """The groups that all hold just where one of the alternatives does. What would make too many is left out."""
    groups: list[Group] = [()]
    for other in filter(None, run):
        if len(groups) == 1 or len(other) == 1 or len(groups) * len(other) <= MOST_GROUPS:
            groups = [(*group, *more) for group in groups for more in other]
    return groups


def _in_order(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Nothing twice, and one group for all that is asked of a field of which an entry has one value."""
    merged: dict[object, Group] = {}
    for group in groups:
        fields = {None if term.negated else term.field for term in group}
        field = fields.pop() if len(fields) == 1 else None
        place = field if field in ONE_VALUED else frozenset(group)
        merged[place] = tuple(dict.fromkeys((*merged.get(place, ()), *group)))
    return tuple(merged.values())
