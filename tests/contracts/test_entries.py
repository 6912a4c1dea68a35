"""What the Entries promise, in memory and in the read model alike."""

import threading
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from bot.adapters.catalog_kept import KeptCatalog
from bot.domain.entries import Entries, ListedEntries
from bot.domain.entry import Entry
from bot.domain.glances import Glance
from bot.domain.identity import identities_of
from tests.adapters.catalogs import a_data_folder, lines, numbered
from tests.worlds import a_draft, an_entry

DRAFTED = {"drafted": "machine", "kind": "post"}
LATE = [an_entry(f"late-{number:03}", tags=["math"]) for number in range(450)]
ENTRIES = (
    an_entry("zeta", tags=["math", "test-time-compute"]),
    a_draft("alpha", tags=["math"]),
    an_entry("machine", **DRAFTED, tags=["test-time-compute", "math"], language="zh"),
    an_entry(
        "beta", published={"year": 2019}, tags=["math"], related=["zeta"], links={"copy": "https://example.com/b"}
    ),
    an_entry("reviewed", **DRAFTED, reviewed={"by": "Ada", "at": "2026-11-29"}, tags=["math"], language="fr"),
    *LATE,
)

Making = Callable[[Path], Entries]


def listed(root: Path) -> Entries:
    return ListedEntries(ENTRIES)


def written(root: Path) -> Path:
    fields = [entry.model_dump(mode="json", by_alias=True, exclude_defaults=True) for entry in ENTRIES]
    return a_data_folder(root, a__jsonl=lines(*fields[:3]), b__jsonl=lines(*fields[3:]))


def kept(root: Path) -> Entries:
    return KeptCatalog(written(root), root / "model").load().entries


def kept_and_grown(root: Path) -> Entries:
    """Read twice, with an entry that has gone since and others that moved: ids are not in order."""
    folder = written(root)
    first = folder / "entries" / "a.jsonl"
    now = first.read_text(encoding="utf-8").splitlines()
    first.write_text("\n".join([now[0], now[3], lines(numbered(1), head=None), now[1]]), encoding="utf-8")
    model = KeptCatalog(folder, root / "model")
    assert "paper-1" in model.load().entries
    first.write_text("\n".join(now), encoding="utf-8")
    return model.load().entries


def apart(root: Path) -> Entries:
    return KeptCatalog(written(root), None).load().entries


@pytest.fixture(params=[listed, kept, kept_and_grown, apart], ids=lambda make: make.__name__, scope="module")
def entries(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Entries:
    make: Making = request.param
    return make(tmp_path_factory.mktemp("entries"))


def test_they_are_in_the_curators_order(entries: Entries) -> None:
    assert list(entries) == [entry.key for entry in ENTRIES]
    assert list(entries.values()) == list(ENTRIES)
    assert dict(entries.items()) == {entry.key: entry for entry in ENTRIES}
    assert len(entries) == len(entries.values()) == len(ENTRIES)


def test_each_is_found_by_its_key(entries: Entries) -> None:
    for entry in (*ENTRIES[:5], LATE[-1]):
        assert entries[entry.key] == entries.get(entry.key) == entry
        assert entry.key in entries
        assert type(entries[entry.key].published) is type(entry.published)


def test_what_is_not_there_is_not_found(entries: Entries) -> None:
    for key in ("nobody", "", "ZETA", "zeta' OR 1=1 --"):
        assert entries.get(key) is None
        assert key not in entries
        assert entries.position_of(key) is None
        with pytest.raises(KeyError):
            entries[key]
    other = an_entry("other")
    assert entries.get("nobody", other) is other


def test_a_position_is_a_place_in_that_order(entries: Entries) -> None:
    for position in (0, 1, 2, 3, 4, len(ENTRIES) - 1):
        assert entries.key_at(position) == ENTRIES[position].key
        assert entries.position_of(ENTRIES[position].key) == position
    assert list(entries.at([4, 0, 4])) == [ENTRIES[4], ENTRIES[0], ENTRIES[4]]
    assert list(entries.at(np.array([2, 1]).tolist())) == [ENTRIES[2], ENTRIES[1]]
    assert list(entries.at(reversed(range(len(ENTRIES))))) == list(reversed(ENTRIES))
    assert list(entries.at([])) == []


def test_ready_are_those_that_may_be_shown(entries: Entries) -> None:
    expected = [entry for entry in ENTRIES if entry.ready]
    ready = entries.ready
    assert [entry.key for entry in expected[:3]] == ["zeta", "beta", "reviewed"]
    assert (list(ready), len(ready), ready[0], ready[-1]) == (expected, len(expected), expected[0], expected[-1])
    assert [list(ready[part]) for part in (slice(1, 3), slice(-2, None), slice(None, None, 50))] == [
        expected[1:3], expected[-2:], expected[::50],
    ]  # fmt: skip
    assert len(ready[1:3]) == 2
    assert ready[1:][0] == expected[1]
    with pytest.raises(IndexError):
        ready[len(expected)]


def test_glances_are_those_of_the_entries(entries: Entries) -> None:
    found, expected = entries.glances, [Glance.of(entry) for entry in ENTRIES]
    assert [found.distinct[index] for index in found.likes] == [glance.likes for glance in expected]
    assert [found.languages[index] for index in found.language] == [glance.language for glance in expected]
    for name in ("published", "ready", "unreviewed", "draft"):
        assert getattr(found, name).tolist() == [getattr(glance, name) for glance in expected]


def test_glances_are_the_same_wherever_entries_are_kept(entries: Entries) -> None:
    found, expected = entries.glances, ListedEntries(ENTRIES).glances
    assert (found.distinct, found.languages) == (expected.distinct, expected.languages)
    for name in ("likes", "published", "language", "ready", "unreviewed", "draft"):
        assert getattr(found, name).dtype == getattr(expected, name).dtype
        assert getattr(found, name).tolist() == getattr(expected, name).tolist()


def test_editions_are_of_the_ready_by_key(entries: Entries) -> None:
    expected = sorted((entry.key, entry.edition) for entry in ENTRIES if entry.ready)
    assert list(entries.editions()) == expected
    assert list(islice(entries.editions(), 1)) == expected[:1]


def test_a_document_is_found_by_all_it_is_known_by_in_drafts_too(entries: Entries) -> None:
    for entry in (*ENTRIES[:3], LATE[-1]):
        for document in identities_of(entry):
            assert [found.key for found in entries.of_document(document)] == [entry.key]
    assert list(entries.of_document("https://example.org/nobody")) == []


def test_several_threads_may_ask_at_once(entries: Entries) -> None:
    found: list[Entry] = []

    def ask() -> None:
        found.extend(entries[entry.key] for entry in LATE)
        found.extend(entries.at(range(5, len(ENTRIES))))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(entry.key for entry in found) == sorted(8 * [entry.key for entry in LATE])


def test_of_nothing_there_is_nothing(tmp_path: Path) -> None:
    nothing = ListedEntries()
    assert (len(nothing), len(nothing.ready), list(nothing.editions()), len(nothing.glances)) == (0, 0, [], 0)
