"""The words that may have been meant by one that nobody has."""

from collections.abc import Iterable
from pathlib import Path
from string import ascii_lowercase

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.adapters.search_vocabulary import CANDIDATES, Vocabulary, typos_in

WORDS = ("verifier", "step", "steps", "reward", "model", "models", "reasoning", "strawberry", "gpt", "prm800k", "cot")


def known(*words: str) -> Vocabulary:
    return Vocabulary.of_words(words or WORDS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stepp", "step"),  # one too many
        ("stes", "step"),  # another one
        ("stp", None),  # three letters have no typos
        ("rewrad", "reward"),  # two exchanged
        ("eward", "reward"),  # one too few
        ("rwarrd", None),  # two typos in six letters
        ("modle", "model"),
        ("verfyier", "verifier"),  # two typos
        ("vrfier", None),  # two typos in six letters
        ("reasonnign", "reasoning"),
        ("strawbrery", "strawberry"),
        ("srtawebrry", "strawberry"),  # two pairs exchanged
        ("xtrawbery", "strawberry"),
        ("strwbry", None),  # three typos
        ("prm80k", "prm800k"),
    ],
)
def test_one_typo_from_four_letters_and_two_from_seven(typed: str, meant: str | None) -> None:
    assert known().near(typed)[:1] == ([meant] if meant else [])


@pytest.mark.parametrize(
    ("word", "typos"), [("", 0), ("cot", 0), ("step", 1), ("reward", 1), ("rewards", 2), ("推理推理推", 0)]
)
def test_how_many_typos_a_word_may_have(word: str, typos: int) -> None:
    assert typos_in(word) == typos


def test_a_word_is_not_meant_for_itself() -> None:
    assert known("model", "models").near("model") == ["models"]


def test_one_typo_is_nearer_than_two() -> None:
    assert known("learning", "learners").near("learnin") == ["learning"]


def test_the_first_letter_is_seldom_mistyped() -> None:
    words = Vocabulary.of([("fight", 1000), ("right", 999), ("eights", 1000), ("eight", 1)])
    assert words.near("eigh") == ["eight"]
    assert words.near("eighh") == ["eight"]
    assert Vocabulary.of([("fight", 1000), ("bights", 1)]).near("bight") == ["bights", "fight"]


def test_of_two_typos_the_first_letter_is_only_mistyped_where_nothing_else_is_meant() -> None:
    assert known("learning", "yearning").near("lxarnxng") == ["learning"]
    assert known("yearning").near("lxarning") == ["yearning"]


def test_the_more_frequent_word_comes_first() -> None:
    assert Vocabulary.of([("modes", 3), ("model", 70), ("moder", 12)]).near("modex") == ["model", "moder", "modes"]


def test_of_very_many_a_few_are_meant() -> None:
    assert len(known(*(f"model{letter}" for letter in ascii_lowercase)).near("model")) == CANDIDATES


def test_it_is_the_same_when_it_was_saved_and_opened(tmp_path: Path) -> None:
    words = Vocabulary.of([("modes", 3), ("model", 70), ("verifier", 12)])
    words.save(tmp_path)
    opened = Vocabulary.open(tmp_path)
    assert len(opened) == 3
    assert opened.near("modex") == ["model", "modes"]
    assert opened.near("verfyier") == ["verifier"]


def test_words_of_other_writing_are_not_in_it() -> None:
    assert len(Vocabulary.of([("слово", 1), ("word", 1)])) == 1


def test_without_words_nothing_is_meant(tmp_path: Path) -> None:
    Vocabulary.of([]).save(tmp_path)
    for words in (Vocabulary.of([]), Vocabulary.open(tmp_path)):
        assert len(words) == 0
        assert words.near("verifier") == []


@pytest.mark.parametrize("name", ["letters", "ends", "masks", "counts"])
@pytest.mark.parametrize("damage", ["gone", "empty", "garbage", "cut"])
def test_a_damaged_one_is_not_opened(tmp_path: Path, name: str, damage: str) -> None:
    known().save(tmp_path)
    file = tmp_path / f"words-{name}.npy"
    whole = file.read_bytes()
    file.unlink()
    if damage != "gone":
        file.write_bytes({"empty": b"", "garbage": b"\x00" * len(whole), "cut": whole[:-1]}[damage])
    with pytest.raises((OSError, ValueError)):
        Vocabulary.open(tmp_path)


def _edited(word: str) -> Iterable[str]:
    """With one typo."""
    for at in range(len(word) + 1):
        for letter in ascii_lowercase:
            yield word[:at] + letter + word[at:]
            yield word[:at] + letter + word[at + 1 :]
        yield word[:at] + word[at + 1 :]
        yield word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]


@given(
    st.lists(st.text("abcdeinrst", min_size=4, max_size=9), min_size=1, max_size=20, unique=True),
    st.data(),
)
def test_a_word_with_one_typo_is_found(words: list[str], data: st.DataObject) -> None:
    meant = words[0]
    typed = data.draw(st.sampled_from(sorted(set(_edited(meant)))))
    assume(typos_in(typed) and typed not in words)
    found = known(*words).near(typed)
    nearest = {word for word in words if OSA.distance(word, typed) == 1}
    assert set(found) <= nearest
    assert len(found) == min(len(nearest), CANDIDATES)
    assert meant in found or len(nearest) > CANDIDATES
