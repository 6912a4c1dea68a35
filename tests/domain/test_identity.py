"""Which addresses and identifiers mean the same document."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.address import check_public
from bot.domain.identity import (
    arxiv_of,
    canonical_arxiv,
    canonical_doi,
    canonical_url,
    doi_of,
    identities,
    identities_of,
)
from tests.worlds import an_entry

ARXIV = "https://arxiv.org/abs/2201.11903"
POST = "https://x.com/i/status/1834686946846597281"
VIDEO = "https://youtube.com/watch?v=eaAonE58sLU"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://www.example.org/", "https://example.org"),
        ("HTTPS://Example.ORG:443/A/b//", "https://example.org/A/b"),
        ("http://example.org:80/a#part", "https://example.org/a"),
        ("https://example.org./a?", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a?b=2&a=1&utm_source=x&UTM_Medium=y", "https://example.org/a?a=1&b=2"),
        ("https://example.org/?fbclid=1&gclid=2&mc_cid=3&si=4&spm=5.6&ref=x", "https://example.org"),
        ("https://example.org/%7euser/%e4%b8%ad", "https://example.org/~user/%E4%B8%AD"),
        ("https://example.org/~user/中", "https://example.org/~user/%E4%B8%AD"),
        ("https://bücher.example.org/", "https://xn--bcher-kva.example.org"),
        ("https://scripts.example.org/#/paper/7", "https://scripts.example.org#/paper/7"),
        ("http://[2001:0DB8::0001]/", "https://[2001:db8::1]"),
        ("https://arxiv.org/pdf/2201.11903v3.pdf", ARXIV),
        ("http://www.arxiv.org/pdf/2201.11903", ARXIV),
        ("https://export.arxiv.org/abs/2201.11903v1?context=cs.AI", ARXIV),
        ("https://arxiv.org/html/2201.11903v6#S2", ARXIV),
        ("https://ar5iv.labs.arxiv.org/html/2201.11903", ARXIV),
        ("https://doi.org/10.48550/arXiv.2201.11903", ARXIV),
        ("https://arxiv.org/abs/cs.CL/0501001v2", "https://arxiv.org/abs/cs/0501001"),
        ("https://arxiv.org/list/cs.CL/recent", "https://arxiv.org/list/cs.CL/recent"),
        ("http://dx.doi.org/10.1145/3442188.3445922", "https://doi.org/10.1145/3442188.3445922"),
        ("https://www.doi.org/10.1145/ABC", "https://doi.org/10.1145/abc"),
        ("https://twitter.com/btibor91/status/1834686946846597281?s=20&t=x", POST),
        ("https://mobile.twitter.com/btibor91/status/1834686946846597281", POST),
        ("https://x.com/BTibor91/status/1834686946846597281/photo/1", POST),
        ("https://x.com/OpenAI?s=1", "https://x.com/openai"),
        ("https://youtu.be/eaAonE58sLU?si=abc&t=30", VIDEO),
        ("https://m.youtube.com/watch?list=PL1&v=eaAonE58sLU", VIDEO),
        ("https://www.youtube.com/embed/eaAonE58sLU", VIDEO),
        ("https://github.com/OpenAI/PRM800K.git", "https://github.com/openai/prm800k"),
        ("https://github.com/openai/prm800k/blob/main/README.md#L3", None),
        ("https://openreview.net/pdf?id=v8L0pN6EOi", "https://openreview.net/forum?id=v8L0pN6EOi"),
    ],
)
def test_an_address_has_one_canonical_spelling(url: str, canonical: str | None) -> None:
    assert canonical_url(url) == (canonical or url.partition("#")[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org/a?page=2"),
        ("https://example.org/a", "https://example.org:8080/a"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/?t=1", "https://example.org/?t=2"),
        ("https://scripts.example.org/#/a", "https://scripts.example.org/#/b"),
        ("https://arxiv.org/abs/2201.11903", "https://arxiv.org/abs/2201.11904"),
        ("https://arxiv.org/abs/2201.11903", "https://www.alphaxiv.org/abs/2201.11903"),
        ("https://arxiv.org/abs/cs/0501001", "https://arxiv.org/abs/math/0501001"),
        ("https://github.com/openai/prm800k", "https://github.com/openai/prm800k/tree/main/data"),
        ("https://github.com/o/r/blob/main/A.md", "https://github.com/o/r/blob/main/a.md"),
        ("https://x.com/a/status/1", "https://x.com/a/status/2"),
        ("https://youtu.be/eaAonE58sLU", "https://youtu.be/EAAonE58sLU"),
        ("https://doi.org/10.1145/1", "https://doi.org/10.1145/2"),
    ],
)
def test_addresses_of_different_documents_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


BAD_URLS = [
    ("", "does not begin with https://"),
    ("example.org/a", "does not begin with https://"),
    ("ftp://example.org", "does not begin with https://"),
    ("javascript:alert(1)", "does not begin with https://"),
    ("https://", "has no host"),
    ("https:///path", "has no host"),
    ("https://a b.org", "contains a space"),
    ("https://example.org/a\nb", "contains U+000A"),
    ("https://example.org\\@evil.org", "contains U+005C"),
    ("https://example.org/\u202egpj", "contains U+202E"),
    ("https://user:secret@example.org/", "contains a user name or password"),
    ("https://@example.org/", "contains a user name or password"),
    ("https://example.org:99999/", "is not a well-formed address"),
    ("https://[::1/", "is not a well-formed address"),
    ("https://exa／mple.org/", "is not a well-formed address"),
    ("https://-a.org/", "has a host that is not a name"),
    ("https://a..org/", "has a host that is not a name"),
    ("https://" + "ü" * 80 + ".org/", "has a host that is not a name"),
]


@pytest.mark.parametrize(("url", "sentence"), BAD_URLS)
def test_a_bad_address_is_refused_in_our_words(url: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:
        canonical_url(url)
    assert str(caught.value) == sentence
    with pytest.raises(ValueError):
        check_public(url)


LOCAL_NUMBERS = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "10.0.0.7",
    "192.168.1.1",
    "169.254.169.254",
]
LOCAL_NUMBERS_6 = ["[::1]", "[fd00::1]", "[::ffff:127.0.0.1]"]
LOCAL_NAMES = ["localhost", "localhost:8080", "nas", "printer.local", "db.internal"]


@pytest.mark.parametrize("host", [*LOCAL_NUMBERS, *LOCAL_NUMBERS_6, *LOCAL_NAMES])
def test_an_address_inside_somebodys_network_is_not_public(host: str) -> None:
    with pytest.raises(ValueError):
        check_public(f"http://{host}/a")


@pytest.mark.parametrize("url", ["https://example.org/a?b=c#d", "http://8.8.8.8/", "https://中文.org/推理"])
def test_a_public_address_is_accepted(url: str) -> None:
    check_public(url)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2201.11903", "2201.11903"),
        (" arXiv:2201.11903v2 ", "2201.11903"),
        ("ARXIV: 0704.0001", "0704.0001"),
        ("https://arxiv.org/pdf/2201.11903v1", "2201.11903"),
        ("cs.CL/0501001", "cs/0501001"),
        ("cs/0501001v3", "cs/0501001"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
    ],
)
def test_an_arxiv_id_has_one_canonical_spelling(text: str, canonical: str) -> None:
    assert canonical_arxiv(text) == canonical


@pytest.mark.parametrize(
    "text", ["", "2201", "2201.119", "2201.1190345", "cs.CL", "https://example.org/2201.11903", "٢٢٠١.11903"]
)
def test_what_is_no_arxiv_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        canonical_arxiv(text)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("10.1145/3442188.3445922", "10.1145/3442188.3445922"),
        ("doi: 10.18653/V1/2023.ACL-LONG.1", "10.18653/v1/2023.acl-long.1"),
        ("https://dx.doi.org/10.1002/(SICI)1097%2D4571", "10.1002/(sici)1097-4571"),
    ],
)
def test_a_doi_has_one_canonical_spelling(text: str, canonical: str) -> None:
    assert canonical_doi(text) == canonical


@pytest.mark.parametrize(
    "text", ["", "10.1145", "10.1145/", "11.1145/1", "10.1145/a b", "https://example.org/10.1145/1"]
)
def test_what_is_no_doi_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        canonical_doi(text)


def test_an_address_implies_the_identifier_it_contains() -> None:
    assert arxiv_of("https://arxiv.org/pdf/2201.11903v1") == "2201.11903"
    assert arxiv_of("https://arxiv.org/abs/nonsense") is None
    assert arxiv_of("https://example.org/2201.11903") is None
    assert doi_of("https://dx.doi.org/10.1145/ABC") == "10.1145/abc"
    assert doi_of("https://doi.org/about") is None


def test_a_document_is_known_by_its_address_and_its_identifiers_alike() -> None:
    by_url = identities("https://arxiv.org/pdf/2201.11903v3.pdf", None, None)
    by_id = identities("https://example.org/cot", "arXiv:2201.11903", None)
    by_doi = identities(None, None, "10.48550/arXiv.2201.11903")
    assert by_url & by_id & by_doi == {"arXiv 2201.11903"}
    assert identities(None, None, "10.1145/ABC") == identities("https://doi.org/10.1145/abc", None, None)
    assert identities("nonsense", "nonsense", "nonsense") == frozenset()
    assert identities_of(an_entry(ids={"arxiv": "2305.20050"})) == {
        "arXiv 2305.20050",
        "https://example.org/lets-verify",
    }


# Any text finds the parser's edges; texts made of these pieces find those of the rules.
WORDS = """
    https:// http:// www. arxiv.org doi.org x.com youtu.be github.com openreview.net /abs/ /pdf/ /status/
    10.1145 2201.11903 v2 cs.CL /0501001 .pdf .git arXiv: doi: localhost eaAonE58sLU watch id= v= utm_x s=1
    % %2 %25 %41 41 ? & = # / // .. : @ ! [ ] ü İ ． 推理 A a
"""
PIECES = st.lists(st.sampled_from([*WORDS.split(), "\ud800", "\u202e", " "]), max_size=12).map("".join)


@given(st.one_of(st.text(), PIECES, PIECES.map(lambda rest: "https://" + rest)))
def test_canonical_forms_are_idempotent_and_nothing_but_a_value_error_is_raised(text: str) -> None:
    for canonical in (canonical_url, canonical_arxiv, canonical_doi):
        with contextlib.suppress(ValueError):
            once = canonical(text)
            assert canonical(once) == once  # an AssertionError is no ValueError
    with contextlib.suppress(ValueError):
        check_public(text)
        assert identities(text, None, None)
    identities(text, text, text)


@given(PIECES.map(lambda rest: "https://example.org/" + rest))
def test_the_canonical_form_of_an_address_is_an_address_again(url: str) -> None:
    with contextlib.suppress(ValueError):
        canonical = canonical_url(url)
        assert canonical_url(canonical.replace("https://", "http://www.", 1)) == canonical
