"""The grammar of a query: its text taken apart into pieces, and its terms put together again."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.query_values import FIELD_NAMES, LISTED, Field, span_of


@dataclass(frozen=True, kw_only=True)
class Term:
    """One thing that is asked for. The value of a field is canonical, so that equal terms ask for the same."""

    value: str  # a word or phrase in NFKC; a tag, a kind, years as ``print_span`` has them, a name, a code, posted
    field: Field | None = None  # None: words
    negated: bool = False
    phrase: bool = False  # it stood in quotes: several words must stand together, in this order

    @property
    def span(self) -> tuple[int, int] | None:
        """The first and the last year asked for."""
        return span_of(self.value) if self.field is Field.YEAR else None


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of the text between spaces and ``|``, as it was written."""

    joined: bool  # a ``|`` stands before it
    negated: bool
    field: Field | None
    values: tuple[str, ...]  # of a field several, where ``|`` stands between them
    quoted: bool
    written: str  # the piece without its minus, for a field whose value is no good: it is taken as a word
    begin: int
    end: int


_FIELD = "(?:" + "|".join(sorted(FIELD_NAMES, key=len, reverse=True)) + "):"
_VALUE = r'(?:"[^"]*"|[^\s"|]+)'
_BEGINS = re.compile(_FIELD, re.IGNORECASE | re.ASCII)

# A value may stand after a space (``标签： 推理``), but ``tag: kind:paper`` and ``tag: -x`` have none.
# A ``|`` parts words, but not the address that a person pasted.
_PIECE = re.compile(
    rf"(?P<bar>\|)|(?P<minus>-)?(?:(?P<field>{_FIELD})\s*(?!-|{_FIELD})(?P<values>{_VALUE}(?:\|(?!-|{_FIELD}){_VALUE})*)"
    rf'|"(?P<quoted>[^"]*)"|(?P<bare>(?:https?://[^\s"]*|[^\s"|])+))',
    re.IGNORECASE | re.ASCII,  # ASCII: for ``ı`` would pass for an i, and then be no name of a field
)
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』《》", '"'))


def pieces_of(text: str) -> Iterator[Piece]:
    """Every piece of any text, stray signs included. Places are in the text as ``readable`` makes it."""
    joined = False
    for match in _PIECE.finditer(readable(text)):
        if match["bar"]:
            joined = True
            continue
        field, whole = match["field"], match["quoted"] if match["bare"] is None else match["bare"]
        values = re.findall(_VALUE, match["values"]) if field else [whole]
        tidy = tuple(" ".join(value.strip('"').split()) for value in values)
        yield Piece(
            joined=joined,
            negated=bool(match["minus"]),
            field=FIELD_NAMES[field[:-1].lower()] if field else None,
            values=tidy,
            quoted=match["quoted"] is not None,
            written=(field or "") + "|".join(tidy),
            begin=match.start(),
            end=match.end(),
        )
        joined = False


def readable(text: str) -> str:
    """NFKC, with one sort of quotes and one of spaces.

    Invisible characters come along with pasted text, and lone surrogates break every encoder downstream.
    """
    visible = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    plain = unicodedata.normalize("NFKC", visible).translate(_QUOTES)
    return "".join(" " if char.isspace() else char for char in plain)


def place_in(text: str, begin: int, end: int) -> tuple[int, int]:
    """Where in the text as it was written a part of what is ``readable`` of it stands: position and length."""
    characters = range(len(text))
    first = bisect_right(characters, begin, key=lambda index: len(readable(text[: index + 1])))
    last = bisect_left(characters, end, lo=min(first, len(text)), key=lambda index: len(readable(text[: index + 1])))
    first = min(first, max(len(text) - 1, 0))
    return first, min(last + 1, len(text)) - first


def is_field_like(word: str) -> bool:
    """Whether it begins like a field: such a word must stand in quotes, or it would be read as one."""
    return _BEGINS.match(word) is not None


def print_term(term: Term) -> str:
    """As a person would write it."""
    minus = "-" if term.negated else ""
    if term.field is None:
        return minus + (f'"{term.value}"' if term.phrase else term.value)
    return f"{minus}{term.field}:{_quoted(term.value)}"


def print_group(group: tuple[Term, ...]) -> str:
    """One term, or several with commas or ``|`` between them."""
    fields = {term.field for term in group}
    if len(group) > 1 and len(fields) == 1 and group[0].field in LISTED and not any(term.negated for term in group):
        return f"{group[0].field}:{_quoted(','.join(term.value for term in group))}"
    return " | ".join(map(print_term, group))


def _quoted(value: str) -> str:
    """In quotes where it would otherwise be read as something else."""
    return f'"{value}"' if re.search(r"[ :|]|^-", value) else value
