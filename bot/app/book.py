"""The book port: the curated files, as people and intake write them. Each change is whole or none, and atomic."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bot.domain.changes import Changes, UnknownKey
from bot.domain.incoming import Draft

__all__ = ["Book", "Changes", "UnknownKey"]


class Book(Protocol):
    """Files of entries. What is not changed stays as it is, byte for byte: comments, order, spacing, quotes.

    All raise FaultsError, with place and remedy, where the change would bring a fault or leave one in its entry, or the
    file cannot be read right; a fault that is elsewhere already does not stand in the way. And OSError where the file
    cannot be written, or somebody else changes it again and again meanwhile. Nothing is changed then. They take as long
    as it takes to read the files through: not on the event loop.
    """

    def change(self, key: str, changes: Changes) -> None:
        """Write these fields of the entry: a draft that loses its ``status`` must be complete. Raises UnknownKey."""

    def remove(self, key: str) -> None:
        """Take the entry out, which no other may name as related. Raises UnknownKey."""

    def add(self, path: Path, drafts: Sequence[Draft], *, source: str) -> None:
        """Add drafts, which no entry may be already, to a file, which is made where it is not there."""
