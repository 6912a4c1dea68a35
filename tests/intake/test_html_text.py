"""HTML as a reader sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.html_text import text_of


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two<br/>three</p>", "One\n\nTwo\nthree"),
        ("<h2>Head</h2>text <b>bold</b>, <a href='x'>linked</a>", "Head\n\ntext bold, linked"),
        ("<ul><li>one</li> <li>two</li></ul>", "one\ntwo"),
        ("broken\n   lines  and&nbsp;spaces", "broken lines and spaces"),
        ("a<script>if (a < b) { x('<p>') }</script>b<style>p {}</style>c", "abc"),
        ("<SCRIPT>x</SCRIPT>seen", "seen"),
        ("before <svg/> after <iframe src='x' /> end", "before after end"),
        ("<!-- not <p> seen -->seen<!DOCTYPE html><?php x ?>", "seen"),
        ("open <!-- for ever <p>x", "open"),
        ('<img alt="a > b" src="x">after', "after"),
        ("<a href='unclosed>text", "text"),
        ("1 < 2 and 3 > 2, x<y", "1 < 2 and 3 > 2, x<y"),
        ("&lt;b&gt; &amp;amp; &#8220;q&#8221; &#x4e2d;", "<b> &amp; “q” 中"),
        ("中文<em>强调</em>。", "中文强调。"),
        ("", ""),
    ],
)
def test_markup_becomes_text(markup: str, text: str) -> None:
    assert text_of(markup) == text


@given(
    st.lists(st.sampled_from(["<", ">", "<p>", "</p>", "<!--", "-->", "<script", "&", "'", '"', "<a b='"]) | st.text())
)
def test_any_markup_becomes_text_without_spaces_around_its_lines(pieces: list[str]) -> None:
    text = text_of("".join(pieces))
    assert text == text.strip()
    assert "\n\n\n" not in text


@given(st.text(alphabet=st.characters(exclude_characters="<&", categories=("L", "N", "P"))))
def test_text_without_markup_stays_as_it_is(text: str) -> None:
    assert text_of(text) == text
