"""Cards in the other styles: with a picture, with a picture and the text, and as rich messages."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.cards_jinja import JinjaCards
from bot.adapters.cards_words import BLOCK_LIMIT
from bot.domain.card import CALLBACK_LIMIT, CAPTION_LIMIT, RICH_LIMIT, Card
from bot.domain.channel import Style
from bot.domain.entry import Entry
from bot.domain.language import Bilingual, Language
from bot.domain.picture import Format, Look
from bot.sandbox.formatting import read_text
from tests.adapters.test_cards_jinja import (
    ENVIRONMENT,
    HOSTILE_ENTRIES,
    PHRASES,
    huge,
    in_channel,
    in_chat,
    labels,
    received,
)
from tests.worlds import a_catalog, a_channel, an_entry

EN, ZH = Language.EN, Language.ZH
NIGHT = Look(theme="night", format=Format.SQUARE)
WITH_PICTURE = (Style.PICTURE, Style.BOTH)


def test_a_picture_says_the_title_and_the_topics_beneath() -> None:
    card = in_channel(an_entry(), style=Style.PICTURE, look=NIGHT)
    assert card.plain == (
        "让我们逐步验证\nLet's Verify Step by Step\n\n#过程监督 #验证器\n#process_supervision #verifiers"
    )
    assert card.picture
    assert card.picture.look == NIGHT
    assert card.picture.words["titles"] == {"zh": "让我们逐步验证", "en": "Let's Verify Step by Step"}


def test_both_is_the_whole_text_beneath_the_picture_where_it_fits() -> None:
    both, text = in_channel(an_entry(), style=Style.BOTH), in_channel(an_entry())
    assert both.picture
    assert both.html == text.html


@pytest.mark.parametrize("style", Style)
def test_every_other_style_can_be_told_as_text(style: Style) -> None:
    card, text = in_channel(an_entry(), style=style), in_channel(an_entry())
    assert (card.instead or card) == text
    assert card.buttons == text.buttons  # the token in them is what the card is known by


def test_a_caption_that_would_be_too_long_is_shortened_evenly_and_leads_on() -> None:
    entry = an_entry(overview={"en": "An English sentence. " * 60, "zh": "一句中文。" * 200})
    card = in_channel(entry, style=Style.BOTH)
    text = received(card).text
    assert CAPTION_LIMIT * 2 // 3 < len(text) <= CAPTION_LIMIT
    assert text.count("An English sentence.") * len("An English sentence. ") < len(text) * 0.6
    assert text.count("一句中文。") * len("一句中文。") < len(text) * 0.6
    assert "此处为节选，点“更多 · 收藏”继续阅读。" in text
    assert labels(card)[1][0] == "更多 · 收藏"
    assert card.instead
    assert len(card.instead.plain) > len(text)  # a text has the room


def test_a_rich_card_has_headings_and_folds_the_second_language() -> None:
    card = in_channel(an_entry(), style=Style.RICH)
    assert "<h2>让我们逐步验证</h2>" in card.html
    assert "<h4>Let&#39;s Verify Step by Step</h4>" in card.html
    assert (
        "<details><summary>English</summary>\n<p>Rewarding every step of a solution trains better verifiers "
        "than rewarding the answer.</p>\n</details>" in card.html
    )
    assert "<footer>#过程监督 #验证器</footer>" in card.html
    assert card.rich


def test_a_rich_card_keeps_the_paragraphs_of_an_overview() -> None:
    entry = an_entry(overview={"en": "One.\n\nTwo.", "zh": "一。\n二。"})
    html = in_channel(entry, style=Style.RICH).html
    assert "<p>一。</p>\n<p>二。</p>" in html
    assert "<p>One.</p>\n<p>Two.</p>" in html


def test_a_picture_in_a_chat_leads_to_the_words_and_to_the_document() -> None:
    card = JinjaCards(ENVIRONMENT, PHRASES, "digest_bot").picture(an_entry(), a_catalog(an_entry()), EN, NIGHT)
    assert labels(card) == [["Read"], ["As text", "Share"]]
    assert card.picture
    assert card.picture.words["languages"] == ["en", "zh"]
    assert card.picture.words["brand"] == "@digest_bot"


def test_a_channels_picture_bears_its_name_or_the_bots_where_it_has_none() -> None:
    def brand(chat: int | str) -> str:
        card = in_channel(an_entry(), style=Style.PICTURE, chat=chat)
        assert card.picture
        return str(card.picture.words["brand"])

    assert brand("@o1_daily") == "@o1_daily"
    assert brand(-1001234567890) == "@digest_bot"


def test_without_what_draws_no_card_leads_to_a_picture() -> None:
    cards = JinjaCards(ENVIRONMENT, PHRASES, "digest_bot", pictures=False)
    card = cards.for_chat(an_entry(), a_catalog(an_entry()), EN, saved=False)
    assert labels(card) == [["Read"], ["Save", "Another one"], ["Share"]]
    assert labels(in_chat(an_entry(), language=EN)) == [["Read"], ["Save", "Another one"], ["Picture", "Share"]]


@pytest.mark.parametrize("style", Style)
def test_a_card_is_the_same_after_it_was_kept(style: Style) -> None:
    card = in_channel(an_entry(), style=style, look=NIGHT)
    assert Card.from_json(card.to_json()) == card


def test_a_card_kept_before_there_were_pictures_is_a_text() -> None:
    old = '{"html": "x", "buttons": [], "preview": null, "markup": true}'
    assert Card.from_json(old) == Card(html="x")


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(HOSTILE_ENTRIES, st.sampled_from([(ZH, EN), (EN, ZH), (EN,), (ZH,)]), st.sampled_from(list(Style)))
def test_every_card_of_any_entry_keeps_the_limits_of_its_style(
    entry: Entry, languages: tuple[Language, ...], style: Style
) -> None:
    cards = JinjaCards(ENVIRONMENT, PHRASES, "digest_bot")
    card = cards.for_channel(entry, a_catalog(entry), a_channel(languages=languages, style=style), token="t" * 15)
    assert card.length <= card.limit
    if card.rich:
        assert card.html.count("</") <= BLOCK_LIMIT
    elif card.html:
        assert len(read_text(card.html, parse_mode="HTML", entities=None).text) <= card.limit
    for button in (button for row in card.buttons for button in row):
        assert len((button.callback or "").encode()) <= CALLBACK_LIMIT
    assert (card.picture is not None) == (style in WITH_PICTURE)
    if card.picture:
        assert len(card.picture.sheet) < 16_000  # it stays in the ledger


def test_a_rich_card_of_a_huge_entry_stays_below_its_limit() -> None:
    entry = huge(overview=Bilingual(en="Line.\n" * 9000, zh="行。\n" * 9000))
    assert in_channel(entry, style=Style.RICH).length <= RICH_LIMIT
