"""Rules for the texts of a catalog: nothing unseen in them, and no space that YAML has put there."""

import re
from typing import Any

# C0 and C1 but the newline, line and paragraph separators, bidi controls (with them a title can read as
# something else), the byte order mark and halves of surrogate pairs.
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
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
    if text.isprintable():  # as nearly every text is, and seen in a moment
        return None
    found = _UNSEEN.search(text)
    if found is None:
        return None
    return f"contains the control character U+{ord(found[0]):04X} as its character {found.start() + 1}"
