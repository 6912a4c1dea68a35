"""parse_mode HTML against Telegram's own reading: a table, and any text at all."""

import html
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sandbox.formatting import read_text
from bot.sandbox.rules import ApiError

E = tuple[Any, ...]


def read(text: str) -> tuple[str, list[E]]:
    """The text and its entities as (type, offset, length[, argument])."""
    found = read_text(text, parse_mode="HTML", entities=None)
    return found.text, [_short(entity.as_json()) for entity in found.entities]


def _short(entity: dict[str, Any]) -> E:
    arguments = [entity[name] for name in ("url", "language", "custom_emoji_id") if name in entity]
    if "user" in entity:
        arguments.append(entity["user"]["id"])
    return (entity["type"], entity["offset"], entity["length"], *arguments)


READINGS: list[tuple[str, str, list[E]]] = [
    ("plain", "plain", []),
    ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 2)]),
    ("<i>a</i> <em>b</em>", "a b", [("italic", 0, 1), ("italic", 2, 1)]),
    ("<u>a</u> <ins>b</ins>", "a b", [("underline", 0, 1), ("underline", 2, 1)]),
    ("<s>a</s> <strike>b</strike> <del>c</del>", "a b c", [("strikethrough", i, 1) for i in (0, 2, 4)]),
    ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
    ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
    ('<tg-emoji emoji-id="53683241">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2, "53683241")]),
    ('<a href="https://example.org">a</a>', "a", [("text_link", 0, 1, "https://example.org/")]),
    ('<a href="http://EXAMPLE.org/P?a&amp;b">a</a>', "a", [("text_link", 0, 1, "http://example.org/P?a&b")]),
    ("<a href='tg://user?id=1001'>Lin</a>", "Lin", [("text_mention", 0, 3, 1001)]),
    ("<a>example.org/x</a>", "example.org/x", [("text_link", 0, 13, "http://example.org/x")]),
    # A link Telegram cannot read is dropped in silence, its text stays.
    ('<a href="javascript:alert(1)">a</a> <a href="nonsense">b</a>', "a b", []),
    ("<code>a</code>", "a", [("code", 0, 1)]),
    ("<pre>a\nb</pre>", "a\nb", [("pre", 0, 3)]),
    ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1, "python")]),
    ('<code class="language-python"><pre>x</pre></code>', "x", [("pre", 0, 1, "python")]),
    ('<code class="language-python">x</code>', "x", [("code", 0, 1)]),
    ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
    ("<blockquote expandable>a\nb</blockquote>", "a\nb", [("expandable_blockquote", 0, 3)]),
    ("<blockquote expandable=''>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
    ("<B>a</B >", "a", [("bold", 0, 1)]),
    ("<b>a</>", "a", [("bold", 0, 1)]),
    ("<b onclick='x' id=y>a</b>", "a", [("bold", 0, 1)]),
    # UTF-16: an emoji is two units, a Chinese character one.
    ("😀<b>推理</b>", "😀推理", [("bold", 2, 2)]),
    # References: four names, decimal, hexadecimal; the semicolon may be missing; others stay as they are.
    ("&lt;b&gt; &amp; &quot; &#39;&#x4e2d;", "<b> & \" '中", []),
    ("&lt &nbsp; &apos; & &;", "< &nbsp; &apos; & &;", []),
    ("&amp;lt;", "&lt;", []),
    ("&#0; &#1114112; &#99999999999;", "&#0; &#1114112; &#99999999999;", []),
    # A mark is cut where another opens inside it; adjacent ones merge.
    ("<b>a<i>b</i>c</b>", "abc", [("bold", 0, 1), ("bold", 1, 2), ("italic", 1, 1)]),
    ("<b>a</b><b>b</b>", "ab", [("bold", 0, 2)]),
    ("<b><b>a</b></b>", "a", [("bold", 0, 1)]),
    # Code takes no marks, and no links inside links.
    ("<b>a<code>b</code>c</b>", "abc", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
    ("<b><code>b</code></b>", "b", [("code", 0, 1)]),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [("blockquote", 0, 2)]),
    ("<blockquote><b>a</b></blockquote>", "a", [("blockquote", 0, 1), ("bold", 0, 1)]),
    # Empty marks vanish, white space at the ends too (at the start only up to the first mark).
    ("<b></b>a", "a", []),
    ("  \n a \n ", "a", []),
    ("  <b> a </b>  ", " a", [("bold", 0, 2)]),
    ("a<b>  </b>", "a", []),
    ("a\r\n\tb\x07", "a\n b", []),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "text", "entities"), READINGS)
def test_markup_becomes_text_and_entities(markup: str, text: str, entities: list[E]) -> None:
    assert read(markup) == (text, entities)


REFUSALS = [
    ("推理<x>a</x>", 'Unsupported start tag "x" at byte offset 6'),
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
    ("a<b", "Unclosed start tag at byte offset 1"),
    ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8"),
    ('<a "x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("推</b>", "Unexpected end tag at byte offset 3"),
    ("<b>a</b", "Unclosed end tag at byte offset 4"),
    ("<b>a</b x>", "Unclosed end tag at byte offset 4"),
    ("<b>a <i>b</i>", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="x">a</tg-emoji>', "Invalid custom emoji identifier specified"),
    (
        "&#xd800;",
        "Text contains invalid Unicode characters after decoding HTML entities, "
        "check for unmatched surrogate code units",
    ),
]


@pytest.mark.parametrize(("markup", "reason"), REFUSALS)
def test_broken_markup_is_refused_word_for_word(markup: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        read(markup)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize("markup", [" ", "\n", "<b></b>", "<b> </b>", "\r"])
def test_markup_without_text_is_refused(markup: str) -> None:
    with pytest.raises(ApiError, match="text must be non-empty"):
        read(markup)


AUTOMATIC: list[tuple[str, list[tuple[str, str]]]] = [
    ("#过程监督 #process_supervision", [("hashtag", "#过程监督"), ("hashtag", "#process_supervision")]),
    ("#2024 #o1", [("hashtag", "#o1")]),
    ("a#b ##c #d#e #f。", [("hashtag", "#c"), ("hashtag", "#f")]),
    ("#self-play #思维链", [("hashtag", "#self"), ("hashtag", "#思维链")]),
    ("@o1_daily @ab @gif x@example", [("mention", "@o1_daily"), ("mention", "@gif")]),
    ("/search 推理, /help@demo_bot, a/b", [("bot_command", "/search"), ("bot_command", "/help@demo_bot")]),
    ("$AAPL $toolong $A1 US$USD", [("cashtag", "$AAPL")]),
    ("write to a.b@example.org.", [("email", "a.b@example.org")]),
    ("https://arxiv.org/abs/1?, arxiv.org.", [("url", "https://arxiv.org/abs/1"), ("url", "arxiv.org")]),
    ("(https://en.wikipedia.org/wiki/A_(b))", [("url", "https://en.wikipedia.org/wiki/A_(b)")]),
    ("README.md v1.2.3 e.g. 3.5 file.txt", [("url", "README.md")]),
    ("tg://resolve?domain=x gopher://example.org", [("url", "tg://resolve?domain=x")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), AUTOMATIC)
def test_telegram_finds_tags_links_and_names_by_itself(text: str, found: list[tuple[str, str]]) -> None:
    read_back = read_text(text, parse_mode=None, entities=None)
    units = read_back.text.encode("utf-16-le")
    words = [(e.type, units[2 * e.offset : 2 * e.end].decode("utf-16-le")) for e in read_back.entities]
    assert words == found


def test_code_hides_tags_and_links_from_telegram() -> None:
    assert read("<code>#tag</code> <a href='https://example.org'>#tag</a> <b>#tag</b>")[1] == [
        ("code", 0, 4),
        ("text_link", 5, 4, "https://example.org/"),
        ("hashtag", 10, 4),
        ("bold", 10, 4),
    ]


def test_after_a_hundred_entities_the_rest_is_dropped_in_silence() -> None:
    _, entities = read(" ".join(f"<b>{i}</b>" for i in range(120)))
    assert len(entities) == 100


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
@example("a <b>&amp;</b> &lt; \"quoted\" 'x'")
@example("　全角　")
def test_escaped_text_comes_back_verbatim(text: str) -> None:
    """Save what Telegram does to every text: control characters, carriage returns, spaces at the ends."""
    removed = {ord(c): None for c in "\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a"}
    expected = text.translate(removed).translate({c: " " for c in range(32) if c != 10}).strip(" \n")
    escaped = html.escape(text, quote=False)
    if not expected:
        with pytest.raises(ApiError):
            read_text(escaped, parse_mode="HTML", entities=None)
    else:
        assert read_text(escaped, parse_mode="HTML", entities=None).text == expected


@given(st.text(alphabet="<>/ab i&;#x\"'= \n推😀", max_size=40))
def test_any_markup_is_read_or_refused_and_entities_stay_inside_the_text(markup: str) -> None:
    try:
        found = read_text(markup, parse_mode="HTML", entities=None)
    except ApiError:
        return
    length = len(found.text.encode("utf-16-le")) // 2
    assert all(e.offset >= 0 and e.length > 0 and e.end <= length for e in found.entities)
