"""The synonyms, by what their words come to."""

from collections.abc import Sequence

from bot.adapters.analysis_tokens import parts_of, pieces_of
from bot.adapters.search_ways import Ways
from bot.domain.synonyms import Synonyms

LONGEST = 6  # words of a synonym

Units = tuple[str, ...]  # a word or phrase: stems, and runs of characters


def units_of(text: str, ways: Ways) -> Units:
    pieces = pieces_of(ways.analysis.fold(text))
    return tuple(unit for run, chain in pieces for unit in ([run] if run else map(ways.stem, parts_of(chain))))


class Thesaurus:
    """Finds the group of a word or phrase, whatever forms its words have."""

    def __init__(self, synonyms: Synonyms, ways: Ways) -> None:
        self._groups = {units_of(text, ways): group for group in synonyms.groups for text in group}
        runs = {units[0] for units in self._groups if len(units) == 1 and len(units[0]) > 1 and not units[0].isascii()}
        self._runs = sorted(runs, key=len, reverse=True)

    def others(self, units: Units) -> tuple[str, ...]:
        """The group, itself included; empty for what has no synonyms."""
        return self._groups.get(units, ())

    def beginning(self, words: Sequence[Units]) -> int:
        """How many of the words, from the first on, are together a phrase that has synonyms; 0 for none."""
        for count in range(min(len(words), LONGEST), 1, -1):
            if tuple(unit for units in words[:count] for unit in units) in self._groups:
                return count
        return 0

    def parted(self, run: str) -> list[str]:
        """The run as a word that has synonyms and what lies around it; empty where it holds none."""
        found = next((word for word in self._runs if word in run and word != run), None)
        return [part for part in run.partition(found) if part] if found else []
