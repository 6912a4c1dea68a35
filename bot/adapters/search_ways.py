"""A word of a query → the ways in which an entry may have it, best first.

A way is a set of terms that an entry must all have, and terms by which it has them better.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import tantivy

from bot.adapters.analysis_tokens import Analysis, compounds_of, grams_of, parts_of, pieces_of
from bot.domain.search import How

# What a term is worth by where it stands: title over authors and tags over overview; and once more as it was written.
TITLE, NAMES, WRITTEN = 4.0, 3.0, {"words": 0.5, "title_words": 2.0}
# … and by how it matched. Prefixes and typos need none: they are looked for when these are not enough.
WORTH = {How.EXACT: 1.0, How.STEM: 1.0, How.PINYIN: 0.6, How.SYNONYM: 0.2, How.PREFIX: 1.0, How.TYPO: 1.0}

At = tuple[str, str]  # field, term


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to have a word: all of the ``terms``; better in the title, or in a name, or as it was written.

    What follows says what of a text to show for it (see ``search_marks``).
    """

    how: How
    terms: tuple[At, ...]
    title: tuple[At, ...] = ()
    names: tuple[At, ...] = ()
    written: tuple[At, ...] = ()
    stems: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()  # compounds, without what joins them
    runs: tuple[str, ...] = ()
    signs: str = ""  # syllables
    exact: tuple[str, ...] = ()  # words as written
    phrase: tuple[str, ...] = ()  # words and runs that stand together
    least: int = 0  # so many of the terms are enough; 0: all of them

    def as_(self, how: How) -> "Way":
        return replace(self, how=how)


class Ways:
    """Makes ways. For one thread at a time."""

    def __init__(self, analysis: Analysis, stemmer: tantivy.TextAnalyzer) -> None:
        self.analysis = analysis
        self._stemmer = stemmer

    def stem(self, word: str) -> str:
        return next(iter(self._stemmer.analyze(word)), word)

    def of(self, text: str) -> Way | None:
        """The text as it was written, its parts in any order; None where it has neither letter nor digit."""
        found: list[Way] = []
        for run, chain in pieces_of(self.analysis.fold(text)):
            found.append(self.of_run(run) if run else self.of_chain(chain))
        return together(found) if found else None

    def of_chain(self, chain: str) -> Way:
        """A word, or a compound: then its whole, which the index has however it is joined there."""
        parts = parts_of(chain)
        if len(parts) == 1 and (parts[0].isalpha() or parts[0].isdigit()):
            return self.of_word(parts[0])
        whole = "".join(parts)
        stem = self.stem(whole)
        return Way(
            how=How.EXACT,
            terms=(("stems", stem),),
            title=(("title", stem),),
            names=(("names", stem),),
            wholes=(whole,),
        )

    def of_parts(self, chain: str) -> Way | None:
        """Of a compound that is written apart elsewhere: ``chain-of-thought``, ``gpt4`` and even ``gpt version 4``."""
        parts = [part for part in parts_of(chain) if part]
        atoms = parts if len(parts) > 1 else list(compounds_of(parts))
        return together([self.of_word(atom) for atom in atoms]) if len(atoms) > 1 else None

    def of_word(self, word: str) -> Way:
        stem = self.stem(word)
        return Way(
            how=How.STEM,
            terms=(("stems", stem),),
            title=(("title", stem),),
            names=(("names", stem),),
            written=(("words", word), ("title_words", word)),
            stems=(stem,),
            exact=(word,),
        )

    def of_run_in_part(self, run: str) -> Way | None:
        """Most of the pairs of a run: ``大模型推理`` is in no text that says 大模型的推理."""
        pairs = len(run) - 1
        return replace(self.of_run(run), how=How.PREFIX, least=pairs - max(1, pairs // 3)) if pairs > 1 else None

    def of_run(self, run: str) -> Way:
        grams = [run] if len(run) == 1 else list(map(str.__add__, run, run[1:]))
        unique = tuple(dict.fromkeys(grams))
        return Way(
            how=How.EXACT,
            terms=tuple(("han", gram) for gram in unique),
            title=tuple(("title_han", gram) for gram in unique),
            names=tuple(("names_han", gram) for gram in unique),
            runs=(run,),
        )

    def by_pinyin(self, chain: str) -> Iterator[Way]:
        """As syllables."""
        for signs in self.analysis.pinyin.spelled(chain):
            yield from self.of_signs(signs)

    def of_signs(self, signs: str) -> Iterator[Way]:
        """Syllables in titles and names, and in longer texts where there are two of them at least."""
        terms = self.analysis.pinyin.terms(signs)
        title = tuple(("title_pinyin", term) for term in terms)
        names = tuple(("pinyin", term) for term in terms)
        yield Way(how=How.PINYIN, terms=title, title=title, signs=signs)
        yield Way(how=How.PINYIN, terms=names, names=names, signs=signs)
        if len(signs) > 1:
            yield Way(how=How.PINYIN, terms=tuple(("sounds", term) for term in terms), signs=signs)

    def phrase(self, text: str) -> Way | None:
        """Words that stand together, in this order and as they are written."""
        folded = self.analysis.fold(text)
        pieces = pieces_of(folded)
        plain = self.of(text)
        if plain is None:
            return None
        units = tuple(part for run, chain in pieces for part in ([run] if run else parts_of(chain)))
        runs = [run for run, _ in pieces if run]
        terms = [("pairs", pair) for pair in self.analysis.taken(text).pairs]
        terms += [("han", gram) for gram in grams_of(runs)]
        if len(units) == 1 and not runs:
            terms = [("words", units[0])]
        words = [("stems", self.stem(unit)) for unit in units if unit not in runs]
        return replace(plain, terms=tuple(dict.fromkeys([*terms, *words])), how=How.EXACT, phrase=units)


def together(ways: Sequence[Way]) -> Way:
    """All of them at once."""
    if len(ways) == 1:
        return ways[0]
    return Way(
        how=max((way.how for way in ways), key=list(How).index),
        terms=tuple(dict.fromkeys(term for way in ways for term in way.terms)),
        title=_all_in("title", ways),
        names=_all_in("names", ways),
        written=tuple(dict.fromkeys(at for way in ways for at in way.written)),
        stems=tuple(stem for way in ways for stem in way.stems),
        wholes=tuple(whole for way in ways for whole in way.wholes),
        runs=tuple(run for way in ways for run in way.runs),
        signs=next((way.signs for way in ways if way.signs), ""),
        exact=tuple(word for way in ways for word in way.exact),
    )


def _all_in(place: str, ways: Sequence[Way]) -> tuple[At, ...]:
    parts: list[tuple[At, ...]] = [getattr(way, place) for way in ways]
    return tuple(dict.fromkeys(at for part in parts for at in part)) if all(parts) else ()
