"""The grammar with a catalog's names: tags by any of their names, and slips mended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.grammar import mended, read
from bot.domain.query import Query
from tests.worlds import a_catalog

CATALOG = a_catalog()


@pytest.mark.parametrize("name", ["process-supervision", "过程监督", '"Process supervision"', "processsupervision"])
def test_a_tag_is_known_by_all_its_names(name: str) -> None:
    assert read(f"tag:{name}", CATALOG) == (Query.parse("tag:process-supervision"), ())


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("tag:verifers step", "tag:verifiers step"),
        ("step tag:verifers kind:papr", "step tag:verifiers kind:paper"),
        ("tag:verifers,resoning", "tag:verifiers,reasoning"),
        ("标签:过程监都", "标签:process-supervision"),
        ('tag:"chain of thougt"', 'tag:"chain-of-thought"'),
        ("year:soon tag:verifers", "year:soon tag:verifiers"),
    ],
)
def test_what_is_perhaps_meant_takes_the_place_of_a_slip(text: str, better: str) -> None:
    assert mended(text, read(text, CATALOG)[1], CATALOG) == better


@pytest.mark.parametrize("text", ["tag:verifiers", "tag:zzzz", "year:soon", "words alone", ""])
def test_nothing_is_proposed_where_nothing_is_wrong_or_nobody_knows_better(text: str) -> None:
    assert mended(text, read(text, CATALOG)[1], CATALOG) == ""


@given(
    st.lists(st.sampled_from(["tag:", "verifers", "kind:", "papr", ",", "|", "-", " ", '"', "：", "ｋｉｎｄ", "推"]))
)
def test_a_mended_text_has_no_more_slips_than_before(parts: list[str]) -> None:
    text = "".join(parts)
    _, slips = read(text, CATALOG)
    if better := mended(text, slips, CATALOG):
        assert len(read(better, CATALOG)[1]) <= len(slips)
        assert better != text
