"""The book port: the curated files, as people and intake write them. Each change is whole or none, and atomic."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from bot.domain.incoming import Draft

# Where in an entry → what stands there from now on; None takes it out. ``("title", "zh")``, ``("tags",)`` …
Changes = Mapping[tuple[str, ...], Any]


class UnknownKey(LookupError):
    """No file has an entry with this key."""


class Book(Protocol):
    """Files of entries. What is not changed stays as it is, byte for byte: comments, order, spacing, quotes.

    All raise FaultsError where a file is faulty, or would be after the change, with place and remedy; and OSError where
    it cannot be written, or somebody else has changed it meanwhile. Nothing is changed then.
    """

    def change(self, key: str, changes: Changes) -> None:
        """Write these fields of the entry. Raises UnknownKey."""

    def remove(self, key: str) -> None:
        """Take the entry out. Raises UnknownKey."""

    def add(self, path: Path, drafts: Sequence[Draft], *, source: str) -> None:
        """Add drafts to a file, which is made where it is not there."""
