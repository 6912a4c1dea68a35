"""The synonyms: what is right is read as written, and everything that is wrong is told at once, with its line."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.catalog_yaml import load_catalog, read_catalog
from bot.adapters.synonyms_yaml import WORD_LIMIT, read_synonyms
from bot.domain.folding import folded
from bot.domain.synonyms import NO_SYNONYMS, Synonyms
from bot.formats.marked_yaml import read_marked
from tests.adapters.test_catalog_yaml import GOOD, a_folder

DATA = Path(__file__).parents[2] / "data"
PLACE = "synonyms.yaml"

HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")


def read(text: str) -> tuple[Synonyms, list[str]]:
    """The synonyms of a file and its faults as a person reads them, in order of place."""
    document, faults = read_marked(text, PLACE)
    assert document
    synonyms, found = read_synonyms(document)
    return synonyms, [str(fault) for fault in sorted([*faults, *found])]


def faults_of(*groups: str) -> list[str]:
    """The faults of a file with these groups, the first of them in line 2."""
    _, faults = read("synonyms:\n" + "".join(f"  - {group}\n" for group in groups))
    return faults


def test_groups_are_read_in_order_as_they_were_written() -> None:
    synonyms, faults = read("synonyms:\n- [思维链, Chain of thought, CoT]\n-\n  - o1\n  - ' 草莓 '\n")
    assert faults == []
    assert synonyms.groups == (("思维链", "Chain of thought", "CoT"), ("o1", "草莓"))


def test_words_that_other_yaml_would_take_for_numbers_or_truths_stay_words() -> None:
    synonyms, _ = read("synonyms:\n- [no, 否]\n- [1984, 一九八四]\n")
    assert synonyms.groups == (("no", "否"), ("1984", "一九八四"))


def test_a_list_without_groups_is_good() -> None:
    assert read("synonyms: []\n") == (NO_SYNONYMS, [])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", ":1: has no list of synonyms, write `synonyms:` and one `- [word, word]` a line, or delete the file"),
        ("- [o1, 草莓]\n", ":1: has no list of synonyms, write `synonyms:` and one `- [word, word]` a line, or delete"),
        ("\nsynonyms: o1\n", ":2: has no list of synonyms, write `synonyms:` and one `- [word, word]` a line, or"),
        ("synonyms:\n  o1: 草莓\n", ":1: has no list of synonyms, write `synonyms:` and one `- [word, word]` a line"),
        ("synonyms: []\nsynonym: []\n", ":2: unknown field “synonym”, did you mean synonyms?"),
    ],
)
def test_a_file_that_is_no_list_of_groups_is_refused(text: str, fault: str) -> None:
    _, (told,) = read(text)
    assert told.startswith(PLACE + fault)


@pytest.mark.parametrize(
    ("group", "fault"),
    [
        ("o1", "group 1 is not a list, write [one word, another]"),
        ("", "group 1 is not a list, write [one word, another]"),
        ("{o1: 草莓}", "group 1 is not a list, write [one word, another]"),
        ("[]", "group 1 has fewer than two words, add what means the same, or delete the group"),
        ("[o1]", "group 1 has fewer than two words, add what means the same, or delete the group"),
        ("[o1, '']", "word 2 of group 1 is empty, fill it in or delete it"),
        ("[o1, '  ']", "word 2 of group 1 is empty, fill it in or delete it"),
        ("[~, o1]", "word 1 of group 1 is empty, fill it in or delete it"),
        ("[o1, [草莓]]", "word 2 of group 1 is not a text, write a word or a short phrase"),
        ("[o1, 草莓: x]", "word 2 of group 1 is not a text, write a word or a short phrase"),
        ("[o1, Q*, '*']", "“*” has neither letter nor digit, write a word, or delete it"),
        ('[o1, "straw\\nberry"]', "“straw<U+000A>berry” has several lines, write it on one line"),
        (
            '[o1, "straw\\tberry"]',
            "“straw<U+0009>berry” contains the control character U+0009 as its character 6, "
            "delete it and retype what is around it",
        ),
    ],
)
def test_a_faulty_group_is_told_with_its_line_and_remedy(group: str, fault: str) -> None:
    assert faults_of(group) == [f"{PLACE}:2: {fault}"]


@pytest.mark.parametrize(("length", "good"), [(WORD_LIMIT, True), (WORD_LIMIT + 1, False)])
def test_a_word_has_at_most_sixty_characters(length: int, good: bool) -> None:
    told = faults_of(f"[o1, {'链' * length}]")
    assert told == [] if good else "has 61 characters, over its limit of 60, write a word or a short phrase" in told[0]


@pytest.mark.parametrize(
    ("word", "again"),
    [
        ("CoT", "CoT"),
        ("CoT", "cot"),
        ("CoT", "ＣｏＴ"),
        ("Tramèr", "tramer"),
        ("fine-tuning", "fine tuning"),
        ("o1 模型", "o1模型"),
        ("“草莓”", "草莓"),
    ],
)
def test_a_word_may_not_stand_twice_however_it_is_spelt(word: str, again: str) -> None:
    assert faults_of(f"[{word}, 思维, {again}]") == [
        f"{PLACE}:2: “{again}” is “{word}” again, delete one: case, width, accents and hyphens make no other word"
    ]
    assert faults_of("[o1, strawberry]", f"[{word}, 思维]", f"[链, {again}]") == [
        f"{PLACE}:4: “{again}” is also in the group of line 3, "
        "keep it in one of them, or join the two if they mean the same"
    ]


@pytest.mark.parametrize("words", ["fine-tuning, finetuning", "蒙特卡洛, 蒙特卡罗", "PRM, ORM", "AI, AI 反馈"])
def test_what_is_spelt_otherwise_is_another_word(words: str) -> None:
    assert faults_of(f"[{words}]") == []


def test_all_faults_are_told_at_once_and_the_good_groups_stay() -> None:
    synonyms, faults = read("more: 1\nsynonyms:\n- [o1]\n- [RL, 强化学习]\n-\n  - 草莓\n  - ''\n  - rl\n")
    assert [fault.split(",")[0] for fault in faults] == [
        f"{PLACE}:1: unknown field “more”",
        f"{PLACE}:3: group 1 has fewer than two words",
        f"{PLACE}:7: word 2 of group 3 is empty",
        f"{PLACE}:8: “rl” is also in the group of line 4",
    ]
    assert synonyms.groups == (("RL", "强化学习"),)


@given(st.lists(st.lists(st.text("aA à-é草。*１1'\"", max_size=4), max_size=4), max_size=4))
@example([["a", "A"]])
@example([["a", "b"], ["c", "a"]])
@example([["a", "b"], ["c", "d"]])
def test_what_is_read_without_faults_is_what_was_written_and_has_no_word_twice(written: list[list[str]]) -> None:
    synonyms, faults = read(json.dumps({"synonyms": written}))
    words = [folded(word) for group in synonyms.groups for word in group]
    assert len(set(words)) == len(words)
    assert all(len(group) >= 2 for group in synonyms.groups)
    if not faults:
        assert synonyms.groups == tuple(tuple(word.strip() for word in group) for group in written)


# As a part of the data folder.


def with_synonyms(folder: Path, text: str) -> Path:
    (folder / PLACE).write_text(text, encoding="utf-8")
    return folder


def test_a_catalog_has_the_synonyms_of_its_folder(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD)
    assert load_catalog(folder).synonyms == NO_SYNONYMS
    assert load_catalog(with_synonyms(folder, "synonyms:\n- [o1, 草莓]\n")).synonyms.groups == (("o1", "草莓"),)


def test_the_fingerprint_changes_with_the_synonyms(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD)
    without = load_catalog(folder).fingerprint
    first = load_catalog(with_synonyms(folder, "synonyms:\n- [o1, 草莓]\n")).fingerprint
    other = load_catalog(with_synonyms(folder, "synonyms:\n- [o1, strawberry]\n")).fingerprint
    assert len({without, first, other}) == 3


def test_faulty_synonyms_are_faults_of_the_catalog_beside_all_others(tmp_path: Path) -> None:
    folder = with_synonyms(a_folder(tmp_path, GOOD + "venu: x\n"), "synonyms:\n- [o1]\n")
    assert [fault.place for fault in read_catalog(folder).faults] == [
        str(folder / "entries" / "list.yaml"),
        str(folder / PLACE),
    ]


def test_unreadable_synonyms_hide_no_fault_of_an_entry(tmp_path: Path) -> None:
    folder = with_synonyms(a_folder(tmp_path, GOOD + "related: [nowhere]\n"), "synonyms: ['\n")
    assert [fault.what for fault in read_catalog(folder).faults] == [
        "related (item 1) nowhere is no entry",
        "a quotation mark that is never closed",
    ]


def test_a_link_that_leads_nowhere_is_not_taken_for_no_synonyms(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, GOOD)
    (folder / PLACE).symlink_to(folder / "nowhere")
    (fault,) = read_catalog(folder).faults
    assert str(fault) == f"{folder / PLACE}: cannot be read (no such file or directory), check the file"


@pytest.mark.parametrize("beside_tags", [True, False])
def test_the_file_alone_can_be_asked_about(tmp_path: Path, beside_tags: bool) -> None:
    folder = a_folder(tmp_path, GOOD + "venu: x\n")
    if not beside_tags:
        (folder / "tags.yaml").unlink()
    path = with_synonyms(folder, "synonyms:\n- [o1]\n") / PLACE
    (fault,) = read_catalog(path).faults
    assert str(fault).startswith(f"{path}:2: group 1 has fewer than two words")
    with_synonyms(folder, "synonyms:\n- [o1, 草莓]\n")
    reading = read_catalog(path)
    assert (reading.faults, reading.unchecked) == ((), "")
    assert reading.catalog.synonyms.groups == (("o1", "草莓"),)


# What the product ships.


def shipped() -> tuple[tuple[str, ...], ...]:
    return load_catalog(DATA).synonyms.groups


def test_the_shipped_groups_are_good_and_each_is_in_both_languages() -> None:
    groups = shipped()
    assert len(groups) >= 50
    assert [group for group in groups if not any(map(HAN.search, group)) or not any(map(LATIN.search, group))] == []


def test_no_shipped_word_is_in_two_groups() -> None:
    words = [folded(word) for group in shipped() for word in group]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


@pytest.mark.parametrize(
    "words",
    [
        {"o1", "strawberry", "草莓"},
        {"思维链", "chain of thought", "CoT"},
        {"reinforcement learning", "强化学习", "RL"},
        {"test-time compute", "inference-time compute", "测试时计算"},
    ],
)
def test_what_readers_type_for_one_another_is_together(words: set[str]) -> None:
    assert [group for group in shipped() if words <= set(group)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PRM", "ORM"),
        ("过程监督", "结果监督"),
        ("RLHF", "RLAIF"),
        ("SFT", "fine-tuning"),
        ("LLM", "LM"),
        ("测试时计算", "测试时扩展"),
        ("system 1", "system 2"),
    ],
)
def test_what_only_sounds_alike_is_apart(one: str, other: str) -> None:
    (first,) = (group for group in shipped() if one in group)
    assert other in {word for group in shipped() for word in group} - set(first)
