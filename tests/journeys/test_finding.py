"""How readers find entries: search, topics, keys, chance, and what they saved."""

import pytest

from bot.domain.inert import MARK
from tests.journeys.town import LIN, WEI, Town, data_of, has, labels, title

pytestmark = pytest.mark.asyncio(loop_scope="module")
CARD_LABELS = ["Save", "Another one"]


@pytest.mark.parametrize(
    "text", ["/search 推理", "推理", "/search推理", "/search   推理  ", "/search@demo_digest_bot 推理"]
)
async def test_a_chinese_word_finds_entries(town: Town, text: str) -> None:
    found = await town.say(WEI, text)
    assert found.text.startswith("推理 · 7 篇 · 1/2\n\n1. ")
    assert found.text.endswith("点数字打开。")
    assert labels(found) == [["1", "2", "3", "4", "5"], ["下一页 →"]]


async def test_one_character_an_english_word_and_a_name_find_entries(town: Town) -> None:
    assert (await town.say(WEI, "推")).text.startswith("推 · 7 篇")
    assert "Verifiers" in (await town.say(LIN, "/search verifier")).text
    assert "Let's Verify Step by Step" in (await town.say(LIN, "lightman")).text
    assert "让我们" in (await town.say(WEI, "Lightman")).text


async def test_pages_turn_both_ways_in_one_message_and_a_result_opens_as_card(town: Town) -> None:
    first = await town.say(LIN, "/search 推理")
    first_text = first.text
    second = await town.turn(LIN, first, "Next →")
    assert second.id == first.id
    assert second.text.startswith("推理 · 7 entries · 2/2\n\n6. ")
    assert labels(second) == [["6", "7"], ["← Previous"]]
    wanted = second.text.splitlines()[2].removeprefix("6. ")
    card = await town.turn(LIN, second, "6")
    assert title(card) == wanted
    assert CARD_LABELS in labels(card)
    assert (await town.turn(LIN, second, "← Previous")).text == first_text


async def test_a_search_without_words_explains_itself_with_examples(town: Town) -> None:
    assert "\n/search 数学 openai o1 – words of either language\n" in (await town.say(LIN, "/search")).text
    usage = (await town.say(WEI, "/search   ")).text
    assert usage.startswith("搜索\n")
    assert "\n/search siweilian – 拼音\n" in usage
    assert "tag:math、kind:paper、" in usage
    assert "@demo_digest_bot 关键词" in usage


async def test_nothing_found_offers_another_way(town: Town) -> None:
    nothing = await town.say(LIN, "zzzzzz")
    assert nothing.text == "Nothing found for zzzzzz. Try another word, or fewer; or browse the topics."
    assert labels(nothing) == [["Topics", "Random"]]
    assert (await town.say(WEI, "zzzzzz")).text.startswith("没有找到 zzzzzz。")


@pytest.mark.parametrize(
    "words",
    ["<b>", "</code><a href='https://evil.example'>x</a>", "{{7*7}}", "{% raw %}", "/search /search", "&lt;", "'\"--",
     "tag:<i>", "kind:nothing", "year:9999999..1", "@everyone #x $USD", "\uffff", "x" * 4080],
)  # fmt: skip
async def test_a_hostile_query_stays_text(town: Town, words: str) -> None:
    for person in (LIN, WEI):
        answer = await town.say(person, f"/search {words}")
        own = {"bot_command"} if words.startswith("tag:") else set()  # /topics, which lists those that there are
        assert {entity.type for entity in answer.entities} <= {"code", "bold", "italic"} | own
        first = answer.text.splitlines()[0].replace(MARK, "")
        assert words[:200] in first
        assert len(first) < 300


async def test_the_words_of_a_search_are_shown_as_they_were_written(town: Town) -> None:
    assert "Nothing found for &zzzzzz;{{qqqqqq}}." in (await town.say(LIN, "&zzzzzz;{{qqqqqq}}")).text
    assert (await town.say(LIN, "<b>&amp;{{7*7}}")).text.startswith("<b>&amp;{{7*7}}\n\nNothing has all of it")


async def test_topics_lead_to_their_entries(town: Town) -> None:
    topics = await town.say(WEI, "/topics")
    assert topics.text == "主题 · 20"
    assert labels(topics)[0] == ["数学 · 5", "o1 模型 · 5"]
    counts = [int(button["text"].rpartition(" · ")[2]) for button in topics.buttons]
    assert counts == sorted(counts, reverse=True)
    topic = await town.turn(WEI, topics, "思维链 · 2")
    assert topic.text.startswith("思维链 · 2\n")
    assert labels(topic)[0] == ["1", "2"]
    card = await town.turn(WEI, topic, "1")
    assert "#思维链" in card.text
    assert (await town.say(LIN, "/topics")).text == "Topics · 20"


async def test_an_entry_opens_by_its_key_and_a_near_miss_is_offered(town: Town) -> None:
    assert title(await town.say(LIN, "/entry o1-mini")) == "OpenAI o1-mini"
    assert title(await town.say(LIN, "/entry  O1-Mini ")) == "OpenAI o1-mini"
    miss = await town.say(WEI, "/entry o1-minni")
    assert miss.text == "没有代号为 o1-minni 的条目。您要找的可能是下面这篇："
    assert title(await town.turn(WEI, miss, "OpenAI o1-mini")) == "OpenAI o1-mini：高性价比的推理模型"
    assert (await town.say(LIN, "/entry zzzzzzzzzz")).text == "There is no entry zzzzzzzzzz. Try /search."
    assert "as in /entry learning-to-reason." in (await town.say(LIN, "/entry")).text
    assert len((await town.say(LIN, "/entry " + "<b>" * 1300)).text) < 100


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("lets", [["Let's Verify Step by Step"]]),
        ("verify", [["Let's Verify Step by Step"]]),
        ("learning-to-raeson", [["Learning to Reason with LLMs"]]),
        ("o1", [["OpenAI o1-mini"], ["Summary of what we have learned during…"], ["Reverse engineering OpenAI’s o1"]]),
    ],
)
async def test_part_of_a_key_offers_the_titles_of_those_that_have_it(
    town: Town, typed: str, offered: list[list[str]]
) -> None:
    miss = await town.say(LIN, f"/entry {typed}")
    assert miss.text == f"There is no entry {typed}. Perhaps you mean:"
    assert labels(miss) == offered
    assert title(await town.turn(LIN, miss, offered[0][0])) == offered[0][0]


async def test_several_entries_that_may_be_meant_are_offered_as_several(town: Town) -> None:
    miss = await town.say(WEI, "/entry verif")
    assert miss.text == "没有代号为 verif 的条目。您要找的可能是下面几篇："
    assert labels(miss) == [["训练验证器，求解数学应用题"], ["让我们一步步验证"]]


async def test_chance_shows_everything_once_before_anything_again(town: Town) -> None:
    lin = town.newcomer()
    seen = [title(await town.say(lin, "/random")) for _ in range(14)]
    assert len(set(seen)) == 14
    assert title(await town.say(lin, "/random")) in seen
    assert len({title(await town.say(WEI, "/random")) for _ in range(3)}) == 3  # what others saw does not count


async def test_chance_among_what_matches_begins_again_when_all_were_seen(town: Town) -> None:
    lin = town.newcomer()
    once = [title(await town.say(lin, "/random kind:post")) for _ in range(5)]
    assert len(set(once)) == 5
    assert {title(await town.say(lin, "/random kind:post")) for _ in range(5)} == set(once)
    another = await town.turn(lin, await town.say(lin, "/random kind:repo"), "Another one")
    assert another.text


async def test_chance_with_nothing_to_choose_from_says_so(town: Town) -> None:
    assert (await town.say(LIN, "/random kind:book")).text == (
        "No entry matches kind:book. Try /random tag:math; /topics lists all topics."
    )
    assert (await town.say(WEI, "/random zzzz")).text.startswith("没有条目符合 zzzz。")


async def test_what_is_saved_is_listed_newest_first_and_can_be_let_go(town: Town) -> None:
    lin = town.newcomer()
    assert (await town.say(lin, "/saved")).text.startswith("You have saved nothing yet.")
    for key in ("o1-mini", "gpt-f"):
        card = await town.say(lin, f"/entry {key}")
        assert (await town.press(lin, card, "Save")).text == "Saved. /saved shows your list"
        await town.settled()
        assert has(card, "✓ Saved")
    listed = await town.say(lin, "/saved")
    assert listed.text.splitlines()[0] == "Saved · 2"
    assert "1. Generative Language Modeling" in listed.text
    card = await town.turn(lin, listed, "2")
    assert (await town.press(lin, card, "✓ Saved")).text == "No longer saved"
    await town.sandbox.wait_for(lambda: has(card, "Save"))
    assert (await town.say(lin, "/saved")).text.splitlines()[0] == "Saved · 1"
    assert (await town.say(WEI, "/saved")).text.startswith("您还没有收藏。")


async def test_saving_what_is_gone_says_so(town: Town) -> None:
    card = await town.say(WEI, "/entry gpt-f")
    assert (await town.press_data(WEI, card, "save:gone-for-good")).text == "这篇已经不在清单里了。"


async def test_a_button_of_a_page_that_nobody_kept_no_longer_works(town: Town) -> None:
    first = await town.say(LIN, "推理")
    assert (await town.press_data(LIN, first, "find:AAAAAAAAAAAA:1")).text == "This button no longer works."
    text_id = data_of(first, "Next").split(":")[1]
    for page in ("99999", "-1", "x", "²"):
        await town.press_data(LIN, first, f"find:{text_id}:{page}")
    assert (await town.say(LIN, "/about")).text.startswith("About")
