"""A picture channel, and pictures on demand: the whole bot, the real typst, the sandbox over HTTP."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import shipped
from bot.domain.channel import Style
from bot.domain.delivery import State
from bot.domain.picture import Format, Look
from bot.sandbox.messages import Message
from tests.journeys.town import ADA, CHANNEL, GROUP, LIN, MORNING, O1, WEI, Clock, Town, a_sandbox, a_town, labels

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("troubles")]

NIGHT = Look(theme="night", format=Format.SQUARE)


@asynccontextmanager
async def a_channel_of(folder: Path, style: Style, look: Look = NIGHT, **of_town: Any) -> AsyncIterator[Town]:
    async with a_town(folder, channels=(replace(O1, style=style, look=look),), **of_town) as town:
        yield town


def size(message: Message) -> tuple[int, int]:
    assert message.photo
    return message.photo.width, message.photo.height


def photos_sent(town: Town) -> list[str]:
    """Of each sendPhoto, whether the picture went with it or only its id."""
    sent = [call.params for call in town.sandbox.calls if call.method == "sendPhoto"]
    return ["bytes" if "bytes>" in str(each.get("photo")) else "id" for each in sent]


async def test_a_picture_channel_posts_its_card_as_a_picture(tmp_path: Path) -> None:
    async with a_channel_of(tmp_path, Style.PICTURE) as town:
        post = await town.next_morning()
        assert size(post) == (1080, 1080)
        title, other, *_ = post.caption.splitlines()
        assert (title, other) == ("让大语言模型学会推理", "Learning to Reason with LLMs")
        assert [row[0] for row in labels(post)] == ["阅读原文", "更多 · 收藏"]
        (delivery,) = await town.house.store.ledger.history("o1")
        assert (delivery.state, delivery.message_id) == (State.SENT, post.id)


async def test_the_text_may_stand_beneath_its_picture(tmp_path: Path) -> None:
    async with a_channel_of(tmp_path, Style.BOTH, Look()) as town:
        post = await town.next_morning()
        assert size(post) == (1080, 1350)
        assert "OpenAI 对 o1 的官方说明" in post.caption
        assert len(post.caption) <= 1024


async def test_a_rich_channel_posts_blocks_and_text_where_they_are_not_known(tmp_path: Path) -> None:
    async with a_channel_of(tmp_path, Style.RICH) as town:
        await town.next_morning()
        assert [call.method for call in town.sandbox.calls if call.method.startswith("send")] == ["sendRichMessage"]
        town.sandbox.knows_rich = False
        post = await town.next_morning()
        assert "让我们一步步验证" in post.text
        assert len(town.posts) == 2
        assert "does not know rich messages: cards go as text" in town.alerts[-1]


async def test_a_card_that_comes_again_uploads_nothing(tmp_path: Path) -> None:
    async with a_channel_of(tmp_path, Style.PICTURE) as town:
        for _ in range(2):
            offer = await town.say(ADA, "/post o1-mini")
            await town.turn(ADA, offer, "Post to o1")
        assert len(town.posts) == 2
        assert photos_sent(town) == ["bytes", "id", "id", "id"]  # the preview too is that very picture


LOG = "o1_log"


@pytest.mark.parametrize("fault", ["cut_after", "cut_before"])
@pytest.mark.parametrize("log_chat", [None, f"@{LOG}"])
@pytest.mark.parametrize(("style", "method"), [(Style.PICTURE, "sendPhoto"), (Style.RICH, "sendRichMessage")])
async def test_a_card_of_unknown_fate_is_in_the_channel_exactly_once(
    tmp_path: Path, style: Style, method: str, log_chat: str | None, fault: str
) -> None:
    """Whether its buttons are asked for, or its words are compared in a log chat."""
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    sandbox.add_channel(username=LOG, title="Log")
    async with a_channel_of(tmp_path, style, clock=clock, sandbox=sandbox, log_chat=log_chat) as town:
        await town.next_morning()  # something to try the search on
        town.sandbox.faults.add(fault, method=method, chat=CHANNEL)
        await town.next_morning()
        await town.clear_up()
        assert len(town.posts) == 2
        history = await town.house.store.ledger.history("o1")
        assert [(each.state, each.message_id) for each in history] == [(State.SENT, post.id) for post in town.posts]
        assert len({each.key for each in history}) == 2
        assert [call.method for call in town.sandbox.calls if call.method.startswith("send")].count("sendMessage") == 0


async def test_of_two_cards_of_unknown_fate_each_is_found_under_its_own_words(tmp_path: Path) -> None:
    async with a_channel_of(tmp_path, Style.RICH) as town:
        await town.next_morning()
        for _ in range(2):
            town.sandbox.faults.add("cut_after", method="sendRichMessage", chat=CHANNEL)
            await town.next_morning()
        await town.clear_up()
        history = await town.house.store.ledger.history("o1")
        assert [each.message_id for each in history] == [post.id for post in town.posts]


async def test_a_changed_entry_changes_its_picture_in_place(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(shipped.data(), data)
    async with a_channel_of(tmp_path / "state", Style.PICTURE, data=data) as town:
        post = await town.next_morning()
        before = post.photo
        collection = data / "entries" / "openai-o1.yaml"
        text = collection.read_text(encoding="utf-8")
        collection.write_text(text.replace("让大语言模型学会推理", "让大模型学会推理", 1), encoding="utf-8")
        await town.house.library.shelf.reload()
        await town.house.editor.follow(town.clock.now())
        assert town.posts == [post]
        assert post.caption.startswith("让大模型学会推理\n")
        assert post.photo != before


async def test_a_picture_that_cannot_be_drawn_leaves_the_text_and_tells_the_admin(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(shipped.data(), data)
    collection = data / "entries" / "openai-o1.yaml"
    text = collection.read_text(encoding="utf-8")
    collection.write_text(text.replace("让大语言模型学会推理", "让模型学会 ภาษาไทย", 1), encoding="utf-8")
    async with a_channel_of(tmp_path / "state", Style.PICTURE, data=data) as town:
        post = await town.next_morning()
        assert post.photo is None
        assert "让模型学会 ภาษาไทย" in post.text
        assert "DIGEST_FONTS" in town.alerts[-1]
        assert "the card goes as text instead" in town.alerts[-1]


async def test_a_picture_that_telegram_does_not_take_leaves_the_text_and_the_next_is_a_picture(tmp_path: Path) -> None:
    async with a_channel_of(tmp_path, Style.PICTURE) as town:
        town.sandbox.faults.add("photo_dimensions")
        post = await town.next_morning()
        assert post.photo is None
        assert post.text.startswith("📝 博客 · 2024 年 9 月 12 日\n\n让大语言模型学会推理")
        assert "It is posted as text alone." in town.alerts[-1]
        assert (await town.next_morning()).photo
        assert len(town.posts) == 2


# On demand


async def test_a_reader_gets_a_picture_and_turns_its_theme(town: Town) -> None:
    card = await town.say(LIN, "/entry lets-verify-step-by-step")
    picture = await town.turn(LIN, card, "Picture")
    assert picture.id != card.id
    assert size(picture) == (1080, 1350)
    assert picture.caption.startswith("Let's Verify Step by Step\n")
    before = picture.photo
    turned = await town.turn(LIN, picture, "Night")
    assert turned.id == picture.id
    assert turned.photo != before
    square = await town.turn(LIN, turned, "Square")
    assert size(square) == (1080, 1080)
    words = await town.turn(LIN, square, "As text")
    assert words.text.startswith("📄 Paper · 31 May 2023")


async def test_ids_that_telegram_has_forgotten_cost_an_upload(town: Town) -> None:
    person = town.newcomer("Kim")
    first = await town.say(person, "/picture gpt-f")
    before = len(photos_sent(town))
    town.sandbox.faults.add("file_unknown")
    again = await town.say(person, "/picture gpt-f")
    assert again.photo == first.photo
    assert photos_sent(town)[before:] == ["id", "bytes"]


async def test_a_reader_gets_the_text_where_telegram_does_not_take_the_picture(town: Town) -> None:
    person = town.newcomer("Ann")
    town.sandbox.faults.add("photo_dimensions")
    answer = await town.say(person, "/picture o1-mini square")
    assert answer.photo is None
    assert answer.text.startswith("📝")
    assert "OpenAI o1-mini" in answer.text


async def test_a_picture_asked_for_again_is_not_uploaded_again(town: Town) -> None:
    person = town.newcomer("Mei", "zh")
    await town.say(person, "/picture o1-mini")
    before = len(photos_sent(town))
    await town.say(WEI, "/picture o1-mini")
    assert photos_sent(town)[before:] == ["id"]


async def test_an_admin_posts_a_picture_from_its_preview(tmp_path: Path) -> None:
    async with a_channel_of(tmp_path, Style.PICTURE) as town:
        offer = await town.say(ADA, "/post o1-mini")
        assert size(offer) == (1080, 1080)
        await town.turn(ADA, offer, "Post to o1")
        assert "OpenAI o1-mini" in town.posts[0].caption
        assert offer.caption.startswith("✓")
        assert offer.photo


async def test_a_cancelled_preview_keeps_its_picture_and_loses_its_buttons(tmp_path: Path) -> None:
    async with a_channel_of(tmp_path, Style.PICTURE) as town:
        offer = await town.say(ADA, "/post o1-mini")
        await town.turn(ADA, offer, "Cancel")
        assert offer.photo
        assert offer.keyboard == ()
        assert town.posts == []


# In inline mode


async def offered(town: Town, person: int, text: str) -> tuple[str, dict[str, Any]]:
    """The query's id, and the first result."""
    town.clock.forward(minutes=2)  # the bot looks at the posts now and then alone
    query = await town.sandbox.type_inline(person, text)
    answer = await town.first(lambda: town.sandbox.inline_answer(query))
    return query, answer.results[0]


async def test_inline_a_picture_goes_where_telegram_has_it(town: Town) -> None:
    person = town.newcomer("Jo")
    _, before = await offered(town, person, "training verifiers")
    assert before["type"] == "article"
    await town.say(person, "/picture training-verifiers")
    query, result = await offered(town, person, "training verifiers ")
    assert (result["type"], result["title"]) == ("photo", before["title"])
    sent = await town.sandbox.choose_inline(person, GROUP, query, str(result["id"]))
    assert size(sent) == (1080, 1350)
    assert sent.caption.startswith("Training Verifiers")
    assert all("callback_data" not in button for button in sent.buttons)


async def test_inline_a_posted_picture_is_offered_to_everybody(tmp_path: Path) -> None:
    async with a_channel_of(tmp_path, Style.PICTURE) as town:
        post = await town.next_morning()
        query, result = await offered(town, LIN, "Learning to Reason with LLMs")
        assert result["type"] == "photo"
        sent = await town.sandbox.choose_inline(LIN, GROUP, query, str(result["id"]))
        assert sent.photo == post.photo
        assert sent.caption.startswith("Learning to Reason with LLMs")
