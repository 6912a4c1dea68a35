"""The vocabulary of the synthetic corpus: real words of our field at the top, and under them as many invented ones."""

import random
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ENGLISH_WORDS = 60_000
CHINESE_WORDS = 20_000
CHARACTERS = 3_000

FREQUENT = 200  # words of each language that everybody in the field knows; all of them real

_ENDINGS = ("s", "ed", "ing", "er", "ness", "able")
_INFLECTED = 0.12  # of the invented words have other forms too, so that there is something to stem


def weights(count: int, shift: float = 9.0) -> list[float]:
    """Zipf's law as Mandelbrot shifted it: with 9, the first word stands in 60 % of the texts of 80 words."""
    return [1 / (rank + shift) for rank in range(1, count + 1)]


@cache
def vocabulary() -> dict[str, Any]:
    """The real words, as the file has them."""
    text = (Path(__file__).parent / "vocabulary.yaml").read_text(encoding="utf-8")
    known: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    return known


@cache
def listed(name: str, parted: str | None = None) -> tuple[str, ...]:
    """One of the file's texts as words, split at white space unless they are ``parted`` by something else."""
    return tuple(word.strip() for word in vocabulary()[name].split(parted))


@cache
def english() -> tuple[str, ...]:
    """The most frequent first. The same in every corpus, whatever its seed."""
    dice = random.Random("english")
    words = dict.fromkeys(listed("english"))
    while len(words) < ENGLISH_WORDS:
        word = "".join(_syllable(dice) for _ in range(dice.choice((1, 2, 2, 2, 3, 3, 4))))
        if 3 <= len(word) <= 14:
            words[word] = None
            if dice.random() < _INFLECTED:
                words |= dict.fromkeys(word + ending for ending in dice.sample(_ENDINGS, 2))
    return tuple(words)[:ENGLISH_WORDS]


def _syllable(dice: random.Random) -> str:
    return dice.choice(listed("onsets")) + dice.choice(listed("vowels")) + dice.choice(_codas())


@cache
def _codas() -> tuple[str, ...]:
    return "", "", "", *listed("codas")  # one in seven ends with its vowel


@cache
def characters() -> tuple[str, ...]:
    """Of GB 2312's first level, which has the 3,755 in daily use; none of the others is ever in a corpus."""
    bytes_of = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    level = [pair.decode("gb2312") for pair in bytes_of if pair < b"\xd7\xfa"]
    random.Random("characters").shuffle(level)
    return tuple(level[:CHARACTERS])


@cache
def chinese() -> tuple[str, ...]:
    """The most frequent first; most have two characters. The same in every corpus."""
    dice = random.Random("chinese")
    words = dict.fromkeys(listed("chinese"))
    likely = weights(CHARACTERS, shift=60)
    while len(words) < CHINESE_WORDS:
        length = dice.choices((1, 2, 3, 4), (2, 70, 18, 10))[0]
        words["".join(dice.choices(characters(), likely, k=length))] = None
    return tuple(words)
