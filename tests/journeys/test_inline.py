"""Inline mode: anybody types ``@bot words`` in any chat and sends a card there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.app.inquiries import BURST
from bot.domain.inert import MARK
from bot.sandbox.entities import cut
from bot.sandbox.inline import InlineAnswer
from tests.adapters.test_catalog_yaml import GOOD, a_folder
from tests.journeys.town import (
    ADA,
    DAY,
    GROUP,
    LIN,
    MORNING,
    SAM,
    WEI,
    Clock,
    Town,
    a_sandbox,
    a_town,
    by_somebody_else,
    title,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def typed(town: Town, person: int, text: str, offset: str = "", chat: int | None = None) -> InlineAnswer:
    _, answer = await asked(town, person, text, offset, chat)
    return answer


async def asked(
    town: Town, person: int, text: str, offset: str = "", chat: int | None = None
) -> tuple[str, InlineAnswer]:
    """The query's id, and its answer."""
    town.clock.forward(seconds=1)
    query = await town.sandbox.type_inline(person, text, offset, chat)
    return query, await answered(town, query)


async def answered(town: Town, query: str) -> InlineAnswer:
    return await town.first(lambda: town.sandbox.inline_answer(query))


def titles(answer: InlineAnswer) -> list[str]:
    return [str(result["title"]) for result in answer.results]


def urls(keyboard: Sequence[Sequence[dict[str, Any]]]) -> list[str]:
    return [str(button["url"]) for row in keyboard for button in row]


async def test_what_is_typed_finds_entries_in_the_readers_language(town: Town) -> None:
    chinese, english = await typed(town, WEI, "思维链"), await typed(town, LIN, "思维链")
    assert titles(chinese)[0] == "思维链提示激发大语言模型的推理能力"
    assert titles(english)[0] == "Chain-of-Thought Prompting Elicits Reasoning in Large Language Models"
    about, snippet = str(chinese.results[0]["description"]).split("\n")
    assert about == "论文 · 2022 · Jason Wei 等"
    assert "思维链" in snippet
    assert (chinese.is_personal, chinese.cache_time, chinese.next_offset) == (True, 300, "")
    assert chinese.button == {"text": "打开机器人", "start_parameter": "inline"}


async def test_it_is_found_while_it_is_being_typed(town: Town) -> None:
    for text in ("chain", "chain of", "chain of thou", "chain of thought"):
        assert titles(await typed(town, LIN, text))[0].startswith("Chain-of-Thought Prompting"), text


async def test_the_language_chosen_with_lang_is_that_of_the_results(town: Town) -> None:
    lin = town.newcomer()
    await town.say(lin, "/lang zh")
    assert titles(await typed(town, lin, "lightman")) == ["让我们一步步验证"]


async def test_what_is_chosen_arrives_in_the_group_as_the_card_with_links_alone(town: Town) -> None:
    query, answer = await asked(town, WEI, "lightman", chat=GROUP)
    sent = await town.sandbox.choose_inline(WEI, GROUP, query, str(answer.results[0]["id"]))
    card = await town.say(WEI, "/entry lets-verify-step-by-step")
    assert (sent.author, sent.via_bot, sent.text) == (WEI, True, card.text)
    assert [entity.type for entity in sent.entities] == [entity.type for entity in card.entities]
    assert sent.preview_disabled
    links = urls(sent.keyboard)
    assert links[0] == "https://arxiv.org/abs/2305.20050"
    assert links[1] == "https://t.me/demo_digest_bot?start=lets-verify-step-by-step"
    assert links[2].startswith("https://t.me/share/url?")
    await town.settled()
    assert not [message for message in town.said_in(GROUP) if message.id > sent.id]


async def test_the_button_of_a_chosen_card_opens_it_in_the_bot(town: Town) -> None:
    query, answer = await asked(town, WEI, "lightman")
    sent = await town.sandbox.choose_inline(WEI, GROUP, query, str(answer.results[0]["id"]))
    payload = urls(sent.keyboard)[1].partition("?start=")[2]
    reader = town.newcomer("小李", "zh-hans")
    await town.sandbox.start(reader, payload)
    opened = await town.first(lambda: next(iter(town.said_in(reader)), None))
    assert title(opened) == "让我们一步步验证"


async def test_a_card_chosen_in_the_chat_with_the_bot_is_no_search(town: Town) -> None:
    reader = town.newcomer()
    query, answer = await asked(town, reader, "lightman")
    await town.sandbox.choose_inline(reader, reader, query, str(answer.results[0]["id"]))
    await town.settled()
    assert town.said_in(reader) == []


async def test_the_button_over_the_results_leads_to_hello(town: Town) -> None:
    answer = await typed(town, LIN, "lightman")
    assert answer.button
    reader = town.newcomer("Kim")
    await town.sandbox.start(reader, str(answer.button["start_parameter"]))
    hello = await town.first(lambda: next(iter(town.said_in(reader)), None))
    assert hello.text.startswith("Hello, Kim!\n")


async def test_no_words_show_todays_card_first_and_then_the_ones_before(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        assert len(titles(await typed(town, WEI, ""))) == 14  # nothing was posted: the newest entries
        town.clock.forward(minutes=2)
        posted = [await town.next_morning() for _ in range(3)]
        answer = await typed(town, WEI, "")
        assert titles(answer) == [title(each) for each in reversed(posted)]
        assert str(answer.results[0]["description"]).startswith("11 月 24 日 周二 · ")
        assert answer.cache_time == 60


async def test_nothing_found_says_so_and_leads_to_the_bot(town: Town) -> None:
    answer = await typed(town, LIN, "zzzzzz")
    assert answer.results == ()
    assert answer.button == {"text": "Nothing found. Open the bot", "start_parameter": "inline"}


async def test_later_pages_are_asked_for_by_offset_and_a_strange_offset_is_the_first(town: Town) -> None:
    every = titles(await typed(town, LIN, "推理"))
    assert len(every) == 7
    assert titles(await typed(town, LIN, "推理", "5")) == every[5:]
    for number, offset in enumerate(("x", "-1", "99999999999", "²")):
        assert titles(await typed(town, town.newcomer(f"Reader {number}"), "推理", offset)) == every


@pytest.mark.parametrize(
    "words",
    ["<b>", "</code><a href='https://evil.example'>x</a>", "{{7*7}}", "&lt;", "'\"--", "tag:<i>", "kind:nothing",
     "year:9999999..1", "@everyone #x $USD", "\uffff", "-", "|", "x" * 256, "\u202e推理"],
)  # fmt: skip
async def test_whatever_is_typed_is_answered(town: Town, words: str) -> None:
    for person in (LIN, WEI):
        answer = await typed(town, person, words)
        assert answer.button


async def test_hostile_entries_stay_text(tmp_path: Path) -> None:
    hostile = GOOD.replace("{en: Let's Verify Step by Step,", '{en: "</b><i>hostile #tag @durov /start {{7*7}}",')
    async with a_town(
        tmp_path / "state", data=a_folder(tmp_path, hostile.replace("trains", "</blockquote>#no"))
    ) as town:
        query, answer = await asked(town, LIN, "hostile")
        (result,) = answer.results
        assert str(result["title"]).replace(MARK, "") == "</b><i>hostile #tag @durov /start {{7*7}}"
        sent = await town.sandbox.choose_inline(LIN, GROUP, query, str(result["id"]))
        tags = [cut(sent.text, each.offset, each.length) for each in sent.entities if each.type == "hashtag"]
        assert tags == ["#math", "#test_time_compute", "#数学", "#测试时计算"]
        assert {entity.type for entity in sent.entities} == {"bold", "expandable_blockquote", "hashtag"}
        assert "hostile #tag @durov /start {{7*7}}" in sent.text.replace(MARK, "")
        await town.settled()


async def test_a_stranger_may_use_it_and_nothing_is_remembered_of_them(town: Town) -> None:
    before = await town.kept()
    stranger = town.newcomer("Stranger")
    assert titles(await typed(town, stranger, "lightman")) == ["Let's Verify Step by Step"]
    assert await town.kept() == before
    assert town.said_in(stranger) == []


async def test_nothing_of_the_admins_is_in_it(town: Town) -> None:
    reader, admin = await typed(town, SAM, "/post"), await typed(town, ADA, "/post")
    assert reader.results == admin.results


async def test_a_flood_of_letters_is_answered_empty_and_disturbs_nobody(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        answers = [
            await answered(town, await town.sandbox.type_inline(LIN, f"lightman {'x' * n}")) for n in range(BURST + 5)
        ]
        empty = [answer for answer in answers if answer.button is None]
        assert len(empty) == 5
        assert {(answer.results, answer.cache_time) for answer in empty} == {((), 0)}
        assert (await town.say(LIN, "/about")).text.startswith("About")
        assert titles(await typed(town, WEI, "lightman"))


async def test_of_what_is_typed_at_once_the_last_is_answered_in_full_and_all_are_answered(town: Town) -> None:
    queries = [await town.sandbox.type_inline(LIN, "lightman"[:end]) for end in range(3, 9)]
    answers = [await answered(town, query) for query in queries]
    assert titles(answers[-1]) == ["Let's Verify Step by Step"]
    assert {answer.cache_time for answer in answers if not answer.results} <= {0}


async def test_an_inquiry_that_fails_is_answered_empty_and_the_admin_hears_of_it(
    tmp_path: Path, troubles: pytest.LogCaptureFixture
) -> None:
    async with a_town(tmp_path, pulse=DAY) as town:
        await by_somebody_else(tmp_path, "ALTER TABLE deliveries RENAME TO lost")
        answer = await typed(town, LIN, "is:posted lightman")
        assert (answer.results, answer.cache_time) == ((), 0)
        told = await town.first(lambda: next((each for each in town.alerts if "could not be answered" in each), None))
        assert told.startswith("⚠ A message could not be answered:\nStoreError at ")
        assert "lightman" not in told
        assert titles(await typed(town, LIN, "lightman")) == ["Let's Verify Step by Step"]


async def test_while_the_index_is_being_built_there_is_an_answer_too(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    query = await sandbox.type_inline(LIN, "lightman")  # before the bot is there
    async with a_town(tmp_path, sandbox=sandbox, clock=clock) as town:
        await answered(town, query)
        town.clock.forward(minutes=10)
        assert titles(await typed(town, LIN, "lightman")) == ["Let's Verify Step by Step"]


async def test_where_inline_mode_is_off_nobody_is_told_to_use_it(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    sandbox.inline.on = False
    async with a_town(tmp_path, sandbox=sandbox, clock=clock) as town:
        for person in (LIN, WEI):
            for text in ("/help", "/search"):
                assert "@demo_digest_bot" not in (await town.say(person, text)).text
    sandbox.inline.on = True
    async with a_town(tmp_path, sandbox=sandbox, clock=clock) as town:
        assert "In any chat, @demo_digest_bot words lets you" in (await town.say(LIN, "/help")).text
