"""Text that stays text in Telegram: law 4, beside the escaping of markup."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

MARK = "\u2060"  # WORD JOINER: invisible, breaks no line, and no letter to Telegram

# Telegram drops or replaces most of these itself; we do it first, so that we count the lengths it counts.
# Bidi embeddings, overrides and isolates could make a title read as something else.
_DROPPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
_LINE_END = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n{3,}")

# What Telegram's find_entities (td, MessageEntity.cpp) turns into something to tap, by its sigil. A bit
# wider where Telegram looks further ahead, so that a text cut later cannot become a command by its new end.
# Before a sigil only the plainest letters count as such: a mark too many is not seen, and `²`, a word character to
# Python, is none to a hashtag. The slash alone must spare the links that have Chinese before it.
# The patterns begin with the sigil, not with what must not stand before it: so they are ten times faster.
_TAG_LETTER = r"\w\u200c\u00b7\u0d80-\u0dff"
_SIGIL = re.compile(
    r"[#@/$](?:"
    rf"(?<=#)(?<![A-Za-z0-9_]#)(?=[{_TAG_LETTER}]*[^\W\d_])"  # hashtag: at least one letter
    r"|(?<=@)(?<![A-Za-z0-9_]@)(?=[A-Za-z0-9_])"  # mention; a letter in front makes it an e-mail address
    r"|(?<=/)(?<![\w/<>]/)(?=[A-Za-z0-9_])"  # command
    r"|(?<=\$)(?<![A-Za-z0-9_$]\$)(?=[A-Z1]))"  # cashtag: $USD, and $O of $O(n)$
)


def inert(text: str) -> str:
    """The text in which Telegram finds no hashtag, mention, command or cashtag. Not escaped for HTML.

    Control characters, bidi controls and lone surrogates are dropped, blank lines run together. Links stay.
    Made inert twice is made inert once.
    """
    return _SIGIL.sub(lambda sigil: sigil[0] + MARK, even_lines(_cleaned(text)))


def inert_line(text: str) -> str:
    """Likewise for a title or a name: on one line, with single spaces."""
    return inert(" ".join(_cleaned(text).split()))


def inert_runs(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """``inert_line`` of the text in runs, each with whether it is in one of the spans: (start, end) in the text.

    The sigils are looked for in the whole: ``#`` and ``tag`` are a hashtag even where markup comes between them.
    """
    inside = bytearray(len(text))
    for start, end in spans:
        inside[max(start, 0) : end] = b"\1" * len(inside[max(start, 0) : end])
    shown: list[tuple[str, bool]] = []
    for char, flag in zip(text, map(bool, inside), strict=True):
        plain = char if char.isalnum() else _cleaned(char)
        if plain.isspace():
            plain = " " if shown and shown[-1][0] != " " else ""
        if plain:
            shown.append((plain, flag))
    if shown and shown[-1][0] == " ":
        shown.pop()
    sigils = {match.start() for match in _SIGIL.finditer("".join(char for char, _ in shown))}
    made = ((char + MARK * (at in sigils), flag) for at, (char, flag) in enumerate(shown))
    for flag, run in groupby(made, key=lambda pair: pair[1]):
        yield "".join(char for char, _ in run), flag


def even_lines(text: str) -> str:
    """Without spaces before line ends, and with at most one blank line in a row."""
    # Not by a pattern: one for "spaces before a line end" takes minutes for 100,000 spaces before none.
    *lines, last = text.split("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join([*(line.rstrip() for line in lines), last]))


def _cleaned(text: str) -> str:
    return _DROPPED.sub("", _LINE_END.sub("\n", text)).replace("\t", " ")
