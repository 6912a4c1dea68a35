"""Entries of feeds, from bytes."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.candidate import Candidate, Harvest
from bot.domain.entry import OVERVIEW_LIMIT, TITLE_LIMIT, URL_LIMIT, Kind
from bot.intake.feed import read

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://lab.example.org/blog/">
  <title type="html">The &lt;i&gt;Lab&lt;/i&gt; &amp;amp; Friends</title>
  <link href="https://lab.example.org/"/>
  <entry>
    <title type="html">Why &lt;b&gt;models&lt;/b&gt; think &amp;amp; wait</title>
    <link rel="self" href="feed/1"/>
    <link rel="alternate" href="2024/thinking?utm_source=feed&amp;page=2"/>
    <id>tag:lab.example.org,2024:1</id>
    <author><name>Ada Bell</name><email>ada@example.org</email></author>
    <author><name>Bo Chen</name></author>
    <published>2024-09-12T10:00:00Z</published>
    <updated>2024-10-01T10:00:00Z</updated>
    <category term="reasoning" label="Reasoning"/><category term="o1"/>
    <summary type="html">&lt;p&gt;First.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;
      &lt;p&gt;Second&lt;br&gt;third.&lt;/p&gt;</summary>
    <content type="html">&lt;p&gt;All of it.&lt;/p&gt;</content>
  </entry>
</feed>
"""


def rss(*items: str, channel: str = "<title>The Lab</title><link>https://lab.example.org/</link>") -> bytes:
    return (
        '<?xml version="1.0"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        f"<channel>{channel}\n" + "\n".join(f"<item>{item}</item>" for item in items) + "</channel></rss>"
    ).encode()


def item(more: str = "", *, title: str = "A title", link: str = "https://a.example.org/1") -> str:
    return f"<title>{title}</title><link>{link}</link>{more}"


def only(content: bytes) -> Candidate:
    harvest = read(content, "feed.xml")
    assert harvest.skipped == ()
    [candidate] = harvest.candidates
    return candidate


def reasons(content: bytes) -> list[tuple[int, str, str]]:
    return [(each.line, each.text, each.reason) for each in read(content, "feed.xml").skipped]


# Formats


def test_an_atom_entry_becomes_a_candidate() -> None:
    candidate = only(ATOM.encode())
    assert str(candidate.provenance) == "feed.xml:5 tag:lab.example.org,2024:1"
    assert candidate.provenance.format == "feed"
    assert (candidate.title.en, candidate.title.zh) == ("Why models think & wait", None)
    assert candidate.url == "https://lab.example.org/blog/2024/thinking?page=2"
    assert candidate.authors == ("Ada Bell", "Bo Chen")
    assert candidate.organizations == ("The Lab & Friends",)
    assert str(candidate.published) == "2024-09-12"
    assert candidate.labels == ("Reasoning", "o1")
    assert candidate.overview.en == "First.\n\nSecond\nthird."
    assert (candidate.kind, candidate.language) == (Kind.POST, "en")


@pytest.mark.parametrize(
    "content",
    [
        '<rss version="0.91"><channel><title>L</title><item><title>A title</title>'
        "<link>https://a.example.org/1</link></item></channel></rss>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
        "<channel><title>L</title></channel><item><title>A title</title><link>https://a.example.org/1</link></item>"
        "</rdf:RDF>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="x"><title>L</title></channel><item rdf:about="https://a.example.org/1">'
        "<title>A title</title><link>https://a.example.org/1</link></item></rdf:RDF>",
        '<rss version="2.0"><channel><title>L</title><item><title>A title</title>'
        "<guid>https://a.example.org/1</guid></item></channel></rss>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>L</title><entry><title>A title</title>'
        '<link rel="alternate" type="text/html" href="https://a.example.org/1"/></entry></feed>',
    ],
    ids=["rss 0.91", "rss 0.90", "rss 1.0", "rss 2.0", "atom 0.3"],
)
def test_every_kind_of_feed_is_read(content: str) -> None:
    candidate = only(content.encode())
    assert candidate.title.en == "A title"
    assert candidate.url == "https://a.example.org/1"
    assert candidate.organizations == ("L",)


def test_entries_come_in_the_order_of_the_feed_with_their_lines() -> None:
    harvest = read(rss(*(item(title=f"T{n}", link=f"https://a.example.org/{n}") for n in (3, 1, 2))), "feed.xml")
    assert [(each.title.en, each.provenance.line) for each in harvest.candidates] == [("T3", 3), ("T1", 4), ("T2", 5)]


def test_an_empty_feed_brings_nothing() -> None:
    assert read(rss(), "feed.xml") == Harvest()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not a feed"),
        (b"hello", "is not a feed"),
        (b"<html><body><p>Hello</p></body></html>", "is not a feed"),
        (b"<opml><body/></opml>", "is not a feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "is JSON, and only RSS and Atom are read"),
        (b"/etc/passwd", "is not a feed"),
        (b"https://example.org/feed.xml", "is not a feed"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(content: bytes, reason: str) -> None:
    assert [why for _, _, why in reasons(content)] == [reason]


# Fields


def test_the_original_link_counts_and_not_the_one_that_counts_readers() -> None:
    more = "<feedburner:origLink>https://b.example.org/2</feedburner:origLink>"
    assert only(rss(item(more, link="https://feeds.example.org/~r/lab/1"))).url == "https://b.example.org/2"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/2024/a", "https://lab.example.org/2024/a"),
        ("https://a.example.org/?utm_source=rss&amp;utm_medium=feed", "https://a.example.org/"),
        ("https://a.example.org/?a=1&amp;utm_source=rss#b", "https://a.example.org/?a=1#b"),
        ("http://arxiv.org/abs/2201.11903v2", "https://arxiv.org/abs/2201.11903"),
        ("\n https://a.example.org/1 \n", "https://a.example.org/1"),
    ],
)
def test_a_link_is_whole_and_says_nothing_of_the_feed(link: str, url: str) -> None:
    assert only(rss(item(link=link))).url == url


def test_the_kind_and_the_ids_come_from_the_link() -> None:
    paper = only(rss(item(link="https://arxiv.org/abs/2201.11903")))
    assert (paper.kind, paper.ids.arxiv) == (Kind.PAPER, "2201.11903")
    assert only(rss(item(link="https://github.com/a/b"))).kind is Kind.REPO
    assert only(rss(item(link="https://doi.org/10.1145/ABC"))).ids.doi == "10.1145/abc"


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("<author>ada@example.org (Ada Bell)</author>", ("Ada Bell",)),
        ("<author>Ada Bell &lt;ada@example.org&gt;</author>", ("Ada Bell",)),
        ("<author>ada@example.org</author>", ()),
        ("<dc:creator>Ada Bell</dc:creator><dc:creator>Bo Chen</dc:creator>", ("Ada Bell", "Bo Chen")),
        ("<dc:creator>Ada Bell, Bo Chen and Cy Dee</dc:creator>", ("Ada Bell", "Bo Chen", "Cy Dee")),
        ("<dc:creator>Bell, Ada</dc:creator>", ("Bell, Ada",)),
        ("<dc:creator>张三、李四</dc:creator>", ("张三", "李四")),
        ("<dc:creator>admin</dc:creator>", ()),
        ("<dc:creator>The Lab</dc:creator>", ()),
        ("", ()),
    ],
)
def test_authors_are_names_without_addresses(written: str, names: tuple[str, ...]) -> None:
    assert only(rss(item(written))).authors == names


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("<pubDate>Thu, 12 Sep 2024 23:30:00 GMT</pubDate>", "2024-09-12"),
        ("<pubDate>Thu, 12 Sep 2024 23:30:00 -0700</pubDate>", "2024-09-13"),
        ("<dc:date>2024-09-12</dc:date>", "2024-09-12"),
        ("<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>", None),
        ("<pubDate>some day</pubDate>", None),
        ("", None),
    ],
)
def test_a_date_is_taken_where_it_is_one(written: str, day: str | None) -> None:
    published = only(rss(item(written))).published
    assert (published and str(published)) == day


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("AT&amp;T", "AT&T"),
        ("1 &lt; 2", "1 < 2"),
        ("&lt;b&gt;Bold&lt;/b&gt; words", "Bold words"),
        ("<![CDATA[A &#8220;quote&#8221;]]>", "A “quote”"),
        ("Two\n   lines", "Two lines"),
        ("Caf&eacute;&nbsp;now", "Café now"),
    ],
)
def test_a_title_is_plain_text_on_one_line(written: str, title: str) -> None:
    assert only(rss(item(title=written))).title.en == title


def test_the_whole_text_stands_in_where_there_is_no_summary() -> None:
    more = "<content:encoded><![CDATA[<p>All of it.</p><ul><li>one<li>two</ul>]]></content:encoded>"
    assert only(rss(item(more))).overview.en == "All of it.\n\none\ntwo"


def test_what_the_site_adds_below_is_left_out() -> None:
    below = "<p>The post <a href='x'>A title</a> first appeared on Lab.</p>"
    assert (
        only(rss(item(f"<description><![CDATA[<p>All of it.</p>{below}]]></description>"))).overview.en == "All of it."
    )


def test_a_long_text_ends_at_a_sentence() -> None:
    overview = only(rss(item(f"<description>{'This is one sentence. ' * 200}</description>"))).overview.en or ""
    assert OVERVIEW_LIMIT - 30 < len(overview) <= OVERVIEW_LIMIT
    assert overview.endswith("sentence. …")


def test_texts_stand_in_their_language() -> None:
    chinese = only(
        rss(item("<description>本文介绍 OpenAI o1 的推理能力。</description>", title="大模型如何思考 chain of thought"))
    )
    assert (chinese.title.zh, chinese.title.en) == ("大模型如何思考 chain of thought", None)
    assert (chinese.overview.zh, chinese.overview.en) == ("本文介绍 OpenAI o1 的推理能力。", None)
    assert chinese.language == "zh"
    mixed = only(rss(item("<description>本文介绍如何思考，以及为什么。</description>", title="Thinking, Fast")))
    assert (mixed.title.en, mixed.overview.zh) == ("Thinking, Fast", "本文介绍如何思考，以及为什么。")


def test_the_feed_may_say_that_its_language_is_another() -> None:
    channel = "<title>Labor</title><language>de-DE</language>"
    assert only(rss(item(title="Wie Modelle denken"), channel=channel)).language == "de"


def test_topics_are_named_once() -> None:
    more = "<category>a</category><category>a</category><category><![CDATA[b &amp; c]]></category>"
    assert only(rss(item(more))).labels == ("a", "b & c")


# What is left out


def test_what_has_no_link_or_no_title_is_told() -> None:
    content = rss("<title>No link</title>", "<link>https://a.example.org/1</link>", item())
    assert [each.title.en for each in read(content, "feed.xml").candidates] == ["A title"]
    assert reasons(content) == [(3, "No link", "has no link"), (4, "https://a.example.org/1", "has no title")]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "mailto:a@example.org", "https://", "https://a b.example.org/"]
)
def test_a_link_that_is_no_address_is_told(link: str) -> None:
    assert reasons(rss(item(link=link))) == [(3, "A title", "has a link that is no address")]


def test_a_link_that_no_entry_can_hold_is_told() -> None:
    [(_, _, reason)] = reasons(rss(item(link="https://a.example.org/" + "a" * URL_LIMIT)))
    assert reason == f"has a link of more than {URL_LIMIT} characters"


def test_a_document_is_taken_once() -> None:
    assert reasons(rss(item(), item(title="Again", link="http://www.a.example.org/1/?utm_source=x"))) == [
        (4, "Again", "has the link of an entry before it")
    ]


# Feeds that are not well


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("</channel></rss>", ""),
        ("AAA", "A & B"),
        ("</title>", "</titel>"),
    ],
)
def test_a_feed_that_is_no_xml_is_read_all_the_same(broken: str, whole: str) -> None:
    content = rss(item(title="AAA"), item(title="Other", link="https://a.example.org/2")).decode()
    candidates = read(content.replace(broken, whole, 1).encode(), "feed.xml").candidates
    assert "https://a.example.org/2" in [each.url for each in candidates]


def test_a_long_feed_that_is_no_xml_is_read_until_there_and_says_so() -> None:
    text = f"<description>{'words ' * 2_000}</description>"
    items = [item(text, title=f"T{n}", link=f"https://a.example.org/{n}") for n in range(100)]
    harvest = read(rss(*items).replace(b"T50<", b"T & T<"), "feed.xml")
    assert len(harvest.candidates) == 50
    assert [(each.text, each.reason) for each in harvest.skipped[-1:]] == [
        ("The Lab", "is not well-formed XML from line 53 on")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb2312", "gb18030"])
def test_any_encoding_that_is_declared_or_marked_is_read(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + rss(item(title="思考")).decode().partition("\n")[2]
    assert only(text.encode(encoding)).title.zh == "思考"


@pytest.mark.parametrize("encoding", ["punycode", "unicode_escape", "raw-unicode-escape"])
def test_an_encoding_that_is_none_of_documents_is_not_tried(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + rss(item(title="思考")).decode().partition("\n")[2]
    assert only(text.encode()).title.zh == "思考"


def test_bytes_that_are_no_utf_8_are_read_as_browsers_do() -> None:
    assert only(rss(item(title="Caf\xe9")).decode().encode("latin-1")).title.en == "Café"


def test_entities_of_the_document_are_not_expanded() -> None:
    doctype = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "<b>x</b>"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    content = doctype + rss(item("<description>&a; &b;</description>")).partition(b"\n")[2]
    assert "root:" not in str(read(content, "feed.xml"))


def test_nothing_is_ever_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    more = '<description>&lt;img src="https://a.example.org/p.png"&gt;</description><enclosure url="https://a.example.org/p"/>'
    doctype = b'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "https://a.example.org/rss.dtd">'
    assert only(doctype + rss(item(more)).partition(b"\n")[2]).overview.en is None
    read(b"https://a.example.org/feed.xml", "feed.xml")


# Anything


PIECES = st.sampled_from(
    [
        "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "https://a.example.org/1", "<entry>",
        "</entry>", "<rss version='2.0'>", "<channel>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<authors a='b'>",
        "<tags c='d'>", "<author>", "<name>", "<content type='xhtml'>", "<published_parsed a='b'>", "<links a='b'>",
        "<title_detail a='b'>", "<category term='x'/>", "<source>", "</source>", "<pubDate>", "2024-09-12",
        "&#x110000;", "&nbsp;", "<!--", "]]>", "<![CDATA[", "<!DOCTYPE ", "<image>", "<div>", "<svg>", "<guid>",
        "<textinput>", "</channel>", "<updated>", "<id>",
    ]
)  # fmt: skip


def check(harvest: Harvest) -> None:
    for candidate in harvest.candidates:
        title = candidate.title.en or candidate.title.zh or ""
        assert 0 < len(title) <= TITLE_LIMIT
        assert "\n" not in title
        assert (candidate.url or "").startswith(("http://", "https://"))
        assert len(candidate.overview.en or candidate.overview.zh or "") <= OVERVIEW_LIMIT
    assert all(each.reason for each in harvest.skipped)


@given(st.binary())
def test_any_bytes_are_read(content: bytes) -> None:
    check(read(content, "feed.xml"))


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_any_markup_is_read_the_same_twice(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    harvest = read(content, "feed.xml")
    check(harvest)
    assert harvest == read(content, "feed.xml")


@given(st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join))
def test_anything_may_stand_in_an_entry(text: str) -> None:
    check(read(rss(item(text)), "feed.xml"))
