"""Review: what waits for a curator's word, and what that word does to the files.

The order is: what readers have suggested, for somebody waits for an answer; then what a machine has completed, which
wants no more than a look; then the other drafts as the files have them; then what was put off, the longest first.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.app.book import Book, Changes, UnknownKey
from bot.domain.candidate import Candidate
from bot.domain.catalog import Catalog
from bot.domain.entry import Entry, Status
from bot.domain.faults import Fault
from bot.domain.identity import identities_of
from bot.domain.incoming import Draft, Fitted, Known, Sorter
from bot.domain.pages import Pages
from bot.domain.ports import Catalogs
from bot.domain.reviews import Reviews
from bot.domain.suggestions import Fate, Suggestion, Suggestions

MOST = 1000  # drafts that are looked at: who has more to review sees a part of them at a time
SOURCE = "Telegram"  # what the file of added drafts is named after


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One thing in the queue: a draft by its key, or what a reader suggests and nobody has looked at yet."""

    key: str = ""
    suggestion: Suggestion | None = None

    @property
    def item(self) -> str:
        return f"document {self.suggestion.document}" if self.suggestion else f"entry {self.key}"


@dataclass(frozen=True, kw_only=True)
class Lack:
    """Something without which an entry cannot be published."""

    path: tuple[str, ...]
    says: str  # what is missing and what to do, for whom no phrase says it


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of a candidate: a new draft, or an entry that was there already."""

    key: str
    by: str = ""  # what it shares with the one that was there
    notes: tuple[str, ...] = ()  # what was left out, moved or shortened to make a draft of it

    @property
    def known(self) -> bool:
        return bool(self.by)


class Gone(LookupError):
    """There is no such entry any more."""


class Changed(Exception):
    """Somebody else was faster. ``entry`` is what it is now."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(entry.key)
        self.entry = entry


class Incomplete(Exception):
    """What an approval would leave missing."""

    def __init__(self, lacks: Sequence[Lack]) -> None:
        super().__init__("; ".join(lack.says for lack in lacks))
        self.lacks = tuple(lacks)


@dataclass(frozen=True, kw_only=True)
class Files:
    """The curated files, as a review needs them."""

    book: Book
    entry: Callable[[str], Entry]  # as the files have it at this moment; raises UnknownKey and FaultsError
    fitted: Callable[[Candidate, Catalog], Fitted]  # raises Unfit
    collection: Path  # where drafts are added


class Reviewing:
    """One change at a time. All changes raise FaultsError and OSError, and have changed nothing then."""

    def __init__(
        self,
        *,
        catalogs: Catalogs,
        reload: Callable[[], Awaitable[Sequence[Fault]]],
        reviews: Reviews,
        suggestions: Suggestions,
        files: Callable[[], Files],
        lacking: Callable[[Entry], Sequence[Lack]],
        pages: Pages,
    ) -> None:
        """``files`` raises FaultsError where they are nobody's to change; ``lacking``: what an approval would miss."""
        self.reviews = reviews
        self.suggestions = suggestions
        self.pages = pages
        self.lacking = lacking
        self._catalogs = catalogs
        self._reload = reload
        self._files = files
        self._writing = asyncio.Lock()
        self._drafts: tuple[Catalog | None, tuple[str, ...]] = None, ()

    async def queue(self) -> list[Waiting]:
        """In the order of review, at most ``MOST`` drafts."""
        waiting = [Waiting(suggestion=each) for each in await self.suggestions.open()]
        waiting += [Waiting(key=key) for key in self._keys()]
        put_off = {item: number for number, item in enumerate(await self.reviews.put_off_items())}
        return sorted(waiting, key=lambda each: put_off.get(each.item, -1))

    def _keys(self) -> tuple[str, ...]:
        """Looked for once in each catalog, which may have a million entries."""
        catalog = self._catalogs.catalog
        if self._drafts[0] is not catalog:
            glances = catalog.entries.glances
            complete, others = glances.unreviewed, glances.draft & ~glances.unreviewed
            positions = [*complete.nonzero()[0][:MOST].tolist(), *others.nonzero()[0][:MOST].tolist()]
            self._drafts = catalog, tuple(catalog.entries.key_at(position) for position in positions[:MOST])
        return self._drafts[1]

    async def suggested(self, key: str) -> list[Suggestion]:
        """The readers' words that a draft comes from."""
        return [each for each in await self.suggestions.awaiting_news() if each.key == key]

    # Deciding

    async def approve(self, key: str, edition: str, *, by: str, on: dt.date) -> Sequence[Fault]:
        """Publish the entry as it was shown. Raises Gone, Changed and Incomplete.

        The faults returned are of other files: it is written, and in use as soon as they are mended.
        """
        reviewed = {"by": by, "at": on.isoformat()}
        changes: Changes = {("status",): None, ("abstract",): None, ("reviewed",): reviewed}
        faults = await self._decide(key, edition, changes, whole=True)
        await self._think_better_of(key)
        return faults

    async def reject(self, key: str, edition: str, *, by: str, on: dt.date) -> Sequence[Fault]:
        """Keep it as refused, so that no import brings it back; likewise."""
        changes: Changes = {("status",): Status.REJECTED.value, ("reviewed",): {"by": by, "at": on.isoformat()}}
        faults = await self._decide(key, edition, changes, whole=False)
        for each in await self.suggested(key):
            await self.suggestions.settle(each.document, Fate.REFUSED)
        return faults

    async def _think_better_of(self, key: str) -> None:
        """Who was refused the document before hears of it all the same when it is published."""
        entry = self._catalogs.catalog.get(key)
        for document in identities_of(entry) if entry else ():
            if any(each.fate is Fate.REFUSED for each in await self.suggestions.of_document(document)):
                await self.suggestions.settle(document, Fate.TAKEN, key=key)

    async def _decide(self, key: str, edition: str, changes: Changes, *, whole: bool) -> Sequence[Fault]:
        def unchanged(entry: Entry) -> bool:
            if entry.edition == edition and whole and (lacks := self.lacking(entry)):
                raise Incomplete(lacks)
            return entry.edition == edition

        faults = await self.change(key, changes, unchanged=unchanged)
        await self.reviews.take_up(Waiting(key=key).item)
        return faults

    async def change(self, key: str, changes: Changes, *, unchanged: Callable[[Entry], bool]) -> Sequence[Fault]:
        """Write these fields, if the entry is still what somebody has decided about. Raises Gone and Changed."""
        async with self._writing:
            files = self._files()
            try:
                entry = await asyncio.to_thread(files.entry, key)
                if unchanged(entry):
                    await asyncio.to_thread(files.book.change, key, changes)
                    return await self._reload()
            except UnknownKey as unknown:
                raise Gone(key) from unknown
            await self._reload()  # who is told so is shown it as it is now
            raise Changed(entry)

    async def refuse(self, suggestion: Suggestion) -> None:
        """What a reader suggests is not wanted; nothing of it comes into the files."""
        await self.suggestions.settle(suggestion.document, Fate.REFUSED)
        await self.reviews.take_up(Waiting(suggestion=suggestion).item)

    # Taking in

    async def take(self, candidate: Candidate) -> Taken:
        """Make a draft of it, if nothing there is the same document. Raises Unfit besides."""
        async with self._writing:
            files, catalog = self._files(), self._catalogs.catalog
            fitted = files.fitted(candidate, catalog)
            found = await asyncio.to_thread(lambda: Sorter(catalog).sort(fitted.candidate))
            if isinstance(found, Known):
                return Taken(key=found.key, by=found.by)
            draft = Draft(key=found.key, fitted=fitted)
            await asyncio.to_thread(files.book.add, files.collection, [draft], source=SOURCE)
            await self._reload()
            return Taken(key=found.key, notes=fitted.notes)

    async def take_suggested(self, suggestion: Suggestion) -> Taken:
        """Look at what a reader suggests, and take it in. Raises PageError besides."""
        taken = await self.take(await self.pages.candidate(suggestion.url))
        there = self._catalogs.catalog.get(taken.key)
        unwanted = taken.known and there is not None and there.status is Status.REJECTED
        await self.suggestions.settle(
            suggestion.document, Fate.REFUSED if unwanted else Fate.TAKEN, key=None if unwanted else taken.key
        )
        await self.reviews.take_up(Waiting(suggestion=suggestion).item)
        return taken
