"""What comes in beside what is there: known by its address, its ids or its title, or new, and then under a key."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.candidate import Candidate, Provenance
from bot.domain.entry import KEY, Entry, Ids, Kind, Links, Published
from bot.domain.incoming import BY_TITLE, Known, New, Sorter, sorted_out
from bot.domain.incoming_key import key_of
from bot.domain.language import Bilingual

COT = "Chain-of-Thought Prompting Elicits Reasoning in Large Language Models"
HERE = Provenance(format="plain", source="list")


def a_candidate(en: str | None = None, url: str | None = None, *, zh: str | None = None, **fields: object) -> Candidate:
    return Candidate(provenance=HERE, title=Bilingual(en=en, zh=zh), url=url, **fields)  # type: ignore[arg-type]


def an_entry(en: str | None = COT, url: str | None = "https://arxiv.org/abs/2201.11903", **fields: object) -> Entry:
    given = {"key": "cot", "kind": Kind.PAPER, "title": Bilingual(en=en), "url": url} | fields
    return Entry.model_validate(given)


def known_by(candidate: Candidate, *entries: Entry) -> str | None:
    """By what the candidate is known; None if it is new."""
    [found] = sorted_out([candidate], entries)
    return found.by if isinstance(found, Known) else None


@pytest.mark.parametrize(
    ("candidate", "by"),
    [
        (a_candidate("Another title", "http://www.arxiv.org/pdf/2201.11903v3.pdf"), "arXiv 2201.11903"),
        (a_candidate("Another title", ids=Ids(arxiv="2201.11903v6")), "arXiv 2201.11903"),
        (a_candidate("Another title", ids=Ids(doi="10.48550/arXiv.2201.11903")), "arXiv 2201.11903"),
        (a_candidate("Another title", "https://doi.org/10.1000/ABC"), "DOI 10.1000/abc"),
        (a_candidate("Another title", "http://example.org/cot/?utm_source=list"), "https://example.org/cot"),
    ],
    ids=["address", "arxiv", "arxiv as doi", "doi", "copy"],
)
def test_a_document_is_known_by_what_it_shares_with_an_entry(candidate: Candidate, by: str) -> None:
    links = {"copy": "https://example.org/cot"}
    assert known_by(candidate, an_entry(ids=Ids(doi="10.1000/abc"), links=links)) == by


def test_the_entry_that_is_meant_is_told() -> None:
    entry = an_entry()
    [found] = sorted_out([a_candidate("Any", entry.url)], [entry])
    assert isinstance(found, Known)
    assert (found.key, found.catalogued) == ("cot", True)


@pytest.mark.parametrize(
    "title",
    [
        COT.upper(),
        "ＣＨＡＩＮ of thought prompting, elicits reasoning in large language models!",
        "Chain-of-Thought Prompting Elicits Reasoning in Large Langauge Models",
        "Chain-of-Thought Prompting Elicits Reasonning in a Large Language Model",
    ],
    ids=["case", "width and punctuation", "letters swapped", "small words and endings"],
)
def test_a_title_is_known_however_it_is_written(title: str) -> None:
    assert known_by(a_candidate(title, "https://blog.example.org/cot"), an_entry()) == BY_TITLE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Training verifiers to solve math problems, part 1", "Training verifiers to solve math problems, part 2"),
        ("Learning with supervised reward models", "Learning with unsupervised reward models"),
        ("Solving problems with outcome feedback", "Solving problems with process feedback"),
        ("Do language models know what they say", "Do language models not know what they say"),
        ("GPT-4 technical report of OpenAI", "GPT-4o technical report of OpenAI"),
        ("Introduction", "Introductions"),
    ],
)
def test_a_word_that_is_another_word_makes_another_title(one: str, other: str) -> None:
    entry = an_entry(one, "https://example.org/one")
    assert known_by(a_candidate(other, "https://example.org/other"), entry) is None


def test_a_chinese_title_is_known_by_its_very_signs() -> None:
    entry = an_entry(None, None, title=Bilingual(zh="大模型的过程监督：方法与评测"))
    assert known_by(a_candidate(zh="大模型的过程监督:方法与评测 "), entry) == BY_TITLE
    assert known_by(a_candidate(zh="大模型的无过程监督：方法与评测"), entry) is None


def test_two_papers_of_one_title_are_two() -> None:
    assert known_by(a_candidate(COT, "https://arxiv.org/abs/2301.00001"), an_entry()) is None


def test_a_short_title_says_too_little_against_two_addresses() -> None:
    readme = an_entry("Readme", "https://example.org/one")
    assert known_by(a_candidate("README", "https://example.org/two"), readme) is None
    assert known_by(a_candidate("README"), readme) == BY_TITLE


def test_a_title_of_signs_alone_is_like_no_other() -> None:
    assert known_by(a_candidate("!!!"), an_entry("???", None)) is None


def test_a_record_that_comes_twice_is_new_once() -> None:
    first, again = sorted_out([a_candidate("One", "https://a.org/1"), a_candidate("Uno", "http://a.org/1/")], [])
    assert isinstance(first, New)
    assert isinstance(again, Known)
    assert (again.key, again.catalogued) == (first.key, False)


def test_a_record_is_known_by_all_addresses_that_it_was_met_under() -> None:
    both = a_candidate("Any", "https://arxiv.org/abs/2201.11903", links=Links(pdf="https://example.org/cot.pdf"))
    assert isinstance(
        sorted_out([both, a_candidate("Other words", "https://example.org/cot.pdf")], [an_entry()])[1], Known
    )


def test_new_ones_have_keys_that_nobody_has() -> None:
    found = sorted_out([a_candidate("CoT", f"https://a.org/{number}") for number in range(30)], [an_entry()])
    keys = [each.key for each in found]
    assert len(set(keys)) == 30
    assert keys[:2] == ["cot-2", "cot-3"]


@pytest.mark.parametrize(
    ("candidate", "key"),
    [
        (a_candidate("Quiet-STaR: Language Models Can Teach Themselves to Think"), "quiet-star"),
        (a_candidate("Let's Verify Step by Step"), "lets-verify-step-by-step"),
        (a_candidate("AI: A Modern Approach"), "ai-modern-approach"),
        (a_candidate("On the Way to the Verifiers of the Many and the Few"), "way-to-verifiers-of-many"),
        (a_candidate("What It Is"), "what-it-is"),
        (a_candidate("Tramèr’s Naïve Bayes"), "tramers-naive-bayes"),
        (a_candidate("A " + "verylongword " * 9), "verylongword-verylongword-verylongword"),
        (a_candidate(zh="思维链", ids=Ids(arxiv="2201.11903")), "arxiv-2201-11903"),
        (a_candidate(zh="思维链", ids=Ids(doi="10.1000/a_b(c)")), "doi-10-1000-a-b-c"),
        (a_candidate(zh="思维链", url="https://www.example.org/a/Chain_of?x=1"), "example-org-chain-of"),
        (a_candidate(zh="关注o1必备GitHub仓库", url="https://example.org/a"), "o1-github"),
        (a_candidate("https://example.org/docs", "https://example.org/docs"), "example-org-docs"),
        (a_candidate(zh="思维链"), "untitled"),
    ],
)
def test_a_key_is_the_words_that_people_remember(candidate: Candidate, key: str) -> None:
    assert key_of(candidate, ()) == key


def test_a_taken_key_takes_the_year_first() -> None:
    assert key_of(a_candidate("GPT-4", published=Published(year=2023)), {"gpt-4"}) == "gpt-4-2023"


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=20), st.integers(min_value=0, max_value=15))
def test_every_key_is_one_and_the_same_for_the_same_record(en: str, zh: str, path: str, others: int) -> None:
    candidate = a_candidate(en, f"https://example.org/{path}", zh=zh)
    taken: set[str] = set()
    for _ in range(others + 1):
        key = key_of(candidate, taken)
        assert KEY.fullmatch(key)
        assert key not in taken
        assert key == key_of(candidate, taken)
        taken.add(key)


WORDS = st.lists(
    st.sampled_from(["a", "verifier", "verifer", "reward", "model", "models", "of", "math", "1", "2", "思维链"]),
    max_size=7,
)
CANDIDATES = st.builds(
    lambda words, number: a_candidate(" ".join(words), number and f"https://a.org/{number}"),
    WORDS, st.sampled_from([None, 1, 2, 3]),
)  # fmt: skip


@given(st.lists(CANDIDATES, max_size=12))
def test_what_was_taken_in_once_is_known_from_then_on(candidates: list[Candidate]) -> None:
    first = [each for each in sorted_out(candidates, []) if isinstance(each, New)]
    entries = [Entry(key=new.key, kind=Kind.POST, title=new.candidate.title, url=new.candidate.url) for new in first]
    again = sorted_out(candidates, entries)
    titled = [each for each in again if each.candidate.title.en or each.candidate.url]
    assert [each for each in titled if isinstance(each, New)] == []


def test_candidates_are_compared_with_a_large_catalog_in_a_moment() -> None:
    started = time.process_time()
    sorter = Sorter(
        an_entry(f"A study of subject {number} and its many consequences", f"https://example.org/{number}",
                 key=f"entry-{number}")
        for number in range(3000)
    )  # fmt: skip
    for number in range(3000):
        sorter.sort(
            a_candidate(f"Another study of matter {number} in the light of it", f"https://example.com/{number}")
        )
    assert time.process_time() - started < 10
