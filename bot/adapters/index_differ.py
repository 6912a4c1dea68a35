"""What an index has otherwise than the catalog: both are gone through by key, and no entry is looked at."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bot.adapters.index_manifest import Manifest
from bot.adapters.index_record import topics_of
from bot.domain.catalog import Catalog


class TooMany(Exception):
    """More differs than is worth an update."""


def differences(folder: Path, catalog: Catalog, *, most: int) -> tuple[list[str], list[str]]:
    """Keys of what the index has otherwise or not at all, and those it has for nothing. Raises TooMany.

    Of a catalog that the index is known to be of, nothing is gone through.
    """
    with Manifest.open(folder) as manifest:
        if manifest.is_of(catalog.fingerprint):
            return [], []
        renamed = _renamed(manifest, catalog, most)
        changed: list[str] = []
        gone: list[str] = []
        for key, wanted, held in _pairs(catalog.entries.editions(), manifest.editions()):
            if wanted is None:
                gone.append(key)
            elif wanted != held or key in renamed:
                changed.append(key)
            if len(changed) > most:
                raise TooMany
    return changed, gone


def settle(folder: Path, catalog: Catalog) -> None:
    """The index is as the catalog."""
    with Manifest.open(folder) as manifest:
        if not manifest.is_of(catalog.fingerprint):
            manifest.settle(catalog.fingerprint, topics_of(catalog.tags))


def _renamed(manifest: Manifest, catalog: Catalog, most: int) -> set[str]:
    """Keys of the entries one of whose tags has got other names."""
    before, after = manifest.topics(), topics_of(catalog.tags)
    other = {tag for tag in before.keys() | after.keys() if before.get(tag) != after.get(tag)}
    if not other:
        return set()
    glances = catalog.entries.glances
    touched = np.array([not other.isdisjoint(likes.tags) for likes in glances.distinct], np.bool_)
    positions = np.flatnonzero(touched[glances.likes] & glances.ready) if len(touched) else np.empty(0, np.int64)
    if len(positions) > most:
        raise TooMany
    return {catalog.entries.key_at(position) for position in positions.tolist()}


def _pairs(
    wanted: Iterator[tuple[str, str]], held: Iterator[tuple[str, str]]
) -> Iterator[tuple[str, str | None, str | None]]:
    """Each key of either side, with its editions; both sides are sorted by key."""
    one, other = next(wanted, None), next(held, None)
    while one or other:
        key = min(pair[0] for pair in (one, other) if pair)
        left = one[1] if one and one[0] == key else None
        right = other[1] if other and other[0] == key else None
        yield key, left, right
        one = one if left is None else next(wanted, None)
        other = other if right is None else next(held, None)
