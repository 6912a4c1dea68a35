"""Collections as JSONL: the same entries, rules and words as in YAML, a line at a time."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters import catalog_jsonl
from bot.adapters.catalog_yaml import load_catalog, read_catalog
from bot.domain.catalog import Source
from tests.adapters.catalogs import FIELDS, HEAD, OTHERS, a_data_folder, lines
from tests.adapters.test_catalog_yaml import GOOD, OTHER, item, printed
from tests.adapters.test_catalog_yaml import HEAD as YAML_HEAD


def said(folder: Path) -> list[str]:
    return [line.removeprefix("entries/list.jsonl") for line in printed(folder)]


def told_of(tmp_path: Path, *values: Any, head: Any = HEAD) -> list[str]:
    return said(a_data_folder(tmp_path, list__jsonl=lines(*values, head=head)))


def test_an_entry_is_the_same_as_in_yaml(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path / "one", list__jsonl=lines(FIELDS, OTHERS))
    yaml = a_data_folder(tmp_path / "two", list__yaml=YAML_HEAD + item(GOOD) + item(OTHER))
    assert list(load_catalog(folder)) == list(load_catalog(yaml))


def test_the_head_names_the_collection_and_its_source(tmp_path: Path) -> None:
    source = {"title": "来源", "url": "https://example.com/list"}
    head = {"collection": {"title": {"en": "Bulk", "zh": "大宗"}, "source": source}}
    catalog = load_catalog(a_data_folder(tmp_path, list__jsonl=lines(FIELDS, head=head)))
    assert catalog.collections["list"].title.zh == "大宗"
    assert catalog.collections["list"].source == Source.model_validate(source)


def test_collections_of_both_forms_stand_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path, b__yaml=YAML_HEAD + item(GOOD), a__jsonl=lines(OTHERS), c__jsonl=lines())
    catalog = load_catalog(folder)
    assert list(catalog.entries) == ["chain-of-thought", "lets-verify"]
    assert list(catalog.collections) == ["a", "b", "c"]


def test_blank_lines_count_as_lines_and_nothing_else(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path, list__jsonl="\n\n" + lines("", FIELDS, "  ", {**OTHERS, "venu": "x"}, ""))
    assert said(folder) == [":7: chain-of-thought: unknown field “venu”, did you mean venue?"]


def test_lines_may_end_as_windows_ends_them_and_the_last_one_not_at_all(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path)
    text = lines(FIELDS, OTHERS).replace("\n", "\r\n").removesuffix("\r\n")
    (folder / "entries" / "list.jsonl").write_bytes(text.encode())
    assert list(load_catalog(folder).entries) == ["lets-verify", "chain-of-thought"]


def test_numbers_are_the_texts_that_were_written(tmp_path: Path) -> None:
    fields = {**FIELDS, "published": "2024", "ids": {"arxiv": "2305.20050"}}
    line = json.dumps(fields).replace('"2024"', "2024").replace('"2305.20050"', "2305.20050")
    entry = load_catalog(a_data_folder(tmp_path, list__jsonl=lines(line))).entries["lets-verify"]
    assert (str(entry.published), entry.ids.arxiv) == ("2024", "2305.20050")


@pytest.mark.parametrize(
    "changes",
    [
        {"venu": "x"},
        {"title": {"en": "Only English"}},
        {"url": "http://localhost/x"},
        {"tags": ["maths", "math", "math"]},
        {"published": "2024-02-30"},
        {"kind": "papr"},
        {"authors": "Hunter Lightman"},
        {"overview": {"en": "一段中文。", "zh": "English words only."}},
        {"related": ["nobody"]},
        {"title": {"en": "Two\nlines", "zh": "带\u200e控制\u202e符"}},
        {"ids": {"arxiv": "2201.11904"}},
        {"key": "Not A Key"},
        {"key": ""},
        {"title": ""},
        {},
    ],
)
def test_what_is_wrong_is_said_as_in_yaml(tmp_path: Path, changes: dict[str, Any]) -> None:
    fields = [{**FIELDS, **changes}, {**OTHERS, "related": ["lets-verify"]}]
    folder = a_data_folder(tmp_path / "one", list__jsonl=lines(*fields))
    written = "".join(f"  - {json.dumps(each, ensure_ascii=True)}\n" for each in fields)
    yaml = a_data_folder(tmp_path / "two", list__yaml=YAML_HEAD + written)
    found, expected = (sorted((f.key, f.what, f.remedy) for f in read_catalog(each).faults) for each in (folder, yaml))
    assert found == expected
    assert {fault.line for fault in read_catalog(folder).faults} <= {2, 3}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"key": "x",', "entry 2: is not JSON (expecting property name enclosed in double quotes, at character 13)"),
        ('{"key": NaN}', "entry 2: is not JSON that can be read"),
        ("[]", "entry 2: is not an entry"),
        ('"text"', "entry 2: is not an entry"),
        ("null", "entry 2: is not an entry"),
        ("[" * 100_000, "entry 2: is not JSON that can be read"),
        ("[" * 30 + "]" * 30, "entry 2: nested more than 20 levels deep"),
        ('{"a": "\x01"}', "entry 2: is not JSON (invalid control character at, at character 8)"),
    ],
    ids=range(8),
)
def test_a_broken_line_is_one_fault_and_the_others_are_read(tmp_path: Path, line: str, fault: str) -> None:
    found = told_of(tmp_path, FIELDS, line, {**OTHERS, "venu": "x"})
    assert [each.split(", write one")[0].split(", write its")[0].split(", flatten")[0] for each in found] == [
        f":3: {fault}",
        ":4: chain-of-thought: unknown field “venu”, did you mean venue?",
    ]


def test_nobody_says_that_an_entry_of_a_broken_line_does_not_exist(tmp_path: Path) -> None:
    assert len(told_of(tmp_path, {**FIELDS, "related": ["on-the-broken-line"]}, "{")) == 1


def test_bytes_that_are_no_utf_8_spoil_their_own_line(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path)
    (folder / "entries" / "list.jsonl").write_bytes(lines(FIELDS).encode() + b"\xff\n" + lines("{", head=None).encode())
    first, second = said(folder)
    assert first == ":3: entry 2: is not UTF-8, save the file as UTF-8"
    assert second.startswith(":4: entry 3: is not JSON")


def test_a_line_without_end_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog_jsonl, "LONGEST", 2_000)
    long = {**OTHERS, "overview": {"en": "word " * 20_000, "zh": "字" * 20_000}}
    found = told_of(tmp_path, FIELDS, long, {**OTHERS, "venu": "x"})
    assert found[0] == ":3: entry 2: is longer than 2,000 bytes, write one entry a line"
    assert found[1].startswith(":4: chain-of-thought: unknown field")


def test_a_name_written_twice_counts_the_first_time(tmp_path: Path) -> None:
    line = json.dumps(FIELDS, ensure_ascii=False).replace('"kind": "paper"', '"kind": "paper", "kind": "nonsense"')
    assert told_of(tmp_path, line) == [":2: lets-verify: “kind” a second time, keep one of the two"]


def test_a_byte_order_mark_is_told_and_hides_nothing(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path, list__jsonl="\ufeff" + lines({**FIELDS, "venu": "x"}))
    assert [line.split(", ")[0] for line in said(folder)] == [
        ":1: an invisible byte order mark",
        ":2: lets-verify: unknown field “venu”",
    ]


@pytest.mark.parametrize(
    ("head", "faults"),
    [
        (None, [":1: collection is missing"]),
        ({"colection": {}}, [":1: collection is missing", ":1: unknown field “colection”"]),
        ({"collection": {"title": {"en": "List"}}}, [":1: collection: title.zh is missing"]),
        ({**HEAD, "entries": []}, [":1: unknown field “entries”"]),
        ("[]", [":1: is not the head of a collection"]),
        ("{", [":1: is not JSON (expecting property name enclosed in double quotes"]),
    ],
    ids=range(6),
)
def test_the_head_is_checked_and_a_missing_one_costs_no_entry(tmp_path: Path, head: Any, faults: list[str]) -> None:
    folder = a_data_folder(tmp_path, list__jsonl=lines(FIELDS, head=head))
    assert [line.split(", ")[0] for line in said(folder)] == faults
    assert list(read_catalog(folder).catalog.entries) == ["lets-verify"]


def test_an_empty_file_is_no_collection(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path, list__yaml=YAML_HEAD + item(GOOD), empty__jsonl="")
    assert [line.split(", ")[0] for line in printed(folder)] == ["entries/empty.jsonl:1: collection is missing"]


def test_a_file_of_either_form_takes_the_name(tmp_path: Path) -> None:
    folder = a_data_folder(tmp_path, list__yaml=YAML_HEAD + item(GOOD), list__jsonl=lines(OTHERS))
    assert printed(folder) == ["entries/list.yaml:1: another file is called list too, rename one of them"]


def test_a_single_file_is_judged_beside_the_others(tmp_path: Path) -> None:
    folder = a_data_folder(
        tmp_path, a__jsonl=lines({**FIELDS, "venu": "x"}), b__jsonl=lines({**FIELDS, "key": "again"})
    )
    twice, venue = read_catalog(folder / "entries" / "a.jsonl").faults
    assert twice.what.startswith("the same document (arXiv 2305.20050) as again in ")
    assert venue.what == "unknown field “venu”"
    assert len(read_catalog(folder / "entries" / "b.jsonl").faults) == 1


def test_a_file_outside_a_data_folder_is_judged_alone(tmp_path: Path) -> None:
    path = tmp_path / "bulk.jsonl"
    path.write_text(lines({**FIELDS, "tags": ["anything"]}, {**FIELDS, "key": "again"}), encoding="utf-8")
    reading = read_catalog(path)
    assert [str(fault).partition(": ")[0] for fault in reading.faults] == [f"{path}:3"]
    assert "were not checked" in reading.unchecked


PIECES = ['{"key":', '"a"', "{", "}", "[", "]", ",", "\n", "1e999", '"\\ud800"']
BROKEN = st.lists(st.sampled_from(PIECES)).map(lambda parts: (lines(FIELDS) + "".join(parts)).encode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(), BROKEN))
def test_any_bytes_are_read_or_refused_with_faults(tmp_path: Path, content: bytes) -> None:
    folder = a_data_folder(tmp_path)
    (folder / "entries" / "list.jsonl").write_bytes(content)
    reading = read_catalog(folder)
    assert len(reading.catalog) > 0 or reading.faults
    assert all(fault.what and fault.remedy for fault in reading.faults)
