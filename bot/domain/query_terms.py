"""The grammar of a query: its text taken apart into terms, and put together again."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.domain.entry import Kind

FIRST_YEAR, LAST_YEAR = 0, 9999  # the ends of an open span: ``year:2023..`` and ``year:..2023``

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

_FIELDS = {
    "tag": "tag tags 主题 主題 标签 標籤",
    "kind": "kind type 类型 類型 种类",
    "year": "year years 年份 年",
    "author": "author authors 作者",
    "org": "org organization organisation 机构 機構",
}
_FIELD_NAMES = {name: field for field, names in _FIELDS.items() for name in names.split()}
_FIELD = "(?:" + "|".join(sorted(_FIELD_NAMES, key=len, reverse=True)) + ")"

# A value may stand after a space (``标签： 推理``), but ``tag: kind:paper`` and ``tag: -x`` have none.
_TERM = re.compile(
    rf'(?P<minus>-)?(?:(?P<field>{_FIELD}):\s*(?!-|{_FIELD}:))?(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))',
    re.IGNORECASE,
)
_YEARS = re.compile(r"([0-9]{4})?年?(?:(\.{2,}|[-~–—至到])([0-9]{4})?年?)?")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»「」『』《》", '"'))


@dataclass(frozen=True, kw_only=True)
class Term:
    """One piece of the text as it was written."""

    negated: bool
    field: str | None  # a value of _FIELD_NAMES
    value: str
    written: str  # the piece without its minus, for a field whose value is no good: it is taken as a word
    position: int


def terms_of(text: str) -> Iterator[Term]:
    """Every piece of any text, quotes and stray signs included; what lies between is passed over."""
    # Invisible characters come along with pasted text, and lone surrogates break every encoder downstream.
    visible = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    for match in _TERM.finditer(unicodedata.normalize("NFKC", visible).translate(_QUOTES)):
        quoted, bare, field = match["quoted"], match["bare"], match["field"]
        value = " ".join((bare if quoted is None else quoted).split())
        yield Term(
            negated=bool(match["minus"]),
            field=_FIELD_NAMES[field.casefold()] if field else None,
            value=value,
            written=f"{field}:{value}" if field else value,
            position=match.start(),
        )


def values_of(term: Term) -> list[str]:
    """What the term's field asks for; one item, or several where a comma means several."""
    if term.field == "tag":
        tags = [part for part in (" ".join(part.split()).lstrip("#") for part in term.value.split(",")) if part]
        return tags if term.negated else [",".join(tags)] if tags else []
    if term.field == "kind":
        kinds = [part.strip() for part in term.value.split(",")]
        return [KIND_NAMES.get(kind.casefold(), kind) for kind in kinds if kind]
    return [term.value] if any(map(str.isalnum, term.value)) else []


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


def print_value(value: str) -> str:
    """Quoted where it would otherwise be read as something else."""
    return f'"{value}"' if " " in value or ":" in value or value.startswith("-") else value
