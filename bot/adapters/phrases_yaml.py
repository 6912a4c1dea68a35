"""The phrases of the interface, from ``phrases.<language>.yaml``: flat keys, texts with ``{name}`` places."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.domain.faults import Fault, FaultsError
from bot.domain.language import Language
from bot.formats.marked_yaml import read_marked

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_ONE = ".one"  # the twin of a phrase for a {count} of 1; a language without a singular leaves it out


@dataclass(frozen=True, kw_only=True)
class _Phrase:
    """One phrase and where it is written."""

    text: str
    place: str
    line: int

    @property
    def names(self) -> frozenset[str]:
        return frozenset(_PLACE.findall(self.text))


class Phrases:
    """All phrases in both languages: ``phrases(Language.ZH, "kind.paper")`` is ``论文``."""

    def __init__(self, texts: Mapping[Language, Mapping[str, str]]) -> None:
        self._texts = texts

    @classmethod
    def load(cls, *folders: Path) -> Self:
        """Reads both files; a phrase in an earlier folder wins over a later one's. Raises FaultsError."""
        faults: list[Fault] = []
        read: dict[Language, dict[str, _Phrase]] = {}
        for language in Language:
            read[language] = {}
            for folder in reversed(folders):
                read[language] |= _read(folder / f"phrases.{language}.yaml", faults)
        if not faults:
            faults += _differences(read)
        if faults:
            raise FaultsError(faults)
        return cls({language: {key: phrase.text for key, phrase in found.items()} for language, found in read.items()})

    def __call__(self, language: Language, key: str, /, **values: object) -> str:
        """The phrase as plain text. KeyError for an unknown key or a place without a value."""
        return "".join(self.filled(language, key, values, str, str))

    def __contains__(self, key: object) -> bool:
        return key in self._texts[Language.EN]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts[Language.EN])

    def filled(
        self,
        language: Language,
        key: str,
        values: Mapping[str, object],
        of_words: Callable[[str], str],
        of_value: Callable[[object], str],
    ) -> Iterator[str]:
        """The phrase in pieces, each made by one of the functions: values are escaped unlike words."""
        texts = self._texts[language]
        if str(values.get("count")) == "1" and key + _ONE in texts:
            key += _ONE
        # Split, words are at even and names at odd positions; so a value is never searched for places.
        for at, part in enumerate(_PLACE.split(texts[key])):
            yield of_value(values[part]) if at % 2 else of_words(part)


def _read(path: Path, faults: list[Fault]) -> dict[str, _Phrase]:
    """The phrases of one file, none where it does not exist; what is wrong with it goes to ``faults``."""
    if not path.exists():
        return {}
    document, wrong = read_marked(path.read_bytes(), str(path))
    faults += wrong
    if document is None or document.value is None:
        return {}
    if not isinstance(document.value, dict):
        faults.append(document.fault((), what="no list of phrases", remedy="write lines of `key: text`"))
        return {}
    found: dict[str, _Phrase] = {}
    for key, text in document.value.items():
        if wrong_with := _wrong(key, text):
            what, remedy = wrong_with
            faults.append(document.fault((key,), key=key[:80], what=what, remedy=remedy))
        else:
            found[key] = _Phrase(text=text, place=document.place, line=document.line_of((key,)))
    return found


def _wrong(key: str, text: object) -> tuple[str, str] | None:
    if not KEY.fullmatch(key):
        return "not a phrase's key", "write it like `card.read`"
    if not isinstance(text, str) or not text.strip():
        return "no text", "write the phrase behind the colon, in quotes if need be"
    if set("{}") & set(_PLACE.sub("", text)):
        return "a brace that holds no name", "write places like `{count}`; other braces cannot be used"
    return None


def _differences(read: Mapping[Language, Mapping[str, _Phrase]]) -> Iterator[Fault]:
    """Law 5: every phrase exists in both languages, with the same places."""
    for language in Language:
        mine, others = read[language], read[language.other]
        for key, phrase in mine.items():
            twin = others.get(key) or (others.get(key.removesuffix(_ONE)) if key.endswith(_ONE) else None)
            where = f"phrases.{language.other}.yaml"
            if twin is None:
                what, remedy = f"has no counterpart in {where}", "add it there"
            elif twin.names != phrase.names and not (key.endswith(_ONE) and phrase.names <= twin.names):
                names = ", ".join(sorted(twin.names)) or "none"
                what, remedy = f"other places than in {where} ({names})", "use the same names in both"
            else:
                continue
            yield Fault(place=phrase.place, line=phrase.line, key=key, what=what, remedy=remedy)
