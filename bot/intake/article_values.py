"""What the fields of a reading list say: names, addresses, dates, and the language they say it in."""

import re
from collections.abc import Iterator

from bot.domain.address import Address
from bot.domain.entry import URL_LIMIT, Published
from bot.domain.identity import canonical_arxiv, canonical_doi
from bot.domain.language import Language
from bot.intake.article_lines import HAN

_OPENING, _CLOSING = "(（[［【{〔", ")）]］】}〕"
_BETWEEN_NAMES = re.compile(r"([,，、;；\n]+)|\s(?:and|&|和|与|/|\|)\s|[(（\[［【{〔]+|[)）\]］】}〕]+")
_LONGEST_TAIL = 24
_AND_OTHERS = re.compile(r"[\s,，、]*(?:等(?:\s*\d*\s*[人位名](?:作者)?|作者)?|(?:^|\b)et\.?\s{0,3}al\.?)[。.\s]*$")
_FIRST_AND = re.compile(r"^(?:and|&|和|与)\s+")
_FOOTNOTES = "*†‡§¶¹²³⁴⁵⁶⁷⁸⁹⁰ \t"
# A part of the institution before the comma: `Google Research, Brain Team`.
_PART_OF_A_TEAM = re.compile(r"(?:the )?[\w-]{1,30} (?:team|group|lab)\b", re.IGNORECASE)

# Typed on a Chinese keyboard; only what an address may hold and a sentence around it does not need.
_NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_NARROW |= {ord(wide): ord(narrow) for wide, narrow in zip("／．－＿＝＆％＃～＋", "/.-_=&%#~+", strict=True)}
_WIDE_SCHEME = re.compile(r"(https?)：(?=//)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"“”‘’，。；、：！？（）【】《》［］「」…|`]+", re.IGNORECASE)
_URL_END = ".,;:!?'*"
_WITHOUT_SCHEME = re.compile(
    r"(?:www\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,12}(?:/\S*)?", re.IGNORECASE
)
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\((?=https?://)")

_EMPTIED = re.compile(r"\s?[(（<\[]\s?[)）>\]]")  # brackets that held an address

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_CHINESE_DATE = rf"{_YEAR}\s?年(?:\s?(?P<month>\d{{1,2}})\s?月(?:\s?(?P<day>\d{{1,2}})\s?[日号])?)?"
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATES = (
    re.compile(_CHINESE_DATE),
    re.compile(rf"{_YEAR}(?:[-/.](?P<month>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}))?)?(?!\d)"),
    re.compile(rf"{_MONTH}\s+(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?{_YEAR}(?!\d)", re.IGNORECASE),
    re.compile(rf"(?P<day>\d{{1,2}})\s+{_MONTH},?\s+{_YEAR}(?!\d)", re.IGNORECASE),
)
_SUBJECT = r"(?:(?:这|该|本)?篇?(?:论文|文章|博客|博文|研究|工作|文)?(?:最早|最初|首次|首发|正式)?\s?)"
_APPEARED = "(?:首发|发布|发表|公开|刊登|提交|上线|推出|问世|更新)"
_BEGINS_WITH_ITS_DATE = re.compile(
    rf"{_SUBJECT}(?:{_APPEARED}(?:于|在|时间[:：]|日期[:：]|[:：])?\s?{_CHINESE_DATE}"
    rf"|于?\s?{_CHINESE_DATE.replace('?P<', '?P<before_')}\s?{_APPEARED})"
)

_IN_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_TELLING = 1000  # characters from the beginning, enough to judge by
_WORD = re.compile(rf"(?P<han>[{HAN}])|[^\W\d_{HAN}]+")


def authors_in(text: str) -> tuple[str, ...]:
    """Names in the order given, without ``等`` and ``et al.``"""
    return tuple(dict.fromkeys(filter(None, (_name(part) for part, _ in _parts(text)))))


def teams_in(text: str) -> tuple[str, ...]:
    """Likewise; a team stays with the institution it is a part of."""
    teams: list[str] = []
    for part, separator in _parts(text):
        if not (name := _name(part)):
            continue
        if teams and separator and separator in ",，" and _PART_OF_A_TEAM.match(name):
            teams[-1] += f"{separator} {name}" if separator == "," else f"{separator}{name}"
        else:
            teams.append(name)
    return tuple(dict.fromkeys(teams))


def topics_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(topic.lstrip("#") for topic in authors_in(text) if topic.strip("#")))


def urls_in(text: str) -> tuple[tuple[str, ...], str]:
    """The addresses in a text, in its order, and the text without them."""
    if "//" not in text and "／／" not in text:
        return (), text.strip()
    found: list[str] = []
    rest: list[str] = []
    text = _MARKDOWN_LINK.sub(r"\1 (", text)
    narrow = _WIDE_SCHEME.sub(r"\1:", text.translate(_NARROW))
    at = 0
    for match in _URL.finditer(narrow):
        url = _whole_url(match[0])
        found.append(url)
        rest.append(text[at : match.start()])
        at = match.start() + len(url)
    rest.append(text[at:])
    left = " ".join(filter(None, map(str.strip, rest)))
    return tuple(dict.fromkeys(found)), _EMPTIED.sub("", left).rstrip(" (（<[").strip()


def link_without_scheme(text: str) -> str | None:
    """``arxiv.org/abs/…`` or an id that its label or its prefix says to be arXiv's or a DOI, as an address."""
    text = text.strip().translate(_NARROW)
    for canonical, address in ((canonical_arxiv, "https://arxiv.org/abs/"), (canonical_doi, "https://doi.org/")):
        try:
            return address + canonical(text)
        except ValueError:
            continue
    return f"https://{text}" if _WITHOUT_SCHEME.fullmatch(text) else None


def fault_of_url(url: str) -> str | None:
    """What is wrong with an address, as the end of a sentence."""
    if len(url) > URL_LIMIT:
        return f"has {len(url)} characters, over its limit of {URL_LIMIT}"
    try:
        Address.of(url)
    except ValueError as error:
        return str(error)
    return None


def date_in(text: str) -> Published | None:
    """The date a field says; None for none that exists."""
    text = text.strip().translate(_NARROW)
    for pattern in _DATES:
        if found := pattern.match(text):
            name = found.groupdict().get("name")
            month = str(_MONTHS.index(name.lower()) + 1) if name else found["month"]
            return _published(found["year"], month, found["day"])
    return None


def date_of_overview(text: str) -> Published | None:
    """``发布于2021年10月，…``: only what the overview begins with, for later dates in it may be of anything."""
    found = _BEGINS_WITH_ITS_DATE.match(text[:60].translate(_NARROW))
    if found is None:
        return None
    before = "before_" if found["before_year"] else ""
    return _published(*(found[before + part] for part in ("year", "month", "day")))


def language_of(text: str) -> Language:
    """By more 汉字 than words in other letters; a translation in brackets does not count."""
    text = text[:_TELLING]
    bare = _IN_BRACKETS.sub("", text)
    balance = sum(1 if word["han"] else -1 for word in _WORD.finditer(bare if bare.strip() else text))
    return Language.ZH if balance > 0 else Language.EN


def _published(year: str, month: str | None, day: str | None) -> Published | None:
    try:
        return Published.parse("-".join(f"{int(part):02}" for part in (year, month, day) if part))
    except ValueError:
        return None


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """What stands between separators outside of brackets, each with the separator before it."""
    start, depth, separator = 0, 0, ""
    for match in _BETWEEN_NAMES.finditer(text):
        if match[0][0] in _OPENING:
            depth += len(match[0])
        elif match[0][0] in _CLOSING:
            depth = max(depth - len(match[0]), 0)
        elif not depth:
            yield text[start : match.start()], separator
            start, separator = match.end(), match[1] or ""
    # A bracket that nobody closed holds nothing together.
    parts = re.split(r"[,，、;；\n]+", text[start:]) if depth else [text[start:]]
    yield parts[0], separator
    yield from ((part, "") for part in parts[1:])


def _name(part: str) -> str:
    part = part.strip()
    tail = part[-_LONGEST_TAIL:]
    if others := _AND_OTHERS.search(tail):
        part = part[: len(part) - len(tail) + others.start()]
    return _FIRST_AND.sub("", part).strip(_FOOTNOTES)


def _whole_url(url: str) -> str:
    """Without the punctuation of the sentence around it; a bracket belongs to it if it was opened in it."""
    unopened = url.count(")") - url.count("(")
    end = len(url)
    while end and (url[end - 1] in _URL_END or (url[end - 1] in ")]" and (url[end - 1] == "]" or unopened > 0))):
        unopened -= url[end - 1] == ")"
        end -= 1
    return url[:end]
