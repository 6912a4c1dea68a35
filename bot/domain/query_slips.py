"""Slips of a query: what was written in a field and cannot be meant there."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from enum import StrEnum

from bot.domain.query_terms import Piece, is_field_like, place_in
from bot.domain.query_values import Field, parts_of, spelled, value_of


class Slip(StrEnum):
    """What is wrong, for those who say it in their own words."""

    NO_VALUE = "no_value"
    NO_TAG = "no_tag"
    NO_KIND = "no_kind"
    NO_YEAR = "no_year"
    NO_LANGUAGE = "no_language"
    NO_STATE = "no_state"


_WORDS = {
    Slip.NO_VALUE: "“{written}” says nothing to look for",
    Slip.NO_TAG: "there is no tag “{written}”",
    Slip.NO_KIND: "there is no kind “{written}”",
    Slip.NO_YEAR: "“{written}” is not a year such as 2023 or 2023..2024",
    Slip.NO_LANGUAGE: "“{written}” is not a language such as zh, en or 中文",
    Slip.NO_STATE: "“{written}” is nothing an entry can be; there is only is:posted",
}
_WITHOUT_LIST = {Field.YEAR: Slip.NO_YEAR, Field.LANG: Slip.NO_LANGUAGE, Field.IS: Slip.NO_STATE}


class QueryError(ValueError):
    """A part of a query that cannot be meant; ``position`` (0-based) and ``length`` are in the text as written."""

    def __init__(self, slip: Slip, *, written: str, position: int, length: int, near: str = "") -> None:
        super().__init__(_WORDS[slip].format(written=written) + (f"; did you mean “{near}”?" if near else ""))
        self.slip = slip
        self.written = written
        self.near = near  # what was perhaps meant
        self.position = position
        self.length = length

    @property
    def words(self) -> str:
        return str(self)


def slips_of(piece: Piece, text: str, *, tags: Collection[str] | None, kinds: Collection[str]) -> Iterator[QueryError]:
    """What cannot be meant in a piece of the text. ``tags``: all spellings that are good; None: not yet known."""
    for slip, written, near in _slips(piece, tags, kinds):
        position, length = place_in(text, piece.begin, piece.end)
        yield QueryError(slip, written=written, near=near, position=position, length=length)


def _slips(piece: Piece, tags: Collection[str] | None, kinds: Collection[str]) -> Iterator[tuple[Slip, str, str]]:
    field = piece.field
    if field is None:
        if not piece.quoted and is_field_like(piece.written):
            yield Slip.NO_VALUE, piece.written, ""
        return
    parts = parts_of(field, piece.values)
    if not parts:
        yield Slip.NO_VALUE, piece.written, ""
    for part in parts:
        value = value_of(field, part)
        if value is None:
            yield _WITHOUT_LIST[field], part, ""
        elif field is Field.TAG and tags is not None and spelled(value) not in map(spelled, tags):
            yield Slip.NO_TAG, value, _nearest(value, tags)
        elif field is Field.KIND and value not in kinds:
            yield Slip.NO_KIND, value, _nearest(value, kinds)


def _nearest(value: str, known: Collection[str]) -> str:
    return next(iter(get_close_matches(value.casefold(), sorted(known), n=1)), "")
