"""validate and schema: the catalog from the shell."""

import json
from pathlib import Path

import pytest

from bot import shipped
from bot.adapters import catalog_kept
from bot.cli import reading
from tests.adapters.catalogs import FIELDS, OTHERS, a_data_folder, lines, numbered
from tests.adapters.test_catalog_yaml import GOOD, HEAD, OTHER, a_folder, item
from tests.cli.shell import Shell

PDF = GOOD.replace("url: https://arxiv.org/abs/", "url: https://arxiv.org/pdf/")
DRAFT = "key: unfinished\nkind: post\nstatus: draft\ntitle: {en: Unfinished notes}\ntags: []\n"


def data(shell: Shell, *entries: str) -> Path:
    """A data folder in the working folder, which the commands take by themselves."""
    return a_folder(shell.folder, *entries)


def test_good_data_are_counted(shell: Shell) -> None:
    data(shell, GOOD, DRAFT)
    ran = shell.quick("validate")
    assert (ran.code, ran.out, ran.err) == (0, "✓ 1 entry ready, 1 draft, 2 tags, 0 groups of synonyms\n", "")


def test_the_shipped_collection_is_good(shell: Shell) -> None:
    assert shell.quick("validate").out.startswith("✓ 14 entries ready, 0 drafts, ")


def test_all_faults_are_told_at_once_on_standard_error(shell: Shell) -> None:
    folder = data(shell, GOOD.replace("venue:", "venu:").replace("[math,", "[maths,"))
    ran = shell.quick("validate", str(folder))
    assert (ran.code, ran.out) == (1, "")
    venue, tag, count = ran.err.splitlines()
    assert venue.startswith(f"{folder}/entries/list.yaml:11: lets-verify: unknown field “venu”, did you mean venue?")
    assert tag.startswith(f"{folder}/entries/list.yaml:13: lets-verify: the tag maths is unknown, did you mean math?")
    assert count == "2 faults"


def test_the_number_of_a_line_is_never_drawn_as_an_emoji(shell: Shell) -> None:
    folder = data(shell, "#\n" * 89 + GOOD.replace("venue:", "venu:"))
    assert f"{folder}/entries/list.yaml:100: lets-verify:" in shell.quick("validate", str(folder)).err.replace("\n", "")


def test_a_single_file_is_judged_beside_the_others(shell: Shell) -> None:
    folder = data(shell, GOOD.replace("[math,", "[maths,"))
    (folder / "entries" / "other.yaml").write_text(
        (folder / "entries" / "list.yaml").read_text(encoding="utf-8").replace("lets-verify", "another"),
        encoding="utf-8",
    )
    ran = shell.quick("validate", "data/entries/other.yaml")
    assert ran.code == 1
    assert all(line.startswith("data/entries/other.yaml:") for line in ran.err.splitlines()[:-1])
    assert "the tag maths is unknown" in ran.err


def test_the_synonyms_can_be_checked_by_themselves(shell: Shell) -> None:
    folder = data(shell, GOOD)
    (folder / "synonyms.yaml").write_text("synonyms:\n- [o1, 草莓]\n", encoding="utf-8")
    assert shell.quick("validate", "data/synonyms.yaml").out.endswith(", 1 group of synonyms\n")
    (folder / "synonyms.yaml").write_text("synonyms:\n- [o1]\n", encoding="utf-8")
    ran = shell.quick("validate", "data/synonyms.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("data/synonyms.yaml:2: group 1 has fewer than two words, ")


def test_collections_of_json_lines_are_validated_too(shell: Shell) -> None:
    a_data_folder(shell.folder, bulk__jsonl=lines(FIELDS, {**OTHERS, "status": "draft"}))
    assert shell.quick("validate").out == "✓ 1 entry ready, 1 draft, 2 tags, 0 groups of synonyms\n"
    path = shell.folder / "data" / "entries" / "bulk.jsonl"
    path.write_text(lines(FIELDS, "{", {**OTHERS, "venu": "x"}), encoding="utf-8")
    ran = shell.quick("validate", "data/entries/bulk.jsonl")
    broken, venue, count = ran.err.splitlines()
    assert (ran.code, ran.out, count) == (1, "", "2 faults")
    assert broken.startswith("data/entries/bulk.jsonl:3: entry 2: is not JSON (")
    assert venue == "data/entries/bulk.jsonl:4: chain-of-thought: unknown field “venu”, did you mean venue?"


@pytest.mark.parametrize(
    "arguments", [(), ("--json",), ("--strict",), ("--strict", "--json"), ("data/entries/a.jsonl",)]
)
@pytest.mark.parametrize("good", [True, False])
def test_a_large_catalog_is_told_of_as_a_small_one(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, good: bool, arguments: tuple[str, ...]
) -> None:
    entries = [numbered(1, published="2123"), FIELDS, numbered(3, status="draft")]
    if not good:
        entries += [numbered(1, venu="x"), numbered(4, tags=["maths"]), numbered(5, url=FIELDS["url"])]
    a_data_folder(shell.folder, a__jsonl=lines(*entries), b__jsonl=lines(numbered(6, related=["paper-1"])))
    small = shell.quick("validate", *arguments)
    monkeypatch.setattr(catalog_kept, "SMALL", -1)
    large = shell.quick("validate", *arguments)
    assert (large.code, large.out, large.err) == (small.code, small.out, small.err)
    assert small.code == (0 if good and "--strict" not in arguments else 1)


def test_of_very_many_suspicions_the_first_are_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "TOLD", 2)
    a_data_folder(shell.folder, a__jsonl=lines(*(numbered(number, published="2123") for number in range(5))))
    *told, count = shell.quick("validate", "--strict").err.splitlines()
    assert (len(told), count) == (2, "10 suspicions, of which the first 2 are told")


@pytest.mark.parametrize("good", [True, False])
def test_json_of_validate_is_nothing_but_json(shell: Shell, good: bool) -> None:
    data(shell, GOOD if good else GOOD.replace("venue:", "venu:"))
    ran = shell.quick("validate", "--json")
    found = json.loads(ran.out)
    assert (ran.code, ran.err) == (0 if good else 1, "")
    assert [fault["line"] for fault in found["faults"]] == ([] if good else [11])


def test_nothing_about_the_shipped_collection_is_suspicious(shell: Shell) -> None:
    ran = shell.quick("validate", "--strict")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("✓ 14 entries ready, 0 drafts, ")


def test_strict_tells_suspicions_with_the_line_of_the_field(shell: Shell) -> None:
    data(shell, PDF.replace("[Hunter Lightman, Vineet Kosaraju]", "[OpenAI]"), DRAFT)
    ran = shell.quick("validate", "--strict")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines() == [
        f"{shell.folder}/data/entries/list.yaml:9: lets-verify: url leads to the PDF, "
        "write https://arxiv.org/abs/2305.20050, and the PDF as links.pdf",
        f"{shell.folder}/data/entries/list.yaml:21: unfinished: authors and organizations are both missing, "
        "look them up at the document",
        f"{shell.folder}/data/entries/list.yaml:21: unfinished: published is missing, "
        "look it up at the document; an arXiv id is no date",
        "3 suspicions",
    ]


def test_the_line_is_that_of_the_language(shell: Shell) -> None:
    data(shell, GOOD.replace("zh: >-\n    与只奖励", "zh: >-\n    与" + "只奖励最终答案的做法" * 20))
    (uneven, _) = shell.quick("validate", "--strict", "data").err.splitlines()
    assert uneven.startswith("data/entries/list.yaml:15: lets-verify: overview.en is much shorter than the other ")


def test_without_strict_nobody_is_suspected(shell: Shell) -> None:
    data(shell, PDF)
    ran = shell.quick("validate")
    assert (ran.code, ran.err) == (0, "")
    assert "suspicions" not in json.loads(shell.quick("validate", "--json").out)


def test_suspicions_come_after_the_faults_and_only_about_entries_without(shell: Shell) -> None:
    data(
        shell,
        PDF,
        OTHER.replace("url: https://arxiv.org/abs/", "url: https://arxiv.org/pdf/").replace("venue:", "venu:"),
    )
    fault, suspicion, *counts = shell.quick("validate", "--strict", "data").err.splitlines()
    assert fault.startswith("data/entries/list.yaml:29: chain-of-thought: unknown field “venu”, ")
    assert suspicion.startswith("data/entries/list.yaml:9: lets-verify: url leads to the PDF, ")
    assert counts == ["1 fault", "1 suspicion"]


def test_a_single_file_is_suspected_alone(shell: Shell) -> None:
    folder = data(shell, PDF)
    path = folder / "entries" / "other.yaml"
    path.write_text(HEAD + item(OTHER.replace("2023", "2123").replace("2024", "2123")), encoding="utf-8")
    (suspicion, _) = shell.quick("validate", "--strict", "data/entries/other.yaml").err.splitlines()
    assert suspicion == (
        "data/entries/other.yaml:8: chain-of-thought: published 2123-05-31 is in the future, correct the date"
    )


def test_json_of_strict_has_the_suspicions_too(shell: Shell) -> None:
    data(shell, PDF)
    ran = shell.quick("validate", "--strict", "--json")
    found = json.loads(ran.out)
    assert (ran.code, ran.err, found["faults"]) == (1, "", [])
    assert found["suspicions"] == [
        {
            "place": f"{shell.folder}/data/entries/list.yaml", "line": 9, "key": "lets-verify",
            "what": "url leads to the PDF",
            "remedy": "write https://arxiv.org/abs/2305.20050, and the PDF as links.pdf",
            "code": "pdf", "field": "url",
        }
    ]  # fmt: skip
    assert json.loads(shell.quick("validate", str(shipped.data()), "--strict", "--json").out)["suspicions"] == []


@pytest.mark.parametrize("which", ["collection", "tags", "synonyms"])
def test_the_schemas_are_those_of_the_data_folder(shell: Shell, which: str) -> None:
    ran = shell.quick("schema", which)
    assert json.loads(ran.out) == json.loads((shipped.data() / f"{which}.schema.json").read_text(encoding="utf-8"))
