"""One entry of a YAML collection is changed where it stands; whatever else somebody wrote there stays."""

import json
from pathlib import Path

import pytest

from bot.adapters.book_files import FileBook
from bot.domain.changes import Changes
from bot.domain.faults import FaultsError
from tests.adapters.test_catalog_yaml import TAGS

HEAD = "# of the list\ncollection: {title: {en: List, zh: 清单}}\n\nentries:\n"
OTHER = "  # another one\n  - key: other\n    kind: post   # its kind\n    title: {en: Other}\n    status: draft\n"
PROSE = "This sentence of the overview is in plain English words, and it is long enough to be folded at its end."
MADE = f"    overview:\n      en: >-\n        {PROSE.removesuffix(' end.')}\n        end.\n"


def a_book(root: Path, content: str | bytes, name: str = "list.yaml") -> FileBook:
    (root / "entries").mkdir(exist_ok=True)
    (root / "tags.yaml").write_text(TAGS, encoding="utf-8")
    (root / "entries" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return FileBook(root)


def file_of(book: FileBook, name: str = "list.yaml") -> str:
    return (book.folder / "entries" / name).read_bytes().decode()


def changed(root: Path, entry: str, changes: Changes) -> str:
    """The text of an entry between two others after the change; the others are as they were."""
    above, below = HEAD + OTHER, "\n" + OTHER.replace("other", "last") + "# the end"
    book = a_book(root, above + entry + below)
    book.change("notes", changes)
    content = file_of(book)
    assert content.startswith(above)
    assert content.endswith(below)
    return content[len(above) : len(content) - len(below)]


PLAIN = """\
  # imported from list.md:12
  - key: notes   # permanent
    kind: paper

    # as published
    title:
      en: Notes    # its name
      zh: 笔记
    venue: 'ICLR'  # where
    tags:
      - math   # mostly
      - test-time-compute
    abstract: >-   # theirs
      Words of the abstract
      in two lines.

    status: draft  # for now
    # the last word
"""


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({("title", "en"): "A: b"}, "en: Notes    # its name", 'en: "A: b"    # its name'),
        ({("title",): {"en": "More", "zh": "笔记"}}, "en: Notes ", "en: More "),
        ({("title", "zh"): None}, "      zh: 笔记\n", ""),
        ({("title", "en"): None}, "      en: Notes    # its name\n", ""),
        ({("venue",): "NeurIPS"}, "venue: 'ICLR'  # where", "venue: NeurIPS  # where"),
        ({("venue",): None}, "    venue: 'ICLR'  # where\n", ""),
        ({("status",): "rejected"}, "status: draft  # for", "status: rejected  # for"),
        ({("tags",): ["test-time-compute", "math"]}, "      - math   # mostly\n      - test-time-compute\n",
         "      - test-time-compute\n      - math   # mostly\n"),
        ({("tags",): ["math"]}, "\n      - test-time-compute\n", "\n"),
        ({("tags",): []}, "    tags:\n      - math   # mostly\n      - test-time-compute\n", ""),
        ({("abstract",): "Short words."}, "theirs\n      Words of the abstract\n      in two lines.\n",
         "theirs\n      Short words.\n"),
        ({("abstract",): "一句话。"}, ">-   # theirs\n      Words of the abstract\n      in two lines.\n",
         "一句话。   # theirs\n"),
        ({("abstract",): None},
         "    abstract: >-   # theirs\n      Words of the abstract\n      in two lines.\n", ""),
        ({("overview", "en"): PROSE}, "\n    status", "\n" + "    status"),
        ({("url",): "https://example.org/a?b#c"}, "    venue", "    url: https://example.org/a?b#c\n    venue"),
        ({("published",): "2024-09"}, "    venue", "    published: 2024-09\n    venue"),
        ({("ids", "doi"): "10.1000/a"}, "    venue", '    ids: {doi: "10.1000/a"}\n    venue'),
        ({("links", "code"): "https://example.org"}, "    tags",
         "    links:\n      code: https://example.org\n    tags"),
        ({("reviewed",): {"by": "Ada", "at": "2026-11-29"}, ("drafted",): "machine"}, "in two lines.\n",
         "in two lines.\n    drafted: machine\n    reviewed: {by: Ada, at: 2026-11-29}\n"),
        ({("organizations",): ["A, B", "OpenAI"]}, "    venue", '    organizations: ["A, B", OpenAI]\n    venue'),
        ({("kind",): "talk"}, "kind: paper", "kind: talk"),
    ],
)  # fmt: skip
def test_a_field_is_written_where_it_belongs(tmp_path: Path, changes: Changes, old: str, new: str) -> None:
    if ("overview", "en") in changes:
        old, new = "      - test-time-compute\n", "      - test-time-compute\n" + MADE
    assert old in PLAIN
    assert changed(tmp_path, PLAIN, changes) == PLAIN.replace(old, new)


def test_a_second_language_is_put_beside_the_first(tmp_path: Path) -> None:
    entry = PLAIN.replace("      zh: 笔记\n", "")
    assert changed(tmp_path, entry, {("title", "zh"): "笔记"}) == PLAIN
    entry = PLAIN.replace("      en: Notes    # its name\n", "")
    assert changed(tmp_path, entry, {("title", "en"): "Notes"}) == PLAIN.replace("    # its name", "")


def test_what_says_the_same_is_not_written_anew(tmp_path: Path) -> None:
    book = a_book(tmp_path, HEAD + PLAIN)
    before = (tmp_path / "entries" / "list.yaml").stat()
    book.change("notes", {("title",): {"zh": "笔记", "en": " Notes "}, ("url",): None, ("overview", "en"): ""})
    assert (tmp_path / "entries" / "list.yaml").stat() == before


FLOW = """\
  - {key: notes, "kind": paper,  # what
     title: {en: "Notes, more", zh: 笔记},
     venue: ICLR,   # where
     tags: [math,
            test-time-compute], status: draft }  # behind
"""


@pytest.mark.parametrize(
    ("changes", "old", "new"),
    [
        ({("title", "en"): "A, b"}, '"Notes, more"', '"A, b"'),
        ({("title", "en"): "A (b)"}, '"Notes, more"', "A (b)"),
        ({("title", "en"): None}, 'en: "Notes, more", ', ""),
        ({("title", "zh"): None}, ", zh: 笔记", ""),
        ({("venue",): None}, "     venue: ICLR,   # where\n", "     # where\n"),
        ({("tags",): None}, "     tags: [math,\n            test-time-compute], ", "     "),
        ({("tags",): ["math"]}, "[math,\n            test-time-compute]", "[math]"),
        ({("status",): "rejected"}, "draft }", "rejected }"),
        ({("abstract",): "A.\n\nB."}, "draft }", 'draft, abstract: "A.\\n\\nB." }'),
        ({("ids", "doi"): "10.1000/a"}, "笔记}", '笔记}, ids: {doi: "10.1000/a"}'),
        ({("published",): "2024"}, "笔记}", "笔记}, published: 2024"),
        ({("kind",): "talk"}, '"kind": paper', '"kind": talk'),
    ],
)
def test_between_brackets_too(tmp_path: Path, changes: Changes, old: str, new: str) -> None:
    assert old in FLOW
    assert changed(tmp_path, FLOW, changes) == FLOW.replace(old, new)


@pytest.mark.parametrize(
    ("entry", "changes", "after"),
    [
        ("  - key: notes\n    kind: post\n    title: {en: A}\n    status:   # none\n",
         {("status",): "draft"},
         "  - key: notes\n    kind: post\n    title: {en: A}\n    status: draft   # none\n"),
        ("  - key: notes\n    kind: post\n    title: {en: A}\n    ids: {}\n    links:\n    status: draft\n",
         {("ids", "doi"): "10.1000/a", ("links", "pdf"): "https://example.org/a.pdf"},
         '  - key: notes\n    kind: post\n    title: {en: A}\n    ids: {doi: "10.1000/a"}\n    links:\n'
         "      pdf: https://example.org/a.pdf\n    status: draft\n"),
        ("  - status: draft\n    key: notes\n    kind: post\n    title: {en: A}\n", {("status",): "rejected"},
         "  - status: rejected\n    key: notes\n    kind: post\n    title: {en: A}\n"),
        ("  - abstract: A\n    key: notes\n    kind: post\n    title: {en: A}\n    status: draft\n",
         {("abstract",): None}, "  - key: notes\n    kind: post\n    title: {en: A}\n    status: draft\n"),
        ("  - abstract: A  # theirs\n    key: notes\n    kind: post\n    title: {en: A}\n    status: draft\n",
         {("abstract",): None},
         "  -   # theirs\n    key: notes\n    kind: post\n    title: {en: A}\n    status: draft\n"),
        ("  -\n    # of it\n    key: notes\n    kind: post\n    title:\n      # below\n      Notes\n"
         "    status: draft\n",
         {("title",): {"en": "A"}},
         "  -\n    # of it\n    key: notes\n    kind: post\n    title:\n      en: A\n    status: draft\n"),
        ("  - ? key\n    : notes\n    kind: post\n    title: {en: A}\n    status: draft\n", {("kind",): "talk"},
         "  - ? key\n    : notes\n    kind: talk\n    title: {en: A}\n    status: draft\n"),
        ('  - {"key": "notes", "kind": "post", "title": {"en": "A"}, "status": "draft"}\n',
         {("title", "zh"): "记", ("venue",): "X", ("tags",): ["math"]},
         '  - {"key": "notes", "kind": "post", "title": {"en": "A", "zh": "记"}, "venue": "X", "tags": ["math"], '
         '"status": "draft"}\n'),
        ("  - {key: notes, kind: post, title: {en: A}, venue: , status: draft}\n", {("venue",): "X"},
         "  - {key: notes, kind: post, title: {en: A}, venue:  X, status: draft}\n"),
        ("  - {key: notes, kind: post, title: {en: A}, venue, status: draft}\n", {("venue",): "X"},
         "  - {key: notes, kind: post, title: {en: A}, venue: X, status: draft}\n"),
        ("  - key: notes\n    kind: post\n    title: {en: A}\n    overview:\n      zh: |+\n        记\n\n\n"
         "    status: draft\n",
         {("related",): ["other"]},
         "  - key: notes\n    kind: post\n    title: {en: A}\n    overview:\n      zh: |+\n        记\n\n\n"
         "    related: [other]\n    status: draft\n"),
    ],
    ids=["empty", "empty mappings", "first field", "first taken out", "comment at the hyphen", "value below",
         "question mark", "json", "empty in brackets", "bare in brackets", "blank lines that count"],
)  # fmt: skip
def test_however_unusual_the_entry_is_written(tmp_path: Path, entry: str, changes: Changes, after: str) -> None:
    assert changed(tmp_path, entry, changes) == after


def test_a_comment_further_in_than_a_folded_text_stays_a_comment(tmp_path: Path) -> None:
    entry = "  - key: notes\n    kind: post\n    title: {en: A}\n    abstract: Old.\n         # far in\n"
    entry += "    status: draft\n"
    after = changed(tmp_path, entry, {("abstract",): "New words."})
    assert after == entry.replace("Old.", "New words.")


def test_a_text_with_two_spaces_in_a_row_keeps_them(tmp_path: Path) -> None:
    book, text = a_book(tmp_path, HEAD + PLAIN), "Two  spaces, " * 19 + "and an end."
    book.change("notes", {("abstract",): text})
    assert book.entry("notes").abstract == text


def test_carriage_returns_stay(tmp_path: Path) -> None:
    book = a_book(tmp_path, (HEAD + PLAIN).replace("\n", "\r\n"))
    book.change("notes", {("overview",): {"en": PROSE, "zh": "一句话。"}, ("venue",): None})
    assert file_of(book).replace("\r\n", "").count("\n") == 0
    assert "overview:\r\n      en: >-\r\n        This" in file_of(book)


def test_a_file_that_is_json_stays_json(tmp_path: Path) -> None:
    entries = (f'  {{"key": "{key}", "kind": "post", "title": {{"en": "A"}}, "status": "draft"}}' for key in "ab")
    text = '{"collection": {"title": {"en": "L", "zh": "清"}},\n "entries": [\n' + ",\n".join(entries) + "\n]}\n"
    book = a_book(tmp_path, text)
    book.change("b", {("venue",): "X"})
    head, _, last = text.rpartition('{"en": "A"}')
    assert file_of(book) == head + '{"en": "A"}, "venue": "X"' + last
    book.remove("a")
    assert '"entries": [\n  {"key": "b"' in file_of(book)
    assert json.loads(file_of(book))["entries"][0]["venue"] == "X"


# What is refused


@pytest.mark.parametrize(
    ("entry", "line", "what"),
    [
        (PLAIN.replace("en: Notes", "en: &name Notes"), 16, "an anchor"),
        (PLAIN.replace("zh: 笔记", "zh: *name"), 17, "an alias"),
        (PLAIN.replace("kind: paper", "kind: paper\n    kind: post"), 13, "a second time"),
        (PLAIN.replace("venue: 'ICLR'", "venue: 'ICLR"), 18, "quotation mark"),
        (PLAIN.replace("kind: paper", "kinds: paper"), 11, "unknown field"),
        (PLAIN.replace("venue: 'ICLR'", "? venue"), 18, "venue is written so that it cannot be changed here, write"),
    ],
)
def test_a_file_that_cannot_be_read_right_is_left_alone(tmp_path: Path, entry: str, line: int, what: str) -> None:
    book = a_book(tmp_path, HEAD + OTHER + entry)
    with pytest.raises(FaultsError, match=what) as refused:
        book.change("notes", {("venue",): "NeurIPS"})
    assert line in {fault.line for fault in refused.value.faults}
    assert file_of(book) == HEAD + OTHER + entry


def test_a_byte_order_mark_is_told(tmp_path: Path) -> None:
    book = a_book(tmp_path, b"\xef\xbb\xbf" + (HEAD + PLAIN).encode())
    with pytest.raises(FaultsError, match=r"list\.yaml:1: an invisible byte order mark, save the file"):
        book.change("notes", {("venue",): "NeurIPS"})


def test_an_entry_that_would_be_faulty_is_told_with_its_place_in_the_file_as_it_is(tmp_path: Path) -> None:
    book = a_book(tmp_path, HEAD + OTHER + PLAIN)
    with pytest.raises(FaultsError) as refused:
        book.change("notes", {("overview", "zh"): "All in English words here.", ("published",): "yesterday"})
    assert [(fault.line, fault.key, fault.what.split(" ")[0]) for fault in refused.value.faults] == [
        (11, "notes", "overview.zh"),
        (11, "notes", "published"),
    ]
    assert file_of(book) == HEAD + OTHER + PLAIN


def test_whoever_makes_an_entry_ready_hears_what_is_missing(tmp_path: Path) -> None:
    book = a_book(tmp_path, HEAD + PLAIN)
    with pytest.raises(FaultsError) as refused:
        book.change("notes", {("status",): None})
    said = {fault.what for fault in refused.value.faults}
    assert said == {
        "overview is missing",
        "url is missing",
        "published is missing",
        "neither authors nor organizations are given",
    }
    everything: Changes = {
        ("overview",): {"en": PROSE, "zh": "一句话，说清楚。"},
        ("url",): "https://example.org/notes",
        ("published",): "2024-09-12",
        ("authors",): ["Ada"],
        ("status",): None,
        ("abstract",): None,
    }
    book.change("notes", everything)
    assert book.entry("notes").ready
    assert "status" not in file_of(book)


@pytest.mark.parametrize("text", ["\ufffe", "a\x00b", "a\u2028b", "a\x85b", "\ud800", "a\nb"])
def test_signs_that_no_file_may_hold_are_told(tmp_path: Path, text: str) -> None:
    book = a_book(tmp_path, HEAD + PLAIN)
    with pytest.raises(FaultsError):
        book.change("notes", {("venue",): text})
    assert file_of(book) == HEAD + PLAIN


# Taking out


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        ("notes", HEAD + OTHER + "\n" + OTHER.replace("other", "last")),
        ("last", HEAD + OTHER + "\n" + PLAIN),
        ("other", HEAD + PLAIN + "\n" + OTHER.replace("other", "last")),
    ],
)
def test_an_entry_is_taken_out_with_its_comment_and_its_gap(tmp_path: Path, key: str, kept: str) -> None:
    book = a_book(tmp_path, HEAD + OTHER + "\n" + PLAIN + "\n" + OTHER.replace("other", "last"))
    book.remove(key)
    rest = "    # the last word\n" if key == "notes" else ""
    assert file_of(book).replace(rest, "") == kept.replace(rest, "")


def test_the_last_of_a_file_leaves_an_empty_list(tmp_path: Path) -> None:
    a_book(tmp_path, HEAD + OTHER, "other.yaml")
    book = a_book(tmp_path, HEAD + PLAIN + "# end\n")
    book.remove("notes")
    assert file_of(book) == HEAD.replace("entries:", "entries: []") + "    # the last word\n# end\n"
    book.add(tmp_path / "entries" / "list.yaml", [], source="")
    assert [entry.key for entry in book.entries()] == ["other"]


def test_entries_between_brackets_are_taken_out_with_a_comma(tmp_path: Path) -> None:
    first, second = (f"{{key: {key}, kind: post, title: {{en: A}}, status: draft}}" for key in "ab")
    head = HEAD.replace("entries:\n", "entries: ")
    book = a_book(tmp_path, f"{head}[{first}, {second}]\n")
    book.remove("a")
    assert file_of(book) == f"{head}[{second}]\n"
    book.remove("b")
    assert file_of(book) == f"{head}[]\n"
