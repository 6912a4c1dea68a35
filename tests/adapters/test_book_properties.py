"""Whatever entry, however written, whatever change: the file says just that afterwards, and all else is as it was."""

import random
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.book_files import FileBook
from bot.adapters.drafts_fields import fields_of
from bot.adapters.drafts_files import add_drafts
from bot.domain.candidate import Candidate
from bot.domain.changes import Changes
from bot.domain.faults import FaultsError
from bot.formats.marked_yaml import read_marked
from tests.adapters.styled import Hand, fields
from tests.adapters.test_catalog_yaml import TAGS
from tests.adapters.test_drafts_yaml import ANY, fit_ones

HEAD = "# of the file\ncollection: {title: {en: List, zh: 清单}}\n\nentries:\n"
BEFORE = "# of the one before\n- key: before\n  kind: post\n  title: {en: Before}\n  status: draft\n"
AFTER = "\n# of the one after\n- key: after\n  kind: post\n  title: {en: After}\n  status: draft  # yet\n# end\n"
CHANGEABLE = (
    "kind", "title", "authors", "organizations", "published", "language", "url", "venue", "links", "tags", "overview",
    "abstract", "reviewed", "drafted",
)  # fmt: skip


def a_book(root: Path, content: bytes) -> FileBook:
    (root / "entries").mkdir(exist_ok=True)
    (root / "tags.yaml").write_text(TAGS, encoding="utf-8")
    (root / "entries" / "list.yaml").write_bytes(content)
    return FileBook(root)


def some_changes(dice: random.Random, other: dict[str, Any]) -> Changes:
    """To what another draft has, or to nothing."""
    changes: dict[tuple[str, ...], Any] = {}
    for name in dice.sample(CHANGEABLE, dice.randrange(1, 5)):
        value = other.get(name)
        if isinstance(value, dict) and dice.random() < 0.7:
            part = dice.choice(["en", "zh"] if name in ("title", "overview") else list(value))
            changes[(name, part)] = value.get(part)
        else:
            changes[(name,)] = None if dice.random() < 0.2 else value
    return changes


def expected(fields: dict[str, Any], changes: Changes) -> dict[str, Any]:
    fields = {name: dict(value) if isinstance(value, dict) else value for name, value in fields.items()}
    for (name, *parts), value in changes.items():
        if not parts:
            fields[name] = value
        elif value is None:
            fields.get(name, {}).pop(parts[0], None)
        else:
            fields.setdefault(name, {})
            fields[name][parts[0]] = value
    return {name: value for name, value in fields.items() if value}


def read(content: bytes) -> Any:
    document, faults = read_marked(content, "")
    assert document is not None, (faults, content.decode())
    assert faults == []
    return document.value


def refused(book: FileBook, changes: Changes) -> str:
    """What is told where the change is not made; nothing must have happened then."""
    path = book.folder / "entries" / "list.yaml"
    before = path.read_bytes()
    try:
        book.change("draft", changes)
    except FaultsError as error:
        told = str(error)
    else:
        return ""
    assert path.read_bytes() == before
    assert "written so that" not in told, before.decode()
    return told


def a_file(dice: random.Random, own: str) -> tuple[str, str, str]:
    """A file around an entry: what is above it, the entry, what is below."""
    indent = own[: len(own) - len(own.lstrip(" "))]
    above, below = HEAD, ""
    if dice.random() < 0.7:
        above, below = above + textwrap.indent(BEFORE, indent), textwrap.indent(AFTER, indent)
    elif dice.random() < 0.3:
        own = own.rstrip("\n")
    ends = "\r\n" if dice.random() < 0.3 else "\n"
    return above.replace("\n", ends), own.replace("\n", ends), below.replace("\n", ends)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(st.integers(0, 2**40))
def test_a_change_changes_nothing_else(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    hand, draft, changes = Hand(dice), fields(dice, "draft"), some_changes(dice, fields(dice, "draft"))
    above, own, below = a_file(dice, hand.entry(draft, dice.choice(["", "  ", "    "])))
    content = (above + own + below).encode()
    position = bool(below)
    before = read(content)
    assert before["entries"][position] == draft, own
    book = a_book(tmp_path, content)
    if refused(book, changes):
        return
    changed = (tmp_path / "entries" / "list.yaml").read_bytes()
    after = read(changed)
    before["entries"][position] = expected(draft, changes)
    assert after == before
    assert changed.startswith(above.encode())
    assert changed.endswith(below.encode())
    names = {path[0] for path in changes}
    for text, field in hand.comments.items():
        if text in own and (field and field not in names):
            assert text in changed.decode(), (text, own, changed.decode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.integers(0, 2**40))
def test_an_entry_that_is_taken_out_takes_nothing_with_it(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    above, own, below = a_file(dice, Hand(dice).entry(fields(dice, "draft"), dice.choice(["", "  ", "    "])))
    book = a_book(tmp_path, (above + own + below).encode())
    book.remove("draft")
    changed = (tmp_path / "entries" / "list.yaml").read_bytes()
    assert changed.decode() == (above + below if below else above.replace("entries:", "entries: []"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(ANY, st.integers(0, 2**40))
def test_what_an_import_has_written_is_changed_too(tmp_path: Path, candidate: Candidate, seed: int) -> None:
    dice, path = random.Random(seed), tmp_path / "entries" / "list.yaml"
    book = a_book(tmp_path, HEAD.replace("entries:", "entries: []").encode())
    drafts = [replace(draft, key="draft") for draft in fit_ones([candidate])]
    add_drafts(path, drafts, source="list.md")
    changes = some_changes(dice, fields(dice, "draft"))
    if not drafts or refused(book, changes):
        return
    assert read(path.read_bytes())["entries"] == [expected(fields_of(drafts[0]), changes)]
