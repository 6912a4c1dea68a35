"""A tag's name as a hashtag that Telegram takes."""

import re
import unicodedata

LENGTH = 64  # Telegram takes 256 letters; nobody reads so many

_PART = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def hashtag(name: str) -> str:
    """``#process_supervision``, ``#过程监督``; empty where the name has no letter: there is no ``#2024``.

    Telegram's rule (td, ``match_hashtags``): letters, decimal digits and ``_``, at least one letter. Words are
    joined by ``_``, but by nothing beside Chinese, which has no spaces. Lower case, as hashtags are written.
    """
    tag = ""
    for part in _PART.findall(unicodedata.normalize("NFC", name.lower())):
        part = "".join(filter(_taken, part))
        if part:
            beside_cjk = not tag or _CJK.match(tag[-1]) or _CJK.match(part)
            tag += part if beside_cjk else "_" + part
    tag = tag[:LENGTH].rstrip("_")
    return "#" + tag if any(map(_letter, tag)) else ""


def _letter(character: str) -> bool:
    return unicodedata.category(character).startswith("L")


def _taken(character: str) -> bool:
    """Python's word characters also hold numbers like ``²`` and ``Ⅷ``, which end a hashtag."""
    return _letter(character) or unicodedata.category(character) == "Nd"
