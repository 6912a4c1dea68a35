"""From what a page says of itself to a candidate, and what is taken for no document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.candidate import Candidate, Provenance
from bot.domain.entry import ABSTRACT_LIMIT, NAME_LIMIT, TITLE_LIMIT, Kind
from bot.domain.language import Bilingual
from bot.domain.pages import PageError, PageTrouble
from bot.intake.page_candidate import candidate_of
from bot.intake.page_facts import Facts

URL = "https://blog.site.org/2024/post"
FACTS = Facts(title="Learning to reason", site="Site Blog")


def candidate(url: str = URL, **said: object) -> Candidate:
    return candidate_of(FACTS.model_copy(update=said), url, url)


def refusal(url: str = URL, **said: object) -> str:
    with pytest.raises(PageError) as caught:
        candidate(url, **said)
    assert caught.value.trouble is PageTrouble.NOTHING
    return caught.value.detail


def test_a_post_has_title_people_date_and_site() -> None:
    found = candidate(authors=("Ada Bell",), published="2024-09-12T10:00:00Z", abstract="About it.", language="en-US")
    assert found.provenance == Provenance(format="page", source=URL)
    assert (found.title, found.kind, found.url) == (Bilingual(en="Learning to reason"), Kind.POST, URL)
    assert (found.authors, str(found.published), found.venue) == (("Ada Bell",), "2024-09-12", "Site Blog")
    assert (found.abstract, found.language) == ("About it.", "en")


# Titles


@pytest.mark.parametrize(
    ("title", "site", "url"),
    [
        ("Learning to reason | Site Blog", "Site Blog", URL),
        ("Learning to reason - Site Blog - Medium", "Site Blog", URL),
        ("Learning to reason | OpenAI", "", "https://openai.com/index/x"),
        ("Learning to reason - 知乎", "", "https://zhuanlan.zhihu.com/p/1"),
        ("Learning to reason-CSDN博客", "", "https://blog.csdn.net/x/1"),
        ("  Learning\n to \u202e reason  ", "", URL),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_title(title: str, site: str, url: str) -> None:
    assert candidate(url, title=title, site=site).title.en == "Learning to reason"


@pytest.mark.parametrize(
    "title",
    ["Chain-of-Thought - Prompting Elicits", "Deep | Wide", "<script>alert(1)</script> considered", "C++: x_y_z"],
)
def test_the_rest_of_a_title_is_left_as_it_is(title: str) -> None:
    assert candidate(title=title).title.en == title


def test_a_chinese_title_stands_on_its_side_whatever_the_theme_of_the_blog_says() -> None:
    found = candidate(title="学会推理", language="en")
    assert (found.title, found.language) == (Bilingual(zh="学会推理"), "zh")
    assert candidate(title="Thinking", language="de-AT").language == "de"


# Walls


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...", "Attention Required! | Cloudflare", "Access Denied", "Are you a robot?", "Security Check",
        "Verifying you are human", "JavaScript is not available.", "Making sure you're not a bot!", "环境异常",
        "安全验证 - 知乎",
        "百度安全验证", "Please wait...",
    ],
)  # fmt: skip
def test_a_check_for_robots_is_no_document(title: str) -> None:
    assert refusal(title=title) == "it asks whether you are a robot"


@pytest.mark.parametrize(
    "title", ["Log in", "Sign In | Forum", "Sign up to continue", "Login", "登录", "Before you continue to YouTube"]
)
def test_a_login_is_no_document(title: str) -> None:
    assert refusal(title=title) == "it asks to sign in, or to consent"


@pytest.mark.parametrize(
    "url", ["https://accounts.site.org/x", "https://site.org/login?next=/x", "https://consent.youtube.com/m"]
)
def test_an_address_of_a_login_is_no_document(url: str) -> None:
    assert refusal(url) == "it asks to sign in, or to consent"


@pytest.mark.parametrize(
    "title",
    ["404 Not Found", "Error 404", "Page not found", "Page Not Found | Site Blog", "403 Forbidden", "502 Bad Gateway",
     "Error",
     "This page doesn't exist", "页面不存在", "该内容已被发布者删除", "Oops! Something is wrong", "Not Found"],
)  # fmt: skip
def test_a_page_of_errors_is_no_document(title: str) -> None:
    assert refusal(title=title) == "it is a page of errors"


@pytest.mark.parametrize("title", ["Untitled", "Home", "Loading...", "Index of /pub", "首页", "Redirecting…"])
def test_a_title_that_says_nothing_is_none(title: str) -> None:
    assert refusal(title=title) == "its title says nothing"


@pytest.mark.parametrize("title", ["", " ", "\u202e\x00", "https://blog.site.org/2024/post", "—", "🙂"])
def test_what_has_no_title_is_no_document(title: str) -> None:
    assert refusal(title=title) == "it has no title"


def test_a_page_with_but_the_name_of_its_site_is_no_document() -> None:
    assert refusal(title="Site Blog") == "its title is but the site's name"
    assert refusal("https://youtube.com/watch?v=1", title="YouTube", site="") == "its title is but the site's name"
    assert refusal(title="blog.site.org", site="") == "its title is but the site's name"
    assert candidate("https://blog.site.org/", title="Site Blog").title.en == "Site Blog"


@pytest.mark.parametrize(
    "title",
    [
        "Attention is all you need", "500 lines of Python", "404 ways to fail", "CAPTCHA-solving with language models",
        "Sign language translation", "Error bars for evals", "Home robots that learn", "Robots and humans",
        "Forbidden facts", "Loading models fast", "Just a moment of reasoning", "Access denied by design: a study",
        "Oops, I did it again", "登录机制的设计与实现",
    ],
)  # fmt: skip
def test_a_document_that_only_begins_like_a_wall_is_one(title: str) -> None:
    assert candidate(title=title).title.en or candidate(title=title).title.zh


# Addresses


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://blog.site.org/the-post", "https://blog.site.org/the-post"),
        ("http://blog.site.org/the-post", "https://blog.site.org/the-post"),
        ("https://www.blog.site.org/the-post", "https://www.blog.site.org/the-post"),
        ("https://blog.site.org/the-post?utm_source=x&a=1", "https://blog.site.org/the-post?a=1"),
        ("https://elsewhere.org/copied", URL),
        ("https://site.org.evil.com/x", URL),
        ("https://blog.site.org/", URL),
        ("http://127.0.0.1/", URL),
        ("javascript:alert(1)", URL),
        ("https://user@blog.site.org/x", URL),
        ("", URL),
        ("https://blog.site.org/" + "x" * 600, URL),
    ],
)  # fmt: skip
def test_a_canonical_address_counts_within_its_site_alone(canonical: str, url: str) -> None:
    assert candidate(canonical=canonical).url == url


def test_what_tells_where_the_reader_comes_from_is_left_out() -> None:
    found = candidate("https://site.org/p?id=7&utm_source=x&fbclid=y&spm=z#part")
    assert found.url == "https://site.org/p?id=7#part"


# Papers


def test_a_page_with_the_tags_of_a_paper_is_one() -> None:
    found = candidate(
        scholarly=True, venue="ACL", doi="10.1000/182", authors=("Ada Bell",), pdf="https://site.org/p.pdf"
    )
    assert (found.kind, found.venue, found.ids.doi) == (Kind.PAPER, "ACL", "10.1000/182")
    assert found.links.pdf == "https://site.org/p.pdf"


def test_identifiers_are_read_from_tags_and_addresses() -> None:
    assert candidate("https://arxiv.org/abs/2201.11903v2").ids.arxiv == "2201.11903"
    assert candidate(arxiv="2201.11903").ids.arxiv == "2201.11903"
    assert candidate("https://doi.org/10.1000/182").ids.doi == "10.1000/182"
    assert candidate(doi="https://doi.org/10.1000/182").ids.doi == "10.1000/182"
    assert candidate(doi="10.48550/arXiv.2201.11903").ids.doi is None
    assert candidate(doi="ISBN 7", arxiv="x").ids.doi is None


# People


def test_who_is_nobody_is_left_out() -> None:
    names = (
        "admin",
        "Ada Bell",
        "ada bell",
        "https://site.org/ada",
        "Site Blog",
        "x" * 80,
        "ada@site.org",
        " ",
        "小编",
    )
    assert candidate(authors=names).authors == ("Ada Bell",)


# Repositories


def test_a_repository_has_its_name_what_it_is_and_whose_it_is() -> None:
    title = "GitHub - openai/gpt-2: Code for the paper"
    abstract = "Code for the paper. Contribute to openai/gpt-2 development by creating an account on GitHub."
    said = {"title": title, "site": "GitHub", "abstract": abstract, "published": "2024-01-01"}
    found = candidate("https://github.com/openai/gpt-2", owned_by="organization", **said)
    assert (found.title.en, found.kind, found.abstract) == (
        "gpt-2: Code for the paper",
        Kind.REPO,
        "Code for the paper",
    )
    assert (found.organizations, found.authors, found.published) == (("openai",), (), None)
    person = candidate(
        "https://github.com/ada/things", title="GitHub - ada/things", site="GitHub", abstract="", owned_by="user"
    )
    assert (person.title.en, person.authors, person.organizations) == ("things", ("ada",), ())


# Hostile facts

_TEXT = st.text(max_size=60) | st.sampled_from(
    ["x" * 9_000, "<b>" * 3_000, "- " * 4_000, "| a" * 3_000, "\u202e", "a," * 900]
)


@given(
    st.builds(
        Facts,
        title=_TEXT, site=_TEXT, authors=st.lists(_TEXT, max_size=5).map(tuple), published=_TEXT, language=_TEXT,
        organizations=st.lists(_TEXT, max_size=3).map(tuple), canonical=_TEXT, doi=_TEXT, arxiv=_TEXT, venue=_TEXT,
        pdf=_TEXT, abstract=_TEXT, scholarly=st.booleans(), owned_by=_TEXT,
    ),
    st.sampled_from([URL, "https://github.com/a/b", "https://arxiv.org/abs/2201.11903", "https://x.github.com/a/b?c#d"]),
)  # fmt: skip
def test_any_facts_make_a_candidate_or_a_refusal(facts: Facts, url: str) -> None:
    try:
        found = candidate_of(facts, url, url)
    except PageError:
        return
    title = found.title.en or found.title.zh or ""
    assert 0 < len(title) <= TITLE_LIMIT
    assert len(found.abstract) <= ABSTRACT_LIMIT
    assert all(0 < len(name) <= NAME_LIMIT for name in (*found.authors, *found.organizations))
    assert not set(title) & set("\n\r\x00\u202e")
