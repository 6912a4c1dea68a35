"""Who and what the entries of the synthetic corpus name: people, organizations, venues and tags."""

import random
from functools import cache

from bot.domain.catalog import Tag
from tests.search.words import listed, vocabulary

AUTHORS = 50_000


def organizations() -> tuple[str, ...]:
    return listed("organizations", "|")


def venues() -> tuple[str, ...]:
    return listed("venues", "|")


@cache
def tags() -> tuple[Tag, ...]:
    """About sixty, in both languages."""
    return tuple(Tag(key=key, en=en, zh=zh) for key, (en, zh) in vocabulary()["tags"].items())


@cache
def authors() -> tuple[str, ...]:
    """People as documents name them: some with accents, Chinese ones in characters or in pinyin."""
    dice = random.Random("authors")
    families = [*listed("family"), *(stem + end for stem in listed("stems") for end in listed("ends"))]
    chinese, given = _spelt("chinese_family"), _spelt("chinese_given")
    names: dict[str, None] = {}
    while len(names) < AUTHORS:
        if dice.random() < 0.6:
            middle = f" {dice.choice('ABCDEFGHJKLMNPRSTW')}." if dice.random() < 0.4 else ""
            name = f"{dice.choice(listed('given'))}{middle} {dice.choice(families)}"
        else:
            family, parts = dice.choice(chinese), dice.choices(given, k=dice.choice((1, 2, 2)))
            in_characters = family[0] + "".join(part[0] for part in parts)
            in_pinyin = "".join(part[1] for part in parts).capitalize() + f" {family[1]}"
            name = in_characters if dice.random() < 0.5 else in_pinyin
        names[name] = None
    return tuple(names)


def _spelt(name: str) -> list[tuple[str, str]]:
    """Characters with their pinyin."""
    words = listed(name)
    return list(zip(words[::2], words[1::2], strict=True))
