"""Floods, failures and odd updates: each stays with whom it concerns, and the bot goes on."""

from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.render import message_json
from tests.journeys.town import ADA, GROUP, LIN, SAM, WEI, Town, a_town, by_somebody_else, data_of
from tests.worlds import a_channel

pytestmark = pytest.mark.asyncio(loop_scope="module")

SORRY = (
    "Something went wrong on my side. It has been noted; please try again.\n"
    "我这边出了点问题，已经记录下来，请再试一次。"
)  # fmt: skip


async def test_a_flood_gets_one_polite_answer_then_silence_then_service(town: Town) -> None:
    lin, wei = town.newcomer("Lin"), town.newcomer("小伟", "zh-hans")
    for person, slower in ((lin, "A little slower, please: give me half a minute."), (wei, "请慢一点，半分钟后再来。")):
        for _ in range(30):
            await town.sandbox.say(person, "/about")
        await town.settled()
        answers = [each.text for each in town.said_in(person)]
        assert len(answers) <= 23  # the clock of the town went on by a breath or two
        assert answers.count(slower) == 1
    town.clock.forward(seconds=60)
    assert (await town.say(lin, "/about")).text.startswith("About")


async def test_a_flood_of_presses_is_slowed_by_a_toast(town: Town) -> None:
    lin = town.newcomer()
    card = await town.say(lin, "/lang")
    asked = [await town.sandbox.press(lin, lin, card.id, "nonsense") for _ in range(25)]
    queries = town.sandbox.world.queries
    await town.sandbox.wait_for(lambda: all(queries[each].answered for each in asked))
    seen = [toast for toast in town.sandbox.toasts if toast.person == lin]
    slowed = [toast for toast in seen if toast.text.startswith("A little slower")]
    assert [toast.alert for toast in slowed] == [True]
    assert len(town.said_in(lin)) == 1


async def test_who_has_blocked_the_bot_disturbs_nobody(town: Town) -> None:
    card = await town.say(SAM, "/entry o1-mini")
    town.sandbox.faults.add("403", method="sendMessage", chat=SAM)
    await town.sandbox.say(SAM, "/about")
    town.sandbox.block(SAM)
    await town.press(SAM, card, "Another one")
    town.sandbox.block(SAM, blocked=False)
    assert (await town.say(LIN, "/about")).text.startswith("About")


async def test_a_failing_store_is_apologised_for_in_both_languages_and_the_bot_goes_on(
    tmp_path: Path, troubles: pytest.LogCaptureFixture
) -> None:
    async with a_town(tmp_path) as town:
        card = await town.say(LIN, "/entry o1-mini")
        await by_somebody_else(tmp_path, "ALTER TABLE saved RENAME TO lost")
        assert (await town.say(LIN, "/saved")).text == SORRY
        toast = await town.press(WEI, card, "Save")
        assert (toast.text, toast.alert) == (SORRY, True)
        assert "could not be answered" in troubles.text
        assert town.sandbox.token not in troubles.text
        assert (await town.say(WEI, "/about")).text.startswith("关于")
        await by_somebody_else(tmp_path, "ALTER TABLE lost RENAME TO saved")
        assert (await town.say(LIN, "/saved")).text.startswith("You have saved nothing yet.")


async def test_an_answer_that_telegram_refuses_concerns_nobody_else(
    town: Town, troubles: pytest.LogCaptureFixture
) -> None:
    town.sandbox.faults.add("400", method="sendMessage", chat=WEI)
    await town.sandbox.say(WEI, "/about")
    assert (await town.say(LIN, "/about")).text.startswith("About")
    assert (await town.say(WEI, "/about")).text.startswith("关于")


async def test_a_toast_that_telegram_fails_to_show_does_not_swallow_the_result(town: Town) -> None:
    offer = await town.say(ADA, "/post o1-mini")
    before = len(town.posts)
    town.sandbox.faults.add("500", method="answerCallbackQuery")
    await town.sandbox.press(ADA, ADA, offer.id, data_of(offer, "Post to o1"))
    await town.first(lambda: offer.text.startswith("✓ ") or None)
    assert len(town.posts) == before + 1
    assert not town.sandbox.faults.waiting


async def test_a_press_on_a_deleted_message_brings_a_new_one(town: Town) -> None:
    found = await town.say(LIN, "推理")
    data = data_of(found, "Next")
    query = await town.sandbox.press(LIN, LIN, found.id, data)
    town.sandbox.delete(LIN, found.id)
    anew = await town.first(lambda: next((m for m in town.said_in(LIN) if m.id > found.id), None))
    assert "2/2" in anew.text
    assert query


def told(town: Town, kind: str, content: dict[str, Any]) -> None:
    town.sandbox.world.notify(kind, content)


async def test_a_press_on_a_message_too_old_to_be_had_brings_a_new_one(town: Town) -> None:
    found = await town.say(LIN, "推理")
    old = {"chat": {"id": LIN, "type": "private", "first_name": "Lin"}, "message_id": found.id, "date": 0}
    query = town.sandbox.world.ask(town.sandbox.world.people[LIN], "callback")
    told(town, "callback_query", {
        "id": query.id, "from": town.sandbox.world.people[LIN].as_json(), "message": old, "chat_instance": "1",
        "data": data_of(found, "Next"),
    })  # fmt: skip
    anew = await town.first(lambda: next((m for m in town.said_in(LIN) if m.id > found.id), None))
    assert "2/2" in anew.text


async def test_an_edited_command_is_not_a_new_one(town: Town) -> None:
    said = await town.say(LIN, "/about")
    question = town.sandbox.chat(LIN).history[said.id - 1]
    content = message_json(town.sandbox.world, question)
    town.sandbox.world.updates.allowed = None  # Telegram may still send what was asked for before
    told(town, "edited_message", content | {"edit_date": content["date"]})
    await town.settled()
    assert town.said_in(LIN)[-1].id == said.id


async def test_who_cannot_be_known_has_no_rights(town: Town) -> None:
    before, last = await town.kept(), len(town.said_in(GROUP))
    said = await town.sandbox.say(ADA, "hello", GROUP)
    content = message_json(town.sandbox.world, said) | {
        "text": "/post o1-mini", "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
    }  # fmt: skip
    group = town.sandbox.chat(GROUP).as_json()
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    told(town, "message", content | {"from": anonymous, "sender_chat": group})
    told(town, "message", content | {"sender_chat": group})  # even with an admin's own id beside it
    told(town, "message", {key: value for key, value in content.items() if key != "from"})
    told(town, "callback_query", {
        "id": town.sandbox.world.ask(town.sandbox.world.people[ADA], "callback").id, "chat_instance": "1",
        "from": town.sandbox.world.people[ADA].as_json(), "inline_message_id": "x", "data": "queue:o1",
    })  # fmt: skip
    await town.settled()
    assert await town.kept() == before
    assert len(town.said_in(GROUP)) == last


async def test_posts_of_others_in_the_channel_are_noted_and_not_answered(town: Town) -> None:
    channel = town.sandbox.channel("@o1_daily")
    post = await town.sandbox.post(channel.id, "/status")
    await town.settled()
    assert await town.house.store.ledger.known_top("@o1_daily") == post.id
    assert await town.house.store.ledger.known_top(channel.id) == post.id
    assert channel.messages[-1].id == post.id


async def test_posts_of_others_are_noted_under_the_spelling_of_the_configuration(tmp_path: Path) -> None:
    spelt = "@O1_Daily"
    async with a_town(tmp_path, channels=[a_channel(name="o1", chat=spelt)]) as town:
        channel = town.sandbox.channel(spelt)
        post = await town.sandbox.post(channel.id, "hello")
        await town.settled()
        assert await town.house.store.ledger.known_top(spelt) == post.id
        assert await town.house.store.ledger.known_top(channel.id) == post.id


async def test_pictures_and_other_things_are_passed_over(town: Town) -> None:
    said = await town.sandbox.say(LIN, "x")
    content = message_json(town.sandbox.world, said)
    content.pop("text")
    told(town, "message", content | {"message_id": said.id, "dice": {"emoji": "🎲", "value": 3}})
    assert (await town.say(WEI, "/about")).text.startswith("关于")
