"""Reads the index: its state as it was last committed, with what is known of words beside it."""

import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import tantivy

from bot.adapters.analysis_tables import tables
from bot.adapters.analysis_tokens import Analysis, analysis_of
from bot.adapters.index_manifest import Manifest
from bot.adapters.index_schema import STEMS, analyzers, open_index
from bot.adapters.search_compile import Filters
from bot.adapters.search_marks import Marks
from bot.adapters.search_plan import Planner
from bot.adapters.search_steps import Ranking, Snapshot
from bot.adapters.search_thesaurus import Thesaurus
from bot.adapters.search_vocabulary import Vocabulary
from bot.adapters.search_ways import Ways
from bot.domain.query import Query
from bot.domain.synonyms import NO_SYNONYMS, Synonyms

SHORT = 2  # letters of a beginning whose completions are kept at hand: they are many, and asked for all the time


class Reader:
    """Synchronous, and for several threads at once. What is committed later is seen after ``renew``."""

    def __init__(self, index: tantivy.Index, analysis: Analysis, synonyms: Synonyms = NO_SYNONYMS) -> None:
        self.index = index
        self.analysis = analysis
        self.planning = threading.Lock()
        self._vocabularies: tuple[Vocabulary, ...] = ()
        self._learned: set[str] = set()
        self._ways = Ways(analysis, analyzers()[STEMS])
        self._marks = Marks(self._ways)
        self.renew(synonyms)

    @classmethod
    def open(cls, folder: Path, synonyms: Synonyms = NO_SYNONYMS) -> "Reader":
        """Raises OSError, ValueError, sqlite3.Error or TablesError where the folder's index cannot be read."""
        reader = cls(open_index(folder / "index"), analysis_of(tables(folder.parent)), synonyms)
        reader._vocabularies = (Vocabulary.open(folder),)
        reader.learn(folder)
        return reader

    def learn(self, folder: Path) -> None:
        """The words that have come since the vocabulary was written, whatever process brought them."""
        with Manifest.open(folder) as manifest:
            words = set(manifest.words())
        if words != self._learned:
            self._learned = words
            self._vocabularies = (*self._vocabularies[:1], Vocabulary.of_words(words))

    def renew(self, synonyms: Synonyms | None = None) -> None:
        """See what has been committed; with other synonyms, if these have changed."""
        if synonyms is not None:
            self._thesaurus = Thesaurus(synonyms, self._ways)
        self.index.reload()
        searcher = self.index.searcher()

        @lru_cache(maxsize=2_000)
        def at_hand(name: str, beginning: str, most: int) -> tuple[str, ...]:
            return tuple(term for term, _ in searcher.terms_with_prefix(name, beginning, limit=most))

        def prefixed(name: str, beginning: str, most: int) -> Sequence[str]:
            if len(beginning) <= SHORT:
                return at_hand(name, beginning, most)
            return [term for term, _ in searcher.terms_with_prefix(name, beginning, limit=most)]

        planner = Planner(
            self._ways,
            self._thesaurus,
            frequency=lru_cache(maxsize=10_000)(searcher.doc_freq),
            completions=lambda word, most: prefixed("words", word, most),
            near=self._near,
        )
        filters = Filters(self._ways, prefixed, planner.literal)
        self.snapshot = Snapshot(searcher, planner, filters, self._marks, self.planning)

    def _near(self, word: str) -> list[str]:
        return [other for vocabulary in self._vocabularies for other in vocabulary.near(word)]

    def __len__(self) -> int:
        return len(self.snapshot)

    def find(self, query: Query, *, limit: int = 10, offset: int = 0, posted: frozenset[str] = frozenset()) -> Ranking:
        return self.snapshot.find(query, limit=limit, offset=offset, posted=posted)
