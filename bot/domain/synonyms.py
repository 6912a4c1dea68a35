"""Synonyms: words and short phrases that a reader may use for one another, in either language."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Synonyms:
    """Groups of words as the curators wrote them; a word is in one group at most."""

    groups: tuple[tuple[str, ...], ...] = ()


NO_SYNONYMS = Synonyms()
