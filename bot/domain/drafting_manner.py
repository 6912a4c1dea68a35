"""The manner of a draft: tidied as a typesetter would, and what no text of the reading list may have in it."""

import re
import unicodedata
from collections.abc import Iterator

from bot.domain.language import Language
from bot.domain.script import HAN

COPIED_WORDS = 15  # in a row, from the abstract
COPIED_HAN = 28

_CJK = rf"{HAN}\u3001-\u3011\uff01-\uff60\u2014\u2018-\u201d\u2026"
_BETWEEN_HAN = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}])")
_HAN_THEN_LATIN = re.compile(rf"(?<=[{HAN}])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[{HAN}])")
_HALF_WIDTH = re.compile(
    rf"(?<=[{HAN}”）》])\s?([,:;?!])\s?(?=[{HAN}A-Za-z0-9“（《]|$)|(?<=[A-Za-z0-9%])\s?([,:;?!])\s?(?=[{HAN}“（《])"
)
_FULL_WIDTH = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_STOP = re.compile(rf"(?<=[{HAN}”）》])\.(?=\s|$|[{HAN}])\s?")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)|(?<=s)'(?=\s)")

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an address", re.compile(
        r"https?:|www\.|\b[\w.+-]+@[\w-]+\.|(?<![\w.])(?:[a-z0-9-]+\.)+"
        r"(?:com|org|net|io|ai|cn|dev|me|co|app|xyz|info|top|site|shop|club|link|ru|edu|gov)(?![a-z0-9])",
        re.IGNORECASE,
    )),
    ("markup", re.compile(
        r"</?[a-z][^<>]{0,200}>|<\||\|>|\*\*|__|`|~~|\]\(|\[[^\[\]]{0,80}\]\[|^\s*(?:#{1,6}\s|[-*•]\s|\d+\.\s)|&[a-z#0-9]{2,8};"
        r"|\\[a-zA-Z(\[]|\{\{|\{%|(?<![\d\w])\$[^$\d][^$]{0,200}\$",
        re.IGNORECASE | re.MULTILINE,
    )),
    ("a mention or hashtag", re.compile(r"(?<!\w)[@#][A-Za-z_\u4e00-\u9fff]\w*")),
    ("words about the task", re.compile(
        r"\bas an? (?:ai|artificial|language model|assistant)\b|\bhere(?: is|['’]s) (?:the|your|my|an?)\b"
        r"|^(?:sure|certainly|of course)[,!]|\b(?:ignore|disregard)\b[^.]{0,40}\binstructions?\b"
        r"|\b(?:system|user) prompt\b|\boverview_|\btitle_(?:en|zh)|</?think|\baccording to the (?:abstract|record)\b"
        r"|\b(?:the|this) abstract (?:states|says|reports|does|mentions|notes|gives|describes|claims|is)\b"
        r"|\b(?:provided|given|supplied) (?:abstract|record|text|data|information)\b"
        r"|\b(?:can ?not|can['’]t|unable to) assist\b|^(?:好的|当然)[，,！!]|以下是"
        r"|作为(?:一个|一名)?(?:AI|人工智能|语言模型|助手)"
        r"|根据(?:所给|提供的|给定的|上述)?(?:摘要|记录|资料)"
        r"|(?:该|本|上述)摘要|摘要(?:指出|显示|称|未)|忽略[^。]{0,20}指令|系统提示词|术语表|按照(?:你的|您的)?要求",
        re.IGNORECASE,
    )),
    ("words that address a reader as a customer", re.compile(
        r"\b(?:click (?:here|the link|below)|subscribe|sign up|buy now|order now|download now|visit (?:our|us|the site)"
        r"|contact (?:us|me)|follow (?:us|me)|join (?:us|our)|promo code|limited offer|act now)\b"
        r"|点击|扫码|加微信|微信号|公众号|加群|联系我|关注我|优惠|下单|限时",
        re.IGNORECASE,
    )),
)  # fmt: skip
_FIRST_PERSON = re.compile(
    r"\b(?:[Ww]e|[Oo]urs?|us|[Mm]y|me)\b(?!-)"
    r"|\bI (?:am|was|have|had|think|believe|will|would|can|cannot|do|did|found|show|propose|present|recommend)\b"
    r"|\bI['’](?:m|ve|ll|d)\b|我们|(?<!自)我(?!国|方)|咱|本人|笔者"
)
_ENDS = re.compile(r"[.!?。！？…][”\"’'）)」』》\]]*$")


def tidied(text: str, language: Language) -> str:
    """One paragraph with typographic quotes; in Chinese full-width marks and a space beside Latin words."""
    line = _APOSTROPHE.sub("’", _quoted(" ".join(text.split())))
    if language is Language.EN:
        return line
    line = _HALF_WIDTH.sub(lambda mark: _FULL_WIDTH[mark[1] or mark[2]], _STOP.sub("。", line))
    return _HAN_THEN_LATIN.sub(" ", _BETWEEN_HAN.sub("", line))


def _quoted(text: str) -> str:
    """Straight double quotes become “ ” where they come in pairs."""
    parts = text.split('"')
    if len(parts) % 2 == 0:
        return text
    return "".join(part + ("“”"[at % 2] if at < len(parts) - 1 else "") for at, part in enumerate(parts))


def unmannerly(text: str) -> Iterator[str]:
    """What is in it that must be in no text, as objects of “contains”."""
    for what, pattern in _RULES:
        if pattern.search(text):
            yield what
    if odd := next((char for char in text if _is_odd(char)), None):
        yield f"the character U+{ord(odd):04X}"


def says_we(text: str, titles: str) -> bool:
    """Speaks in the first person, but for the words of a title that it quotes."""
    return any(found[0] not in titles for found in _FIRST_PERSON.finditer(text))


def _is_odd(char: str) -> bool:
    """Controls, invisible marks, emoji, private or unassigned characters."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "So", "Zl", "Zp") and char not in "°©®™"


def foreign_letter(text: str, source: str) -> str | None:
    """A letter of a script that is neither Latin, Greek nor 汉字, and that the source does not have."""
    for char in text:
        if char.isalpha() and char not in source and not re.match(rf"[A-Za-z\u00aa-\u024f\u0370-\u03ff{HAN}]", char):
            return char
    return None


def is_whole(text: str) -> bool:
    """Ends where a sentence does."""
    return _ENDS.search(text) is not None


def copied(text: str, source: str, language: Language) -> bool:
    """Whether it repeats so many words of the source in a row."""
    if language is Language.ZH:
        return _share_a_run(re.findall(f"[{HAN}]", text), re.findall(f"[{HAN}]", source), COPIED_HAN)
    return _share_a_run(re.findall(r"\w+", text.lower()), re.findall(r"\w+", source.lower()), COPIED_WORDS)


def _share_a_run(some: list[str], others: list[str], length: int) -> bool:
    runs = {tuple(others[at : at + length]) for at in range(len(others) - length + 1)}
    return any(tuple(some[at : at + length]) in runs for at in range(len(some) - length + 1))
