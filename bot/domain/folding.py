"""Text made comparable."""

import re
import unicodedata

_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}


class _Plain(dict[int, str | None]):
    """For ``str.translate``: what remains of a decomposed character. Filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        self[code] = plain = None if unicodedata.category(char) == "Mn" else _LETTERS.get(char, char)
        return plain


_PLAIN = _Plain()
_MOST = 30  # marks on one letter, as in Unicode's stream-safe format (UAX 15): no script needs as many
_RUN = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST + 1},}}")  # of marks and signs; no mark is of those left out


def folded(text: str) -> str:
    """For comparing, without width, case and accents: ``Tramèr`` → ``tramer``, ``ＧＰＴ`` → ``gpt``."""
    if text.isascii():
        return text.lower()
    marked = unicodedata.normalize("NFKD", _composed(text).casefold())
    return unicodedata.normalize("NFC", marked.translate(_PLAIN))


def bare(text: str) -> str:
    """The letters and digits alone, without case and width."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    return "".join(filter(str.isalnum, _composed(text).casefold()))


def _composed(text: str) -> str:
    """NFKC, which takes a run of marks the square of its length: ten megabytes of them would take days."""
    return unicodedata.normalize("NFKC", _RUN.sub(_fewer, text))


def _fewer(run: re.Match[str]) -> str:
    """The run with no more marks on one sign than anybody writes."""
    kept, marks = [], 0
    for char in run[0]:
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST:
            kept.append(char)
    return "".join(kept)


def same_text(one: str, other: str) -> bool:
    """Equal but for case, width, spaces and punctuation."""
    return bare(one) == bare(other) != ""
