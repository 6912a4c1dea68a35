"""Terms in short, and texts that people may type."""

from typing import Any

from hypothesis import strategies as st

from bot.domain.query import Field, Query, Term

PIECES = [
    "tag:", "标签：推理", "标籤：推理、验证器", "tag:a,b", "tag:a|b", "-tag:x", "-tag:x,y", "tag:,", "tag:#推理",
    'tag:"a b"|c', "tag:verifiers", "-tag:reasoning", "kind:论文", "KIND:Paper", "-kind:post", "kind:poem",
    "year:..", "year:abc", "year:2023", "年份：2023年至2024年", "year:2024..", "-year:2020", "year:2023|2024",
    'author:"Hunter Lightman"', "-author:x", "作者：陈", "org:OpenAI", "lang:zh", "语言：英文", "lang:klingon",
    "is:posted", "-is:posted", "状态：已发布", "is:great", "kınd:paper", "gpt-4", "-word", "-", "--", "|", "||", "｜",
    "a|b", "-a|-b", '"chain of thought"', "“思维链”", "《论文》", '"a|b"', '-"two words"', "step", "推理", "OR",
    "https://arxiv.org/abs/2305.20050v2", "https://a.org/x|y", "x:y", ",", ":", '"', "＂", "：", "\u3000", "\x1c",
    "é", "e\u0301", "ｇｐｔ", "\u200b", "\ud800", "\x00", "\u0338", "🔥",
]  # fmt: skip
SCRAPS = st.lists(st.sampled_from(PIECES))
TEXTS = st.one_of(st.text(), SCRAPS.map(" ".join), SCRAPS.map("".join), SCRAPS.map(" | ".join))


def word(value: str, **changes: Any) -> Term:
    return Term(value=value, **changes)


def phrase(value: str, **changes: Any) -> Term:
    return Term(value=value, phrase=True, **changes)


def no(value: str, field: Field | None = None, **changes: Any) -> Term:
    return Term(value=value, field=field, negated=True, **changes)


def tag(value: str) -> Term:
    return Term(value=value, field=Field.TAG)


def kind(value: str) -> Term:
    return Term(value=value, field=Field.KIND)


def year(value: str) -> Term:
    return Term(value=value, field=Field.YEAR)


def author(value: str) -> Term:
    return Term(value=value, field=Field.AUTHOR)


def org(value: str) -> Term:
    return Term(value=value, field=Field.ORG)


def lang(value: str) -> Term:
    return Term(value=value, field=Field.LANG)


POSTED = Term(value="posted", field=Field.IS)


def query(*groups: Term | tuple[Term, ...]) -> Query:
    """A term by itself is a group of one."""
    return Query(groups=tuple(group if isinstance(group, tuple) else (group,) for group in groups))
