"""A query: what a reader searches for, and what a channel's filter lets through. One grammar for both."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Self

from bot.domain.catalog import Tag
from bot.domain.entry import Entry, Kind
from bot.domain.query_terms import Term, print_span, print_value, span_of, terms_of, values_of

_WITHOUT_MARKS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})


class QueryError(ValueError):
    """A filter of the configuration that cannot be meant; ``position`` is 0-based in the text after NFKC."""

    def __init__(self, words: str, position: int) -> None:
        super().__init__(words)
        self.position = position


@dataclass(frozen=True, kw_only=True)
class Query:
    """Words (several in one are a phrase) and fields. All of it must hold. ``Query()`` admits everything.

    ``tags``: each item must hold; ``a,b`` in one item means either. ``kinds``: one of them.
    ``years``: first and last. Words keep the case they were written in; known kinds are values of ``Kind``.
    """

    words: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    not_tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    not_kinds: tuple[str, ...] = ()
    years: tuple[int, int] | None = None
    not_years: tuple[tuple[int, int], ...] = ()
    authors: tuple[str, ...] = ()
    not_authors: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    not_orgs: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed. Never raises.

        What is no good as a field is a word; what has neither letter nor digit is nothing.
        """
        parts: dict[str, list[str]] = {}
        years: tuple[int, int] | None = None
        not_years: list[tuple[int, int]] = []
        for term in terms_of(text):
            span = span_of(term.value) if term.field == "year" else None
            values = values_of(term)
            if span and term.negated:
                not_years.append(span)
            elif span:
                years = span  # of several the last one counts: they could only contradict each other
            elif values and term.field and term.field != "year":
                parts.setdefault(("not_" if term.negated else "") + term.field + "s", []).extend(values)
            elif any(map(str.isalnum, term.written)):
                parts.setdefault("excluded" if term.negated else "words", []).append(term.written)
        lists = {name: tuple(dict.fromkeys(values)) for name, values in parts.items()}
        return cls(**lists, years=years, not_years=tuple(dict.fromkeys(not_years)))

    @classmethod
    def of_filter(cls, text: str, tags: Collection[str] | None, kinds: Collection[str] = tuple(Kind)) -> Self:
        """Read a channel's filter, where a slip must not pass silently.

        ``tags`` (None: not yet known) and ``kinds`` are the known keys. QueryError for an unknown one, a bad year
        and loose words: a filter takes fields only, because words would mean something else with every search engine.
        """
        terms = list(terms_of(text))
        for term in terms:
            if term.field is None:
                raise QueryError(
                    f"“{term.value}” is a word; a filter takes only tag:, kind:, year:, author: and org:",
                    term.position,
                )
            if term.field == "year" and span_of(term.value) is None:
                raise QueryError(f"“{term.value}” is not a year such as 2023 or 2023..2024", term.position)
            if not values_of(term):
                raise QueryError(f"“{term.written}” says nothing to look for", term.position)
            known = {"tag": tags, "kind": kinds}.get(term.field)
            if known is not None:
                _must_be_known(term, known)
        years = [term for term in terms if term.field == "year" and not term.negated]
        for term in years[1:]:
            raise QueryError("only one year: can hold; write a span such as year:2023..2024", term.position)
        return cls.parse(text)

    def admits(self, entry: Entry) -> bool:
        """Whether the entry satisfies the fields. Words are the business of a search engine, ignored here."""
        year = entry.published.year if entry.published else None
        return (
            (not self.kinds or entry.kind in self.kinds)
            and entry.kind not in self.not_kinds
            and all(any(tag.casefold() in entry.tags for tag in either.split(",")) for either in self.tags)
            and not any(tag.casefold() in entry.tags for tag in self.not_tags)
            and (self.years is None or _within(year, self.years))
            and not any(_within(year, span) for span in self.not_years)
            and all(_named(name, entry.authors) for name in self.authors)
            and not any(_named(name, entry.authors) for name in self.not_authors)
            and all(_named(name, entry.organizations) for name in self.orgs)
            and not any(_named(name, entry.organizations) for name in self.not_orgs)
        )

    def resolved(self, tags: Iterable[Tag]) -> Self:
        """The same query with keys where it names tags (``tag:过程监督``, ``tag:"Process supervision"``)."""
        if not self.tags and not self.not_tags:
            return self
        keys = {_tag_name(name): tag.key for tag in tags for name in (tag.en, tag.zh, tag.key)}
        return replace(
            self,
            tags=tuple(",".join(keys.get(_tag_name(tag), tag) for tag in item.split(",")) for item in self.tags),
            not_tags=tuple(keys.get(_tag_name(tag), tag) for tag in self.not_tags),
        )

    @property
    def has_fields(self) -> bool:
        """Whether there is anything besides words to satisfy."""
        return self != Query(words=self.words, excluded=self.excluded)

    def __str__(self) -> str:
        """As a person would write it; ``Query.parse(str(query)) == query`` for all that was parsed."""
        years = [print_span(span) for span in ([self.years] if self.years else [])]
        not_years = [print_span(span) for span in self.not_years]
        lists: tuple[tuple[str, Sequence[str], Sequence[str]], ...] = (
            ("", self.words, self.excluded),
            ("tag:", self.tags, self.not_tags),
            ("kind:", self.kinds, self.not_kinds),
            ("year:", years, not_years),
            ("author:", self.authors, self.not_authors),
            ("org:", self.orgs, self.not_orgs),
        )
        return " ".join(
            minus + field + print_value(value)
            for field, wanted, unwanted in lists
            for minus, values in (("", wanted), ("-", unwanted))
            for value in values
        )


def folded(text: str) -> str:
    """For comparing, without width, case and accents: ``Tramèr`` → ``tramer``, ``ＧＰＴ`` → ``gpt``."""
    marked = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(char for char in marked if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", plain).translate(_WITHOUT_MARKS)


def _must_be_known(term: Term, known: Collection[str]) -> None:
    for value in (part for item in values_of(term) for part in item.split(",")):
        if value.casefold() not in known:
            near = get_close_matches(value.casefold(), sorted(known), n=1)
            meant = f"; did you mean “{near[0]}”?" if near else ""
            raise QueryError(f"there is no {term.field} “{value}”{meant}", term.position)


def _within(year: int | None, span: tuple[int, int]) -> bool:
    return year is not None and span[0] <= year <= span[1]


def _named(wanted: str, names: Iterable[str]) -> bool:
    """Whether one of the names has all parts of the wanted one, in any order: ``lightman, hunter``."""
    parts = folded(wanted).replace(",", " ").split()
    return any(all(part in name for part in parts) for name in map(folded, names))


def _tag_name(text: str) -> str:
    """Equal for all the ways to write a tag: key, name, hashtag."""
    return re.sub(r"[\W_]+", "", folded(text))
