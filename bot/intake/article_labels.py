"""The labels of a reading list, in all their spellings: ``论文标题：``, ``【作者】``, ``Github (2.6k stars):``."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from bot.domain.entry import Kind
from bot.domain.folding import folded
from bot.intake.article_lines import HAN


class Role(Enum):
    """What a field says of its record."""

    TITLE = "title"
    TRANSLATION = "title in the other language"
    AUTHORS = "authors"
    TEAMS = "organizations"
    LINK = "link"
    OVERVIEW = "overview"
    TRANSLATED_OVERVIEW = "overview in the other language"
    DATE = "date"
    VENUE = "venue"
    TOPICS = "topics"


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """What a label means. One that is only a kind (``论文：``) stands before a title, or before an address alone."""

    role: Role
    kind: Kind | None = None
    firm: bool = False  # the kind stands whatever the address is
    place: str | None = None  # the slot of Links for an address beside the document's own


_LONGEST = 40
_LABELLED = re.compile(rf"([^:：\n]{{1,{_LONGEST}}})[:：](?!//)\s*")
# Brackets around the label instead of a colon after it.
_BRACKETED = re.compile(r"[【\[［]([^】\]］\n]{1,20})[】\]］](?!\()\s*[:：]?\s*")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOT_A_LETTER = re.compile(r"[\W_]+")
_COUNTER = re.compile(r"^第?[\d一二三四五六七八九十]{1,3}[篇个部]?(?=\D)|[\d一二三四五六七八九十]{1,4}$")
# An unknown label is a short noun; these begin a sentence with a colon in it.
_SHORT = re.compile(rf"[{HAN}]{{2,6}}|[a-z]{{2,16}}(?: [a-z]{{2,16}})?")
_LEAD_IN = re.compile(
    "其中|其[一二三次]|包括|包含|例如|比如|譬如|此外|另外|同时|具体|主要|以及|总之|总的|最后|首先|再次|第[一二三四五]|即|也就是"
    "|换言之|换句话说|简言之|简单来说|注意|因此|所以|然而|不过|但|而|这|该|本|它|他|我|如|一是|二是|三是|核心|研究|实验"
    "|结果|结论|文章|文中|论文|作者"
)

# Names, what they name, whether that stands whatever the address is, and where an address alone goes.
_KIND_NAMES = (
    ("论文 文献 预印本 paper", Kind.PAPER, True, "companion"),
    ("博客 博文 文章 帖子 新闻 报道 blog post article", Kind.POST, False, "companion"),
    ("推文 推特 长推 twitter tweet thread x", Kind.THREAD, True, "companion"),
    ("视频 演讲 讲座 访谈 播客 video talk youtube", Kind.TALK, True, "companion"),
    ("课程 公开课 教程 course", Kind.COURSE, True, "companion"),
    ("书 书籍 图书 书目 book", Kind.BOOK, True, "companion"),
    ("项目 工具 project", Kind.REPO, False, "companion"),
    ("仓库 代码 代码库 源码 代码仓库 开源代码 开源项目 repo repository code", Kind.REPO, True, "code"),
    ("github gitlab github仓库 github项目", Kind.REPO, True, "code"),
)
_ROLE_NAMES = {
    Role.TITLE: "标题 题目 题名 名称 名字 题 title name",
    Role.TRANSLATION: "中文标题 英文标题 中文名 英文名 中文题目 英文题目 译名 标题翻译",
    Role.AUTHORS: "作者 作者列表 全部作者 第一作者 主讲 主讲人 讲者 演讲者 讲师 嘉宾 博主 撰文 发布者 "
    "author authors by speaker",
    Role.TEAMS: "团队 机构 单位 公司 组织 学校 作者单位 作者机构 研究机构 研究团队 发布机构 所属机构 "
    "team teams affiliation affiliations organization organizations institution",
    Role.LINK: "链接 地址 网址 连接 原文 原文链接 原文地址 传送门 网站 官网 主页 link links url urls arxiv doi pdf",
    Role.OVERVIEW: "概述 摘要 简介 介绍 概要 内容 内容简介 内容概述 内容摘要 中文摘要 中文概述 中文简介 总结 导读 "
    "简述 描述 说明 overview abstract summary description tldr",
    Role.TRANSLATED_OVERVIEW: "英文摘要 英文概述 英文简介 摘要翻译",
    Role.DATE: "日期 时间 发布时间 发布日期 发表时间 发表日期 发布 发布于 提交时间 年份 date published year",
    Role.VENUE: "发表 发表于 期刊 会议 期刊会议 venue journal conference",
    Role.TOPICS: "标签 关键词 主题 话题 tag tags keywords topics",
}
_KINDS = {name: (kind, firm, place) for names, kind, firm, place in _KIND_NAMES for name in names.split()}
_ROLES = {name: role for role, names in _ROLE_NAMES.items() for name in names.split()}
_PLACES = {"pdf": "pdf", "主页": "companion", "官网": "companion", "网站": "companion"}
_DATASETS = ("数据", "数据集", "dataset")


def label_of(text: str) -> tuple[Label, str] | None:
    """The field a line of text is, and what it says; None where no known label begins it."""
    if ":" not in text and "：" not in text and text[:1] not in ("【", "[", "［"):
        return None
    for pattern in (_LABELLED, _BRACKETED):
        found = pattern.match(text)
        if found and (label := _meaning(found[1])):
            return label, text[found.end() :]
    return None


def unknown_label(text: str) -> str | None:
    """What looks like a label and is none that we know; not the beginning of a sentence with a colon in it."""
    found = _LABELLED.match(text)
    name = found[1].strip() if found else ""
    if name and _SHORT.fullmatch(folded(_REMARK.sub("", folded(name))).strip()) and not leads_in(name):
        return name
    return None


def leads_in(text: str) -> bool:
    """Whether a sentence goes on with it: ``其中包括：``."""
    return bool(_LEAD_IN.match(text))


def is_a_label(text: str) -> bool:
    """Whether the text is a label and nothing else, as the heading ``论文`` is."""
    return _meaning(text[:_LONGEST]) is not None if len(text) <= _LONGEST else False


@lru_cache(maxsize=4096)
def _meaning(name: str) -> Label | None:
    bare = _NOT_A_LETTER.sub("", _REMARK.sub("", folded(name)))
    return _known(bare) or _known(_COUNTER.sub("", bare))


def _known(name: str) -> Label | None:
    if kind := _KINDS.get(name):
        return Label(role=Role.TITLE, kind=kind[0], firm=kind[1], place=kind[2])
    if role := _ROLES.get(name):
        return Label(role=role, place=_PLACES.get(name))
    for length in range(len(name) - 1, 0, -1):
        first, rest = name[:length], name[length:].removeprefix("的")
        rest = _COUNTER.sub("", rest) if rest not in _ROLES else rest
        role = _ROLES.get(rest)
        if role and (kind := _KINDS.get(_COUNTER.sub("", first))):
            return Label(role=role, kind=kind[0], firm=kind[1], place=_PLACES.get(rest, kind[2]))
        if first in _DATASETS and role is Role.LINK:
            return Label(role=Role.LINK, place="dataset")
    return Label(role=Role.LINK, place="dataset") if name in _DATASETS else None
