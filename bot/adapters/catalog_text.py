"""Rules for the texts of a catalog: nothing unseen in them, and each in its language."""

import re
import unicodedata
from typing import Any

from bot.domain.language import Language

# C0 and C1 but the newline, line and paragraph separators, bidi controls (with them a title can read as
# something else), the byte order mark and halves of surrogate pairs.
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_CJK = r"[\u3001-\u3011\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff60\u2014\u2018-\u201d\u2026]"
_FOLD = re.compile(rf"(?<={_CJK}) (?={_CJK})")


def pruned(value: Any) -> Any:
    """The values without blank space around texts and without the fields that were left empty.

    YAML folds a line's end into a space; between 汉字 it was never meant, and is taken out of ``zh`` texts.
    """
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [pruned(item) for item in value]
    if isinstance(value, dict):
        kept = ((name, pruned(item)) for name, item in value.items())
        return {
            name: _FOLD.sub("", item) if name == "zh" and isinstance(item, str) else item
            for name, item in kept
            if item not in (None, "", {})
        }
    return value


def unseen(text: str) -> str | None:
    """A control character in the text, as the end of a sentence that begins with the field's name."""
    found = _UNSEEN.search(text)
    if found is None:
        return None
    return f"contains the control character U+{ord(found[0]):04X} as its character {found.start() + 1}"


def wrong_script(text: str, language: Language) -> str | None:
    """Likewise for a text that is not in its language. A Chinese text may be full of English terms."""
    han, words = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if language is Language.ZH and (han == 0 or han < words):
        return f"is hardly Chinese ({han} 汉字, {words} Latin words)"
    if language is Language.EN and (words == 0 or han > words):
        return f"is hardly English ({words} Latin words, {han} 汉字)"
    return None


def same_text(one: str, other: str) -> bool:
    """Equal but for case, width, spaces and punctuation."""
    return bare(one) == bare(other) != ""


def bare(text: str) -> str:
    """The letters and digits alone, without case and width."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
