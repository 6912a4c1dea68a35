"""Entries of a JSONL collection: a change writes one line anew, and of a long file only that line is in memory."""

import json
import random
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.book_files import FileBook
from bot.adapters.drafts_files import add_drafts
from bot.domain.entry import Status
from bot.domain.faults import FaultsError
from tests.adapters.styled import fields
from tests.adapters.test_book_properties import expected, some_changes
from tests.adapters.test_catalog_yaml import TAGS
from tests.adapters.test_drafts_yaml import a_draft

HEAD = '{"collection": {"title": {"en": "Lines", "zh": "行"}}}\n'
FIRST = '{"key": "first", "kind": "post", "title": {"en": "First of second"}, "status": "draft"}\n'
SECOND = (
    '{"key":"second","kind":"post","title":{"en":"Caf\\u00e9"},"published":2024,"ids":{"arxiv":2110.14160},'
    '"status":"draft"}\n'
)
THIRD = '  { "title": {"zh": "第三"},"kind": "post", "key": "third", "status": "draft" } \r\n'


def a_book(root: Path, content: str) -> FileBook:
    (root / "entries").mkdir(exist_ok=True)
    (root / "tags.yaml").write_text(TAGS, encoding="utf-8")
    (root / "entries" / "lines.jsonl").write_bytes(content.encode())
    return FileBook(root)


def file_of(book: FileBook) -> str:
    return (book.folder / "entries" / "lines.jsonl").read_bytes().decode()


def test_only_the_line_of_the_entry_is_written_anew(tmp_path: Path) -> None:
    book = a_book(tmp_path, HEAD + FIRST + SECOND + "\n" + THIRD)
    book.change("first", {("title", "zh"): "第一", ("venue",): "X", ("reviewed",): {"by": "Ada", "at": "2026-11-29"}})
    first = FIRST.replace('second"}', 'second", "zh": "第一"}, "venue": "X"')
    first = first.replace('"draft"}', '"draft", "reviewed": {"by": "Ada", "at": "2026-11-29"}}')
    assert file_of(book) == HEAD + first + SECOND + "\n" + THIRD
    book.change("third", {("kind",): "talk"})
    third = '{"title": {"zh": "第三"}, "kind": "talk", "key": "third", "status": "draft"}\r\n'
    assert file_of(book) == HEAD + first + SECOND + "\n" + third
    book.remove("first")
    assert file_of(book) == HEAD + SECOND + "\n" + third


@pytest.mark.parametrize(
    "line",
    [
        '{"key":"a","kind":"post","title":{"en":"é"},"status":"draft"}',
        '{"key": "a", "kind": "post", "title": {"en": "\\u00e9"}, "status": "draft"}',
        '{"key":"a","kind":"post","title":{"en":"\\u00e9"},"status":"draft"}',
    ],
)
def test_a_line_stays_in_its_style(tmp_path: Path, line: str) -> None:
    book = a_book(tmp_path, HEAD + line)
    book.change("a", {("status",): "rejected"})
    assert file_of(book) == HEAD + line.replace("draft", "rejected")


def test_numbers_count_as_the_text_that_was_written(tmp_path: Path) -> None:
    book = a_book(tmp_path, HEAD + SECOND)
    book.change("second", {("venue",): "X", ("published",): "2024"})
    assert book.entry("second").ids.arxiv == "2110.14160"
    assert '"2110.14160"' in file_of(book)


def test_what_says_the_same_is_not_written_anew(tmp_path: Path) -> None:
    book = a_book(tmp_path, HEAD + SECOND)
    before = (tmp_path / "entries" / "lines.jsonl").stat()
    book.change("second", {("published",): "2024", ("venue",): None})
    assert (tmp_path / "entries" / "lines.jsonl").stat() == before


def test_faults_are_told_with_their_line(tmp_path: Path) -> None:
    doubled = FIRST.replace('"kind": "post"', '"kind": "post", "kind": "talk"').replace("first", "doubled")
    book = a_book(tmp_path, HEAD + FIRST + "not json, but first\n" + doubled + SECOND)
    with pytest.raises(FaultsError, match=r"lines\.jsonl:2: first: overview is missing, write it in"):
        book.change("first", {("status",): None})
    with pytest.raises(FaultsError, match=r"lines\.jsonl:4: doubled: “kind” a second time, keep one of the two"):
        book.change("doubled", {("status",): "rejected"})
    with pytest.raises(FaultsError, match=r"lines\.jsonl:5: second: the key first is taken by .*lines\.jsonl:2"):
        book.change("second", {("key",): "first"})
    assert file_of(book) == HEAD + FIRST + "not json, but first\n" + doubled + SECOND


def test_where_a_line_cannot_be_read_nobody_says_that_a_key_does_not_exist(tmp_path: Path) -> None:
    book = a_book(tmp_path, HEAD + FIRST + '{"key": "other"\n')
    book.change("first", {("related",): ["other"]})
    assert book.entry("first").related == ("other",)


def test_a_line_that_is_too_long_is_no_entry(tmp_path: Path) -> None:
    long = FIRST.replace("first", "long").replace("First", "First" * 250_000)
    book = a_book(tmp_path, HEAD + long + SECOND)
    book.change("second", {("status",): "rejected"})
    assert file_of(book).startswith(HEAD + long + '{"key": "second"')
    assert book.entry("second").status is Status.REJECTED


def test_drafts_come_behind_what_is_there(tmp_path: Path) -> None:
    book = a_book(tmp_path, HEAD + FIRST.rstrip("\n"))
    path = tmp_path / "entries" / "lines.jsonl"
    add_drafts(path, iter([a_draft()]), source="list.md")
    content = file_of(book)
    assert content.startswith(HEAD + FIRST + '{"key": "notes", "kind": "paper", "title": {"en": "Notes: ')
    assert content.endswith('"status": "draft"}\n')


def test_a_new_collection_has_a_head_and_no_comments(tmp_path: Path) -> None:
    path = tmp_path / "new.jsonl"
    add_drafts(path, [a_draft()], source="some/list.md")
    head, line = path.read_text(encoding="utf-8").splitlines()
    assert json.loads(head) == {"collection": {"title": {"en": "Imported: list.md", "zh": "导入：list.md"}}}
    assert json.loads(line)["key"] == "notes"


def test_two_collections_are_not_called_the_same(tmp_path: Path) -> None:
    book = a_book(tmp_path, HEAD + FIRST)
    with pytest.raises(FaultsError, match=r"lines\.yaml: the collection lines is in .*lines\.jsonl already, name that"):
        add_drafts(tmp_path / "entries" / "lines.yaml", [a_draft()], source="list.md")
    assert [path.name for path in (book.folder / "entries").iterdir()] == ["lines.jsonl"]


def test_no_drafts_make_no_collection(tmp_path: Path) -> None:
    add_drafts(tmp_path / "new.jsonl", iter(()), source="list.md")
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_breaks_leaves_the_file_alone(tmp_path: Path) -> None:
    def broken() -> Any:
        yield a_draft()
        raise FileNotFoundError(2, "No such file", "source.bib")

    book = a_book(tmp_path, HEAD + FIRST)
    with pytest.raises(FileNotFoundError, match=r"source\.bib"):
        add_drafts(tmp_path / "entries" / "lines.jsonl", broken(), source="list.md")
    assert file_of(book) == HEAD + FIRST
    assert [path.name for path in (tmp_path / "entries").iterdir()] == ["lines.jsonl"]


@pytest.mark.parametrize("content", ["", FIRST, "[]\n", "\x00"])
def test_what_is_no_collection_gets_no_drafts(tmp_path: Path, content: str) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(FaultsError, match=r"list\.jsonl:1: does not begin with the head of a collection, write"):
        add_drafts(path, [a_draft()], source="list.md")
    assert path.read_text(encoding="utf-8") == content


def test_of_a_long_file_only_a_little_is_in_memory(tmp_path: Path) -> None:
    book = a_book(tmp_path, HEAD)
    filler = "".join(FIRST.replace("first", f"entry-{number}").replace("of", "x" * 6_000) for number in range(2_000))
    with (tmp_path / "entries" / "lines.jsonl").open("a", encoding="utf-8") as file:
        file.write(filler)
        file.write(SECOND)
    tracemalloc.start()
    book.change("second", {("venue",): "X"})
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 4_000_000 < len(filler)
    assert book.entry("second").venue == "X"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.integers(0, 2**40))
def test_a_change_changes_nothing_else(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    draft, changes = fields(dice, "draft"), some_changes(dice, fields(dice, "draft"))
    own = json.dumps(draft, ensure_ascii=dice.random() < 0.5) + dice.choice(["\n", "\r\n", " \n"])
    book = a_book(tmp_path, HEAD + FIRST + own + THIRD)
    try:
        book.change("draft", changes)
    except FaultsError:
        assert file_of(book) == HEAD + FIRST + own + THIRD
        return
    content = file_of(book)
    assert content.startswith(HEAD + FIRST)
    assert content.endswith(THIRD)
    changed = content[len(HEAD + FIRST) : -len(THIRD)]
    assert json.loads(changed) == expected(draft, changes)
    assert changed.count("\n") == 1
