"""The benchmark of pictures: that both sides draw the same cards, and that their figures are of what was drawn."""

import json
import shutil
from collections.abc import Iterator

import pytest

from bot.domain.picture import Picture
from tests.bench.pictures import drawing
from tests.bench.pictures_cards import cards
from tests.bench.pictures_child import Child
from tests.bench.pictures_html import Pages
from tests.bench.pictures_report import KEPT, OURS


@pytest.fixture(params=[OURS, pytest.param(KEPT, marks=[pytest.mark.slow, pytest.mark.browser])])
def child(request: pytest.FixtureRequest) -> Iterator[Child]:
    if request.param != OURS and not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        pytest.skip("no chromium on this machine")
    with drawing(request.param, 2) as child:
        yield child


def test_each_side_draws_cards_two_at_a_time_and_tells_what_they_took(child: Child) -> None:
    drawn = child.draw(cards(2))
    assert len(drawn.times) == len(drawn.sizes) == 2
    assert max(drawn.times) <= drawn.wall < sum(drawn.times)
    assert drawn.cpu > 0
    below, everything = child.memory()
    assert 0 < below.anonymous < below.whole < everything.whole


def test_no_two_cards_are_alike_though_entries_and_themes_come_again() -> None:
    first, more = cards(60), cards(60, first=61)
    assert len({card.sheet for card in (*first, *more)}) == 120
    assert len({card.look.theme for card in first}) > 2
    assert len({card.words["url"] for card in first}) < 60


def test_the_page_shows_the_words_of_the_card_as_words() -> None:
    [card] = cards(1)
    hostile = Picture(sheet=json.dumps({**card.words, "authors": "<script>"}), look=card.look)
    html = Pages().card(hostile)
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert all(text in html for text in (card.words["titles"]["zh"], card.words["address"], card.words["brand"]))
