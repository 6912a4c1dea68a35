"""A gallery: entries as pictures that hang side by side, in every theme."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.entry import Entry
from bot.domain.language import BothNames


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One entry in one theme."""

    entry: Entry
    theme: str

    @property
    def path(self) -> str:
        """Of its picture, from the gallery's folder: ``night/lets-verify-step-by-step.png``."""
        return f"{self.theme}/{self.entry.key}.png"


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A piece that could not be drawn, and why."""

    piece: Piece
    why: str


@dataclass(frozen=True, kw_only=True)
class Gallery:
    """What hangs, in the order in which it is looked at, and what does not."""

    titles: tuple[BothNames, ...]  # of its collections
    themes: Mapping[str, BothNames]  # what people call them, in order
    hung: tuple[Piece, ...]
    missing: tuple[Missing, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Those of which at least one picture hangs."""
        return tuple({piece.entry.key: piece.entry for piece in self.hung}.values())
