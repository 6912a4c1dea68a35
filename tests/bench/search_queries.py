"""Queries drawn from the corpus itself, as readers would ask for its entries; the same for ours and for FTS5."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from pypinyin import lazy_pinyin

from bot.domain.entry import Entry
from tests.bench.search_fts import Drawn, grams
from tests.search.words import FREQUENT, chinese, english

CROWD = 600  # entries that queries are drawn from
FAMILIAR = 0.5  # of the words asked for are among the frequent ones, as people know them; the others as they come

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_WORD = re.compile(r"[A-Za-z]{3,}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Sample:
    """Lets entries pass, and keeps some of them: the same ones whenever there are as many."""

    def __init__(self, size: int, seed: int) -> None:
        self._wanted = set(random.Random(seed).sample(range(size), min(size, CROWD)))
        self.kept: list[Entry] = []

    def watch(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for number, entry in enumerate(entries):
            if number in self._wanted:
                self.kept.append(entry)
            yield entry


def draw(entries: Sequence[Entry], count: int, seed: int) -> dict[str, list[Drawn]]:
    """By kind, ``count`` of each. Words are taken from texts: the more frequent, the more often they are asked for."""
    return {kind: list(_some(kind, entries, count, random.Random(f"{seed} {kind}"))) for kind in KINDS}


def _some(kind: str, entries: Sequence[Entry], count: int, dice: random.Random) -> Iterator[Drawn]:
    made = 0
    while made < count:
        if asked := KINDS[kind](kind, dice.choice(entries), dice):
            yield asked
            made += 1


def _han(dice: random.Random, entry: Entry, lengths: Sequence[int], *, title: bool = False) -> str:
    """Some characters that follow each other; empty where there is nothing as long."""
    length = dice.choice(lengths)
    text = entry.title.zh if title or dice.random() < 0.3 else entry.overview.zh
    known = [word for word in chinese()[:FREQUENT] if len(word) == length and word in (text or "")]
    if known and dice.random() < FAMILIAR:
        return dice.choice(known)
    runs = [run for run in _HAN.findall(text or "") if len(run) >= length]
    if not runs:
        return ""
    run = dice.choice(runs)
    start = dice.randrange(len(run) - length + 1)
    return str(run[start : start + length])


def _words(entry: Entry, dice: random.Random) -> list[str]:
    text = entry.title.en if dice.random() < 0.3 else entry.overview.en
    return [word.lower() for word in _WORD.findall(text or "")] or [english()[0]]


def _word(entry: Entry, dice: random.Random) -> str:
    words = _words(entry, dice)
    familiar = [word for word in words if word in english()[:FREQUENT]]
    return dice.choice(familiar if familiar and dice.random() < FAMILIAR else words)


def _all_of(words: Iterable[str]) -> str:
    return " ".join(f'"{word}"' for word in words)


def _chinese(lengths: Sequence[int]) -> Callable[[str, Entry, random.Random], Drawn | None]:
    def make(kind: str, entry: Entry, dice: random.Random) -> Drawn | None:
        text = _han(dice, entry, lengths)
        match = f'characters : "{text}"' if len(text) == 1 else _all_of(grams(text).split())
        return Drawn(kind=kind, text=text, match=match) if text else None

    return make


def _english(kind: str, entry: Entry, dice: random.Random) -> Drawn:
    word = _word(entry, dice)
    return Drawn(kind=kind, text=word, match=_all_of([word]))


def _several(kind: str, entry: Entry, dice: random.Random) -> Drawn:
    chosen = list(dict.fromkeys(_word(entry, dice) for _ in range(dice.choice((2, 3, 4)))))
    return Drawn(kind=kind, text=" ".join(chosen), match=_all_of(chosen))


def _prefix(kind: str, entry: Entry, dice: random.Random) -> Drawn | None:
    word = _word(entry, dice)
    begun = word[: dice.randrange(2, max(3, len(word)))]
    return Drawn(kind=kind, text=begun, match=f'"{begun}"*') if len(word) > 3 else None


def _phrase(kind: str, entry: Entry, dice: random.Random) -> Drawn | None:
    if dice.random() < 0.5:
        text = _han(dice, entry, (3, 4, 5))
        return Drawn(kind=kind, text=f'"{text}"', match=f'"{grams(text)}"') if text else None
    words = _words(entry, dice)
    length = dice.choice((2, 2, 3))
    start = dice.randrange(max(1, len(words) - length))
    phrase = " ".join(words[start : start + length])
    return Drawn(kind=kind, text=f'"{phrase}"', match=f'"{phrase}"')


def _typo(kind: str, entry: Entry, dice: random.Random) -> Drawn | None:
    word = _word(entry, dice)
    typed = word
    for _ in range(2 if len(word) >= 7 and dice.random() < 0.4 else 1):
        place = dice.randrange(1, len(typed))
        put = dice.choice(("", dice.choice(_LETTERS), typed[place] + dice.choice(_LETTERS)))
        typed = typed[:place] + put + typed[place + 1 :]
    return Drawn(kind=kind, text=typed, match=None) if typed != word and len(typed) >= 4 else None


def _mixed(kind: str, entry: Entry, dice: random.Random) -> Drawn | None:
    word, text = _word(entry, dice), _han(dice, entry, (2, 3))
    return Drawn(kind=kind, text=f"{word} {text}", match=_all_of([word, *grams(text).split()])) if text else None


def _filtered(kind: str, entry: Entry, dice: random.Random) -> Drawn | None:
    word, text = _word(entry, dice), _han(dice, entry, (2,))
    words, match = (word, _all_of([word])) if dice.random() < 0.5 or not text else (text, _all_of([text]))
    year = entry.published.year if entry.published else 2020
    fields: dict[str, tuple[str, tuple[str | int, ...]]] = {
        f"year:{year - 1}..{year + 1}": ("year BETWEEN ? AND ?", (year - 1, year + 1)),
        f"tag:{entry.tags[0]}": ("tags LIKE ?", (f"% {entry.tags[0]} %",)),
        f"kind:{entry.kind}": ("kind = ?", (entry.kind.value,)),
    }
    chosen = dice.sample(sorted(fields), dice.choice((1, 2)))
    where = " AND ".join(fields[field][0] for field in chosen)
    values = tuple(value for field in chosen for value in fields[field][1])
    return Drawn(kind=kind, text=" ".join([words, *chosen]), match=match, where=where, values=values)


def _author(kind: str, entry: Entry, dice: random.Random) -> Drawn | None:
    name = dice.choice(entry.authors)
    if _HAN.fullmatch(name):
        return Drawn(kind=kind, text=name, match=f"names : ({_all_of(grams(name).split())})")
    parts = [part.strip(".'") for part in name.split() if len(part.strip(".'")) > 1]
    wanted = dice.sample(parts, dice.choice((1, len(parts))))
    # An apostrophe parts words in FTS5; as a phrase they are one name again.
    return Drawn(kind=kind, text=" ".join(wanted), match=f"names : ({_all_of(wanted)})")


def _pinyin(kind: str, entry: Entry, dice: random.Random) -> Drawn | None:
    text = _han(dice, entry, (2, 3, 4), title=True)
    syllables = [syllable for syllable in lazy_pinyin(text) if syllable.isascii()]
    joined = dice.choice(("", " ")).join(syllables)
    return Drawn(kind=kind, text=joined, match=f'pinyin : "{" ".join(syllables)}"') if len(syllables) > 1 else None


def _id(kind: str, entry: Entry, dice: random.Random) -> Drawn:
    if arxiv := entry.ids.arxiv:
        text = dice.choice((arxiv, f"arXiv:{arxiv}v2", f"https://arxiv.org/pdf/{arxiv}v1.pdf?download=1"))
        return Drawn(kind=kind, text=text, match="", where="arxiv = ?", values=(arxiv,))
    text = dice.choice((entry.key, f"{entry.url}?utm_source=feed"))
    return Drawn(kind=kind, text=text, match="", where="key = ?", values=(entry.key,))


KINDS: dict[str, Callable[[str, Entry, random.Random], Drawn | None]] = {
    "zh 1": _chinese((1,)),
    "zh 2": _chinese((2,)),
    "zh 3–6": _chinese((3, 4, 5, 6)),
    "en 1 word": _english,
    "en 2–4 words": _several,
    "prefix": _prefix,
    "phrase": _phrase,
    "typo": _typo,
    "mixed": _mixed,
    "filters": _filtered,
    "author": _author,
    "pinyin": _pinyin,
    "id": _id,
}
