"""The orders of a cycle: which of the candidates comes next, and by what reason. No order draws lots."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.domain.channel import Channel, Order
from bot.domain.columns import Columns
from bot.domain.distinct_likes import Flags
from bot.domain.pool import Pool
from bot.domain.reason import Code

RECENT = 6  # how many of the latest posts the balanced order looks back upon
FADING = 0.6  # what each of them weighs of the one after it
KIND_WEIGHT = 1.0  # being of the same kind as a post
TAG_WEIGHT = 0.5  # having the same tags as a post; part of it for some of them
PLENTY_WEIGHT = 3.0  # being of the kind most of the candidates are of: or a cycle would end with nothing else

UNDATED = 100_000_000  # after every day of ``Glances.published``
STRIDE = 1 << 15  # entries that are looked at at once for the first of some likes


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The position of the next entry, with the code and arguments of its reason."""

    position: int
    code: Code
    args: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """Of whom one is next: never none. By position, in the curators' order, which decides all ties."""

    flags: Flags
    free: Flags  # these, and others of which some may be candidates at later slots of the cycle
    pool: Pool  # all that the channel may get
    cycle: int


def next_of(candidates: Candidates, channel: Channel, recent: Sequence[int | None], columns: Columns) -> Choice:
    """The next of the candidates.

    ``recent`` are the positions of the latest posts, newest first, None where an entry has left the catalog.
    """
    flags, published = candidates.flags, columns.glances.published
    match channel.order:
        case Order.BALANCED:
            return _balanced(candidates, recent[:RECENT], columns)
        case Order.LISTED:
            return Choice(position=int(flags.argmax()), code=Code.LISTED)
        case Order.OLDEST:
            age = np.where(published > 0, published, UNDATED)
            return Choice(position=int(np.where(flags, age, UNDATED + 1).argmin()), code=Code.OLDEST)
        case Order.NEWEST:
            return Choice(position=int(np.where(flags, published, -1).argmax()), code=Code.NEWEST)
        case Order.SHUFFLED:
            first = columns.lots.first(channel.name, candidates.cycle, flags, among=candidates.free)
            return Choice(position=first, code=Code.SHUFFLED)


def _balanced(candidates: Candidates, recent: Sequence[int | None], columns: Columns) -> Choice:
    """Entries with the same likes are all the same to this order: what it weighs are the likes."""
    flags, likes = candidates.flags, columns.likes
    posts = [None if position is None else int(columns.glances.likes[position]) for position in recent]
    if all(post is None for post in posts):  # a channel begins where the curators begin
        return Choice(position=int(flags.argmax()), code=Code.BALANCED)
    counts = candidates.pool.counts_of(flags)
    kinds = likes.by_kind(counts)
    same_kind, same_tags = np.zeros(len(kinds)), np.zeros(len(likes))
    for age, post in enumerate(posts):
        if post is not None:
            same_kind[likes.kind[post]] += KIND_WEIGHT * FADING**age
            same_tags += TAG_WEIGHT * FADING**age * likes.overlap(post)
    cost = same_kind[likes.kind] + same_tags - (PLENTY_WEIGHT * kinds / kinds.sum())[likes.kind]
    cost[counts == 0] = np.inf
    position = _first_of(flags, cost == cost.min(), columns.glances.likes)
    last, chosen = posts[0], int(columns.glances.likes[position])
    if last is None or recent[0] is None:
        return Choice(position=position, code=Code.BALANCED)
    kind, last_kind = likes[chosen].kind, likes[last].kind
    if kind != last_kind and kinds[likes.kind[last]]:
        names = {"kind": kind.value, "last_kind": last_kind.value, "last": columns.key(recent[0])}
        return Choice(position=position, code=Code.OTHER_KIND, args=names)
    sharing = likes.sharing(last)
    if not sharing[chosen] and counts[sharing].any():
        return Choice(position=position, code=Code.OTHER_TAGS, args={"last": columns.key(recent[0])})
    return Choice(position=position, code=Code.BALANCED)


def _first_of(flags: Flags, wanted: Flags, likes: NDArray[np.int32]) -> int:
    """The first of the flagged entries that has one of the wanted likes; there is one."""
    for start in range(0, len(flags), STRIDE):
        found = flags[start : start + STRIDE] & wanted[likes[start : start + STRIDE]]
        if found.any():
            return start + int(found.argmax())
    raise ValueError("none of the entries has any of these likes")
