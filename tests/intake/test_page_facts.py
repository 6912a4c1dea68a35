"""What a page says of itself: its tags, its JSON-LD, its text, in whatever state they are."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intake.page_facts import Facts
from bot.intake.page_facts_html import decoded, facts_of
from bot.intake.page_tags import several, turned

URL = "https://blog.site.org/2024/post"


def facts(head: str = "", body: str = "<p>Some text.</p>", language: str = "en") -> Facts:
    html = f"<!DOCTYPE html><html lang={language}><head>{head}</head><body>{body}</body></html>"
    return facts_of(html.encode(), url=URL, type="text/html", charset="utf-8")


def meta(name: str, content: str, kind: str = "name") -> str:
    return f'<meta {kind}="{name}" content="{content}">'


def linked(thing: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


# Papers


def test_the_tags_of_a_paper_say_everything() -> None:
    found = facts(
        "<title>A Paper | Some Library</title>"
        + meta("citation_title", "A Paper about <i>Things</i>")
        + meta("citation_author", "Bell, Ada")
        + meta("citation_author", "Dee, Carl")
        + meta("citation_publication_date", "2023/07/10")
        + meta("citation_doi", "10.1145/3442188.3445922")
        + meta("citation_conference_title", "Proceedings of ACL")
        + meta("citation_pdf_url", "/paper.pdf")
        + meta("citation_abstract", "We show.")
        + meta("description", "A page of the library.")
    )
    assert found.title == "A Paper about Things"
    assert found.authors == ("Ada Bell", "Carl Dee")
    assert found.published == "2023/07/10"
    assert (found.doi, found.venue) == ("10.1145/3442188.3445922", "Proceedings of ACL")
    assert found.pdf == "https://blog.site.org/paper.pdf"
    assert found.abstract == "We show."
    assert found.scholarly


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        ({"citation_date": "2022/01/28", "citation_online_date": "2023/01/10"}, "2022/01/28"),
        ({"citation_publication_date": "2023", "citation_online_date": "2023/07/10"}, "2023/07/10"),
        ({"citation_publication_date": "2021", "citation_online_date": "2023/07/10"}, "2021"),
        ({"citation_date": "soon"}, ""),
    ],
)
def test_of_the_dates_of_a_paper_the_first_counts(dates: dict[str, str], first: str) -> None:
    assert facts("<title>x</title>" + "".join(meta(*each) for each in dates.items())).published == first


def test_dublin_core_is_understood() -> None:
    found = facts(
        meta("DC.title", "A Thesis") + meta("DC.creator", "Bell, Ada") + meta("DC.date.issued", "2021-05")
        + meta("DC.identifier", "doi:10.1000/182") + meta("DCTERMS.abstract", "On things.")
    )  # fmt: skip
    assert (found.title, found.authors, found.published) == ("A Thesis", ("Ada Bell",), "2021-05")
    assert (found.doi, found.abstract) == ("doi:10.1000/182", "On things.")


# Posts


def test_opengraph_is_understood() -> None:
    found = facts(
        meta("og:title", "A Post", "property") + meta("og:site_name", "Site Blog", "property")
        + meta("article:published_time", "2024-09-12T10:00:00+02:00", "property")
        + meta("og:description", "About it.", "property") + meta("author", "Ada Bell")
        + '<link rel="canonical" href="/2024/the-post">'
    )  # fmt: skip
    assert (found.title, found.site, found.authors) == ("A Post", "Site Blog", ("Ada Bell",))
    assert found.published.startswith("2024-09-12")
    assert found.canonical == "https://blog.site.org/2024/the-post"
    assert (found.abstract, found.language, found.scholarly) == ("About it.", "en", False)


def test_json_ld_is_understood_wherever_it_hides() -> None:
    work = {
        "@type": ["Thing", "BlogPosting"],
        "headline": "A Post",
        "author": [{"@type": "Person", "name": "Ada Bell"}, {"@type": "Organization", "name": "The Lab"}, "Carl Dee"],
        "datePublished": "2024-09-12",
        "publisher": {"@type": "Organization", "name": "Site Blog"},
        "inLanguage": "zh-CN",
        "description": "About it.",
    }
    site = {"@type": "WebSite", "name": "Site"}
    for said in (work, [site, work], {"@graph": [site, work]}, {"@type": "WebPage", "mainEntity": work}):
        found = facts("<title>x</title>" + linked(said))
        assert (found.title, found.site, found.published) == ("A Post", "Site Blog", "2024-09-12")
        assert (found.authors, found.organizations) == (("Ada Bell", "Carl Dee"), ("The Lab",))
        assert (found.language, found.abstract) == ("zh-CN", "About it.")


@pytest.mark.parametrize(
    "said",
    ["{", "null", "[]", "[[[[]]]]", "[" * 50_000, '{"@type": 7, "author": {"name": {}}}', '{"@graph": "x"}',
     '{"@type": "Article", "headline": 5, "author": [null, 7, {"name": 7}, {"@type": []}], "publisher": []}'],
    ids=range(8),
)  # fmt: skip
def test_json_ld_that_makes_no_sense_says_nothing(said: str) -> None:
    script = f'<script type="application/ld+json">{said}</script>'
    assert facts("<title>Fine</title>" + script).title == "Fine"


def test_a_page_without_tags_is_read_as_text() -> None:
    found = facts("<title>Plain Title</title>", "<h1>Plain Title</h1><time datetime='2020-02-03'>3 Feb</time><p>x</p>")
    assert (found.title, found.published) == ("Plain Title", "2020-02-03")


@pytest.mark.parametrize(
    ("title", "heading", "said"),
    [
        ("How agents plan | Ada's Log", "How agents plan", "How agents plan"),
        ("How agents plan - Ada - The Log", "How agents plan", "How agents plan"),
        ("Attention: a survey", "Attention", "Attention: a survey"),
        ("Chain-of-Thought works", "Chain", "Chain-of-Thought works"),
        ("AI | A survey", "AI", "AI | A survey"),
    ],
)
def test_what_stands_behind_the_heading_is_no_part_of_the_title(title: str, heading: str, said: str) -> None:
    assert facts(f"<title>{title}</title>", f"<h1>{heading}</h1>").title == said


def test_numbers_in_a_text_are_no_date() -> None:
    assert facts("<title>x</title>", "<p>In 2019 there were 12.03.2018 things. © 2011</p>").published == ""


def test_the_date_of_an_article_of_wechat_stands_in_a_script() -> None:
    html = "<html><title>文章</title><body><script>var createTime = '2024-09-13 10:00';</script></body></html>"
    found = facts_of(html.encode(), url="https://mp.weixin.qq.com/s/x", type="text/html", charset="utf-8")
    assert found.published == "2024-09-13"


def test_the_owner_of_a_repository_is_told() -> None:
    body = '<a rel="author" data-hovercard-type="organization" href="/openai">openai</a>'
    assert facts("<title>x</title>", body).owned_by == "organization"


def test_a_page_in_markdown_has_its_first_heading_as_title() -> None:
    assert facts_of(b"# The  Title\ntext", url=URL, type="text/plain", charset="").title == "The Title"
    assert facts_of(b"Just text.\n# Heading", url=URL, type="text/plain", charset="") == Facts()


# Names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Bell", ["Ada Bell"]),
        ("By Ada Bell and Carl Dee", ["Ada Bell", "Carl Dee"]),
        ("Ada Bell, Carl Dee & Eva Fay", ["Ada Bell", "Carl Dee", "Eva Fay"]),
        ("Ada Bell; Carl Dee", ["Ada Bell", "Carl Dee"]),
        ("Bell, Ada", ["Ada Bell"]),
        ("张三、李四", ["张三", "李四"]),
        ("张三，李四", ["张三", "李四"]),
        ("", []),
    ],
)
def test_names_are_told_apart(text: str, names: list[str]) -> None:
    assert several(text) == names


@pytest.mark.parametrize(
    ("name", "said"), [("Bell, Ada", "Ada Bell"), ("张, 三", "张三"), ("Bell", "Bell"), ("A, B, C", "A, B, C")]
)
def test_a_turned_name_is_turned_back(name: str, said: str) -> None:
    assert turned(name) == said


# Encodings


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<title>思维链</title>".encode("gbk"), "gb2312"),
        ('<meta charset="gb2312"><title>思维链</title>'.encode("gbk"), ""),
        ('<meta http-equiv="Content-Type" content="text/html; charset=big5"><title>思維鏈</title>'.encode("big5"), ""),
        ("<title>思维链</title>".encode(), ""),
        ("<title>思维链</title>".encode("utf-8-sig"), "latin-1"),
        ("<title>思维链</title>".encode("utf-16"), ""),
        ("<title>思维链</title>".encode(), "no-such-charset"),
        ("<title>思维链</title>".encode(), "base64"),
        ("<title>思维链</title>".encode(), "unicode_escape"),
    ],
)
def test_a_charset_is_found_wherever_it_is_said(body: bytes, charset: str) -> None:
    assert decoded(body, charset).partition("<title>")[2].partition("<")[0] in ("思维链", "思維鏈")


def test_a_character_that_was_cut_spoils_nothing() -> None:
    assert decoded("思维链".encode()[:-1], "utf-8") == "思维"


def test_what_nobody_can_decode_is_text_nevertheless() -> None:
    assert decoded(b"caf\xe9 \xff\xfe\x00", "")


# Hostile pages

_PIECES = st.sampled_from(
    ["<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>", "<title>", "</title>", "<meta name='author' content='", "'>",
     "<script type='application/ld+json'>", "{\"@type\": \"Article\", \"headline\": \"", "\"}", "</script>", "&#0;",
     "&#xD800;", "&amp;lt;", "\x00", "\ufffe", "<svg>", "<template>", "<html lang='", "<link rel=canonical href='//[",
     "javascript:alert(1)", "\u202e", "2024-99-99", "<h1>", "<table>", "🙂"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(_PIECES | st.text(max_size=20), max_size=60))
def test_any_html_makes_plain_facts(pieces: list[str]) -> None:
    found = facts_of("".join(pieces).encode("utf-8", "replace"), url=URL, type="text/html", charset="")
    for said in (found.title, found.site, found.abstract, *found.authors):
        assert not set(said) & set("\n\r\x00\u202e\ufeff")
    for address in (found.canonical, found.pdf):
        assert address == "" or address.startswith(("http://", "https://"))


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from(["", "utf-8", "gbk", "utf-16", "shift_jis", "hz", "x"]))
def test_any_bytes_make_facts(body: bytes, charset: str) -> None:
    facts_of(body, url=URL, type="text/html", charset=charset)


@pytest.mark.parametrize(
    "body",
    ["<div>" * 100_000, "<p" * 300_000, "<meta name=a content=b>" * 30_000, "<title>" + "x " * 500_000, "&" * 900_000,
     "<script type='application/ld+json'>" * 20_000, "<a rel=author>" * 60_000, "<h1>2020-01-01</h1>" * 20_000],
    ids=["deep", "unclosed", "tags", "title", "ampersands", "scripts", "links", "dates"],
)  # fmt: skip
def test_a_long_page_takes_no_long_time(body: str) -> None:
    began = time.process_time()
    facts_of(body.encode(), url=URL, type="text/html", charset="utf-8")
    assert time.process_time() - began < 8
