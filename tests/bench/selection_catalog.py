"""A synthetic catalog of any size for the benchmark of selection: columns at once, entries when they are asked for."""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import overload

from bot.domain.catalog import Catalog, Collection, Tag
from bot.domain.entries import Entries
from bot.domain.entry import Entry, Kind
from bot.domain.glances import Glance, Glances, Likes
from bot.domain.identity import identities_of
from bot.domain.language import BothNames

TOPICS = 60  # tags, after Zipf's law
KINDS = (Kind.PAPER,) * 7 + (Kind.POST, Kind.POST, Kind.REPO)
UNREADY = 0.1  # the share of drafts
WORD_EVERY = 50  # every so manieth entry has the word that a filter asks for
WORD = "entropy"

TAGS = tuple(Tag(key=f"topic-{number:02}", en=f"Topic {number}", zh=f"主题{number}") for number in range(TOPICS))
_WEIGHTS = tuple(accumulate(1 / (number + 1) for number in range(TOPICS)))


def made_up(size: int, seed: int) -> Catalog:
    title = BothNames(en="Made up", zh="虚构")
    return Catalog.of(MadeUpEntries(size, seed), TAGS, {"made-up": Collection(title=title)}, str(size))


def glance(chance: random.Random) -> Glance:
    tags = {TAGS[number].key for number in chance.choices(range(TOPICS), cum_weights=_WEIGHTS, k=chance.randint(2, 4))}
    return Glance(
        likes=Likes(chance.choice(KINDS), tuple(sorted(tags))),
        published=chance.randint(2015, 2025) * 10_000 + chance.randint(1, 12) * 100 + chance.randint(1, 28),
        language="en" if chance.random() < 0.9 else "zh",
        ready=(ready := chance.random() >= UNREADY),
        unreviewed=False,
        draft=not ready,
    )


class MadeUpEntries(Entries):
    """Made anew each time, which takes about as long as reading one from a database."""

    def __init__(self, size: int, seed: int) -> None:
        chance = random.Random(seed)
        self._size = size
        self._glances = Glances.of(glance(chance) for _ in range(size))
        self.made = 0  # entries so far

    @property
    def glances(self) -> Glances:
        return self._glances

    @property
    def ready(self) -> "ReadyOnes":
        return ReadyOnes(self)

    def __getitem__(self, key: str) -> Entry:
        position = self.position_of(key)
        if position is None:
            raise KeyError(key)
        return self.made_at(position)

    def __iter__(self) -> Iterator[str]:
        return map(self.key_at, range(self._size))

    def __len__(self) -> int:
        return self._size

    def position_of(self, key: str) -> int | None:
        number = key.removeprefix("made-up-")
        return int(number) if number.isdigit() and int(number) < self._size else None

    def key_at(self, position: int) -> str:
        return f"made-up-{position:07}"

    def at(self, positions: Iterable[int]) -> Iterator[Entry]:
        return map(self.made_at, positions)

    def of_document(self, document: str) -> Iterator[Entry]:
        return (entry for entry in self.values() if document in identities_of(entry))

    def editions(self) -> Iterator[tuple[str, str]]:
        return ((entry.key, entry.edition) for entry in self.ready)

    def made_at(self, position: int) -> Entry:
        self.made += 1
        columns = self._glances
        likes, day = columns.distinct[columns.likes[position]], int(columns.published[position])
        word = WORD if position % WORD_EVERY == 0 else "attention"
        return Entry.model_validate(
            {
                "key": self.key_at(position),
                "kind": likes.kind,
                "title": {"en": f"On {word} in models {position}", "zh": f"论模型 {position}"},
                "authors": ["Ada Lovelace", f"Author {position % 5000}"],
                "organizations": [f"Laboratory {position % 100}"],
                "published": {"year": day // 10_000, "month": day // 100 % 100, "day": day % 100},
                "language": columns.languages[columns.language[position]],
                "url": f"https://example.org/{position}",
                "tags": likes.tags,
                "overview": {"en": f"What {word} says of models. " * 4, "zh": "模型与推理的研究。" * 12},
                "status": "ready" if columns.ready[position] else "draft",
            }
        )


class ReadyOnes(Sequence[Entry]):
    """Its length costs nothing, each entry something."""

    def __init__(self, entries: MadeUpEntries) -> None:
        self._entries = entries
        self._positions = entries.glances.ready.nonzero()[0]

    def __len__(self) -> int:
        return len(self._positions)

    @overload
    def __getitem__(self, index: int) -> Entry: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...

    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(index, slice):
            return [self._entries.made_at(int(position)) for position in self._positions[index]]
        return self._entries.made_at(int(self._positions[index]))
