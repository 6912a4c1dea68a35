"""What an import says to people: a table of the first of each kind, and how many there are."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from rich.table import Column, Table
from rich.text import Text

from bot.app.importing import Arrival, Outcome
from bot.cli.console import a_table, counted
from bot.domain.candidate import Candidate
from bot.domain.incoming import Known
from bot.domain.suspicion import Ground, Suspicion
from bot.formats.nearest import shown

MOST_ROWS = 200  # of each kind; a screen is no place for more
FEW = 1  # draft: what is suspicious in it is said at it

NEW, SUSPICIOUS, KNOWN, SKIPPED = "new", "suspicious", "already there", "skipped"
_STYLES = {NEW: "green", SUSPICIOUS: "yellow", KNOWN: "dim", SKIPPED: "red"}

_Looks = tuple[frozenset[Ground], bool]  # what is suspicious in a draft, and whether there are notes besides


@dataclass(frozen=True, kw_only=True)
class _Row:
    """What may be shown of a record."""

    number: int  # of its kind, in the source's order
    line: int
    key: str
    title: str
    suspicions: tuple[Suspicion, ...] = ()
    says: tuple[str, ...] = ()


class Summary:
    """Told of each outcome, it counts all and keeps the first of each kind."""

    def __init__(self) -> None:
        self.new = self.known = self.skipped = 0
        self._looks: Counter[_Looks] = Counter()
        self._examples: dict[Ground, Suspicion] = {}
        # Which drafts are suspicious is known in the end: what nearly all have is no reason to look at one of them.
        self._arrivals: defaultdict[_Looks, list[_Row]] = defaultdict(list)
        self._others: defaultdict[str, list[_Row]] = defaultdict(list)

    def take(self, outcome: Outcome) -> None:
        if isinstance(outcome, Arrival):
            self._arrived(outcome)
        elif isinstance(outcome, Known):
            self.known += 1
            if len(rows := self._others[KNOWN]) < MOST_ROWS:
                candidate = outcome.candidate
                place, title = candidate.provenance.line, title_of(candidate)
                rows.append(_Row(number=self.known, line=place, key=outcome.key, title=title, says=(*_is(outcome),)))
        else:
            self.skipped += 1
            if len(rows := self._others[SKIPPED]) < MOST_ROWS:
                says = (outcome.reason,)
                rows.append(_Row(number=self.skipped, line=outcome.line, key="", title=outcome.text, says=says))

    def _arrived(self, arrival: Arrival) -> None:
        self.new += 1
        for found in arrival.suspicions:
            self._examples.setdefault(found.code, found)
        fitted = arrival.draft.fitted
        looks = frozenset(found.code for found in arrival.suspicions), bool(fitted.notes)
        self._looks[looks] += 1
        if len(rows := self._arrivals[looks]) < MOST_ROWS:
            line, title = fitted.candidate.provenance.line, title_of(fitted.candidate)
            row = _Row(
                number=self.new, line=line, key=arrival.draft.key, title=title, suspicions=arrival.suspicions,
                says=fitted.notes,
            )  # fmt: skip
            rows.append(row)

    def table(self) -> Table | None:
        """New first, then what is suspicious, known and skipped; None where there is nothing."""
        everywhere = self._everywhere()
        arrivals: defaultdict[str, list[_Row]] = defaultdict(list)
        for looks, rows in self._arrivals.items():
            arrivals[SUSPICIOUS if _worth_a_look(looks, everywhere) else NEW] += rows
        counts = {
            SUSPICIOUS: self._suspicious(everywhere), NEW: self.new - self._suspicious(everywhere), KNOWN: self.known,
            SKIPPED: self.skipped,
        }  # fmt: skip
        shown_rows = {
            status: [(row.line, _about(row, everywhere)) for row in sorted(some, key=attrgetter("number"))[:MOST_ROWS]]
            for status, some in (arrivals | self._others).items()
        }
        return _laid_out(shown_rows, counts) if any(counts.values()) else None

    def counts(self, path: Path, *, dry_run: bool) -> Iterator[Text]:
        """The last lines: what is so of most drafts, and what was done."""
        everywhere = self._everywhere()
        for ground, count in everywhere.items():
            found = self._examples[ground]
            yield Text(f"! {count} of {self.new}: {found.says}, {found.remedy}", "yellow")
        where = f" {'would go into' if dry_run else 'written to'} {path}" if self.new else ""
        drafts = (counted(self.new, "draft", "drafts") if self.new else "nothing new") + where
        others = ((self._suspicious(everywhere), SUSPICIOUS), (self.known, KNOWN), (self.skipped, SKIPPED))
        said = "; ".join([drafts, *(f"{count} {what}" for count, what in others if count)])
        yield Text.assemble(("✓ ", "green"), said)

    def _everywhere(self) -> dict[Ground, int]:
        """Suspicions of most drafts, and of how many: said at each, they would hide the others."""
        grounds: Counter[Ground] = Counter()
        for (codes, _), count in self._looks.items():
            grounds.update(dict.fromkeys(codes, count))
        most = max(FEW, self.new // 2)
        return {ground: grounds[ground] for ground in self._examples if grounds[ground] > most}

    def _suspicious(self, everywhere: Container[Ground]) -> int:
        return sum(count for looks, count in self._looks.items() if _worth_a_look(looks, everywhere))


def _worth_a_look(looks: _Looks, everywhere: Container[Ground]) -> bool:
    codes, noted = looks
    return noted or any(code not in everywhere for code in codes)


def _laid_out(rows: Mapping[str, Sequence[tuple[int, Text]]], counts: Mapping[str, int]) -> Table:
    laid = a_table(Column("", no_wrap=True), Column("line", justify="right", no_wrap=True), Column("", overflow="fold"))
    for status, style in _STYLES.items():
        of_this = rows.get(status, ())
        for line, text in of_this:
            laid.add_row(Text(status, style), Text(str(line or "")), text)
        if more := counts[status] - len(of_this):
            laid.add_row(Text(status, style), "", Text(f"and {more} more; --json has all", "dim"))
    return laid


def _about(row: _Row, everywhere: Container[Ground]) -> Text:
    """What it is, and what to look at in it more than in the others."""
    looks = (f"{each.says}, {each.remedy}" for each in row.suspicions if each.code not in everywhere)
    parts = [Text(row.key, "bold")] if row.key else []
    parts += [Text(_printable(row.title)), *(Text(_printable(look), "dim") for look in (*looks, *row.says))]
    return Text("\n").join(parts)


def _is(known: Known) -> Iterator[str]:
    """What it is that is there already."""
    if known.title != title_of(known.candidate):
        yield f"there as {shown(known.title, 200)}"
    place = "in the catalog" if known.catalogued else "above"
    yield f"{place}, by {'its address' if '://' in known.by else known.by}"


def title_of(candidate: Candidate) -> str:
    return candidate.title.en or candidate.title.zh or ""


def _printable(text: str) -> str:
    """Nothing that a terminal obeys."""
    return "".join(char if char.isprintable() else " " for char in text)
