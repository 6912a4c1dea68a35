"""What a query lets through, as a channel's filter uses it."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entry import Entry
from bot.domain.query import Field, Query, Term
from tests.domain.queries import no, query
from tests.worlds import an_entry


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("", True),
        ("tag:verifiers", True),
        ("tag:Verifiers tag:process-supervision", True),
        ("tag:#process_supervision", True),
        ("tag:verifiers tag:reasoning", False),
        ("tag:reasoning,verifiers", True),
        ("-tag:reasoning", True),
        ("-tag:reasoning,verifiers", False),
        ("kind:paper", True),
        ("kind:post", False),
        ("kind:post kind:paper", True),
        ("kind:poem", False),
        ("-kind:post", True),
        ("-kind:论文", False),
        ("year:2023", True),
        ("year:2024..", False),
        ("year:2020..2023", True),
        ("year:2020,2023", True),
        ("-year:2023", False),
        ("-year:2022", True),
        ("author:lightman", True),
        ('author:"Lightman, Hunter"', True),
        ('author:"Hunter Cobbe"', False),
        ("author:lightman author:COBBE", True),
        ("-author:cobbe", False),
        ("org:openai", True),
        ("org:google", False),
        ("-org:open", False),
        ("lang:en", True),
        ("lang:zh", False),
        ("is:posted", False),
        ("-is:posted", True),
        ("kind:post | tag:verifiers", True),
        ("kind:post | -tag:verifiers", False),
        ("kind:post | -tag:reasoning", True),
        ("kind:post | tag:verifiers year:2020", False),
    ],
)
def test_fields_admit_what_they_describe(text: str, admitted: bool) -> None:
    assert Query.parse(text).admits(an_entry()) is admitted


@pytest.mark.parametrize(
    ("text", "admitted"),
    [
        ("verify", True),
        ("VERIFY　ｓｔｅｐ", True),
        ("verif", False),
        ("erify", False),
        ("verifiers", True),
        ("逐步", True),
        ("步验", True),
        ("步步", False),
        ("推理", False),
        ('"step by step"', True),
        ('"by step step"', False),
        ("step by", True),
        ("lets-verify", True),
        ("cobbe", True),
        ("openai", True),
        ("ICLR", True),
        ("-verify", False),
        ("-推理", True),
        ("推理 | verify", True),
        ("推理 | tag:verifiers", True),
    ],
)
def test_words_admit_what_contains_them_whole_in_latin_writing_and_anywhere_in_chinese(
    text: str, admitted: bool
) -> None:
    assert Query.parse(text).admits(an_entry(venue="ICLR 2024")) is admitted


def test_a_phrase_stands_in_one_text_of_the_entry() -> None:
    entry = an_entry(title={"en": "Think\ntwice", "zh": "三思"}, authors=["Karl Cobbe"], venue="ICLR")
    assert Query.parse('"think twice"').admits(entry)
    assert not Query.parse('"twice 三思"').admits(entry)
    assert not Query.parse('"iclr karl"').admits(entry)


def test_a_latin_word_ends_where_chinese_begins() -> None:
    assert Query.parse("o1").admits(an_entry(title={"en": "On it", "zh": "复现o1模型"}))
    assert not Query.parse("o1").admits(an_entry(title={"en": "On it", "zh": "复现o11模型"}))


def test_accents_do_not_hide_an_author() -> None:
    assert Query.parse("author:tramer").admits(an_entry(authors=["Florian Tramèr"]))
    assert Query.parse("author:Süß").admits(an_entry(authors=["Anna Suss"]))
    assert Query.parse("tramer").admits(an_entry(authors=["Florian Tramèr"]))


def test_an_entry_without_a_date_is_in_no_year_and_out_of_none() -> None:
    undated = an_entry(published=None)
    assert not Query.parse("year:0000..9999").admits(undated)
    assert Query.parse("-year:2023").admits(undated)


def test_a_document_is_in_the_language_it_was_written_in() -> None:
    assert Query.parse("语言：中文").admits(an_entry(language="zh"))
    assert not Query.parse("lang:en").admits(an_entry(language="zh"))


def test_what_was_posted_is_what_the_caller_knows_of() -> None:
    assert Query.parse("is:posted").admits(an_entry("star"), posted={"star"})
    assert not Query.parse("-is:posted").admits(an_entry("star"), posted={"star"})
    assert not Query.parse("is:posted").admits(an_entry("star"), posted={"other"})


ENTRIES = [
    an_entry(f"e{number}", kind=kind, language=language, published={"year": year}, tags=tags, title=title)
    for number, (kind, language, year, tags, title) in enumerate(
        product(
            ["paper", "post"],
            ["en", "zh"],
            [2021, 2024],
            [["reasoning"], ["verifiers", "reasoning"]],
            [{"en": "Think twice", "zh": "三思"}, {"en": "Act", "zh": "推理 twice"}],
        )
    )
]
POSTED = frozenset(entry.key for entry in ENTRIES[::3])
TERMS = st.sampled_from(
    [
        Term(value="twice"),
        Term(value="推理"),
        *(Term(value=value, field=Field.TAG) for value in ("verifiers", "reasoning")),
        *(Term(value=value, field=Field.KIND) for value in ("paper", "post")),
        *(Term(value=value, field=Field.YEAR) for value in ("2021", "2022..")),
        Term(value="zh", field=Field.LANG),
        Term(value="posted", field=Field.IS),
    ]
)
GROUPS = st.lists(st.tuples(TERMS, st.booleans()), min_size=1, max_size=3)


def so(term: Term, entry: Entry) -> bool:
    """Written out for ENTRIES alone, knowing nothing of how the domain does it."""
    match term.field:
        case Field.TAG:
            return term.value in entry.tags
        case Field.KIND:
            return entry.kind.value == term.value
        case Field.YEAR:
            return (entry.published is not None and entry.published.year == 2021) == (term.value == "2021")
        case Field.LANG:
            return entry.language == "zh"
        case Field.IS:
            return entry.key in POSTED
        case _:
            return term.value in f"{entry.title.en} {entry.title.zh}"


def signed(term: Term, negated: bool) -> Term:
    return no(term.value, term.field) if negated else term


@given(st.lists(GROUPS, max_size=4))
def test_every_group_must_hold_and_of_a_group_one_term(groups: list[list[tuple[Term, bool]]]) -> None:
    asked = query(*(tuple(signed(*term) for term in group) for group in groups))
    for entry in ENTRIES:
        naive = all(any(so(term, entry) != negated for term, negated in group) for group in groups)
        assert asked.admits(entry, posted=POSTED) is naive


@given(GROUPS)
def test_what_is_not_one_of_several_is_none_of_them(group: list[tuple[Term, bool]]) -> None:
    either = query(tuple(signed(*term) for term in group))
    neither = query(*(signed(term, not negated) for term, negated in group))
    for entry in ENTRIES:
        assert either.admits(entry, posted=POSTED) is not neither.admits(entry, posted=POSTED)


@given(st.lists(st.lists(TERMS, min_size=1, max_size=3), max_size=3))
def test_what_is_printed_lets_the_same_through(groups: list[list[Term]]) -> None:
    """But for kinds, years and languages that must hold at once: read again, they mean either."""
    asked = query(*(tuple(group) for group in groups))
    again = Query.parse(str(asked))
    assert all(again.admits(entry, posted=POSTED) for entry in ENTRIES if asked.admits(entry, posted=POSTED))
