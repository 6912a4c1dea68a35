"""A synthetic bilingual corpus of any size: the same for a seed, and a smaller one begins a larger one.

Words follow Zipf's law, "model" stands in 60 % of the English overviews (harsher than real text), an overview has about
80 English words and 120 Chinese characters. Entries are streamed; nobody holds a million of them.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from bot.domain.entry import Entry, Ids, Kind, Published
from bot.domain.language import Bilingual
from tests.search import names, words

SEED = 2026
BLOCK = 200  # entries drawn at once; each block has dice of its own, so that a prefix needs nothing of what follows

_OVERVIEW = (80, 54)  # words, English and Chinese
_TITLE = (8, 6)  # on the average
_PRODUCT_EVERY = 8  # entries, about
_MONTHS = 240  # of arXiv ids, from 2007 on
_NUMBERS = _MONTHS * 100_000
_STRIDE = 7_654_321  # coprime to it: no two entries have the same id, and neighbours have ids far apart

_KINDS = (*[Kind.PAPER] * 13, *[Kind.POST] * 3, Kind.THREAD, Kind.REPO, Kind.TALK, Kind.BOOK)
_FIRST_DAY, _LAST_DAY = dt.date(1990, 1, 1).toordinal(), dt.date(2026, 10, 31).toordinal()

_NO_IDS = Ids()
_T = TypeVar("_T")
_Numbers = npt.NDArray[np.int64]


def entries(count: int, seed: int = SEED) -> Iterator[Entry]:
    """The first ``count`` entries of the corpus ``seed``, valid and ready, one after the other."""
    return islice(_endless(seed), count)


def _endless(seed: int) -> Iterator[Entry]:
    first = 0
    while True:
        yield from _block(seed, first)
        first += BLOCK


def _block(seed: int, first: int) -> Iterator[Entry]:
    # The stream of RandomState is frozen for good; that of numpy's newer generators may change with a version.
    dice = np.random.RandomState([seed, first // BLOCK])
    english = _drawn(dice, _english(), _OVERVIEW[0] + 2 * _TITLE[0])
    chinese = _drawn(dice, _chinese(), _OVERVIEW[1] + 2 * _TITLE[1])
    people = _drawn(dice, _people(), 6)
    numbers = dice.randint(0, 2**31 - 1, size=(BLOCK, 16)).tolist()
    days = _FIRST_DAY + ((_LAST_DAY - _FIRST_DAY) * np.sqrt(dice.random_sample(BLOCK))).astype(int)  # mostly recent
    rows = zip(english, chinese, people, numbers, days.tolist(), strict=True)
    for place, row in enumerate(rows):
        yield _entry(first + place, *row)


def _entry(
    number: int,
    english: Sequence[str],
    chinese: Sequence[str],
    people: Sequence[str],
    dice: Sequence[int],
    day: int,
) -> Entry:
    title_en, title_zh = english[: 4 + dice[0] % 9], "".join(chinese[: 3 + dice[1] % 7])[:20]
    body_en, body_zh = english[2 * _TITLE[0] :], chinese[2 * _TITLE[1] :]
    if dice[2] % _PRODUCT_EVERY == 0:
        product = _one(words.listed("products", "|"), dice[3])
        title_en, title_zh = [*title_en[:3], product], f"{product} {title_zh[:10]}"
    elif dice[2] % _PRODUCT_EVERY == 1:
        product = _one(words.listed("products", "|"), dice[3])
        body_en, body_zh = [*body_en[:40], product, *body_en[40:]], [*body_zh[:30], product, *body_zh[30:]]
    published = _published(day)
    arxiv = arxiv_of(number) if dice[4] % 5 else None
    key = f"{english[0][:14]}-{english[1][:14]}-{number}"
    return Entry(
        key=key,
        kind=_one(_KINDS, dice[5]),
        title=Bilingual(en=_capital(" ".join(title_en)), zh=title_zh),
        authors=tuple(dict.fromkeys(people[: 1 + dice[6] % 6])),
        organizations=(_one(names.organizations(), dice[7]),) if dice[8] % 4 else (),
        published=published,
        url=f"https://arxiv.org/abs/{arxiv}" if arxiv else f"https://example.org/{key}",
        ids=Ids(arxiv=arxiv, doi=None) if arxiv else _NO_IDS,
        venue=f"{_one(names.venues(), dice[9])} {published.year}" if dice[10] % 3 == 0 else None,
        tags=_tags(dice[11:16]),
        overview=Bilingual(en=_sentences(body_en, 16, " ", ". "), zh=_sentences(body_zh, 6, "", "，") + "。"),
    )


def _one(things: Sequence[_T], number: int) -> _T:
    return things[number % len(things)]


def arxiv_of(number: int) -> str:
    """An arXiv id as of 2007 and later, one for each number."""
    month, serial = divmod(number * _STRIDE % _NUMBERS, 100_000)
    return f"{7 + month // 12:02}{month % 12 + 1:02}.{serial:05}"


def _sentences(text: Sequence[str], length: int, space: str, stop: str) -> str:
    pieces = [space.join(text[start : start + length]) for start in range(0, len(text), length)]
    return stop.join(map(_capital, pieces) if space else pieces) + ("." if space else "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _tags(dice: Sequence[int]) -> tuple[str, ...]:
    keys = _tag_keys()
    # The product of two draws prefers the first tags: some topics are everywhere and others rare.
    drawn = (keys[(one % len(keys)) * (one // 64 % len(keys)) // len(keys)] for one in dice[: 2 + dice[0] // 4096 % 4])
    distinct = tuple(dict.fromkeys(drawn))
    return distinct if len(distinct) > 1 else (*distinct, keys[keys.index(distinct[0]) - 1])


@cache
def _tag_keys() -> tuple[str, ...]:
    return tuple(tag.key for tag in names.tags())


@cache
def _published(day: int) -> Published:
    date = dt.date.fromordinal(day)
    return Published(year=date.year, month=date.month, day=date.day)


# Drawing: in a table each word has as many places as its frequency is worth, so that one random number is one word.

_PLACES = 2**21


def _drawn(dice: np.random.RandomState, table: tuple[npt.NDArray[np.object_], _Numbers], count: int) -> Any:
    known, places = table
    return known[places[dice.randint(0, len(places), size=(BLOCK, count))]].tolist()


def _table(known: Sequence[str], frequencies: Sequence[float]) -> tuple[npt.NDArray[np.object_], _Numbers]:
    share = np.asarray(frequencies) / sum(frequencies)
    counts = np.maximum(1, np.round(share * _PLACES)).astype(np.int64)
    return np.array(known, dtype=np.object_), np.repeat(np.arange(len(known)), counts)


@cache
def _english() -> tuple[npt.NDArray[np.object_], _Numbers]:
    return _table(words.english(), words.weights(words.ENGLISH_WORDS))


@cache
def _chinese() -> tuple[npt.NDArray[np.object_], _Numbers]:
    return _table(words.chinese(), words.weights(words.CHINESE_WORDS))


@cache
def _people() -> tuple[npt.NDArray[np.object_], _Numbers]:
    return _table(names.authors(), words.weights(names.AUTHORS, shift=200))
