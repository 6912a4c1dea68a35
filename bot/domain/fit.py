"""Shortening by the limits of a message: law 3. Lengths are code points, as Telegram counts them."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.domain.card import visible_length

ELLIPSIS = "…"

_SENTENCE_END = re.compile(r"[。！？；][”’」』》）)\]]*|[.!?][\"')\]”’]*(?=\s)|\n")
_CLAUSE_END = re.compile(r"[，、：]|[,;:](?=\s)|\s[—–-](?=\s)|——")
_CLAUSE_MARKS = " \t\n,;:，、：—–-"
# Words whose full stop ends no sentence. Initials, and the e and g of e.g., are seen by their length.
_ABBREVIATIONS = re.compile(
    r"al|approx|cf|ch|dept|dr|eds?|eqs?|etc?|figs?|inc|jr|ltd|mrs?|ms|nos?|pp|prof|resp|sec|sr|st|vol|vs",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\.$")
_INNER_MARKS = ".,-'’_"
_LONGEST_CLUSTER = 32  # longer ones are no character anybody means
_LONGEST_WORD = 40
# Of Telegram HTML: a tag, or one visible character, perhaps written as a reference.
_TOKEN = re.compile(r"<(?P<end>/?)(?P<tag>[a-z][a-z-]*)[^>]*>|&(?:#\w+|\w+);|.", re.DOTALL)

Drawn = TypeVar("Drawn")


def shorten(text: str, limit: int) -> str:
    """The text, or its beginning with ``…``, in at most ``limit`` characters: cut between words."""
    if len(text) <= limit:
        return text
    if limit < 2:
        return ELLIPSIS[:limit]
    head = text[: _word_start(text, limit - 1)].rstrip(_CLAUSE_MARKS)
    return head + ELLIPSIS


def shorten_prose(text: str, limit: int) -> str:
    """Likewise at the end of a sentence, or of a clause, unless that wastes more than half of the room."""
    if len(text) <= limit:
        return text
    room = limit - len(ELLIPSIS) - 1
    for ends in (_sentence_ends, _clause_ends):
        end = max((end for end in ends(text[: room + 2]) if end <= room), default=0)
        if end and end * 2 >= room:
            return f"{text[:end].rstrip(_CLAUSE_MARKS)} {ELLIPSIS}"
    return shorten(text, limit)


def share(texts: Sequence[str], room: int) -> tuple[str, ...]:
    """The texts in at most ``room`` characters together, each shortened to the same part of its length."""
    whole = sum(map(len, texts))
    if whole <= room:
        return tuple(texts)
    return tuple(shorten_prose(text, len(text) * room // whole) for text in texts)


def fullest(draw: Callable[[int], Drawn], fits: Callable[[Drawn], bool], most: int) -> Drawn | None:
    """What ``draw`` makes with the most room, up to ``most``, that fits; None if even no room is too much.

    ``draw`` need not grow steadily with the room: what is returned did fit.
    """
    if fits(whole := draw(most)):
        return whole
    best: Drawn | None = None
    low, high = 0, most - 1
    while low <= high:
        middle = (low + high) // 2
        if fits(drawn := draw(middle)):
            best, low = drawn, middle + 1
        else:
            high = middle - 1
    return best


def cut_markup(markup: str, limit: int) -> str:
    """Telegram HTML of at most ``limit`` visible characters: cut at a line end, tags closed, ``…`` after.

    For messages made of lines, where the last ones matter least. A single line is cut anywhere.
    """
    if visible_length(markup) <= limit:
        return markup
    more = "\n" + ELLIPSIS
    tags: list[str] = []
    line_end = anywhere = (0, "")  # the place, and the end tags needed there
    visible = 0
    for token in _TOKEN.finditer(markup):
        if token["end"]:
            tags.pop()
        elif token["tag"]:
            tags.append(token["tag"])
        else:
            visible += 1
            if visible + len(more) > limit:
                break
            closing = "".join(f"</{tag}>" for tag in reversed(tags))
            anywhere = (token.end(), closing)
            if token[0] == "\n":
                line_end = (token.start(), closing)
    at, closing = line_end if line_end[0] else anywhere
    return markup[:at] + closing + more


def cluster_start(text: str, at: int) -> int:
    """The last place up to ``at`` that is not inside a character as people see it (UAX 29, simplified).

    Accents stay with their letters, emoji with their modifiers and joiners, the halves of a flag together.
    """
    start = at
    while 0 < start < len(text) and _joined(text, start):
        start -= 1
        if at - start > _LONGEST_CLUSTER:
            return at
    return start


def _joined(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if _extends(after) or before == "\u200d" or (before, after) == ("\r", "\n"):
        return True
    if _is_flag_half(before) and _is_flag_half(after):
        halves = at
        while halves and _is_flag_half(text[halves - 1]):
            halves -= 1
        return (at - halves) % 2 == 1
    return False


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Mn", "Mc", "Me")  # variation selectors are Mn
        or character in "\u200c\u200d\u2060"
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= character <= "\U000e007f"  # tags of regional flags
        or "\u1160" <= character <= "\u11ff"  # vowels and finals of Hangul
    )


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _word_start(text: str, at: int) -> int:
    """The last place up to ``at`` that splits no word or number; Chinese may be split anywhere."""
    start = at
    while 0 < start < len(text) and _in_word(text, start):
        start -= 1
        if at - start > _LONGEST_WORD:
            start = at
            break
    return cluster_start(text, start)


def _in_word(text: str, at: int) -> bool:
    """Whether letters or digits stand on both sides, perhaps with the mark of ``78.2`` or ``o1-mini`` between."""
    before, after = text[at - 1], text[at]
    if before in _INNER_MARKS:
        return at > 1 and _spells(text[at - 2]) and _spells(after)
    return _spells(before) and (_spells(after) or (after in _INNER_MARKS and _spells(text[at + 1 : at + 2])))


def _spells(character: str) -> bool:
    """A letter or digit of a script that puts spaces between words."""
    return character.isalnum() and character < "\u2e80"


def _sentence_ends(text: str) -> list[int]:
    return [match.end() for match in _SENTENCE_END.finditer(text) if not _abbreviates(text, match)]


def _clause_ends(text: str) -> list[int]:
    return [match.end() for match in _CLAUSE_END.finditer(text)]


def _abbreviates(text: str, end: re.Match[str]) -> bool:
    if end[0] != ".":
        return False
    word = _WORD_BEFORE.search(text, max(0, end.start() - 16), end.end())
    return word is not None and (len(word[1]) == 1 or bool(_ABBREVIATIONS.fullmatch(word[1])))
