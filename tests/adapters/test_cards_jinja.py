"""Cards as Telegram receives them: judged by the sandbox, which parses and refuses as Telegram does."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import shipped
from bot.adapters.cards_jinja import JinjaCards
from bot.adapters.cards_words import Limits
from bot.adapters.phrases_yaml import Phrases
from bot.adapters.templates_jinja import templates
from bot.domain.card import CALLBACK_LIMIT, CAPTION_LIMIT, ENTITY_LIMIT, TEXT_LIMIT, Card, Preview
from bot.domain.catalog import Tag
from bot.domain.channel import LinkPreview
from bot.domain.entry import Entry, Ids, Kind, Links, Published, Status
from bot.domain.inert import MARK, inert_line
from bot.domain.language import Bilingual, Language
from bot.sandbox.entities import Formatted, cut
from bot.sandbox.formatting import read_text
from bot.sandbox.keyboards import read_keyboard
from tests.worlds import TAGS, a_catalog, a_channel, a_draft, an_entry

EN, ZH = Language.EN, Language.ZH
TOKEN = "abcdefghij01234"
BOTH, ONE = (ZH, EN), (EN,)

PHRASES = Phrases.load(shipped.templates())
ENVIRONMENT = templates(PHRASES, shipped.templates())
CARDS = JinjaCards(ENVIRONMENT, PHRASES, "digest_bot")


def in_channel(entry: Entry, *others: Entry, cards: JinjaCards = CARDS, **changes: Any) -> Card:
    return cards.for_channel(entry, a_catalog(entry, *others), a_channel(**changes), token=TOKEN)


def in_chat(entry: Entry, *related: Entry, language: Language = ZH, saved: bool = False) -> Card:
    return CARDS.for_chat(entry, a_catalog(entry, *related), language, saved=saved, related=related)


def received(card: Card, *, channel: bool = True) -> Formatted:
    """What Telegram keeps of the card; ApiError if it refuses."""
    rows = [
        [{"text": b.text, **({"url": b.url} if b.url else {"callback_data": b.callback})} for b in row]
        for row in card.buttons
    ]
    assert read_keyboard(rows, channel=channel)
    return read_text(card.html, parse_mode="HTML", entities=None)


def marked(text: Formatted, kind: str) -> list[str]:
    return [cut(text.text, e.offset, e.length) for e in text.entities if e.type == kind]


def labels(card: Card) -> list[list[str]]:
    return [[button.text for button in row] for row in card.buttons]


def test_a_bilingual_card_has_the_channels_first_language_first() -> None:
    text = received(in_channel(an_entry(venue="ICLR 2024"), languages=BOTH))
    assert text.text == (
        "📄 论文 · 2023 年 5 月 31 日\n\n"
        "让我们逐步验证\nLet's Verify Step by Step\n\n"
        "Hunter Lightman、Vineet Kosaraju、Karl Cobbe\nOpenAI · ICLR 2024\n\n"
        "与只奖励最终答案相比，奖励解题的每一步能训练出更可靠的验证器。\n\n"
        "Rewarding every step of a solution trains better verifiers than rewarding the answer.\n\n"
        "#过程监督 #验证器\n#process_supervision #verifiers"
    )
    assert marked(text, "bold") == ["让我们逐步验证"]
    assert marked(text, "expandable_blockquote") == [an_entry().overview.en]
    assert marked(text, "hashtag") == ["#过程监督", "#验证器", "#process_supervision", "#verifiers"]


def test_a_card_in_one_language_is_in_that_language_only() -> None:
    text = received(in_channel(an_entry(), languages=ONE))
    assert text.text == (
        "📄 Paper · 31 May 2023\n\nLet's Verify Step by Step\n\n"
        "Hunter Lightman, Vineet Kosaraju, Karl Cobbe\nOpenAI\n\n"
        "Rewarding every step of a solution trains better verifiers than rewarding the answer.\n\n"
        "#process_supervision #verifiers"
    )
    assert marked(text, "expandable_blockquote") == []


def test_a_channels_buttons_are_read_more_and_share() -> None:
    card = in_channel(an_entry(), languages=BOTH)
    assert labels(card) == [["阅读原文"], ["更多 · 收藏", "分享"]]
    read, more, share = (button.url for row in card.buttons for button in row)
    assert read == "https://example.org/lets-verify"
    assert more == f"https://t.me/digest_bot?start=lets-verify_{TOKEN}"
    assert share is not None
    assert share.startswith("https://t.me/share/url?url=https%3A%2F%2Fexample.org%2Flets-verify&text=%E8%AE%A9")
    assert share.endswith("%0ALet%27s%20Verify%20Step%20by%20Step")


def test_the_longest_key_fits_into_the_deep_link() -> None:
    more = in_channel(an_entry("k" * 48)).buttons[1][0]
    assert more.url is not None
    assert len(more.url.partition("?start=")[2]) == 64


def test_the_link_preview_is_always_said() -> None:
    url = "https://example.org/lets-verify"
    shown = LinkPreview(prefer_large_media=True, show_above_text=True)
    assert in_channel(an_entry(), preview=shown).preview == Preview(url=url, large=True, above=True)
    assert in_channel(an_entry(), preview=LinkPreview(show=False)).preview is None


def test_in_a_chat_the_readers_language_comes_first_with_the_chats_buttons() -> None:
    other = an_entry("other", title={"en": "Training Verifiers to Solve Math Word Problems", "zh": "训练验证器"})
    links = {"pdf": "https://example.org/x.pdf", "code": "https://example.org/code"}
    entry = an_entry(links=links)
    card = in_chat(entry, other, language=EN)
    assert card.plain.startswith("📄 Paper · 31 May 2023\n\nLet's Verify Step by Step\n让我们逐步验证")
    assert labels(card) == [
        ["Read", "PDF", "Code"],
        ["Save", "Another one"],
        ["Picture", "Share"],
        ["→ Training Verifiers to Solve Math…"],
    ]
    assert [b.callback for row in card.buttons for b in row if b.callback] == [
        "save:lets-verify",
        "random",
        "picture:lets-verify",
        "entry:other",
    ]
    assert received(card, channel=False).text == card.plain


def test_a_saved_entry_offers_to_be_let_go() -> None:
    save = in_chat(an_entry(), saved=True).buttons[1][0]
    assert (save.text, save.callback) == ("✓ 已收藏", "unsave:lets-verify")


def test_drafts_doubles_and_the_entry_itself_are_not_offered_as_related() -> None:
    assert len(in_chat(an_entry(), an_entry(), a_draft()).buttons) == 3
    assert len(in_chat(an_entry(), an_entry("other"), an_entry("other")).buttons) == 4


def test_a_card_for_any_chat_has_the_same_text_and_only_links() -> None:
    card = CARDS.for_inline(an_entry(), a_catalog(), EN)
    assert card.html == in_chat(an_entry(), language=EN).html
    assert card.preview is None
    assert labels(card) == [["Read"], ["Open in the bot", "Share"]]
    buttons = [button for row in card.buttons for button in row]
    assert all(button.url for button in buttons)
    assert buttons[1].url == "https://t.me/digest_bot?start=lets-verify"
    assert received(card, channel=False).text == card.plain


def test_an_incomplete_draft_says_each_text_once() -> None:
    card = in_channel(a_draft(url=None, authors=[], organizations=[], tags=[], published=None, overview={}))
    assert received(card).text == "📄 论文\n\nUnfinished notes"
    assert labels(card) == [["更多 · 收藏"]]
    assert card.preview is None


def test_long_lists_of_authors_are_shortened_and_an_author_is_not_repeated_as_organization() -> None:
    authors = ["OpenAI", "Second", "Third", "Fourth", "Fifth"]
    text = received(in_channel(an_entry(authors=authors), languages=BOTH)).text
    assert "OpenAI、Second、Third 等 5 人\n\n" in text


def test_a_tag_whose_names_make_the_same_hashtag_comes_once() -> None:
    catalog = a_catalog(an_entry(tags=["rlhf"]), tags=[Tag(key="rlhf", en="RLHF", zh="RLHF")])
    card = CARDS.for_channel(an_entry(tags=["rlhf"]), catalog, a_channel(), token=TOKEN)
    assert card.plain.endswith("\n\n#rlhf")


def test_overviews_too_long_are_shortened_evenly_at_sentence_ends_with_a_way_to_read_on() -> None:
    entry = huge(overview=Bilingual(en="A sentence of words. " * 250, zh="一句完整的话。" * 250))
    text = received(in_channel(entry, languages=BOTH))
    zh, en = text.text.split("\n\n")[3], marked(text, "expandable_blockquote")[0]
    assert zh.endswith("话。 …")
    assert en.endswith("words. …")
    assert len(zh) / 1750 == pytest.approx(len(en) / 5250, abs=0.02)
    assert marked(text, "italic") == ["此处为节选，点“更多 · 收藏”继续阅读。"]
    assert TEXT_LIMIT - 60 < len(text.text) <= TEXT_LIMIT


def test_in_a_chat_the_readers_language_stays_whole() -> None:
    entry = huge(overview=Bilingual(en="A sentence of words. " * 250, zh="一句完整的话。" * 250))
    assert "一句完整的话。" * 250 + "\n" in in_chat(entry, language=ZH).plain


@pytest.mark.parametrize("limit", [TEXT_LIMIT, CAPTION_LIMIT])
def test_any_entry_fits_even_one_that_no_validation_saw(limit: int) -> None:
    entry = huge(
        title=Bilingual(en="word " * 10_000, zh="字" * 50_000),
        authors=("name " * 10_000,) * 200,
        organizations=("house " * 10_000,) * 200,
        venue="v" * 50_000,
        overview=Bilingual(en="Sentence. " * 10_000, zh="句子。" * 30_000),
    )
    card = in_channel(entry, cards=JinjaCards(ENVIRONMENT, PHRASES, "digest_bot", limits=Limits(characters=limit)))
    text = received(card).text
    assert limit // 2 < len(text) <= limit
    assert "Sentence. …" in text


def test_entry_text_cannot_become_markup_template_code_or_a_command() -> None:
    entry = an_entry(
        title={"en": "</b><b>{{ 7 * 7 }}{% raw %} &lt; @durov", "zh": "#标签 /start 模型"},
        authors=["@admin", "/kick", "$USD <i>"],
        overview={"en": "</blockquote>{# c #} #tag", "zh": "${7*7} &amp; {card.read}"},
        tags=[],
    )
    text = received(in_channel(entry, languages=BOTH))
    assert {entity.type for entity in text.entities} == {"bold", "expandable_blockquote"}
    plain = text.text.replace(MARK, "")
    for written in (
        entry.title.en,
        entry.title.zh,
        entry.overview.en,
        entry.overview.zh,
        "@admin、/kick、$USD <i>",
    ):
        assert str(written) in plain


def huge(**changes: Any) -> Entry:
    """An entry past all limits of its model."""
    whole = an_entry()
    return Entry.model_construct(**{name: getattr(whole, name) for name in Entry.model_fields} | changes)


PIECES = (
    *(
        "<b>",
        "</b>",
        "</blockquote>",
        "<a href='tg://user?id=1'>",
        "&lt;",
        "&#0;",
        "&",
        "<",
        '"',
        "'",
        "\\",
        "{{ 7 }}",
    ),
    *(
        "{% if %}",
        "{#",
        "#tag",
        "@user_name",
        "/start",
        "$USD",
        "x@y.org",
        "https://a.org/#b",
        "example.com",
        "$",
        "#",
    ),
    *(
        "\n",
        "\n\n\n",
        "\r",
        "\t",
        " ",
        "\0",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u200d",
        "\u2060",
        "\ud800",
        "\ufeff",
    ),
    *(
        "👩\u200d👩\u200d👧",
        "🇩🇪",
        "e\u0301",
        "العربية",
        "字",
        "。",
        "Word. ",
        "1",
        "_",
        "\u0085",
        "\u2028",
        "\uffff",
        "²",
    ),
)
HOSTILE = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.text(st.characters(), max_size=60),
    st.builds(lambda text, times: text * times, st.sampled_from(PIECES), st.sampled_from((3, 900, 100_000))),
)
MAYBE = st.none() | HOSTILE
TEXTS = st.builds(Bilingual, en=MAYBE, zh=MAYBE)
URLS = st.one_of(
    st.none(),
    st.sampled_from(["https://example.org/a_b?c=d&e=\"f'#g", "http://localhost/", "https://例子.中国/书", "https://x"]),
    HOSTILE.map(lambda text: "https://example.org/" + text),
    HOSTILE,
)
KEYS = st.sampled_from(["k" * 48, "lets-verify", "", "K k", "-"]) | HOSTILE
HOSTILE_ENTRIES = st.builds(
    Entry.model_construct,
    key=KEYS,
    kind=st.sampled_from(Kind),
    title=TEXTS,
    authors=st.lists(HOSTILE, max_size=6).map(tuple) | HOSTILE.map(lambda name: (name,) * 200),
    organizations=st.lists(HOSTILE, max_size=6).map(tuple),
    published=st.none() | st.sampled_from([Published(year=1), Published(year=2024, month=12, day=31)]),
    url=URLS,
    ids=st.just(Ids()),
    venue=MAYBE,
    links=st.builds(Links.model_construct, pdf=URLS, code=URLS, dataset=URLS, companion=URLS, copy_=URLS),
    tags=st.lists(st.sampled_from([*(tag.key for tag in TAGS), "gone"]), max_size=12).map(tuple),
    overview=TEXTS,
    related=st.lists(KEYS, max_size=5).map(tuple),
    status=st.sampled_from(Status),
)
MADE_BY_THE_TEMPLATE = {"bold", "italic", "expandable_blockquote", "hashtag"}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    HOSTILE_ENTRIES,
    st.sampled_from([(ZH, EN), (EN, ZH), (EN,), (ZH,)]),
    st.sampled_from([TEXT_LIMIT, CAPTION_LIMIT]),
)
def test_every_card_of_any_entry_is_accepted(entry: Entry, languages: Sequence[Language], limit: int) -> None:
    cards = JinjaCards(ENVIRONMENT, PHRASES, "digest_bot", limits=Limits(characters=limit))
    catalog = a_catalog(entry, an_entry())
    tags = {"#" + name.lower().replace(" ", "_").replace("-", "_") for tag in TAGS for name in (tag.en, tag.zh)}
    drawn = [
        (cards.for_channel(entry, catalog, a_channel(languages=tuple(languages)), token=TOKEN), True),
        (cards.for_chat(entry, catalog, languages[0], saved=False, related=(an_entry(), entry)), False),
        (cards.for_inline(entry, catalog, languages[0]), False),
    ]
    for card, channel in drawn:
        assert card.length <= limit
        text = (
            received(card, channel=channel) if card.buttons else read_text(card.html, parse_mode="HTML", entities=None)
        )
        assert len(text.text) <= limit
        own = [entity for entity in text.entities if entity.type not in ("url", "email")]
        assert len(own) <= ENTITY_LIMIT
        assert {entity.type for entity in own} <= MADE_BY_THE_TEMPLATE
        assert set(marked(text, "hashtag")) <= tags
        for button in (button for row in card.buttons for button in row):
            assert bool(button.url) != bool(button.callback)
            assert len((button.callback or "").encode()) <= CALLBACK_LIMIT


@settings(deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=250).filter(lambda text: inert_line(text).strip()))
def test_a_title_is_shown_as_it_was_written(title: str) -> None:
    entry = huge(title=Bilingual(en=title, zh=title))
    html_text = in_channel(entry).plain.split("\n\n")[1]
    assert html_text == inert_line(title)
