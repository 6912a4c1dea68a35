"""Drafts into a collection, whichever of the two it is by its name: all of them or none."""

from collections.abc import Iterable
from pathlib import Path

from bot.adapters import drafts_jsonl, drafts_yaml
from bot.adapters.catalog_sources import JSONL, SUFFIXES
from bot.domain.faults import Fault, FaultsError
from bot.domain.incoming import Draft

_LONGEST = 100  # characters of a collection's name


def add_drafts(path: Path, drafts: Iterable[Draft], *, source: str) -> None:
    """Add them, as they come, to the collection, which is made where it is not there, named after the source.

    Raises FaultsError where the file has faults, OSError, and what comes instead of a draft. Then nothing is written.
    """
    _check_name(path)
    name = Path(source).name or source
    title = {"en": f"Imported: {name}"[:_LONGEST], "zh": f"导入：{name}"[:_LONGEST]}
    if path.suffix == JSONL:
        drafts_jsonl.add_drafts(path, drafts, title=title)
    else:
        drafts_yaml.add_drafts(path, list(drafts), title=title)


def _check_name(path: Path) -> None:
    """A collection is called as its file is, without the suffix: two must not be called the same."""
    for suffix in () if path.exists() else (*SUFFIXES, JSONL):
        other = path.with_suffix(suffix)
        if other.exists():
            what, remedy = f"the collection {path.stem} is in {other} already", "name that file, or choose another name"
            raise FaultsError([Fault(place=str(path), what=what, remedy=remedy)])
