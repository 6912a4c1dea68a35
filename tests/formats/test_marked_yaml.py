"""YAML as we read it: texts stay texts, lines are known, and what is not plain is refused."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats.marked_yaml import read_marked
from bot.formats.yaml_tree import DEPTH

TEXT = """\
# a comment
entries:
  - key: one
    ids: {arxiv: 2110.14168}
    published: 2024-09-12
  - key: no
    title:
      en: ~
      zh: 推理
    venue:
    links: null
    quoted: "~"
    count: 010
"""


def test_every_scalar_stays_the_text_that_was_written() -> None:
    document, faults = read_marked(TEXT, "a.yaml")
    assert faults == []
    assert document is not None
    assert document.value == {
        "entries": [
            {"key": "one", "ids": {"arxiv": "2110.14168"}, "published": "2024-09-12"},
            {
                "key": "no",
                "title": {"en": None, "zh": "推理"},
                "venue": None,
                "links": None,
                "quoted": "~",
                "count": "010",
            },
        ]
    }


def test_every_value_knows_its_line_and_a_missing_one_that_of_what_it_is_missing_from() -> None:
    document, _ = read_marked(TEXT.encode(), "a.yaml")
    assert document is not None
    assert document.line_of(("entries",)) == 2
    assert document.line_of(("entries", 0)) == 3
    assert document.line_of(("entries", 0, "ids", "arxiv")) == 4
    assert document.line_of(("entries", 1, "title", "zh")) == 9
    assert document.line_of(("entries", 0, "title", "zh")) == 3
    assert document.line_of(("nothing",)) == 2  # where the document's value begins
    fault = document.fault(("entries", 1, "venue"), key="no", what="venue is empty", remedy="delete it")
    assert str(fault) == "a.yaml:10: no: venue is empty, delete it"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "~"])
def test_a_file_that_says_nothing_is_none(text: str) -> None:
    document, faults = read_marked(text, "a.yaml")
    assert document is not None
    assert document.value is None
    assert faults == []


@pytest.mark.parametrize(
    ("text", "value", "printed"),
    [
        ("a: 1\nb: 2\na: {c: 3}\n", {"a": "1", "b": "2"}, ["a.yaml:3: “a” a second time (first in line 1), keep one"]),
        ("x:\n  a: 1\n  a: [1, {b: 2}]\n", {"x": {"a": "1"}}, ["a.yaml:3: “a” a second time (first in line 2)"]),
        ("a: &x 1\nb: *x\n", {"a": "1", "b": None}, ["a.yaml:1: an anchor (`&x`)", "a.yaml:2: an alias (`*x`)"]),
        ("a: 1\n<<: {b: 2}\n", {"a": "1"}, ["a.yaml:2: a merge key (`<<`)"]),
        ("a: !!int 1\n", {"a": "1"}, ["a.yaml:1: a YAML tag (“tag:yaml.org,2002:int”)"]),
        ("a: !!python/object/apply:os.system [x]\n", {"a": ["x"]}, ["a.yaml:1: a YAML tag"]),
        ("a: 1\n---\na: 2\n---\n- 3\n", {"a": "1"}, ["a.yaml:2: a second document"]),
        ("? [a, b]\n: 1\nc: 2\n", {"c": "2"}, ["a.yaml:1: a name that is not a text"]),
        ("? {a: b}\n: {c: d}\ne: f\n", {"e": "f"}, ["a.yaml:1: a name that is not a text"]),
    ],
)
def test_what_is_not_plain_is_a_fault_and_the_rest_is_still_read(text: str, value: object, printed: list[str]) -> None:
    document, faults = read_marked(text, "a.yaml")
    assert document is not None
    assert document.value == value
    assert [str(fault)[: len(start)] for fault, start in zip(faults, printed, strict=True)] == printed


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (b"a: 1\nb: \xff\n", "a.yaml:2: not UTF-8, save the file as UTF-8"),
        ("a: 1".encode("utf-16"), "a.yaml:1: not UTF-8, save the file as UTF-8"),
        ("a: 1\nb: \ud800\n", "a.yaml:2: half of a surrogate pair, retype the character"),
        ("\ufeffa: 1", "a.yaml:1: an invisible byte order mark, save the file as UTF-8 without BOM"),
        ("a: 1\n\nb: \x07", "a.yaml:3: the control character U+0007, delete it"),
        ("a: b\n\tc: d\n", "a.yaml:2: a tab in the indentation, indent with spaces"),
        ("a: 1\nb: c: d\n", "a.yaml:2: a colon and space inside a bare text, or a wrong indentation"),
        ("a: 1\nb: 'x\nc: 1\n", "a.yaml:2: a quotation mark that is never closed, close it"),
        ("a: 1\nb: [c, d\ne: f\n", "a.yaml:3: an unclosed bracket or a missing comma"),
        ("a: 1\nb: @c\n", "a.yaml:2: a character that must not begin a text"),
        ('a: "\\q"\n', "a.yaml:1: a backslash that YAML takes for an escape"),
        ("a:\n  - b: c\n   d: e\n", "a.yaml:3: a line that is not aligned with the list it is in"),
        ('a: "b" c\n', "a.yaml:1: a line not aligned with its siblings, or a quotation mark inside a text"),
        ("%YAML 9.9\n---\na: 1\n", "a.yaml:1: not YAML (found incompatible YAML document)"),
        ("a: 1\nb: " + "[" * (DEPTH + 1), "a.yaml:2: nested more than 20 levels deep, flatten it"),
        ("[" * 100_000, "a.yaml:1: nested more than 20 levels deep, flatten it"),
        ("- " * 10_000 + "x", "a.yaml:1: nested more than 20 levels deep, flatten it"),
    ],
)
def test_what_cannot_be_read_is_a_fault_with_its_line_and_a_remedy(text: str | bytes, printed: str) -> None:
    document, faults = read_marked(text, "a.yaml")
    assert document is None
    assert [str(fault)[: len(printed)] for fault in faults] == [printed]


def test_an_alias_bomb_is_not_expanded() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{one}: &{one} [*{other}, *{other}]\n" for other, one in itertools.pairwise("abcdefghi")
    )
    document, faults = read_marked(bomb, "a.yaml")
    assert document is not None
    assert document.value["i"] == [None, None]
    assert len(faults) == 9 + 16


YAML_PIECES = st.lists(
    st.sampled_from(
        [
            *"abc:-?[]{}&*!|>'\"%@`#,~\n\t \\",
            ": ",
            "- ",
            "\n  ",
            "\n- ",
            "---\n",
            "<<: ",
            "&x ",
            "*x",
            "!!int ",
            "推理",
            "\ud800",
        ]
    ),
    max_size=40,
).map("".join)


@given(st.one_of(st.text(), st.binary(), YAML_PIECES))
def test_any_text_gives_a_document_or_a_fault(text: str | bytes) -> None:
    document, faults = read_marked(text, "a.yaml")
    assert document is not None or faults
    assert all(fault.what and fault.remedy and fault.line >= 0 for fault in faults)
