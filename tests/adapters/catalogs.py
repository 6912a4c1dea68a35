"""Data folders and their read models, for the tests of the catalog's readers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.adapters import catalog_kept, catalog_sources
from bot.adapters.catalog_judges import Batch, Judged, Judges
from bot.adapters.catalog_kept import KeptCatalog
from bot.adapters.catalog_model import FILE
from bot.adapters.catalog_stored import StoredEntries
from bot.adapters.catalog_yaml import load_catalog
from bot.domain.catalog import Catalog
from tests.adapters.test_catalog_yaml import GOOD, OTHER, TAGS, item
from tests.adapters.test_catalog_yaml import HEAD as YAML_HEAD

HEAD = {"collection": {"title": {"en": "List", "zh": "清单"}}}
# As JSON would have them: texts, and nothing that was guessed.
FIELDS: Mapping[str, Any] = yaml.load(GOOD, Loader=yaml.BaseLoader)
OTHERS: Mapping[str, Any] = yaml.load(OTHER, Loader=yaml.BaseLoader)


def a_line(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def lines(*values: Any, head: Any = HEAD) -> str:
    """A collection: texts stand as they are, everything else as JSON."""
    return "".join(f"{a_line(value)}\n" for value in ([head] if head else []) + list(values))


def numbered(number: int, **changes: Any) -> dict[str, Any]:
    """One of many entries that have nothing to do with each other."""
    url = f"https://example.com/papers/{number}"
    own = {"key": f"paper-{number}", "url": url, "title": {"en": f"Paper no. {number}", "zh": f"论文之{number}"}}
    return {**FIELDS, **own, "ids": {}, "links": {}, **changes}


def a_data_folder(root: Path, *, tags: str = TAGS, **files: str) -> Path:
    """Files of ``entries`` by name; ``__`` stands for the dot."""
    folder = root / "data"
    (folder / "entries").mkdir(parents=True, exist_ok=True)
    (folder / "tags.yaml").write_text(tags, encoding="utf-8")
    for name, text in files.items():
        (folder / "entries" / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


JUDGED: list[int] = []  # numbers of the lines that were judged since it was cleared


class CountingJudges(Judges):
    """The judges, with a note of what comes before them."""

    def judged(self, batches: Iterable[Batch], place: str) -> Iterator[list[Judged]]:
        def noted() -> Iterator[Batch]:
            for batch in batches:
                JUDGED.extend(line.number for line, _ in batch)
                yield batch

        return super().judged(noted(), place)


def three_collections(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of nine, one and two entries; files just written count as if they were old."""
    monkeypatch.setattr(catalog_sources, "TICK", -(10**12))
    monkeypatch.setattr(catalog_kept, "Judges", CountingJudges)
    JUDGED.clear()
    return a_data_folder(
        root,
        a__jsonl=lines(*map(numbered, range(9))),
        b__yaml=YAML_HEAD + item(GOOD),
        c__jsonl=lines(numbered(20), numbered(21)),
    )


def read_once(folder: Path, root: Path) -> KeptCatalog:
    kept = KeptCatalog(folder, root / "model")
    kept.load()
    assert len(JUDGED) == 11
    JUDGED.clear()
    return kept


def model(tmp_path: Path) -> Path:
    """The file in use."""
    root = tmp_path / "model"
    return root / (root / "current").read_text() / FILE


def ids(catalog: Catalog) -> dict[str, int]:
    """Which rows of the model the entries are."""
    entries = catalog.entries
    assert isinstance(entries, StoredEntries)
    return dict(entries.seat.ask(lambda model: model.ask("SELECT key, id FROM names").fetchall()))


def as_read(folder: Path, catalog: Catalog) -> bool:
    """Whether it is what a reading of the files in memory gives."""
    expected = load_catalog(folder)
    return (
        list(catalog) == list(expected)
        and (catalog.tags, catalog.collections, catalog.synonyms, catalog.fingerprint)
        == (expected.tags, expected.collections, expected.synonyms, expected.fingerprint)
        and list(catalog.entries.editions()) == list(expected.entries.editions())
        and catalog.entries.glances.likes.tolist() == expected.entries.glances.likes.tolist()
        and [catalog.entries.position_of(key) for key in expected.entries] == list(range(len(expected)))
    )


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
