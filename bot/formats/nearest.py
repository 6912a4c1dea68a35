"""“Did you mean …?”: the known name nearest to a mistyped one."""

import difflib
from collections.abc import Iterable

LISTED = 12  # so many names can be listed in a sentence


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The most similar known name, or None where nothing is similar."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    # A mistyped name is short; comparing a pasted paragraph with thousands of names would take minutes.
    found = difflib.get_close_matches(name.casefold()[:100], by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str], *, otherwise: str) -> str:
    """A remedy: the nearest name, else the known ones where they are few, else ``otherwise``."""
    names = list(known)
    if found := nearest(name, names):
        return f"did you mean {found}?"
    return f"use one of {', '.join(names)}" if 0 < len(names) <= LISTED else otherwise


def shown(text: str, limit: int = 60) -> str:
    """A piece of somebody's text inside a sentence: quoted, short, with nothing that a terminal obeys."""
    text = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(letter if letter.isprintable() else f"<U+{ord(letter):04X}>" for letter in f"“{text}”")
