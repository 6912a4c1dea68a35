"""The book: whole changes or none, beside the other entries and beside other writers."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.adapters.book_files import FileBook
from bot.adapters.catalog_yaml import load_catalog
from bot.domain.changes import UnknownKey
from bot.domain.faults import FaultsError
from tests.adapters.test_catalog_yaml import GOOD, HEAD, OTHER, a_folder, item
from tests.adapters.test_drafts_yaml import a_draft

ROOT = Path(__file__).parents[2]
LINES = "\n".join(
    [
        '{"collection": {"title": {"en": "Lines", "zh": "行"}}}',
        '{"key": "first", "kind": "post", "title": {"en": "First"}, "status": "draft"}',
        '{"key":"second","kind":"post","title":{"en":"Second"},"url":"https://example.org/second","status":"draft"}',
        "",
    ]
)


def a_book(root: Path, *entries: str, **files: str) -> FileBook:
    return FileBook(a_folder(root, *(entries or (GOOD, OTHER)), **files))


def content(book: FileBook) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (book.folder / "entries").iterdir()}


# Beside the other entries


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        (("url",), "http://www.arxiv.org/pdf/2201.11903v2", "the same document (arXiv 2201.11903) as chain-of-thought"),
        (("key",), "chain-of-thought", "the key chain-of-thought is taken by"),
        (("tags",), ["maths"], "the tag maths is unknown, did you mean math?"),
        (("related",), ["chain-of-thoughts"], "is no entry, did you mean chain-of-thought?"),
    ],
)
def test_a_rule_between_entries_is_kept(tmp_path: Path, name: tuple[str, ...], value: object, told: str) -> None:
    book = a_book(tmp_path, GOOD, other=HEAD + item(OTHER))
    before = content(book)
    with pytest.raises(FaultsError) as refused:
        book.change("lets-verify", {name: value, ("ids",): None, ("links", "pdf"): None})
    assert told in str(refused.value)
    assert content(book) == before


def test_what_keeps_the_rules_is_written(tmp_path: Path) -> None:
    book = a_book(tmp_path, GOOD, other=HEAD + item(OTHER))
    book.change("lets-verify", {("related",): ["chain-of-thought"], ("tags",): ["math"]})
    book.change("chain-of-thought", {("url",): "https://arxiv.org/abs/2201.11903v3"})
    entries = load_catalog(book.folder).entries
    assert entries["lets-verify"].related == ("chain-of-thought",)
    assert entries["chain-of-thought"].url == "https://arxiv.org/abs/2201.11903v3"


def test_what_others_name_neither_goes_nor_is_called_otherwise(tmp_path: Path) -> None:
    book = a_book(tmp_path, GOOD, other=HEAD + item(OTHER + "related: [lets-verify]\n"))
    before = content(book)
    attempts: list[Callable[[], None]] = [
        lambda: book.remove("lets-verify"),
        lambda: book.change("lets-verify", {("key",): "verify"}),
    ]
    for attempt in attempts:
        with pytest.raises(FaultsError, match=r"other\.yaml:21: chain-of-thought: related .* is lets-verify, which"):
            attempt()
    assert content(book) == before
    book.change("chain-of-thought", {("related",): None})
    book.change("lets-verify", {("key",): "verify"})
    assert set(load_catalog(book.folder).entries) == {"chain-of-thought", "verify"}


def test_a_fault_elsewhere_does_not_stand_in_the_way(tmp_path: Path) -> None:
    spoilt = HEAD + item(OTHER.replace("kind: paper", "kind: papers"))
    book = a_book(tmp_path, GOOD + "related: [nobody]\n", a="entries: [", other=spoilt)
    (book.folder / "tags.yaml").write_text(":", encoding="utf-8")
    book.change("lets-verify", {("venue",): "NeurIPS", ("tags",): ["not-known"], ("url",): "https://example.org/new",
                                ("ids",): None, ("links", "pdf"): None})  # fmt: skip
    assert book.entry("lets-verify").venue == "NeurIPS"
    book.change("chain-of-thought", {("kind",): "paper"})
    assert book.entry("chain-of-thought").venue == "ICLR 2024"


def test_a_file_that_may_have_the_key_and_cannot_be_read_is_told(tmp_path: Path) -> None:
    book = a_book(tmp_path, GOOD, broken=HEAD + item(OTHER) + "  - [")
    with pytest.raises(FaultsError, match=r"broken\.yaml:"):
        book.change("chain-of-thought", {("venue",): "X"})


@pytest.mark.parametrize("key", ["nobody", "lets", "verify", "collection", "math", ""])
def test_a_key_that_no_entry_has_is_unknown(tmp_path: Path, key: str) -> None:
    book = a_book(tmp_path, GOOD, OTHER)
    for attempt in (lambda: book.change(key, {("venue",): "X"}), lambda: book.remove(key), lambda: book.place(key)):
        with pytest.raises(UnknownKey):
            attempt()


def test_what_is_in_the_files_can_be_looked_at(tmp_path: Path) -> None:
    book = a_book(tmp_path, GOOD, other=HEAD + item(OTHER.replace("kind: paper", "kind: papers")))
    (book.folder / "entries" / ".hidden.yaml").write_text("entries: [", encoding="utf-8")
    (book.folder / "entries" / "lines.jsonl").write_text(LINES, encoding="utf-8")
    assert [entry.key for entry in book.entries()] == ["first", "second", "lets-verify"]
    assert book.place("second") == f"{book.folder}/entries/lines.jsonl:3"
    assert book.place("chain-of-thought") == f"{book.folder}/entries/other.yaml:3"
    with pytest.raises(FaultsError, match=r"other\.yaml:4: chain-of-thought: .*papers"):
        book.entry("chain-of-thought")


# Drafts


@pytest.mark.parametrize("name", ["list.yaml", "new.yaml", "new.jsonl"])
def test_drafts_are_added_once(tmp_path: Path, name: str) -> None:
    book = a_book(tmp_path, GOOD)
    path = book.folder / "entries" / name
    book.add(path, [a_draft()], source="a/list.md")
    assert book.entry("notes").authors[0] == "Karl Cobbe"
    before = content(book)
    with pytest.raises(FaultsError) as refused:
        book.add(book.folder / "entries" / "more.yaml", [a_draft(), a_draft(key="again")], source="list.md")
    assert {fault.what.split(" ")[0:2][1] for fault in refused.value.faults} == {"key", "same"}
    assert content(book) == before


# Beside other writers


def a_child(book: FileBook, key: str, name: str, times: int) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "tests.adapters.book_child", str(book.folder), key, name, str(times)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("key", ["lets-verify", "first"])
def test_of_two_writers_neither_loses_a_change(tmp_path: Path, key: str) -> None:
    book = a_book(tmp_path, GOOD, OTHER)
    (book.folder / "entries" / "lines.jsonl").write_text(LINES, encoding="utf-8")
    other = {"lets-verify": "chain-of-thought", "first": "second"}[key]
    writers = [a_child(book, key, "venue", 15), a_child(book, other, "venue", 15), a_child(book, key, "abstract", 15)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert (book.entry(key).venue, book.entry(key).abstract, book.entry(other).venue) == ("Number 14",) * 3
    assert set(content(book)) == {"list.yaml", "lines.jsonl"}
    for writer in writers:
        assert writer.stdout
        writer.stdout.close()


@pytest.mark.parametrize("name", ["list.yaml", "lines.jsonl"])
def test_a_writer_that_is_killed_leaves_a_whole_file(tmp_path: Path, name: str) -> None:
    entries = [OTHER.replace("2201.11903", f"2201.{number:05}").replace("chain-of-thought", f"paper-{number}")
               for number in range(20)]  # fmt: skip
    book = a_book(tmp_path, GOOD, *entries)
    (book.folder / "entries" / "lines.jsonl").write_text(LINES + many_lines(2_000), encoding="utf-8")
    key = {"list.yaml": "lets-verify", "lines.jsonl": "first"}[name]
    before = [entry.key for entry in book.entries()]
    for _ in range(3):
        writer = a_child(book, key, "venue", 10**6)
        assert writer.stdout
        writer.stdout.readline()
        stamp = (book.folder / "entries" / name).stat().st_ino
        while (book.folder / "entries" / name).stat().st_ino == stamp:  # so that it is in the midst of it
            assert writer.poll() is None
        writer.send_signal(signal.SIGKILL)
        writer.wait(60)
        writer.stdout.close()
        assert (book.entry(key).venue or "").startswith("Number ")
        assert [entry.key for entry in book.entries()] == before
    book.change(key, {("venue",): "After"})
    assert set(content(book)) == {"list.yaml", "lines.jsonl"}, "what the killed one left is swept away"


def many_lines(number: int) -> str:
    text = '{{"key": "line-{0}", "kind": "post", "title": {{"en": "Line {0}"}}, "status": "draft"}}\n'
    return "".join(map(text.format, range(number)))


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    book = a_book(tmp_path, GOOD)
    before = content(book)
    (book.folder / "entries").chmod(0o500)
    with pytest.raises(OSError, match=r"list\.yaml"):
        book.change("lets-verify", {("venue",): "X"})
    (book.folder / "entries").chmod(0o700)
    assert content(book) == before
