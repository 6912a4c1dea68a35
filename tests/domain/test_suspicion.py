"""What looks like a mistake, and what only looks like one at first."""

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.catalog_yaml import load_catalog
from bot.domain.candidate import Candidate, Provenance
from bot.domain.entry import OVERVIEW_LIMIT, Links, Published
from bot.domain.language import Bilingual, Language
from bot.domain.suspicion import Ground, Suspicion, suspicions
from bot.domain.topic import strays
from tests.sources import ROOT
from tests.worlds import a_draft, an_entry

TODAY = dt.date(2026, 11, 29)
ARTICLE = ROOT.parent / "shared" / "facts" / "seed-article.txt"
ENTRIES = list(load_catalog(ROOT / "data"))
GRAPHS = (
    "文章介绍了一种新方法来改进图神经网络（GNN）的训练，作者提出的算法在训练中做近似和优化，"
    "从而能够处理更大规模的图数据，在图数据分析任务中取得更好的性能。"
)
GRAPHS_IN_ENGLISH = (
    "Training graph convolutional networks is slow, because neighbourhoods grow with every layer. The authors "
    "sample vertices by importance, layer by layer, which cuts the cost by an order of magnitude."
)


def a_candidate(**changes: Any) -> Candidate:
    """Nothing about it is suspicious."""
    fields: dict[str, Any] = {
        "provenance": Provenance(format="article", source="list.md", line=3),
        "title": Bilingual(en="Let's Verify Step by Step"),
        "authors": ("Hunter Lightman", "Karl Cobbe"),
        "published": Published(year=2023, month=5, day=31),
        "url": "https://arxiv.org/abs/2305.20050",
    }
    return Candidate(**fields | changes)


def places(of: Any) -> list[tuple[Ground, str]]:
    return [(found.code, found.field) for found in suspicions(of, TODAY)]


def only(**changes: Any) -> Suspicion:
    """The one suspicion about a candidate with these changes."""
    (found,) = suspicions(a_candidate(**changes), TODAY)
    return found


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_nothing_is_suspicious_about_a_shipped_entry(entry: Any) -> None:
    assert suspicions(entry, TODAY) == ()


def test_candidates_and_entries_are_looked_at_alike() -> None:
    assert suspicions(a_candidate(), TODAY) == suspicions(an_entry(), TODAY) == ()
    assert places(a_candidate(published=None)) == places(an_entry(published=None)) == [(Ground.NO_DATE, "published")]
    assert (Ground.NO_DATE, "published") in places(a_draft(published=None))


def test_a_suspicion_says_what_where_and_what_to_do() -> None:
    found = only(url="https://arxiv.org/pdf/2305.20050v2.pdf")
    assert (found.code, found.field) == (Ground.PDF, "url")
    assert f"{found.says}, {found.remedy}" == (
        "url leads to the PDF, write https://arxiv.org/abs/2305.20050, and the PDF as links.pdf"
    )


# People


@pytest.mark.parametrize(
    "authors",
    [
        ("Let's Verify Step by Step",),
        ("LET’S VERIFY, STEP BY STEP",),
        ("Let's Verify Step by Step (OpenAI)",),
        ("Let's Verify", "Step by Step"),  # a title taken apart at its comma
        ("让我们一步步验证",),
        ("让我们一步步验证（译文）",),
    ],
)
def test_authors_that_are_the_title_are_suspicious(authors: tuple[str, ...]) -> None:
    title = Bilingual(en="Let's Verify Step by Step", zh="让我们一步步验证")
    assert places(a_candidate(title=title, authors=authors)) == [(Ground.AUTHORS_ARE_TITLE, "authors")]


def test_a_short_title_may_be_part_of_a_name() -> None:
    assert suspicions(a_candidate(title=Bilingual(en="Hunter"), authors=("Hunter Lightman",)), TODAY) == ()


def test_somebody_must_have_written_it() -> None:
    assert places(a_candidate(authors=())) == [(Ground.NOBODY, "authors")]
    assert places(a_candidate(authors=(), organizations=("OpenAI",))) == []


# Dates


@pytest.mark.parametrize(
    ("published", "future"),
    [
        ("2026-11-29", False),
        ("2026-11-30", True),
        ("2026-11", False),
        ("2026-12", True),
        ("2026", False),
        ("2027", True),
        ("2025-12-31", False),
    ],
)
def test_a_date_is_in_the_future_as_far_as_it_is_known(published: str, future: bool) -> None:
    found = places(a_candidate(published=Published.parse(published)))
    assert found == ([(Ground.FUTURE, "published")] if future else [])


@pytest.mark.parametrize(
    ("venue", "far"),
    [
        ("ICLR 2024", False),
        ("ICLR 2025", False),
        ("ICLR 2026", True),
        ("NeurIPS 2020", True),
        ("NeurIPS 2021", False),
        ("Workshop 2019, journal 2024", False),
        ("arXiv:2009.03393", False),
        ("Interconnects", False),
        ("Phys. Rev. 20201", False),
        (None, False),
    ],
)
def test_the_year_in_the_venue_is_within_two_of_the_date(venue: str | None, far: bool) -> None:
    assert places(a_candidate(venue=venue)) == ([(Ground.VENUE_YEAR, "published")] if far else [])


# Links


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("https://twitter-thread.com/t/1834686946846597281", "url is an unroller's page"),
        ("https://threadreaderapp.com/thread/1.html", "url is an unroller's page"),
        ("http://www.unrollthread.com/t/1", "url is an unroller's page"),
        ("https://en.rattibha.com/thread/1", "url is an unroller's page"),
        ("https://bit.ly/3abc", "url goes through a link shortener"),
        ("https://t.co/abc", "url goes through a link shortener"),
        ("https://tinyurl.com/abc", "url goes through a link shortener"),
        ("https://maps.app.goo.gl/abc", "url goes through a link shortener"),
        ("https://lnkd.in/abc", "url goes through a link shortener"),
        ("https://dlvr.it/abc", "url goes through a link shortener"),
        ("https://url.cn/abc", "url goes through a link shortener"),
        ("https://www.google.com/url?q=https://example.org/", "url goes through a link shortener"),
        ("https://www.google.com/search?q=o1", "url is a page of search results"),
        ("https://scholar.google.com/scholar?hl=en&q=o1", "url is a page of search results"),
        ("https://www.baidu.com/s?wd=o1", "url is a page of search results"),
        ("https://duckduckgo.com/?q=o1", "url is a page of search results"),
        ("https://www.youtube.com/results?search_query=o1", "url is a page of search results"),
        ("https://example.org/accounts/login?next=/paper", "url is a login page"),
        ("https://example.org/wp-login.php", "url is a login page"),
        ("https://accounts.google.com/v3/identifier", "url is a login page"),
        ("https://example.org/Sign-In/", "url is a login page"),
    ],
)
def test_a_link_that_leads_round_the_document_is_suspicious(url: str, says: str) -> None:
    found = only(url=url)
    assert (found.code, found.field, found.says) == (Ground.DETOUR, "url", says)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/btibor91/status/1834686946846597281?s=20",
        "https://youtu.be/eaAonE58sLU",
        "https://about.co/t.co",
        "https://orbit.ly.example.org/",
        "https://example.org/search",
        "https://example.org/posts/search-r1?q=1",
        "https://example.org/login-free-reading",
        "https://arxiv.org/pdf",
        "not an address",
        "https://[",
    ],
)
def test_an_address_with_a_part_like_those_is_not(url: str) -> None:
    assert suspicions(a_candidate(url=url), TODAY) == ()


def test_an_unroller_is_welcome_as_a_copy_and_a_shortener_nowhere() -> None:
    thread = "https://twitter-thread.com/t/1834686946846597281"
    assert suspicions(a_candidate(links=Links(copy=thread)), TODAY) == ()
    assert only(links=Links(companion=thread)).field == "links.companion"
    assert only(links=Links(copy="https://bit.ly/abc")).field == "links.copy"


def test_the_pdf_is_welcome_as_such() -> None:
    assert suspicions(a_candidate(links=Links(pdf="https://arxiv.org/pdf/2305.20050")), TODAY) == ()


# Titles


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("ATTENTION IS ALL YOU NEED", Ground.TITLE_CAPITALS),
        ("https://arxiv.org/abs/2305.20050", Ground.TITLE_ADDRESS),
        ("WWW.EXAMPLE.ORG/a", Ground.TITLE_ADDRESS),
        ("github.com/openai/prm800k", Ground.TITLE_ADDRESS),
        ("Chain-of-Thought Prompting Elicits…", Ground.TITLE_CUT),
        ("Chain-of-Thought Prompting Elicits ... ", Ground.TITLE_CUT),
        ("Reverse engineering o1 - Interconnects", Ground.TITLE_SITE),
        ("Reverse engineering o1 | Interconnects AI", Ground.TITLE_SITE),
        ("Reverse engineering o1 — GitHub", Ground.TITLE_SITE),
        ("Reverse engineering o1 · Hugging Face", Ground.TITLE_SITE),
        ("Reverse engineering o1 – Nathan Lambert", Ground.TITLE_SITE),
        ("逆向推演 o1 - 知乎", Ground.TITLE_SITE),
        ("逆向推演 o1_知乎", Ground.TITLE_SITE),
        ("逆向推演 o1-CSDN博客", Ground.TITLE_SITE),
        ("On the length of titles " * 9, Ground.TITLE_LONG),
    ],
)
def test_a_title_with_marks_of_where_it_was_copied_is_suspicious(title: str, code: Ground) -> None:
    url = "https://www.interconnects.ai/p/reverse-engineering-openai-o1"
    found = only(title=Bilingual(en=title), authors=("Nathan Lambert",), url=url)
    assert (found.code, found.field) == (code, "title.en")
    assert places(an_entry(title={"en": "Steps", "zh": title}, authors=["Nathan Lambert"], url=url))[0] == (
        code,
        "title.zh",
    )


@pytest.mark.parametrize(
    "title",
    [
        "GPT-4", "PRM800K", "PIXIU: LLM", "ARC AGI 2", "LLM RL VLM MCTS", "思维链", "1984",
        "REINFORCE++ | REINFORCE++-baseline",
        "Codeforces - Analyzing how good O1-Mini actually is",
        "Node.js", "example.org", "A/B testing", "Self-play - a survey", "OpenAI o1-mini", " - GitHub", "…and then",
        "T" * 200,
    ],
)  # fmt: skip
def test_an_unusual_title_is_not(title: str) -> None:
    assert suspicions(a_candidate(title=Bilingual(en=title), url="https://codeforces.com/blog/entry/1"), TODAY) == ()


# Overviews


def test_an_overview_that_shares_no_term_with_its_title_is_suspicious() -> None:
    title = Bilingual(en="Scalable Online Planning via Reinforcement Learning Fine-Tuning", zh="以强化学习微调在线规划")
    both = a_candidate(title=title, overview=Bilingual(en=GRAPHS_IN_ENGLISH, zh=GRAPHS))
    assert places(both) == [(Ground.OFF_TOPIC, "overview.en"), (Ground.OFF_TOPIC, "overview.zh")]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.key)
def test_a_right_overview_is_known_by_a_title_in_one_language(entry: Any, language: Language) -> None:
    alone = Bilingual(**{language: entry.title[language]})
    assert [each for each in Language if strays(entry.overview[each], alone, each)] == []


@pytest.mark.parametrize(
    ("title", "overview", "language"),
    [
        ("Chain-of-Thought Prompting", "CoT 让回答更准确，全凭几道例题。", Language.ZH),  # initials
        ("Learning to Reason with LLMs", "这里讲的是推理，长达数页。", Language.ZH),  # meaning
        ("Verifiers and Rewards", "To verify is cheaper than to answer.", Language.EN),  # another form of the word
        ("Explaining o1", "o1 thinks before it speaks out loud.", Language.EN),  # a name of two characters
        ("Three bugs", "Every bug costs somebody an evening.", Language.EN),  # a plural
        ("The RL Handbook", "Everything on RL, carefully arranged for beginners.", Language.EN),  # an acronym of two
        ("Monkeys and typewriters", "大量采样之后，总有一份答案是对的，难在把它挑出来。", Language.ZH),  # incomparable
        ("What is this?", GRAPHS_IN_ENGLISH, Language.EN),  # no term in the title
        ("Let's Verify Step by Step", "Worth it.", Language.EN),  # hardly any in the overview
    ],
)
def test_what_shares_a_term_or_cannot_be_compared_is_not(title: str, overview: str, language: Language) -> None:
    assert not strays(overview, Bilingual(en=title), language)


def test_words_that_any_text_has_are_no_terms() -> None:
    assert strays(
        "This paper shows what can be done with graphs and vertices.",
        Bilingual(en="What this shows: Othello"),
        Language.EN,
    )
    assert strays("本文提出一种方法，研究了图上的问题。", Bilingual(zh="一种提出问题的方法：围棋之道"), Language.ZH)
    assert strays("下象棋的人怎样布子，怎样收官。", Bilingual(zh="围棋的终局"), Language.ZH)


def test_an_overview_in_the_other_language_is_suspicious() -> None:
    entry = an_entry()
    swapped = Bilingual(en=entry.overview.zh, zh=entry.overview.en)
    assert [place for place in places(a_candidate(overview=swapped)) if place[0] is Ground.WRONG_SCRIPT] == [
        (Ground.WRONG_SCRIPT, "overview.en"),
        (Ground.WRONG_SCRIPT, "overview.zh"),
    ]


def test_one_language_much_shorter_than_the_other_is_suspicious() -> None:
    entry = next(entry for entry in ENTRIES if entry.key == "lets-verify-step-by-step")
    english, chinese = str(entry.overview.en), str(entry.overview.zh)
    short_english = english.partition(". ")[0][: len(english) // 3]
    short_chinese = chinese.partition("。")[0]
    title = entry.title
    assert places(a_candidate(title=title, overview=Bilingual(en=english, zh=short_chinese))) == [
        (Ground.UNEVEN, "overview.zh")
    ]
    assert places(a_candidate(title=title, overview=Bilingual(en=short_english, zh=chinese))) == [
        (Ground.UNEVEN, "overview.en")
    ]
    assert places(a_candidate(title=title, overview=Bilingual(zh=chinese))) == []


def test_single_sentences_may_differ() -> None:
    assert (
        suspicions(
            a_candidate(overview=Bilingual(en="Verify every step.", zh="逐步验证，每一步都不放过，这就是全文的意思。")),
            TODAY,
        )
        == ()
    )


# The article that the first collection comes from


def the_article() -> list[str]:
    if not ARTICLE.exists():
        pytest.skip("the article that the collection comes from is not at hand")
    return ["", *ARTICLE.read_text(encoding="utf-8").splitlines()]


def valued(lines: list[str], *numbers: int) -> str:
    """The texts of these lines, without the field's name."""
    return "".join(lines[number].partition("：")[2] or lines[number] for number in numbers).strip()


def test_the_errors_of_the_article_are_suspicious() -> None:
    lines = the_article()
    repeated = a_candidate(
        title=Bilingual(en=valued(lines, 65)), authors=(valued(lines, 66),), url=valued(lines, 68),
        overview=Bilingual(zh=valued(lines, 70) + lines[71]),
    )  # fmt: skip
    mistaken = a_candidate(
        title=Bilingual(en=valued(lines, 107)), authors=tuple(valued(lines, 108).split(", ")), published=None,
        url=valued(lines, 110), overview=Bilingual(zh=valued(lines, 112) + lines[113]),
    )  # fmt: skip
    unrolled = a_candidate(
        title=Bilingual(en=valued(lines, 22)), authors=(valued(lines, 23),), url=valued(lines, 24),
        overview=Bilingual(zh=valued(lines, 26) + lines[27]),
    )  # fmt: skip
    assert places(repeated) == [(Ground.AUTHORS_ARE_TITLE, "authors"), (Ground.PDF, "url")]
    assert places(mistaken) == [
        (Ground.NO_DATE, "published"), (Ground.PDF, "url"), (Ground.OFF_TOPIC, "overview.zh"),
    ]  # fmt: skip
    assert places(unrolled) == [(Ground.DETOUR, "url")]


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [(7, 10, 10), (12, 15, 15), (17, 20, 20), (29, 32, 32), (34, 37, 38), (43, 48, 50), (54, 59, 61), (75, 80, 82),
     (86, 91, 92), (96, 101, 103)],
)  # fmt: skip
def test_its_other_overviews_are_known_by_their_english_titles(title: int, first: int, last: int) -> None:
    lines = the_article()
    overview = valued(lines, first) + "".join(lines[first + 1 : last + 1])
    assert (
        suspicions(a_candidate(title=Bilingual(en=valued(lines, title)), overview=Bilingual(zh=overview)), TODAY) == ()
    )


# Any text

WORDS = st.sampled_from(
    ["-", " - ", "…", "http://", "www.", "t.co/", "2024", "0000", "推理", "的", "\u0301", "A", "a.", "_", "\ud800"]
)
TEXT = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=40).map("".join))
READABLE = TEXT.map(lambda text: text.encode("utf-8", "ignore").decode("utf-8"))
DATES = st.builds(Published, year=st.integers(-5, 12_000), day=st.none() | st.integers(1, 31))
PAIR = st.builds(Bilingual, en=st.none() | READABLE, zh=st.none() | READABLE)


@settings(deadline=None)
@given(
    title=PAIR, overview=PAIR, authors=st.lists(TEXT, max_size=3).map(tuple), venue=st.none() | TEXT,
    url=st.none() | TEXT, published=st.none() | DATES,
)  # fmt: skip
def test_no_text_breaks_it(**fields: Any) -> None:
    once = suspicions(a_candidate(**fields), TODAY)
    assert once == suspicions(a_candidate(**fields), TODAY)
    assert all(found.says.startswith(found.field) and found.says.isprintable() for found in once)


@pytest.mark.parametrize("piece", ["-", " -", "a.", "\u0316\u0300", "推", "推 ", "www.", "AB ", "…", "\u00c0", "a"])
def test_a_text_as_long_as_it_may_be_is_looked_at_quickly(piece: str) -> None:
    text = piece * (OVERVIEW_LIMIT // len(piece))
    long = piece * 50_000
    began = time.process_time()
    suspicions(a_candidate(overview=Bilingual(en=text, zh=text)), TODAY)
    assert time.process_time() - began < 0.1
    suspicions(a_candidate(title=Bilingual(en=long, zh=long), authors=(long,), venue=long, url=long), TODAY)
    assert time.process_time() - began < 3


# What a machine wrote


def test_what_a_machine_wrote_is_suspicious_until_a_person_has_reviewed_it() -> None:
    assert places(an_entry(drafted="machine")) == [(Ground.MACHINE, "drafted")]
    assert suspicions(an_entry(drafted="machine", reviewed={"by": "Ada", "at": "2026-11-29"}), TODAY) == ()


def test_nothing_is_asked_of_what_was_rejected() -> None:
    assert suspicions(an_entry(status="rejected", published=None, drafted="machine"), TODAY) == ()
