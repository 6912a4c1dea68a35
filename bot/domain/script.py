"""Which script a text is in: how many 汉字 and how many words in Latin letters it has."""

import re

from bot.domain.language import Language

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # inside brackets of a pattern

_HAN = re.compile(f"[{HAN}]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")


def han_in(text: str) -> int:
    return 0 if text.isascii() else len(_HAN.findall(text))


def latin_words_in(text: str) -> int:
    return len(_LATIN_WORD.findall(text))


def wrong_script(text: str, language: Language) -> str | None:
    """For a text that is not in its language, the end of a sentence that begins with the field's name.

    A Chinese text may be full of English terms.
    """
    if language is Language.EN and text.isascii() and _LATIN_WORD.search(text):
        return None
    han, words = han_in(text), latin_words_in(text)
    if language is Language.ZH and (han == 0 or han < words):
        return f"is hardly Chinese ({han} 汉字, {words} Latin words)"
    if language is Language.EN and (words == 0 or han > words):
        return f"is hardly English ({words} Latin words, {han} 汉字)"
    return None
