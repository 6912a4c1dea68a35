"""Text as a candidate holds it: nothing unseen in it, and on one line or in paragraphs."""

import html
import re

# Control characters, bidi embeddings and overrides, the byte order mark, halves of surrogate pairs.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
# Not html.unescape of the whole: it would also take `&copy` in an address for a sign.
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def one_line(text: str) -> str:
    """The text with single spaces and no line ends."""
    return " ".join(_UNSEEN.sub("", text).split())


def paragraphs(text: str) -> str:
    """The text with one line a paragraph, which a blank line or an indented one began."""
    blocks = re.split(r"\n[ \t\r]*\n", _UNSEEN.sub("", text))
    return "\n".join(filter(None, map(one_line, blocks)))


def beginning(text: str, length: int = 80) -> str:
    """What a person needs to find the place again."""
    return one_line(text[: length * 4])[:length]


def dereferenced(text: str) -> str:
    """The text with its character references (``&amp;``, ``&#233;``) as the characters they stand for."""
    return _REFERENCE.sub(lambda reference: html.unescape(reference[0]), text) if "&" in text else text
