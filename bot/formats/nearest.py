"""“Did you mean …?”: the known names nearest to a mistyped one."""

import difflib
import re
from collections.abc import Iterable

LISTED = 12  # so many names can be listed in a sentence


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The most similar known name, or None where nothing is similar."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    # A mistyped name is short; comparing a pasted paragraph with thousands of names would take minutes.
    found = difflib.get_close_matches(name.casefold()[:100], by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def near_keys(typed: str, keys: Iterable[str], *, most: int) -> list[str]:
    """The keys somebody may mean who remembers a part: those that begin with it, then those of which a word does,
    then those that contain it. Only where there are none, those that are similar, or have a similar word.
    """
    part = "-".join(re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", typed.casefold())))
    if not part:
        return []
    known = list(keys)
    named = [
        *(key for key in known if key.startswith(part)),
        *(key for key in known if f"-{part}" in key),
        *(key for key in known if part in key),
    ]
    if not named:
        having: dict[str, list[str]] = {}
        for key in known:
            for name in (key, *key.split("-")):
                having.setdefault(name, []).append(key)
        named = [key for name in difflib.get_close_matches(part, having, n=most, cutoff=0.6) for key in having[name]]
    return list(dict.fromkeys(named))[:most]


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
