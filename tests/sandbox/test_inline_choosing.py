"""Inline mode: what becomes of a chosen result, and what the page sees and does."""

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox import Rights, Sandbox
from tests.sandbox.conftest import ADMIN, CHANNEL, GROUP, READER, png
from tests.sandbox.inline_results import answer, article

DATA = InlineKeyboardMarkup([[InlineKeyboardButton("Like", callback_data="like")]])


@pytest.fixture
async def query(bot: Bot, sandbox: Sandbox) -> str:
    """A query with one result, which has a button; the bot has heard of it."""
    asked = await sandbox.type_inline(READER, "推理")
    await answer(bot, asked, "1", reply_markup=DATA)
    (update,) = await bot.get_updates()
    await bot.get_updates(offset=update.update_id + 1)
    return asked


@pytest.mark.parametrize("chat", [READER, GROUP])
async def test_a_chosen_result_is_the_persons_message_via_the_bot(
    bot: Bot, sandbox: Sandbox, query: str, chat: int
) -> None:
    sent = await sandbox.choose_inline(READER, chat, query, "1")
    (update,) = await bot.get_updates()
    heard = update.message
    assert heard is not None
    assert heard.from_user is not None
    assert heard.via_bot is not None
    assert (heard.chat_id, heard.message_id, heard.from_user.id) == (chat, sent.id, READER)
    assert (heard.via_bot.id, heard.text, heard.entities[0].type) == (bot.id, "推理", "bold")
    assert sandbox.chat(chat).messages[-1] is sent


async def test_where_the_bot_is_not_it_hears_nothing_of_the_message(bot: Bot, sandbox: Sandbox, query: str) -> None:
    sandbox.chat(GROUP).rights = Rights(status="left")
    await sandbox.choose_inline(READER, GROUP, query, "1")
    assert await bot.get_updates() == ()
    assert sandbox.chat(GROUP).messages[-1].text == "推理"


async def test_a_channel_gets_it_as_a_post(bot: Bot, sandbox: Sandbox, query: str) -> None:
    await sandbox.choose_inline(ADMIN, sandbox.channel(CHANNEL).id, query, "1")
    (update,) = await bot.get_updates()
    assert update.channel_post is not None
    assert update.channel_post.via_bot is not None


async def test_what_is_no_result_cannot_be_chosen(sandbox: Sandbox, query: str) -> None:
    for wrong in [(query, "2"), ("1", "1"), (await sandbox.type_inline(READER, "unanswered"), "1")]:
        with pytest.raises(LookupError):
            await sandbox.choose_inline(READER, READER, *wrong)


async def test_a_press_on_it_names_the_inline_message_and_no_chat(bot: Bot, sandbox: Sandbox, query: str) -> None:
    sent = await sandbox.choose_inline(READER, GROUP, query, "1")
    await sandbox.press(ADMIN, GROUP, sent.id, "like")
    pressed = (await bot.get_updates())[-1].callback_query
    assert pressed is not None
    assert (pressed.inline_message_id, pressed.message, pressed.data) == (sent.inline_id, None, "like")
    await pressed.answer("Thanks")
    assert sandbox.toasts[-1].text == "Thanks"


async def test_the_bot_edits_it_by_that_id_and_gets_true_for_an_answer(bot: Bot, sandbox: Sandbox, query: str) -> None:
    sent = await sandbox.choose_inline(READER, GROUP, query, "1")
    assert await bot.edit_message_text("new", inline_message_id=sent.inline_id) is True
    assert (sent.text, sent.keyboard, sent.edited) == ("new", (), True)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("other", GROUP, sent.id)
    sandbox.delete(GROUP, sent.id)
    for gone in (sent.inline_id, "nonsense"):
        with pytest.raises(BadRequest, match="Message_id_invalid"):
            await bot.edit_message_text("late", inline_message_id=gone)


async def test_a_message_without_buttons_has_no_id_to_edit_it_by(bot: Bot, sandbox: Sandbox) -> None:
    asked = await sandbox.type_inline(READER, "plain")
    await answer(bot, asked, "1")
    assert (await sandbox.choose_inline(READER, READER, asked, "1")).inline_id is None


async def test_the_choice_itself_is_told_only_with_inline_feedback(bot: Bot, sandbox: Sandbox, query: str) -> None:
    await sandbox.choose_inline(READER, READER, query, "1")
    assert [update.chosen_inline_result for update in await bot.get_updates()] == [None]
    sandbox.inline.feedback = True
    sent = await sandbox.choose_inline(READER, READER, query, "1")
    chosen = (await bot.get_updates())[-1].chosen_inline_result
    assert chosen is not None
    assert (chosen.result_id, chosen.query, chosen.from_user.id) == ("1", "推理", READER)
    assert chosen.inline_message_id == sent.inline_id


async def test_feedback_comes_only_to_a_bot_that_asked_for_it(bot: Bot, sandbox: Sandbox, query: str) -> None:
    sandbox.inline.feedback = True
    await bot.get_updates(allowed_updates=["message"])
    await sandbox.choose_inline(READER, READER, query, "1")
    assert [update.message is not None for update in await bot.get_updates()] == [True]


async def test_the_page_asks_sees_and_chooses(bot: Bot, raw: httpx.AsyncClient, page: httpx.AsyncClient) -> None:
    photo = await bot.send_photo(READER, png(4, 4))
    file = (await page.get("/sandbox/state")).json()["chats"][0]["messages"][0]["photo"]["url"]
    typed = (await page.post("/sandbox/inline", json={"person": READER, "chat": READER, "text": "推理"})).json()
    asked = typed["query_id"]
    shown = (await page.get("/sandbox/state")).json()["inline"]
    assert shown == {str(READER): {"id": asked, "text": "推理", "offset": "", "results": None}}
    own = article(1, description="d", thumbnail_url=str(page.base_url.join(file)))
    foreign = article(2, thumbnail_url="https://example.org/t.png")
    kept = {"type": "photo", "id": "p", "photo_file_id": photo.photo[-1].file_id}
    results = {"inline_query_id": asked, "results": [own, foreign, kept], "next_offset": "50"}
    assert (await raw.post("answerInlineQuery", json=results)).json()["ok"]
    found = (await page.get("/sandbox/state")).json()["inline"][str(READER)]
    assert (found["next_offset"], found["button"]) == ("50", None)
    assert [(r["id"], r["title"], r["description"], r["thumbnail"]) for r in found["results"]] == [
        ("1", "t", "d", file),
        ("2", "t", "", None),
        ("p", "", "", file),
    ]
    wish = {"person": READER, "chat": READER, "query_id": asked, "result_id": "1"}
    assert (await page.post("/sandbox/choose", json=wish)).status_code == 200
    assert (await page.post("/sandbox/choose", json=wish | {"result_id": "9"})).status_code == 404
    last = (await page.get("/sandbox/state")).json()["chats"][0]["messages"][-1]
    assert (last["via"], last["from"]["id"], last["text"]) == ("demo_digest_bot", READER, "x")
