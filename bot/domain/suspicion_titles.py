"""What a title has when it was pasted from somewhere: marks of its page, of a list, of a headline."""

import re
from collections.abc import Iterable

from bot.domain.address import Address
from bot.domain.folding import bare

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?:[a-z0-9-]+\.)+[a-z]{2,}/\S*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_LOUD_WORD = 4  # letters; shorter ones are acronyms
_LOUD_WORDS = 2  # one alone is a name: MEMIT, PIXIU
# A hyphen without spaces belongs to the title, unless one of those follows who write their name like that.
_TAIL = re.compile(r" [-–—|·»_]+ | ?[-_|](?=CSDN|知乎|博客园|掘金|简书|哔哩哔哩|腾讯云)")
_KNOWN_SITES = (
    "arxiv arxivorg github youtube medium substack huggingface openreview wikipedia lesswrong alignmentforum reddit x "
    "twitter hackernews linkedin nature ieeexplore aclanthology semanticscholar researchgate googlescholar bilibili "
    "知乎 知乎专栏 csdn csdn博客 博客园 掘金 稀土掘金 简书 哔哩哔哩 哔哩哔哩bilibili 微信公众平台 微信公众号 "
    "腾讯云开发者社区 百度百科 维基百科 机器之心 量子位"
)
_LOOKED_AT = 1000  # characters
_SITES = frozenset(_KNOWN_SITES.split())


def comparable(name: str) -> str:
    """A title or a name for comparing. Its beginning: a long run of accents takes Unicode's normal form minutes."""
    return bare(name[:_LOOKED_AT])


def is_address(title: str) -> bool:
    return _ADDRESS.fullmatch(title.strip()) is not None


def is_loud(title: str) -> bool:
    """Several real words, and nothing but capitals; 汉字 have none."""
    words = _WORD.findall(title)
    loud = sum(len(word) >= _LOUD_WORD and word.isupper() for word in words)
    return loud >= _LOUD_WORDS and not any(map(str.islower, title))


def is_cut(title: str) -> bool:
    return title.rstrip().endswith(("…", "..."))


def ends_with_site(title: str, url: str | None, names: Iterable[str]) -> bool:
    """After the title proper comes the name of a site: a known one, that of its host, or one of the ``names``."""
    *proper, tail = _TAIL.split(title)
    site = comparable(tail)
    if not site or not "".join(proper).strip():
        return False
    return site in _SITES or site in {*map(comparable, names), *_host_names(url)}


def without_site(title: str, url: str | None, names: Iterable[str]) -> str:
    """The title proper, where ``ends_with_site`` says that it has one before the site's name."""
    names = tuple(names)
    while ends_with_site(title, url, names):
        *_, tail = _TAIL.finditer(title)
        title = title[: tail.start()].strip()
    return title


def _host_names(url: str | None) -> set[str]:
    try:
        host = Address.of(url or "").host
    except ValueError:
        return set()
    return {bare(host.removeprefix("www.")), *map(bare, host.split(".")[:-1])} - {"www", "blog", "en", "zh"}
