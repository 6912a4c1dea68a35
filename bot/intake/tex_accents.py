r"""TeX's accents as Unicode: ``Erd\H{o}s`` becomes Erdős. Formulas between dollar signs stay as they were written."""

import re
import unicodedata

_COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
}  # fmt: skip
_FORMULA = re.compile(r"((?<!\\)\$\$?[^$]+\$\$?)")
_BARE = r"(?:\\[ij](?![A-Za-z])|[A-Za-z])"
# A sign takes the next letter; a command of one letter needs a space or a brace before it: \'e, but \v s or \v{s}.
_ACCENT = re.compile(
    r"\\(?:(?P<sign>[`'^~=.\"])[ ]?|(?P<command>[uHvdckbr])(?:[ ]|(?=[{\\])))"
    rf"(?:\{{(?P<braced>{_BARE})\}}|(?P<bare>{_BARE}))"
)
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j|dh|DH|th|TH|dj|DJ)(?![A-Za-z])(?:\{\}|[ ](?=\w))?")
_ESCAPED = re.compile(r"\\([%&#_])")
_LONE = re.compile(r"\{([^\W\d_a-zA-Z])\}")


def unaccented(text: str) -> str:
    """The text with its accents in Unicode, and ``95\\%`` without the stroke; any other TeX is left alone."""
    if "\\" not in text:
        return text
    parts = _FORMULA.split(text)
    parts[::2] = map(_plain, parts[::2])
    return "".join(parts)


def _plain(text: str) -> str:
    text = _LETTER.sub(lambda letter: _LETTERS[letter[1]], _ACCENT.sub(_accented, text))
    return _LONE.sub(r"\1", _ESCAPED.sub(r"\1", text))


def _accented(accent: re.Match[str]) -> str:
    base = (accent["braced"] or accent["bare"]).removeprefix("\\")
    return unicodedata.normalize("NFC", base + _COMBINING[accent["sign"] or accent["command"]])
