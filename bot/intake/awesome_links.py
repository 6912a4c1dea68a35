"""What the links of a record are: by what they are called, and by where they lead."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from bot.domain.address import Address
from bot.domain.entry import URL_LIMIT, Ids, Kind, Links
from bot.domain.identity import arxiv_of, canonical_url, doi_of

_SLOTS = {
    "pdf": r"pdf|full ?text|全文",
    "code": r"(?:official |source |pytorch |training )?code(?:base)?|git ?hub|gitlab|repo(?:sitory)?|implementation|"
    r"代码|源码|仓库|项目代码|开源代码|star|stars",
    "dataset": r"data ?sets?|data|benchmark|数据集?|数据集下载",
    "companion": r"(?:project |home|web|blog )?(?:page|site|post)|project|home ?page|web ?site|blog|slides?|videos?|"
    r"demo|talk|posts?|twitter|tweet|x|youtube|bilibili|poster|docs?|documentation|news|thread|hf|hugging ?face|"
    r"models?|weights|checkpoints?|colab|notebook|media|tutorial|主页|官网|项目(?:主页|地址)?|博客|视频|演示|文档|模型|解读",
    "document": r"(?:full )?paper(?: link)?|arxiv|abs|abstract|open ?review|link|url|article|here|source|html|read|acl|"
    r"doi|publication|proceedings|preprint|论文(?:地址|链接)?|原文|链接|地址|网址|文章|来源",
}
_NAMES = {slot: re.compile(names, re.IGNORECASE) for slot, names in _SLOTS.items()}
_ORNAMENT = re.compile(r"^[\W_]+|[\W_]+$")
_ARXIV_LABEL = re.compile(r"(?:arxiv|cs\.\w+)?[:\s]*\d{4}\.\d{4,5}(?:v\d+)?", re.IGNORECASE)
_SCHEMELESS = re.compile(r"(?:www\.|(?:[a-z0-9-]{1,63}\.){1,4}(?:org|com|net|io|ai|cn|edu|dev)/)", re.IGNORECASE)

_PAPERS = re.compile(
    r"(?:.*\.)?(?:arxiv\.org|openreview\.net|aclanthology\.org|aclweb\.org|doi\.org|alphaxiv\.org|biorxiv\.org|medrxiv\.org|"
    r"semanticscholar\.org|neurips\.cc|nips\.cc|mlr\.press|thecvf\.com|ecva\.net|acm\.org|ieee\.org|springer\.com|"
    r"sciencedirect\.com|jmlr\.org|ijcai\.org|isca-speech\.org|ssrn\.com|researchgate\.net)|(?:www\.)?nature\.com"
)
_THREADS = re.compile(r"(?:www\.|mobile\.)?(?:x|twitter)\.com|twitter-thread\.com|threadreaderapp\.com|bsky\.app")
_VIDEOS = re.compile(r"(?:.*\.)?(?:youtube\.com|youtu\.be|vimeo\.com|bilibili\.com|slideslive\.com)|b23\.tv")
_FORGES = re.compile(r"(?:www\.)?(?:github\.com|gitlab\.com|gitee\.com|bitbucket\.org|codeberg\.org)")
_WEIGHTS = re.compile(r"(?:huggingface\.co|hf\.co|(?:www\.)?modelscope\.cn)")
_BLOGS = re.compile(
    r"(?:.*\.)?(?:notion\.site|medium\.com|substack\.com|wordpress\.com|blogspot\.com|zhihu\.com|csdn\.net|dev\.to|"
    r"mp\.weixin\.qq\.com|lesswrong\.com|alignmentforum\.org)"
)
_SECTIONS = (
    (Kind.COURSE, re.compile(r"\bcourses?\b|\bmooc|课程", re.IGNORECASE)),
    (Kind.BOOK, re.compile(r"\be?books?\b|书籍|图书|书单", re.IGNORECASE)),
    (
        Kind.PAPER,
        re.compile(r"\bpapers?\b|\bpublications?\b|\btechnical reports?\b|\bsurveys?\b|论文|综述", re.IGNORECASE),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Link:
    """An address with what it is called there."""

    url: str
    label: str = ""


@lru_cache(maxsize=1024)
def external(url: str) -> str | None:
    """The address if it leads out into the web, with the scheme its writer forgot; None for all others."""
    url = url.strip()
    if url.startswith("//"):
        url = "https:" + url
    elif _SCHEMELESS.match(url):
        url = "https://" + url
    if not url[:8].lower().startswith(("http://", "https://")) or len(url) > URL_LIMIT:
        return None
    scheme, _, rest = url.partition("://")
    url = f"{scheme.lower()}://{rest}"
    with suppress(ValueError):
        Address.of(url)
        return url
    return None


@lru_cache(maxsize=1024)
def slot_of_name(label: str) -> str | None:
    """pdf, code, dataset, companion or document, if that is what the label says of its address."""
    name = _ORNAMENT.sub("", label[:60])
    if _ARXIV_LABEL.fullmatch(name):
        return "document"
    return next((slot for slot, names in _NAMES.items() if names.fullmatch(name)), None)


def names_attribute(label: str) -> bool:
    """Whether a link is called by what it is (`pdf`, `代码`) and not by a title."""
    return not _ORNAMENT.sub("", label) or slot_of_name(label) is not None


def is_address(text: str) -> bool:
    """Whether a label is an address itself."""
    return " " not in text and external(text.rstrip("…")) is not None


def kind_of(url: str, section: tuple[str, ...]) -> Kind:
    """What the document is: its host says so, or its section (a course, a book; a paper where the host is no blog)."""
    address = Address.of(url)
    host, path = address.host, address.path
    named = {kind for kind, names in _SECTIONS if any(names.search(name) for name in section)}
    pdf = path.lower().endswith(".pdf")
    if _PAPERS.fullmatch(host) or (_WEIGHTS.fullmatch(host) and path.startswith("/papers/")):
        return Kind.PAPER
    for kind in (Kind.COURSE, Kind.BOOK):
        if kind in named:
            return kind
    if pdf and Kind.PAPER in named:
        return Kind.PAPER
    if _FORGES.fullmatch(host) or (_WEIGHTS.fullmatch(host) and not path.startswith("/blog")):
        return Kind.REPO
    if _THREADS.fullmatch(host):
        return Kind.THREAD
    if _VIDEOS.fullmatch(host):
        return Kind.TALK
    if Kind.PAPER in named and not _BLOGS.fullmatch(host) and "/blog" not in path and not host.startswith("blog."):
        return Kind.PAPER
    return Kind.POST


def slots(url: str, others: Iterable[Link], kind: Kind) -> Links:
    """The other links in the places they belong to; the first comer keeps its place, repetitions of ``url`` go."""
    found: dict[str, str] = {}
    for link in others:
        if link.url != url and (slot := _slot(link, kind)):
            found.setdefault(slot, link.url)
    return Links(**found)


def ids_of(url: str, links: Links, kind: Kind) -> Ids:
    """What its own addresses imply. A repository's paper is another document, so its id is not the repository's."""
    own = [url, *filter(None, (links.pdf, links.copy_))] if kind is Kind.PAPER else [url]
    arxiv = next(filter(None, map(arxiv_of, own)), None)
    return Ids(arxiv=arxiv, doi=next(filter(None, map(doi_of, own)), None))


def same(one: str, other: str) -> bool:
    """Whether two addresses are one document's."""
    return canonical_url(one) == canonical_url(other)


def _slot(link: Link, kind: Kind) -> str | None:
    address = Address.of(link.url)
    slot = slot_of_name(link.label)
    if slot in (None, "document"):
        slot = _slot_of_place(address) or slot
    if slot in ("pdf", "document") and kind is not Kind.PAPER:
        return "companion"
    return "copy" if slot == "document" else slot


def _slot_of_place(address: Address) -> str | None:
    host, path = address.host, address.path
    if path.lower().endswith(".pdf") or (host.endswith("arxiv.org") and path.startswith("/pdf/")):
        return "pdf"
    if _PAPERS.fullmatch(host):
        return "document"
    if _WEIGHTS.fullmatch(host) and path.startswith("/datasets/"):
        return "dataset"
    if _FORGES.fullmatch(host):
        return "code"
    if _VIDEOS.fullmatch(host) or _THREADS.fullmatch(host) or host.endswith("github.io") or _WEIGHTS.fullmatch(host):
        return "companion"
    return None
