"""What an answer means for a link, and arXiv's knowledge for an entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entry import Entry
from bot.domain.linkcheck import FINE, Answer, Preprint, Result, preprint_verdicts, verdict
from bot.domain.pages import PageTrouble

URL = "https://blog.site.org/post"
HTTP = "http://blog.site.org/post"


def ok(**more: object) -> Answer:
    return Answer(**{"status": 200, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (ok(), Result.FINE),
        (ok(end="https://blog.site.org/2024/post"), Result.FINE),  # a redirect that is not for good
        (ok(permanent="https://blog.site.org/new", end="https://blog.site.org/new"), Result.MOVED),
        (ok(permanent="https://www.blog.site.org/post/", end="https://www.blog.site.org/post/"), Result.FINE),
        (ok(permanent="https://site.org/login?next=/post"), Result.FINE),
        (ok(permanent="https://consent.site.org/x"), Result.FINE),
        (ok(permanent="https://blog.site.org/", end="https://blog.site.org/"), Result.UNSURE),
        (ok(end="https://site.org/"), Result.UNSURE),
        (Answer(status=404), Result.GONE),
        (Answer(status=410, permanent="https://blog.site.org/new"), Result.GONE),
        (Answer(status=401), Result.UNSURE),
        (Answer(status=403), Result.UNSURE),
        (Answer(status=405), Result.UNSURE),
        (Answer(status=429), Result.UNSURE),
        (Answer(status=999), Result.UNREACHABLE),
        (Answer(status=501), Result.UNSURE),
        (Answer(status=500), Result.UNREACHABLE),
        (Answer(status=503), Result.UNREACHABLE),
        (Answer(trouble=PageTrouble.UNREACHABLE, detail="there is no such host"), Result.UNREACHABLE),
        (Answer(trouble=PageTrouble.SLOW), Result.UNREACHABLE),
        (Answer(trouble=PageTrouble.PRIVATE, detail="it leads to 10.0.0.1"), Result.PRIVATE),
        (Answer(trouble=PageTrouble.ADDRESS, detail="it names port 8443"), Result.UNSURE),
        (Answer(trouble=PageTrouble.REFUSED, detail="it redirects more than 5 times"), Result.UNSURE),
    ],
)  # fmt: skip
def test_an_answer_has_a_meaning(answer: Answer, result: Result) -> None:
    found = verdict(URL, answer)
    assert found.result is result
    assert (found == FINE) == (result is Result.FINE)
    assert bool(found.remedy) == (result is not Result.FINE)


def test_a_page_that_moved_has_its_new_address_as_remedy() -> None:
    found = verdict(URL, ok(permanent="https://new.site.org/post"))
    assert (found.says, found.remedy) == ("has moved for good", "write https://new.site.org/post")
    assert found.there == "https://new.site.org/post"


@pytest.mark.parametrize("answer", [ok(secure=True), ok(permanent="https://blog.site.org/post", end=URL)])
def test_http_where_https_works_is_insecure(answer: Answer) -> None:
    found = verdict(HTTP, answer)
    assert (found.result, found.there) == (Result.INSECURE, URL)


def test_http_where_there_is_no_https_is_fine() -> None:
    assert verdict(HTTP, ok()) == FINE


def test_the_front_page_of_a_site_may_be_what_is_meant() -> None:
    assert verdict("https://site.org/", ok(end="https://site.org/")) == FINE


def test_a_doi_redirects_by_its_nature() -> None:
    assert verdict("https://doi.org/10.1000/182", ok(permanent="https://publisher.com/182")) == FINE


def test_only_what_a_curator_can_make_good_is_to_be_mended() -> None:
    assert not verdict(URL, ok()).mend
    assert not verdict(URL, Answer(status=403)).mend
    assert verdict(URL, Answer(status=404)).mend
    assert verdict(URL, Answer(status=500)).mend


@given(
    st.builds(
        Answer, status=st.integers(0, 999), trouble=st.none() | st.sampled_from(PageTrouble),
        detail=st.text(max_size=20),
        permanent=st.text(max_size=30), end=st.text(max_size=30), secure=st.booleans(), wait=st.floats(0, 1e9),
    ),
    st.sampled_from([URL, HTTP, "https://doi.org/x", "no address"]),
)  # fmt: skip
def test_any_answer_has_a_meaning(answer: Answer, url: str) -> None:
    found = verdict(url, answer)
    assert found.says
    assert "\n" not in found.remedy or "\n" in answer.permanent


# Preprints


def an_entry(**fields: object) -> Entry:
    return Entry.model_validate(
        {"key": "x", "kind": "paper", "title": {}, "published": "2022-01-28", "ids": {"arxiv": "2201.11903"}, **fields}
    )


def said(entry: Entry, **known: object) -> dict[str, Result]:
    preprint = Preprint(**{"version": 1, "updated": "2022-01-28", **known})  # type: ignore[arg-type]
    return {field: found.result for field, found in preprint_verdicts(entry, preprint)}


def test_a_paper_in_its_first_version_has_nothing_to_say() -> None:
    assert said(an_entry()) == {}


def test_a_version_after_the_entrys_date_is_to_be_looked_at_and_not_to_be_mended() -> None:
    (_, found), *_ = preprint_verdicts(an_entry(), Preprint(version=6, updated="2023-01-10"))
    assert (found.result, found.mend) == (Result.VERSION, False)
    assert found.says == "has a version 6 of 2023-01-10"


def test_a_version_before_the_review_is_known() -> None:
    reviewed = {"by": "Ada", "at": "2024-05-01"}
    assert said(an_entry(reviewed=reviewed), version=6, updated="2023-01-10") == {}
    assert said(an_entry(reviewed=reviewed), version=7, updated="2024-06-01") == {"ids.arxiv": Result.VERSION}


def test_a_paper_that_was_withdrawn_is_told_and_not_its_version() -> None:
    assert said(an_entry(), withdrawn=True, version=2, updated="2023-01-10") == {"ids.arxiv": Result.WITHDRAWN}


def test_a_doi_and_a_venue_that_the_entry_lacks_are_told() -> None:
    assert said(an_entry(), doi="10.1000/182", journal="JMLR 23") == {
        "ids.doi": Result.PUBLISHED,
        "venue": Result.PUBLISHED,
    }
    whole = an_entry(venue="JMLR", ids={"arxiv": "2201.11903", "doi": "10.1000/182"})
    assert said(whole, doi="10.1000/183", journal="JMLR 23") == {}


def test_a_paper_that_arxiv_does_not_know_is_gone() -> None:
    assert said(an_entry(), version=0, doi="10.1000/182") == {"ids.arxiv": Result.GONE}
