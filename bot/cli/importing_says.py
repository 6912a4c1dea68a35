"""What an import says: a table for people, JSON for programs."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.table import Column, Table
from rich.text import Text

from bot.app.importing import Arrival, DraftBook, Imported
from bot.cli.console import a_table, counted
from bot.domain.candidate import Candidate, Skipped
from bot.domain.incoming import Known
from bot.domain.suspicion import Ground
from bot.formats.nearest import shown

MOST_ROWS = 200  # of each kind; a screen is no place for more
FEW = 1  # draft: what is suspicious in it is said at it

NEW, SUSPICIOUS, KNOWN, SKIPPED = "new", "suspicious", "already there", "skipped"
_STYLES = {NEW: "green", SUSPICIOUS: "yellow", KNOWN: "dim", SKIPPED: "red"}


def table(imported: Imported) -> Table | None:
    """New first, then what is suspicious, known and skipped; None where there is nothing."""
    everywhere = _everywhere(imported)
    rows: defaultdict[str, list[tuple[int, Text]]] = defaultdict(list)
    for arrival in imported.new:
        looks = list(_looks(arrival, everywhere))
        text = _about(arrival.draft.key, _title(arrival.draft.fitted.candidate), *looks)
        rows[SUSPICIOUS if looks else NEW].append((arrival.draft.fitted.candidate.provenance.line, text))
    for known in imported.known:
        rows[KNOWN].append((known.candidate.provenance.line, _about(known.key, _title(known.candidate), *_is(known))))
    for skipped in imported.skipped:
        rows[SKIPPED].append((skipped.line, _about("", skipped.text, skipped.reason)))
    return _laid_out(rows) if rows else None


def _laid_out(rows: Mapping[str, Sequence[tuple[int, Text]]]) -> Table:
    laid = a_table(Column("", no_wrap=True), Column("line", justify="right", no_wrap=True), Column("", overflow="fold"))
    for status, style in _STYLES.items():
        of_this = rows.get(status, ())
        for line, text in of_this[:MOST_ROWS]:
            laid.add_row(Text(status, style), Text(str(line or "")), text)
        if len(of_this) > MOST_ROWS:
            laid.add_row(Text(status, style), "", Text(f"and {len(of_this) - MOST_ROWS} more; --json has all", "dim"))
    return laid


def _everywhere(imported: Imported) -> Counter[Ground]:
    """Suspicions of most drafts, and of how many: said at each, they would hide the others."""
    grounds = Counter(found.code for arrival in imported.new for found in arrival.suspicions)
    most = max(FEW, len(imported.new) // 2)
    return Counter({ground: count for ground, count in grounds.items() if count > most})


def _looks(arrival: Arrival, everywhere: Container[Ground]) -> Iterator[str]:
    """What to look at in this draft more than in the others."""
    for suspicion in arrival.suspicions:
        if suspicion.code not in everywhere:
            yield f"{suspicion.says}, {suspicion.remedy}"
    yield from arrival.draft.fitted.notes


def _is(known: Known) -> Iterator[str]:
    """What it is that is there already."""
    if known.title != _title(known.candidate):
        yield f"there as {shown(known.title, 200)}"
    place = "in the catalog" if known.entry else "above"
    yield f"{place}, by {'its address' if '://' in known.by else known.by}"


def _about(key: str, title: str, *looks: str) -> Text:
    parts = [Text(key, "bold")] if key else []
    parts += [Text(_printable(title)), *(Text(_printable(look), "dim") for look in looks)]
    return Text("\n").join(parts)


def counts(imported: Imported, path: Path, *, dry_run: bool) -> Iterator[Text]:
    """The last lines: what is so of most drafts, and what was done."""
    everywhere = _everywhere(imported)
    for ground, count in everywhere.items():
        found = next(found for each in imported.new for found in each.suspicions if found.code == ground)
        yield Text(f"! {count} of {len(imported.new)}: {found.says}, {found.remedy}", "yellow")
    new = len(imported.new)
    where = f" {'would go into' if dry_run else 'written to'} {path}" if new else ""
    drafts = (counted(new, "draft", "drafts") if new else "nothing new") + where
    suspicious = sum(any(_looks(arrival, everywhere)) for arrival in imported.new)
    others = ((suspicious, SUSPICIOUS), (len(imported.known), KNOWN), (len(imported.skipped), SKIPPED))
    yield Text.assemble(("✓ ", "green"), "; ".join([drafts, *(f"{count} {what}" for count, what in others if count)]))


def as_json(imported: Imported, book: DraftBook, path: Path, *, written: bool) -> dict[str, Any]:
    """Everything, in the source's order."""
    return {
        "into": str(path),
        "written": written,
        "new": [_new(arrival, book) for arrival in imported.new],
        "known": [_known(known) for known in imported.known],
        "skipped": [_skipped(skipped) for skipped in imported.skipped],
        "broken": str(imported.broken) if imported.broken else None,
    }


def _new(arrival: Arrival, book: DraftBook) -> dict[str, Any]:
    fitted = arrival.draft.fitted
    return {
        **_place(fitted.candidate),
        "entry": dict(book.fields(arrival.draft)),
        "labels": list(fitted.candidate.labels),
        "notes": list(fitted.notes),
        "suspicions": [
            {"code": found.code, "field": found.field, "says": found.says, "remedy": found.remedy}
            for found in arrival.suspicions
        ],
    }


def _known(known: Known) -> dict[str, Any]:
    where = "catalog" if known.entry else "source"
    return {
        **_place(known.candidate),
        "title": _title(known.candidate),
        "key": known.key,
        "there_as": known.title,
        "by": known.by,
        "in": where,
    }


def _skipped(skipped: Skipped) -> dict[str, Any]:
    return {"line": skipped.line, "text": skipped.text, "reason": skipped.reason}


def _place(candidate: Candidate) -> dict[str, Any]:
    found = candidate.provenance
    return {"line": found.line, "id": found.id, "section": list(found.section)}


def _title(candidate: Candidate) -> str:
    return candidate.title.en or candidate.title.zh or ""


def _printable(text: str) -> str:
    """Nothing that a terminal obeys."""
    return "".join(char if char.isprintable() else " " for char in text)
