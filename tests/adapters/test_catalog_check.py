"""A large catalog is judged as a small one: the same faults, in the same words, with no more than a part in memory."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters import catalog_faults, catalog_kept
from bot.adapters.catalog_check import check_catalog
from bot.adapters.catalog_kept import KeptCatalog
from bot.adapters.catalog_yaml import read_catalog
from bot.domain.faults import Fault, FaultsError
from bot.domain.suspicion import suspicions
from tests.adapters.catalogs import HEAD, a_data_folder, lines, numbered
from tests.adapters.test_catalog_yaml import HEAD as YAML_HEAD
from tests.worlds import at

NOT_SMALL = -1  # bytes: every catalog is as large to the readers as a million


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog_kept, "SMALL", NOT_SMALL)


Fields = dict[str, Any]


def _set(path: str, value: Any) -> Callable[[Fields, Fields], None]:
    def change(one: Fields, other: Fields) -> None:
        *outer, last = path.split(".")
        for name in outer:
            one = one.setdefault(name, {})
        one[last] = other[last] if value is None else value

    return change


MUTATIONS = (
    _set("key", None),
    _set("url", None),
    _set("key", "Not A Key"),
    _set("key", ""),
    _set("tags", ["math", "maths"]),
    _set("tags", ["unheard-of"]),
    _set("related", ["paper-1", "paper-3"]),
    _set("related", ["no-such-paper"]),
    _set("related", ["Not A Key"]),
    _set("ids", {"arxiv": "2305.20050"}),
    _set("url", "https://arxiv.org/abs/2305.20050"),
    _set("ids", {"doi": "10.1145/3442188.3445922"}),
    _set("venu", "x"),
    _set("kind", "papr"),
    _set("published", "2024-02-30"),
    _set("title", {"en": "Only English"}),
    _set("status", "draft"),
    _set("language", "english"),
)
SLIPS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(MUTATIONS)), max_size=5)
BROKEN = st.sampled_from([None, None, None, "not json", "[]", "tags", "head", "name", "no entries"])


def written(root: Path, slips: list[tuple[int, int, Callable[[Fields, Fields], None]]], broken: str | None) -> Path:
    """Six entries in three files of both forms, some with slips, and perhaps something else broken."""
    entries: list[Fields] = [copy.deepcopy(numbered(number)) for number in range(6)]
    for one, other, change in slips:
        change(entries[one], entries[other])
    if broken == "no entries":
        entries = []
    yaml = YAML_HEAD.replace("entries:\n", "entries:\n" if entries else "entries: []\n")
    written = [f"  - {json.dumps(each, ensure_ascii=True)}\n" for each in entries]
    odd = {"not json": ["{"], "[]": ["[]"]}.get(broken or "", [])
    folder = a_data_folder(
        root,
        a__jsonl=lines(*entries[:2], *odd, head=None if broken == "head" else HEAD),
        b__yaml=yaml + "".join(written[2:4]),
        c__jsonl=lines(*entries[4:]),
    )
    (folder / "entries" / "c.yaml").unlink(missing_ok=True)
    if broken == "name":
        (folder / "entries" / "c.yaml").write_text(yaml, encoding="utf-8")
    if broken == "tags":
        (folder / "tags.yaml").write_text("tags: {math: {en: Math}}\n", encoding="utf-8")
    return folder


def faults_of(kept: KeptCatalog) -> tuple[Fault, ...]:
    try:
        kept.load()
    except FaultsError as broken:
        return broken.faults
    return ()


def without_guesses(faults: tuple[Fault, ...]) -> list[tuple[object, ...]]:
    """Among a million keys nobody looks for the one that is meant."""
    return [
        (each.place, each.line, each.key, each.what, "" if each.what.startswith("related") else each.remedy)
        for each in faults
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(before=st.booleans(), slips=SLIPS, broken=BROKEN)
def test_the_read_model_finds_the_faults_that_a_reading_in_memory_finds(
    tmp_path_factory: pytest.TempPathFactory,
    before: bool,
    slips: list[tuple[int, int, Callable[[Fields, Fields], None]]],
    broken: str | None,
) -> None:
    root = tmp_path_factory.mktemp("property")
    kept = KeptCatalog(root / "data", root / "model")
    if before:
        written(root, [], None)
        kept.load()
    folder = written(root, slips, broken)
    expected = read_catalog(folder)
    assert faults_of(kept) == expected.faults
    if not expected.faults:
        assert list(kept.load()) == list(expected.catalog)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog_kept, "SMALL", NOT_SMALL)
        reading = check_catalog(folder)
        assert without_guesses(reading.faults) == without_guesses(expected.faults)
        assert list(reading.catalog.entries) == list(expected.catalog.entries)
        assert len(reading.catalog.ready) == len(expected.catalog.ready)
        assert without_guesses(faults_of(kept)) == without_guesses(expected.faults)


@pytest.mark.usefixtures("large")
def test_of_a_single_file_its_own_faults_are_told(tmp_path: Path) -> None:
    folder = written(tmp_path, [(0, 4, _set("url", None)), (5, 5, _set("venu", "x"))], None)
    for name in ("a.jsonl", "b.yaml", "c.jsonl"):
        path = folder / "entries" / name
        assert check_catalog(path).faults == read_catalog(path).faults
    alone = tmp_path / "bulk.jsonl"
    alone.write_text((folder / "entries" / "c.jsonl").read_text(encoding="utf-8"), encoding="utf-8")
    assert (check_catalog(alone).faults, check_catalog(alone).unchecked) == (
        read_catalog(alone).faults, read_catalog(alone).unchecked,
    )  # fmt: skip
    assert check_catalog(tmp_path / "none").faults == read_catalog(tmp_path / "none").faults


@pytest.mark.usefixtures("large")
def test_records_know_their_lines_and_their_entries(tmp_path: Path) -> None:
    folder = written(tmp_path, [(1, 1, _set("published", "2123")), (3, 3, _set("published", "2123"))], None)
    today = at("2026-11-29").date()

    def told(path: Path, read: Callable[[Path], Any]) -> list[str]:
        return [
            str(record.fault(tuple(found.field.split(".")), found.says, found.remedy))
            for record in read(path).records
            for found in suspicions(record.entry, today)
            if record.entry
        ]

    assert len(told(folder, read_catalog)) >= 2
    for path in (folder, folder / "entries" / "a.jsonl"):
        assert told(path, check_catalog) == told(path, read_catalog)


@pytest.mark.usefixtures("large")
def test_of_very_many_faults_the_first_are_told_and_the_others_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_faults, "KEPT", 3)
    entries = [numbered(number, venu="x") for number in range(10)]
    faults = check_catalog(a_data_folder(tmp_path, a__jsonl=lines(*entries))).faults
    assert [str(fault).replace(str(tmp_path), "") for fault in faults] == [
        "/data: 7 more faults are not told one by one, mend the others first",
        *(f"/data/entries/a.jsonl:{2 + n}: paper-{n}: unknown field “venu”, did you mean venue?" for n in range(3)),
    ]
