"""In groups the bot answers what is meant for it, quoting the question, and is silent otherwise."""

import pytest

from bot.sandbox.render import message_json
from tests.journeys.town import ADA, GROUP, LIN, WEI, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("text", ["/search@demo_digest_bot 推理", "/search 推理", "/search@Demo_Digest_Bot 推理"])
async def test_an_answer_in_a_group_quotes_the_question(town: Town, text: str) -> None:
    answer = await town.say(WEI, text, GROUP)
    question = town.sandbox.chat(GROUP).history[answer.reply_to or 0]
    assert (question.author, question.text) == (WEI, text)
    assert answer.text.startswith("推理 · 7 篇")
    assert (await town.say(LIN, "/about")).reply_to is None


@pytest.mark.parametrize(
    "text", ["/search@other_bot 推理", "/nonsense", "/nonsense@demo_digest_bot", "hello there", "推理"]
)
async def test_what_was_not_meant_for_it_is_left_alone(town: Town, text: str) -> None:
    assert await town.silence(LIN, text, GROUP)


async def test_a_command_for_another_bot_is_left_alone_in_private_too(town: Town) -> None:
    assert await town.silence(LIN, "/start@other_bot")


async def test_a_reply_to_the_bot_in_a_group_is_not_a_search(town: Town) -> None:
    answer = await town.say(LIN, "/about", GROUP)
    last = max(town.sandbox.chat(GROUP).history)
    await town.sandbox.say(LIN, "thank you", GROUP, reply_to=answer.id)
    await town.settled()
    assert all(each.id <= last for each in town.said_in(GROUP))


async def test_everybody_saves_for_themselves_and_the_card_of_the_group_stays(town: Town) -> None:
    card = await town.say(ADA, "/entry o1-mini", GROUP)
    looks = card.text, card.keyboard
    wei = town.newcomer("小伟", "zh-hans")
    assert (await town.press(wei, card, "Save")).text == "已收藏，/saved 查看全部"
    await town.settled()
    assert (card.text, card.keyboard) == looks
    assert (await town.say(wei, "/saved")).text.startswith("我的收藏 · 1")


async def test_in_a_topic_of_a_forum_the_answer_stays_in_the_topic(town: Town) -> None:
    world = town.sandbox.world
    said = await town.sandbox.say(LIN, "hello", GROUP)
    topic = {"is_topic_message": True, "message_thread_id": said.id}
    world.notify("message", message_json(world, said) | topic | {"text": "/random"})
    card = await town.first(lambda: next((m for m in town.said_in(GROUP) if m.id > said.id), None))
    assert card.thread == said.id
    await town.press_data(LIN, card, "random")
    another = await town.first(lambda: next((m for m in town.said_in(GROUP) if m.id > card.id), None))
    assert another.thread == said.id


async def test_commands_for_other_bots_do_not_count_as_flood(town: Town) -> None:
    sam = town.newcomer("Sam")
    for _ in range(25):
        await town.sandbox.say(sam, "/roll", GROUP)
    await town.settled()
    assert (await town.say(sam, "/about", GROUP)).text.startswith("About")
