"""LaTeX in bibliographies → plain text: accents, signs and braces. Formulas stay as they were written.

pylatexenc knows the signs. It is asked for one macro at a time: its reader of whole texts takes ``100%`` for the
beginning of a comment, and 25 µs a character of malice.
"""

import re
from functools import cache, lru_cache
from typing import Any
from unicodedata import normalize

from bot.intake.plain_text import dereferenced

_MATH = re.compile(r"(?<!\\)(\$\$?[^$]{1,500}\$\$?|\\\([^\\]*(?:\\[^()][^\\]*)*\\\))")
# Vietnamese has letters with two.
_LETTER = r"(?:\{\s*)*(?:\\[\"'`^~=.]\s*\{?[^\W\d_]|\\(?:[ij]|ae|AE|oe|OE|o|O)(?![A-Za-z])|[^\W\d_]|)(?:\s*\})*"
_TEX = re.compile(
    r"\\href\s*\{[^{}]*\}"  # the text comes after it
    rf"|\\(?P<accent>[\"'`^~=.]|[cvHukbdrt](?![A-Za-z]))[ \t]*(?P<letter>{_LETTER})"
    r"|\\(?P<macro>[A-Za-z]+)\*?(?:[ \t\n]+|(?=\{\}))?"
    r"|\\(?P<sign>.)"
    r"|---?|``|''|[!?]`|[{}~`]",
    re.DOTALL,
)
_PLAIN = {"---": "—", "--": "–", "``": "“", "''": "”", "!`": "¡", "?`": "¿", "`": "‘", "~": " "}
# After a backslash; what is not here is dropped with it, such as the hyphen of \- and the bar of \/.
_SIGNS = {**{sign: sign for sign in "&%_#${}"}, **dict.fromkeys("\\,;: \n\t", " ")}
_OURS = {"LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "copyright": "©", "newline": " ", "par": " "}
_ANY = re.compile(r"[\\{}~$`&]|--|''")


def untex(text: str) -> str:
    """The text as a reader sees it; line ends and double spaces stay."""
    if not _ANY.search(text):
        return text
    pieces = _MATH.split(text)
    return "".join(piece if at % 2 else dereferenced(_TEX.sub(_read, piece)) for at, piece in enumerate(pieces))


def _read(match: re.Match[str]) -> str:
    if match["accent"]:
        return _accented(match["accent"], match["letter"])
    if match["macro"]:
        return _macro(match["macro"])
    if match["sign"]:
        return _SIGNS.get(match["sign"], "")
    return _PLAIN.get(match[0], "")


@lru_cache(maxsize=4096)
def _accented(accent: str, letter: str) -> str:
    """One letter with its accent; a tilde over nothing is the tilde of an address."""
    bare = re.sub(r"[{}\s]", "", letter)
    if not bare:
        return accent if accent in "~^" else ""
    from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

    return normalize("NFC", LatexNodes2Text().latex_to_text(f"\\{accent}{{{bare}}}"))


@lru_cache(maxsize=4096)
def _macro(name: str) -> str:
    """The sign that a macro is; nothing for one that only dresses what comes after it."""
    if name in _OURS:
        return _OURS[name]
    spec = _table().get_macro_spec(name)
    sign = getattr(spec, "simplify_repl", None)
    return sign if isinstance(sign, str) and "%" not in sign and "<" not in sign else ""


@cache
def _table() -> Any:
    from pylatexenc.latex2text import get_default_latex_context_db

    return get_default_latex_context_db()
