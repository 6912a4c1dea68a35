"""What a search shows: the words in bold, corrections, near misses, slips, and pages that outlive the bot."""

import shutil
from pathlib import Path

import pytest

from bot import shipped
from bot.sandbox.entities import cut
from bot.sandbox.messages import Message
from tests.journeys.town import ADA, LIN, WEI, Town, a_town, data_of, has, labels, title

pytestmark = pytest.mark.asyncio(loop_scope="module")


def marked(message: Message, kind: str = "bold") -> list[str]:
    return [cut(message.text, each.offset, each.length) for each in message.entities if each.type == kind]


def titles(message: Message) -> list[str]:
    return [line.partition(". ")[2] for line in message.text.splitlines() if line.partition(". ")[0].isdigit()]


async def test_the_words_that_match_are_bold_in_title_and_snippet(town: Town) -> None:
    found = await town.say(WEI, "思维链")
    assert titles(found)[0] == "思维链提示激发大语言模型的推理能力"
    first, *_ = found.text.split("\n\n2. ")
    assert marked(found).count("思维链") >= 3
    assert set(marked(found)) <= {"思维链", "CoT", "1.", "2.", "3."}
    assert "论文 · 2022 · Jason Wei 等" in marked(found, "italic")
    assert len(first.splitlines()) == 5  # the header, a blank line, title, about, snippet


async def test_the_snippet_is_in_the_language_that_matched_and_the_title_in_the_readers(town: Town) -> None:
    found = await town.say(LIN, "应用题")
    assert titles(found)[0] == "Training Verifiers to Solve Math Word Problems"
    assert "应用题" in marked(found)
    found = await town.say(WEI, "worked examples")
    assert titles(found)[0] == "思维链提示激发大语言模型的推理能力"
    assert "Put a few worked examples into the prompt" in found.text
    assert {"worked", "examples"} & set(" ".join(marked(found)).split())


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("思維鏈", "Chain-of-Thought Prompting Elicits Reasoning in Large Language Models"),  # Traditional
        ("siweilian", "Chain-of-Thought Prompting Elicits Reasoning in Large Language Models"),
        ("si wei lian", "Chain-of-Thought Prompting Elicits Reasoning in Large Language Models"),
        ("verifeirs", "Training Verifiers to Solve Math Word Problems"),  # one typo
        ("CoT 提示", "Chain-of-Thought Prompting Elicits Reasoning in Large Language Models"),
        ("Ｖｅｒｉｆｙ", "Let's Verify Step by Step"),  # full width
        ("2305.20050", "Let's Verify Step by Step"),
        ("hunter lightman", "Let's Verify Step by Step"),
    ],
)
async def test_what_was_meant_comes_first(town: Town, words: str, first: str) -> None:
    assert titles(await town.say(LIN, words))[0] == first


async def test_a_mistyped_word_offers_the_right_one(town: Town) -> None:
    found = await town.say(LIN, "verifyer step")
    assert titles(found)[0] == "Let's Verify Step by Step"
    assert "Did you mean verifier step?" in found.text
    better = await town.turn(LIN, found, "Search for verifier step")
    assert better.text.startswith("verifier step · ")
    assert "Did you mean" not in better.text
    assert "您是想找 verifier step 吗？" in (await town.say(WEI, "verifyer step")).text


async def test_where_nothing_has_all_of_it_what_comes_near_is_shown_as_such(town: Town) -> None:
    near = await town.say(LIN, "verifier zzzzqqq")
    assert near.text.startswith("verifier zzzzqqq")
    assert "\nNothing has all of it; these come near:\n" in near.text
    assert labels(near)[0][0] == "1"
    assert "没有同时符合全部条件的条目，下面这些最接近：" in (await town.say(WEI, "verifier zzzzqqq")).text


async def test_a_slip_is_named_with_its_place_and_what_to_do(town: Town) -> None:
    found = await town.say(LIN, "verifier kind:papr year:soon")
    assert marked(found, "code")[1:] == ["kind:papr", "year:soon", "verifier kind:paper year:soon"]
    assert "⚠ kind:papr – There is no kind “papr”. Did you mean paper?" in found.text
    assert "⚠ year:soon – “soon” is not a year such as 2023 or 2023..2024." in found.text
    chinese = await town.say(WEI, "标签:数血")
    assert "⚠ 标签:数血：没有“数血”这个主题" in chinese.text


async def test_a_mistyped_field_can_be_mended_by_a_button(town: Town) -> None:
    found = await town.say(LIN, "tag:maht verifier")
    assert "Did you mean tag:math verifier?" in found.text
    better = await town.turn(LIN, found, "Search for tag:math verifier")
    assert titles(better)[0] == "Training Verifiers to Solve Math Word Problems"
    assert "⚠" not in better.text


async def test_a_tag_may_be_written_by_its_name(town: Town) -> None:
    by_key, by_name = await town.say(LIN, "tag:math"), await town.say(LIN, "标签:数学")
    assert titles(by_key) == titles(by_name)
    assert len(titles(by_key)) == 5


async def test_what_has_been_posted_can_be_asked_for(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        assert (await town.say(LIN, "is:posted")).text.startswith("Nothing found for is:posted.")
        posted = await town.next_morning()
        assert titles(await town.say(WEI, "状态:已发布")) == [title(posted)]
        assert title(await town.say(WEI, "/random is:posted")) == title(posted)


async def test_pages_turn_after_a_restart_and_after_a_reload(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(shipped.data(), data)
    async with a_town(tmp_path / "state", data=data) as town:
        found = await town.say(LIN, "推理")
        sandbox, clock = town.sandbox, town.clock
        assert has(found, "Next →")
    async with a_town(tmp_path / "state", data=data, sandbox=sandbox, clock=clock) as town:
        await town.turn(LIN, found, "Next →")
        assert found.text.startswith("推理 · 7 entries · 2/2\n\n6. ")
        collection = next((data / "entries").glob("*.yaml"))
        text = collection.read_text(encoding="utf-8")
        collection.write_text(text.replace("Learning to Reason with LLMs", "Learning to think anew"), encoding="utf-8")
        await town.say(ADA, "/reload")
        first = await town.turn(LIN, found, "← Previous")
        assert first.id == found.id
        assert labels(first)[0] == ["1", "2", "3", "4", "5"]
        assert "Learning to think anew" in titles(first)


async def test_a_page_that_a_reload_has_emptied_is_the_last_that_there_is(town: Town) -> None:
    found = await town.say(LIN, "推理")
    text_id = data_of(found, "Next").split(":")[1]
    await town.press_data(LIN, found, f"find:{text_id}:9")
    await town.first(lambda: found.text.startswith("推理 · 7 entries · 2/2\n\n6. "))


async def test_each_example_of_the_usage_finds_something(town: Town) -> None:
    usage = await town.say(LIN, "/search")
    examples = [text.removeprefix("/search ") for text in marked(usage, "code") if text.startswith("/search ")]
    assert len(examples) == 6
    assert [sign for sign in ('"', " | ", " -kind:", "tag:") if sign not in " ".join(examples)] == []
    for example in examples:
        found = await town.say(LIN, example)
        assert titles(found), example
        assert "come near" not in found.text, example


async def test_under_a_card_are_the_entries_that_its_curator_named_and_then_what_is_like_it(town: Town) -> None:
    for entry in town.house.library.shelf.catalog.ready:
        card = await town.say(LIN, f"/entry {entry.key}")
        ways = [str(button["callback_data"]) for button in card.buttons if button["text"].startswith("→ ")]
        assert len(ways) == len(set(ways)) == 3, entry.key
        assert f"entry:{entry.key}" not in ways
        named = [f"entry:{key}" for key in entry.related][:3]
        assert ways[: len(named)] == named
        assert title(await town.turn(LIN, card, "→ "))
