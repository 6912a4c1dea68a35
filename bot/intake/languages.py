"""Which language a document is in, by what its source calls it or by the script of its title."""

import re

from bot.domain.language import Bilingual

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile(r"[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_CHINESE_PART = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff·]{1,6}")
_TAG = re.compile(r"([a-z]{2})(?:[-_][a-z0-9-_]*)?", re.IGNORECASE)
# The names that babel, biblatex, ISO 639-2 and people give them.
_NAMES = {
    **dict.fromkeys(("english", "american", "british", "usenglish", "ukenglish", "eng", "英文", "英语"), "en"),
    **dict.fromkeys(
        ("chinese", "mandarin", "chi", "zho", "cmn", "chinese-simplified", "中文", "汉语", "chs", "cht"), "zh"
    ),
    **dict.fromkeys(("japanese", "jpn", "日本語"), "ja"),
    **dict.fromkeys(("german", "ngerman", "deutsch", "ger", "deu"), "de"),
    **dict.fromkeys(("french", "français", "francais", "fre", "fra"), "fr"),
    **dict.fromkeys(("spanish", "español", "spa"), "es"),
    **dict.fromkeys(("russian", "rus", "русский"), "ru"),
    **dict.fromkeys(("italian", "italiano", "ita"), "it"),
    **dict.fromkeys(("portuguese", "brazilian", "por"), "pt"),
    **dict.fromkeys(("korean", "kor", "한국어"), "ko"),
    **dict.fromkeys(("dutch", "nld", "dut"), "nl"),
}


def code_of(name: str) -> str | None:
    """Two letters for ``zh-CN``, ``eng``, ``ngerman`` or 中文; None for what is no language's name."""
    name = name.strip().casefold()[:40]
    if known := _NAMES.get(name):
        return known
    tag = _TAG.fullmatch(name)
    return tag[1] if tag and tag[1].isascii() else None


def titled(title: str, said: str | None) -> tuple[Bilingual, str]:
    """The title on its side, and the language of the document: the one said to be, else the title's."""
    script = _script(title)
    chinese = script == "zh" or (said == "zh" and _HAN.search(title) is not None and not _KANA.search(title))
    return (Bilingual(zh=title) if chinese else Bilingual(en=title)), said or script


def chinese_part(name: str) -> bool:
    """Whether a given or a family name is written in Chinese: then the family comes first, and no space between."""
    return _CHINESE_PART.fullmatch(name) is not None


def _script(text: str) -> str:
    han = len(_HAN.findall(text))
    if _KANA.search(text):
        return "ja"
    return "zh" if han and han >= len(_LATIN_WORD.findall(text)) else "en"
