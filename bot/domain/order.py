"""The orders of a cycle: which of the candidates comes next, and by what reason. No order draws lots."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.channel import Channel, Order
from bot.domain.entry import Entry, Kind
from bot.domain.reason import Code

RECENT = 6  # how many of the latest posts the balanced order looks back upon
FADING = 0.6  # what each of them weighs of the one after it
KIND_WEIGHT = 1.0  # being of the same kind as a post
TAG_WEIGHT = 0.5  # having the same tags as a post; part of it for some of them
PLENTY_WEIGHT = 3.0  # being of the kind most of the candidates are of: or a cycle would end with nothing else


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The next entry with the code and arguments of its reason."""

    entry: Entry
    code: Code
    args: dict[str, str]


def next_of(candidates: Sequence[Entry], channel: Channel, cycle: int, recent: Sequence[Entry | None]) -> Choice:
    """The next of the candidates (never empty, in the curators' order, which decides all ties).

    ``recent`` are the latest posts, newest first, None where an entry has left the catalog.
    """
    match channel.order:
        case Order.BALANCED:
            return _balanced(candidates, recent)
        case Order.LISTED:
            return Choice(entry=candidates[0], code=Code.LISTED, args={})
        case Order.OLDEST:
            return Choice(entry=min(candidates, key=_age), code=Code.OLDEST, args={})
        case Order.NEWEST:
            return Choice(entry=min(candidates, key=_youth), code=Code.NEWEST, args={})
        case Order.SHUFFLED:
            entry = min(candidates, key=lambda entry: _lot(channel.name, cycle, entry.key))
            return Choice(entry=entry, code=Code.SHUFFLED, args={})


def _balanced(candidates: Sequence[Entry], recent: Sequence[Entry | None]) -> Choice:
    if not any(recent):  # a channel begins where the curators begin
        return Choice(entry=candidates[0], code=Code.BALANCED, args={})
    kinds = Counter(entry.kind for entry in candidates)
    posts = [(FADING**age, post) for age, post in enumerate(recent[:RECENT]) if post]
    same_kind: defaultdict[Kind, float] = defaultdict(float)
    for weight, post in posts:
        same_kind[post.kind] += KIND_WEIGHT * weight
    tagged = [(TAG_WEIGHT * weight, frozenset(post.tags)) for weight, post in posts]

    def cost(entry: Entry) -> float:
        same_tags = sum(weight * _overlap(tags, entry.tags) for weight, tags in tagged)
        return same_kind[entry.kind] + same_tags - PLENTY_WEIGHT * kinds[entry.kind] / len(candidates)

    entry = min(candidates, key=cost)
    last = recent[0] if recent else None
    if last and entry.kind != last.kind and kinds[last.kind]:
        names = {"kind": entry.kind.value, "last_kind": last.kind.value, "last": last.key}
        return Choice(entry=entry, code=Code.OTHER_KIND, args=names)
    if last and not _share_tags(entry, last) and any(_share_tags(other, last) for other in candidates):
        return Choice(entry=entry, code=Code.OTHER_TAGS, args={"last": last.key})
    return Choice(entry=entry, code=Code.BALANCED, args={})


def _overlap(tags: frozenset[str], others: Sequence[str]) -> float:
    """How much two sets of tags have in common: 0 nothing, 1 everything."""
    both = len(tags.union(others))
    return len(tags.intersection(others)) / both if both else 0.0


def _share_tags(one: Entry, other: Entry) -> bool:
    return not set(one.tags).isdisjoint(other.tags)


def _age(entry: Entry) -> tuple[bool, tuple[int, int, int]]:
    return entry.published is None, entry.published.order if entry.published else (0, 0, 0)


def _youth(entry: Entry) -> tuple[bool, tuple[int, int, int]]:
    year, month, day = entry.published.order if entry.published else (0, 0, 0)
    return entry.published is None, (-year, -month, -day)


def _lot(channel: str, cycle: int, key: str) -> bytes:
    """Stable over restarts and machines, which ``hash()`` is not."""
    return hashlib.sha256(f"{channel}\n{cycle}\n{key}".encode()).digest()
