"""The named fields of a record, as sub-bullets and as a table's columns, and the dates and venues without a name."""

import re

from bot.domain.entry import NAME_LIMIT, Published

_ROLES = {
    "title": r"title|name|papers?|project|resource|tool|repo(?:sitory)?|model|course|book|article|标题|题目|名称|论文"
    r"|名字|项目|书名|课程|文章",
    "authors": r"authors?|author\(s\)|by|speakers?|作者|主讲人?|讲者",
    "organizations": r"organi[sz]ations?|affiliations?|institut(?:e|ion)s?|company|team|lab|publisher"
    r"|机构|单位|团队|公司|组织",
    "date": r"dates?|years?|time|published|release(?:d|date| date)?|publication date"
    r"|日期|时间|年份|发布(?:时间|日期)|发表时间",
    "venue": r"venues?|conference|journal|publication|pub\.?|published (?:in|at)|会议|期刊|发表",
    "overview": r"description|desc|overview|summary|abstract|notes?|comments?|tl;?dr|about|introduction|intro"
    r"|highlights?|简介|介绍|概述|描述|说明|摘要|备注|内容|简述|一句话|推荐理由",
    "labels": r"tags?|topics?|categor(?:y|ies)|keywords?|tasks?|type|标签|主题|类别|分类|关键词|领域|任务",
    "document": r"links?|url|paper link|paper|arxiv|address|source|地址|链接|网址|论文(?:地址|链接)|原文",
    "pdf": r"pdf",
    "code": r"codes?|github|git|source code|implementation|repo(?:sitory)?|代码|源码|仓库|开源地址|项目地址",
    "dataset": r"data ?sets?|data|数据集?",
    "companion": r"project(?: page)?|home ?page|web ?site|page|blog|demo|slides?|videos?|主页|官网|博客|视频|演示",
}
_LINKS = ("document", "pdf", "code", "dataset", "companion")
_AS_COLUMN = {role: re.compile(names, re.IGNORECASE) for role, names in _ROLES.items()}
# Below a record, `Paper: …` and `Project: …` are links of it and not its title.
_AS_FIELD = {role: names for role, names in _AS_COLUMN.items() if role != "title"}

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month_name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"{_YEAR}(?:\s?[-./年]\s?(?P<month>\d{{1,2}})(?:\s?[-./月]\s?(?P<day>\d{{1,2}})日?|月)?|年)?",
        rf"{_MONTH}\s?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?,?\s{{0,2}}{_YEAR}",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH},?\s{_YEAR}",
    )
)
_ARXIV_DATE = re.compile(r"(?:arxiv|preprint)(?:\s+preprint)?[\s,:'’.]*", re.IGNORECASE)
_VENUE = re.compile(
    r"(?:[A-Z][\w-]{2,15}[ -])?(?:NeurIPS|NIPS|ICLR|ICML|ACL|AACL|IJCNLP|EMNLP"
    r"|NAACL|EACL|COLING|TACL|COLM|AAAI|IJCAI|CVPR|ICCV|ECCV|WACV|BMVC|KDD|WWW|SIGIR|CIKM"
    r"|WSDM|AISTATS|UAI|COLT|JMLR|TMLR|ICRA|IROS|CoRL|RSS|INTERSPEECH|ICASSP|SIGGRAPH|CHI|SIGMOD|VLDB|ICDE|OSDI|SOSP|MLSys"
    r"|TPAMI|TOG|TKDE|Nature|Science|PNAS|ICSE|FSE|ISSTA|ASE|CCS|USENIX Security|NDSS|S&P|MM|ACM MM|LREC|CoNLL)"
    r"(?:[\s,]*(?:Findings|Workshop|Oral|Spotlight|Poster|D&B|Best Paper))*[\s,'’\-–]*(?P<year>(?:20|19)?\d\d)?"
    r"(?:[\s,(]*(?:Findings|Workshops?|Oral|Spotlight|Poster|D&B|Best Paper)\)?)*",
)


def role_of(name: str, *, column: bool = False) -> str | None:
    """What a field of this name holds. A column's name may also say that it holds the titles."""
    name = name.strip(" *_`:：")
    roles = _AS_COLUMN if column else _AS_FIELD
    return next((role for role, names in roles.items() if names.fullmatch(name)), None)


def is_link_role(role: str | None) -> bool:
    return role in _LINKS


def date_in(text: str) -> Published | None:
    """The date, if that is all the text says: ``2024``, ``2024.05``, ``May 2024``, ``2024年5月``, ``arXiv 2024``."""
    text = _ARXIV_DATE.sub("", text[:60], count=1).strip(" ()[]（）【】.,，:*")
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            return _published(found.groupdict())
    return None


def venue_in(text: str) -> str | None:
    """The conference or journal, if that is all the text says: ``ICLR 2024 (Oral)``, ``NeurIPS'23``."""
    text = text[: NAME_LIMIT + 20].strip(" ()[]（）【】.,，*")
    if "(" in text and ")" not in text:
        text += ")"
    return text if len(text) <= NAME_LIMIT and _VENUE.fullmatch(text) else None


def _published(parts: dict[str, str | None]) -> Published | None:
    month = parts.get("month")
    if name := parts.get("month_name"):
        month = str(_MONTHS.index(name[:3].lower()) + 1)
    written = [parts["year"] or "", *(f"{int(part):02}" for part in (month, parts.get("day")) if part)]
    try:
        return Published.parse("-".join(written))
    except ValueError:  # 2024-13: no date, whatever it is
        return None
