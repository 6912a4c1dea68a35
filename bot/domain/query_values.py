"""What may stand in the fields of a query: their names and values, in both languages."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from bot.domain.entry import Kind
from bot.domain.folding import folded

FIRST_YEAR, LAST_YEAR = 0, 9999  # the ends of an open span: ``year:2023..`` and ``year:..2023``
POSTED = "posted"


class Field(StrEnum):
    """What a term may be about besides words; the value is how it is printed."""

    TAG = "tag"
    KIND = "kind"
    YEAR = "year"
    AUTHOR = "author"
    ORG = "org"
    LANG = "lang"  # the language that the document is written in
    IS = "is"  # is:posted: has been in a channel


LISTED = {Field.TAG, Field.KIND, Field.YEAR, Field.LANG, Field.IS}  # a comma parts their values; names may have one
ONE_VALUED = {Field.KIND, Field.YEAR, Field.LANG}  # of these an entry has one value: two can only mean either

_FIELDS = {
    Field.TAG: "tags 主题 主題 标签 標籤",
    Field.KIND: "type 类型 類型 种类 種類",
    Field.YEAR: "years 年份 年",
    Field.AUTHOR: "authors 作者",
    Field.ORG: "organization organisation 机构 機構",
    Field.LANG: "language 语言 語言",
    Field.IS: "状态 狀態",
}
FIELD_NAMES: Mapping[str, Field] = MappingProxyType(
    {name: field for field, names in _FIELDS.items() for name in (field.value, *names.split())}
)

# The words a person may write after ``kind:``. What the product calls a kind is the phrase ``kind.<value>``.
_KINDS = {
    Kind.PAPER: "papers 论文 論文",
    Kind.POST: "posts blog blogs 博客 博文 文章 部落格",
    Kind.THREAD: "threads tweet tweets 帖子 推文 讨论串 討論串 贴文",
    Kind.REPO: "repos repository repositories code 仓库 倉庫 代码库 代码仓库 项目",
    Kind.TALK: "talks lecture video 演讲 演講 讲座 講座 报告 视频",
    Kind.COURSE: "courses 课程 課程",
    Kind.BOOK: "books 书 書 书籍 書籍 图书 圖書",
}
KIND_NAMES: Mapping[str, Kind] = MappingProxyType(
    {name: kind for kind, names in _KINDS.items() for name in (kind.value, *names.split())}
)
_LANGUAGES = {
    "zh": "chinese 中文 汉语 漢語 华文 華文 简体 简体中文 繁体 繁體 繁体中文 繁體中文",
    "en": "english 英文 英语 英語",
    "ja": "japanese 日文 日语 日語",
    "ko": "korean 韩文 韓文 韩语 韓語",
    "de": "german 德文 德语 德語",
    "fr": "french 法文 法语 法語",
    "es": "spanish 西班牙文 西班牙语 西班牙語",
    "ru": "russian 俄文 俄语 俄語",
}
_LANGUAGE_NAMES = {name: code for code, names in _LANGUAGES.items() for name in names.split()}
_LANGUAGE_CODE = re.compile(r"([a-z]{2})(?:[-_][a-z0-9]+)*")
_POSTED_NAMES = frozenset(f"{POSTED} 已发布 已發布 已發佈 已发 已發 发过 發過 发布过 發布過 發佈過".split())
_COMMAS = re.compile("[,、]")
_YEARS = re.compile(r"([0-9]{4})?年?(?:(\.{2,}|[-~–—至到])([0-9]{4})?年?)?")


def parts_of(field: Field, written: Iterable[str]) -> list[str]:
    """What was written in a field, one by one; what has neither letter nor digit is nothing."""
    parts = [part.strip() for text in written for part in (_COMMAS.split(text) if field in LISTED else (text,))]
    return [part for part in parts if says_something(part)]


def value_of(field: Field, part: str) -> str | None:
    """The canonical value of one part of what was written in a field; None where it is no good there.

    Tags and kinds that nobody has are taken as they are: what is known of them is not known here.
    """
    match field:
        case Field.TAG:
            return part.lstrip("# ")
        case Field.KIND:
            return KIND_NAMES.get(part.casefold(), part)
        case Field.YEAR:
            span = span_of(part)
            return print_span(span) if span else None
        case Field.LANG:
            code = _LANGUAGE_CODE.fullmatch(part.casefold())
            return _LANGUAGE_NAMES.get(part.casefold()) or (code[1] if code else None)
        case Field.IS:
            return POSTED if part.casefold() in _POSTED_NAMES else None
        case Field.AUTHOR | Field.ORG:
            return part


@lru_cache(maxsize=10_000)
def spelled(tag: str) -> str:
    """Equal for all the ways to write a tag: key, name, hashtag."""
    return re.sub(r"[\W_]+", "", folded(tag))


def span_of(text: str) -> tuple[int, int] | None:
    """First and last year of ``2023``, ``2023..2024``, ``2023..``, ``..2023``, ``2023年至2024年``; else None."""
    match = _YEARS.fullmatch(text)
    if match is None or not (match[1] or match[3]):
        return None
    first = int(match[1] or FIRST_YEAR)
    last = int(match[3] or LAST_YEAR) if match[2] else first
    return min(first, last), max(first, last)


def print_span(span: tuple[int, int]) -> str:
    """So that ``span_of`` reads it back."""
    first, last = span
    if first == last:
        return f"{first:04}"
    if last == LAST_YEAR:
        return f"{first:04}.."
    return f"{first:04}..{last:04}" if first != FIRST_YEAR else f"..{last:04}"


def says_something(text: str) -> bool:
    return any(map(str.isalnum, text))
