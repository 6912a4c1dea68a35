"""The HTML of rich messages: what it becomes, what is refused, what is too much."""

import html
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sandbox.parameters import Parameters
from bot.sandbox.rich import RichMessage, read_rich
from bot.sandbox.rules import ApiError
from tests.sandbox.bot_api import faults_of, load
from tests.sandbox.rich_messages import EVERYTHING

API = load()


def read(markup: str, **more: Any) -> RichMessage:
    return read_rich(Parameters(values={"rich_message": {"html": markup} | more}))


def p(text: Any) -> dict[str, Any]:
    return {"type": "paragraph", "text": text}


def of(kind: str, text: Any, **more: Any) -> dict[str, Any]:
    return {"type": kind, "text": text, **more}


def item(label: str, *blocks: Any, **more: Any) -> dict[str, Any]:
    return {"label": label, "blocks": list(blocks), **more}


BLOCKS: list[tuple[str, list[Any]]] = [
    ("words", [p("words")]),
    ("<p>a</p>b<p>c</p>", [p("a"), p("b"), p("c")]),
    ("<h1>a</h1><h6>b</h6>", [of("heading", "a", size=1), of("heading", "b", size=6)]),
    ("a<hr>b<hr/>c<hr />", [p("a"), {"type": "divider"}, p("b"), {"type": "divider"}, p("c"), {"type": "divider"}]),
    ("<footer>a</footer>", [of("footer", "a")]),
    ("<pre> a\n  b\n</pre>", [of("pre", " a\n  b")]),
    ('<pre><code class="language-py">a &lt; b</code></pre>', [of("pre", "a < b", language="py")]),
    ("<blockquote>a<p>b</p></blockquote>", [{"type": "blockquote", "blocks": [p("a"), p("b")]}]),
    ("<blockquote>a <cite>b</cite>\n</blockquote>", [{"type": "blockquote", "blocks": [p("a")], "credit": "b"}]),
    ("<aside>a<cite><b>b</b></cite></aside>", [of("pullquote", "a", credit=of("bold", "b"))]),
    ("<details> <summary>a</summary>b</details>", [{"type": "details", "summary": "a", "blocks": [p("b")]}]),
    ("<details open><summary>a</summary></details>",
     [{"type": "details", "summary": "a", "blocks": [], "is_open": True}]),
    ("<ul>\n<li>a</li>\n<li><p>b</p>c</li></ul>",
     [{"type": "list", "items": [item("•", p("a")), item("•", p("b"), p("c"))]}]),
    ("<ol start=3><li>a</li><li value='9'>b</li><li>c</li></ol>",
     [{"type": "list", "items": [item(f"{n}.", p(x), value=n, type="1") for n, x in ((3, "a"), (9, "b"), (10, "c"))]}]),
    # What holds nothing to read is no block.
    ("a<p> </p><h2></h2><ul></ul><footer><b></b></footer><blockquote></blockquote><pre>\n</pre>", [p("a")]),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "blocks"), BLOCKS)
def test_tags_become_blocks(markup: str, blocks: list[Any]) -> None:
    assert list(read(markup).blocks) == blocks


TEXTS: list[tuple[str, Any]] = [
    # White space is one space, and none at the ends of lines; a line ends only with <br>.
    ("  a\n\n b\tc ", "a b c"),
    ("a <br> b<br/>", "a\nb"),
    ("a <b> b </b> c", ["a ", of("bold", "b "), "c"]),
    ("<b>a</b> <i>b</i>", [of("bold", "a"), " ", of("italic", "b")]),
    ("&lt;&amp;&quot;&apos;&nbsp;&hellip;&mdash;&#8212;&rdquo;", "<&\"'\u00a0…——”"),
    ("&copy; & a &amp;lt;", "&copy; & a &lt;"),
    # Marks stay as they were nested.
    ("<b>a<i>b</i>c</b>", of("bold", ["a", of("italic", "b"), "c"])),
    ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>",
     [of("bold", "a"), of("italic", "b"), of("underline", "c"), of("strikethrough", "d")]),
    ("<mark>a</mark><sub>b</sub><sup>c</sup><tg-spoiler>d</tg-spoiler>",
     [of("marked", "a"), of("subscript", "b"), of("superscript", "c"), of("spoiler", "d")]),
    ("<a href='HTTP://EXAMPLE.org/P'>a</a>", of("url", "a", url="http://example.org/P")),
    ("<a href='mailto:a@b.org'>a</a>", of("email_address", "a", email_address="a@b.org")),
    ("<a href='tel:+1'>a</a>", of("phone_number", "a", phone_number="+1")),
    ("<a href='tg://user?id=5'>a</a>",
     of("text_mention", "a", user={"id": 5, "is_bot": False, "first_name": "5"})),
    # What Telegram finds by itself, without its first sign; not in code or links, not across the borders of marks.
    ("#推理 a", [of("hashtag", "#推理", hashtag="推理"), " a"]),
    ("a @o1_daily", ["a ", of("mention", "@o1_daily", username="o1_daily")]),
    ("/cmd $USD", [of("bot_command", "/cmd", bot_command="cmd"), " ", of("cashtag", "$USD", cashtag="USD")]),
    ("😀 <b>a@b.org</b>", ["😀 ", of("bold", of("email_address", "a@b.org", email_address="a@b.org"))]),
    ("arxiv.org/abs/1", of("url", "arxiv.org/abs/1", url="arxiv.org/abs/1")),
    ("<code>#a</code> <a href='b.org'>#c</a>",
     [of("code", "#a"), " ", of("url", "#c", url="http://b.org/")]),
    ("x<b>#a</b> #<b>b</b>", ["x", of("bold", "#a"), " #", of("bold", "b")]),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "text"), TEXTS)
def test_inline_tags_become_rich_text(markup: str, text: Any) -> None:
    assert list(read(markup).blocks) == [p(text)]


def test_nothing_is_looked_for_where_that_was_not_wanted() -> None:
    assert list(read("#a @o1_daily", skip_entity_detection=True).blocks) == [p("#a @o1_daily")]


REFUSALS: list[tuple[str, str]] = [
    ("推理<x>a</x>", 'Unsupported start tag "x" at byte offset 6'),
    ("<div>a</div>", 'Unsupported start tag "div" at byte offset 0'),
    ("<p>a</b>", 'Unmatched end tag at byte offset 4, expected "</p>", found "</b>"'),
    ("a</p>", "Unexpected end tag at byte offset 1"),
    ("<details><summary>a</summary>", 'Can\'t find end tag corresponding to start tag "details"'),
    ("<br>a</br>", "Unexpected end tag at byte offset 5"),
    ("a<p", "Unclosed start tag at byte offset 1"),
    ("<b>a<p>b</p></b>", 'Tag "p" is out of place at byte offset 4'),
    ("<p>a<h1>b</h1></p>", 'Tag "h1" is out of place at byte offset 4'),
    ("<li>a</li>", 'Tag "li" is out of place at byte offset 0'),
    ("<cite>a</cite>", 'Tag "cite" is out of place at byte offset 0'),
    ("<blockquote><cite>a</cite>b</blockquote>", 'Tag "cite" is out of place at byte offset 12'),
    ("<details>a<summary>b</summary></details>", 'Tag "details" must begin with "summary" at byte offset 0'),
    ("<ul>a</ul>", 'Tag "ul" has only items in it, at byte offset 0'),
    ("<ol><p>a</p></ol>", 'Tag "ol" has only items in it, at byte offset 0'),
    ("<pre>a<b>b</b></pre>", 'Tag "pre" has only text in it, at byte offset 0'),
    ("&#xd800;", "Text contains invalid Unicode characters after decoding HTML entities, "
     "check for unmatched surrogate code units"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "reason"), REFUSALS)
def test_broken_markup_is_refused_in_the_words_of_parse_mode(markup: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        read(markup)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


OTHERS: list[tuple[str, str]] = [
    ("", "rich message must be non-empty"),
    (" <p> </p><b></b>", "RICH_MESSAGE_EMPTY"),
    ("<hr/><ul><li></li></ul><details><summary></summary></details>", "RICH_MESSAGE_EMPTY"),
    ("<a href='nonsense'>a</a>", "RICH_MESSAGE_URL_INVALID"),
    ("<a href='/relative'>a</a>", "RICH_MESSAGE_URL_INVALID"),
    ("<a href='javascript:alert(1)'>a</a>", "RICH_MESSAGE_URL_INVALID"),
    ("<a>example.org</a>", "RICH_MESSAGE_URL_INVALID"),
    ("<a href='#chapter'>a</a>", "the sandbox takes no links to places within a rich message"),
    ("<img src='https://example.org/a.png'/>", "the sandbox takes no <img> in a rich message"),
    ("<table><tr><td>a</td></tr></table>", "the sandbox takes no <table> in a rich message"),
]


@pytest.mark.parametrize(("markup", "words"), OTHERS)
def test_what_is_empty_or_beyond_the_sandbox_says_so(markup: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        read(markup)
    assert refusal.value.description == f"Bad Request: {words}"


@pytest.mark.parametrize("markdown", ["# a", {"markdown": "# a"}])
def test_markdown_is_not_taken(markdown: Any) -> None:
    wish = markdown if isinstance(markdown, dict) else {"html": "a", "markdown": markdown}
    with pytest.raises(ApiError, match="the sandbox takes rich messages as html, not as markdown"):
        read_rich(Parameters(values={"rich_message": wish}))


def nested(tag: str, depth: int) -> str:
    return f"<{tag}>" * depth + "a" + f"</{tag}>" * depth


LIMITS: list[tuple[str, str | None]] = [
    ("<h1>" + "&amp;" * 32_767 + "</h1>b", None),
    ("<h1>" + "&amp;" * 32_768 + "</h1>b", "RICH_MESSAGE_TEXT_TOO_LONG"),
    (f"<details><summary>a</summary>{'b' * 32_768}</details>", "RICH_MESSAGE_TEXT_TOO_LONG"),
    (f"<blockquote>{'a' * 32_768}<cite>b</cite></blockquote>", "RICH_MESSAGE_TEXT_TOO_LONG"),
    ("<p>a</p>" * 500, None),
    ("<p>a</p>" * 501, "RICH_MESSAGE_BLOCKS_TOO_MANY"),
    # A list, its items, and a paragraph in each of them.
    ("<ul>" + "<li>a</li>" * 249 + "</ul>b", None),
    ("<ul>" + "<li>a</li>" * 250 + "</ul>", "RICH_MESSAGE_BLOCKS_TOO_MANY"),
    (nested("blockquote", 16), None),
    (nested("blockquote", 17), "RICH_MESSAGE_DEPTH_INVALID"),
    (nested("b", 16), None),
    (f"<blockquote>{nested('b', 16)}</blockquote>", "RICH_MESSAGE_DEPTH_INVALID"),
]


@pytest.mark.parametrize(("markup", "refusal"), LIMITS, ids=range(len(LIMITS)))
def test_the_limits_are_telegrams(markup: str, refusal: str | None) -> None:
    if refusal is None:
        assert read(markup).blocks
    else:
        with pytest.raises(ApiError, match=f"^Bad Request: {refusal}$"):
            read(markup)


def test_what_there_is_to_read_comes_in_its_order() -> None:
    lines = read("<h1>a<i>b</i></h1><details><summary>c</summary>d</details><ul><li>e</li></ul>"
                 "<blockquote>f<cite>g</cite></blockquote>").text.split("\n")  # fmt: skip
    assert lines == ["ab", "c", "d", "e", "f", "g"]


def test_everything_the_sandbox_takes_is_of_the_bot_apis_types() -> None:
    for rtl in (False, True):
        assert faults_of(API, "RichMessage", read(EVERYTHING, is_rtl=rtl).as_json(), "rich") == []


LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=80)


@given(LETTERS)
@example("a <b>&amp;</b> &lt; \"quoted\" 'x'")
@example("{{7*7}} #let x = 1 \\input <script>")
def test_escaped_text_comes_back_verbatim(text: str) -> None:
    removed = {ord(c): None for c in "\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a"}
    expected = " ".join(part for part in text.translate(removed).split(" ") if part)
    for markup in (html.escape(text), f"<h2>{html.escape(text)}</h2>", f"<p><b>{html.escape(text)}</b></p>"):
        if expected:
            assert read(markup).text == expected
        else:
            with pytest.raises(ApiError, match="RICH_MESSAGE_EMPTY"):
                read(markup)


PIECES = ["<p>", "</p>", "<b>", "</b>", "<ul>", "</ul>", "<li>", "</li>", "<details>", "<summary>", "</summary>",
          "</details>", "<br>", "<hr/>", "<blockquote>", "</blockquote>", "<cite>", "</cite>", "<a href='b.org'>",
          "</a>", "<pre>", "</pre>", "#标签", " ", "\n", "a", "😀", "&lt;", "&", "<"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_markup_is_read_or_refused(markup: str) -> None:
    try:
        found = read(markup)
    except ApiError:
        return
    assert faults_of(API, "RichMessage", found.as_json(), "rich") == []
    assert found.text.strip()
