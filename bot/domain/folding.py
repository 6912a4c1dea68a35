"""Text made comparable."""

import unicodedata

_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}


class _Plain(dict[int, str | None]):
    """For ``str.translate``: what remains of a decomposed character. Filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        self[code] = plain = None if unicodedata.category(char) == "Mn" else _LETTERS.get(char, char)
        return plain


_PLAIN = _Plain()


def folded(text: str) -> str:
    """For comparing, without width, case and accents: ``Tramèr`` → ``tramer``, ``ＧＰＴ`` → ``gpt``."""
    if text.isascii():
        return text.lower()
    marked = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", marked.translate(_PLAIN))


def bare(text: str) -> str:
    """The letters and digits alone, without case and width."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def same_text(one: str, other: str) -> bool:
    """Equal but for case, width, spaces and punctuation."""
    return bare(one) == bare(other) != ""
