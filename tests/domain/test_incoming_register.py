"""What is known is held small, and given back as it was."""

import time
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.candidate import Candidate, Provenance
from bot.domain.incoming import Known, New, Sorter
from bot.domain.incoming_register import Holder, Register
from bot.domain.language import Bilingual
from bot.domain.likeness import TitleWords

HERE = Provenance(format="plain", source="list")
NAMES = st.text(st.characters(exclude_characters="\x1f"), min_size=1, max_size=20)
HOLDERS = st.builds(
    Holder,
    key=st.from_regex(r"[a-z0-9-]{1,9}", fullmatch=True),
    titles=st.lists(NAMES, max_size=2).map(tuple),
    documents=st.frozensets(NAMES, max_size=3),
    catalogued=st.booleans(),
)


@given(st.lists(HOLDERS, max_size=8, unique_by=lambda holder: holder.key))
def test_each_comes_back_by_its_key_and_each_document_by_its_first_holder(holders: list[Holder]) -> None:
    register = Register()
    for holder in holders:
        register.add(holder, map(TitleWords, holder.titles))
    assert all(holder.key in register for holder in holders)
    assert "KEY" not in register
    for document in {name for holder in holders for name in holder.documents}:
        assert register.holder_of(document) == next(each for each in holders if document in each.documents)


def test_a_document_is_the_holders_under_another_name_too() -> None:
    register = Register()
    holder = Holder(key="a", titles=(), documents=frozenset({"one"}), catalogued=True)
    register.add(holder, ())
    register.also(frozenset({"one", "two"}), holder)
    register.also(frozenset({"two"}), Holder(key="b", titles=(), documents=frozenset(), catalogued=True))
    assert register.holder_of("two") == holder


def a_candidate(number: int) -> Candidate:
    title = f"Study {number} of the matters {number % 97} that a reader of list {number % 89} meets"
    return Candidate(provenance=HERE, title=Bilingual(en=title), url=f"https://example.org/documents/{number}")


def test_documents_take_half_a_kilobyte_each() -> None:
    sorter = Sorter(())
    tracemalloc.start()
    assert all(isinstance(sorter.sort(a_candidate(number)), New) for number in range(1_000))
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size / 1_000 < 600
    assert all(isinstance(sorter.sort(a_candidate(number)), Known) for number in range(0, 1_000, 50))


def test_a_title_that_everybody_has_is_not_looked_up_at_everybody() -> None:
    """Each with each, it would take minutes."""
    sorter, started = Sorter(()), time.process_time()
    for number in range(5_000):
        found = sorter.sort(
            Candidate(provenance=HERE, title=Bilingual(en="Preface"), url=f"https://example.org/{number}")
        )
        assert isinstance(found, New)
    again = Candidate(provenance=HERE, title=Bilingual(en="Preface"), url="https://example.org/4999")
    assert isinstance(sorter.sort(again), Known)
    assert time.process_time() - started < 20
