"""A key for what comes in: words by which people remember the document."""

import hashlib
import re
from collections.abc import Container, Iterator

from bot.domain.address import Address
from bot.domain.candidate import Candidate
from bot.domain.folding import folded
from bot.domain.likeness import SMALL_WORDS

LONGEST = 48
_WORDS = 6
_ARTICLES = {"a", "an", "the"}
_FAR = 1000  # characters; what is behind them makes no key
_NAME_ENDS = re.compile(r"[:：—–|]|\s-\s|\. ")  # “Quiet-STaR: Language Models Can …”
_ADDRESS = re.compile(r"https?:", re.IGNORECASE)
_SIGNS = re.compile(r"[^a-z0-9]+")
_HASH = 8


def key_of(candidate: Candidate, taken: Container[str]) -> str:
    """A key that is not taken; for the same candidate and the same taken keys the same one."""
    return next(key for key in _keys(candidate) if key not in taken)


def _keys(candidate: Candidate) -> Iterator[str]:
    key = _name(candidate)
    yield key
    if candidate.published:
        yield _cut(key, LONGEST - 5) + f"-{candidate.published.year:04}"
    for number in range(2, 10):
        yield f"{_cut(key, LONGEST - 2)}-{number}"
    # Whoever has so many of one name gets no counter: the next one would look at all before.
    number = 0
    while True:
        told = f"{candidate.url}\n{candidate.title.en}\n{candidate.title.zh}\n{number or ''}"
        yield f"{_cut(key, LONGEST - 1 - _HASH)}-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:_HASH]}"
        number += 1


def _name(candidate: Candidate) -> str:
    title = candidate.title.en or ""
    if _ADDRESS.match(title):
        title = ""
    name = _slug(_NAME_ENDS.split(title, maxsplit=1)[0])
    # What stands before the colon is the name, unless it is next to nothing: “AI: A Modern Approach”.
    if len(name) < 4 or name.isdigit():
        name = _slug(title)
    if len(name) >= 3:
        return name
    latin = _slug(candidate.title.zh or "")
    if "-" in latin:  # “关注o1必备GitHub仓库” is o1-github; one word alone says little
        return latin
    return _by_register(candidate) or _by_address(candidate.url) or latin or "untitled"


def _slug(text: str) -> str:
    """As many words as have room, without articles, and with no small word at either end."""
    found = [word for word in _SIGNS.split(folded(re.sub(r"['’]", "", text[:_FAR]))) if word]
    telling = [word for word in found if word not in _ARTICLES]
    while telling and telling[0] in SMALL_WORDS:
        del telling[0]
    shown = _cut("-".join(telling[:_WORDS]), LONGEST).split("-")
    while len(shown) > 1 and shown[-1] in SMALL_WORDS:
        del shown[-1]
    return "-".join(shown) or _cut("-".join(found[:_WORDS]), LONGEST)


def _by_register(candidate: Candidate) -> str:
    for name, number in (("arxiv", candidate.ids.arxiv), ("doi", candidate.ids.doi)):
        if number:
            return _cut(f"{name}-{_SIGNS.sub('-', number.lower()).strip('-')}", LONGEST)
    return ""


def _by_address(url: str | None) -> str:
    """The host, and the last of the path."""
    try:
        address = Address.of(url or "")
    except ValueError:
        return ""
    last = address.path.rstrip("/").rpartition("/")[2]
    return _cut(_SIGNS.sub("-", f"{address.host.removeprefix('www.')}-{last}".lower()).strip("-"), LONGEST)


def _cut(key: str, limit: int) -> str:
    """At most so long, and at a hyphen where that loses little."""
    if len(key) <= limit:
        return key
    head, _, _ = key[: limit + 1].rpartition("-")
    return (head if len(head) * 2 >= limit else key[:limit]).strip("-")
