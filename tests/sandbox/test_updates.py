"""getUpdates and webhooks: what reaches the bot, when, and who else wants it."""

import asyncio
import json

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, Conflict

from bot.sandbox import Chat, Rights, Sandbox
from bot.sandbox.serving import serving
from tests.sandbox.conftest import ADMIN, CHANNEL, GROUP, READER, STRANGER, Clock, Connect, polled


async def test_what_a_person_writes_in_private_arrives_with_their_language(bot: Bot, sandbox: Sandbox) -> None:
    await sandbox.say(READER, "/search 推理")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.from_user.language_code == "zh"
    assert update.message.chat.type == "private"
    assert [(e.type, e.length) for e in update.message.entities] == [("bot_command", 7)]


async def test_a_deep_link_is_start_with_its_payload_and_opens_the_chat(bot: Bot, sandbox: Sandbox) -> None:
    await sandbox.start(STRANGER, "entry-key_1")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "/start entry-key_1"
    await bot.send_message(STRANGER, "now it works")


@pytest.mark.parametrize("payload", ["x" * 65, "推理", "a b"])
async def test_a_payload_no_app_would_pass_on_is_refused(sandbox: Sandbox, payload: str) -> None:
    with pytest.raises(ValueError, match="payload"):
        await sandbox.start(READER, payload)


async def test_an_update_comes_again_until_its_successor_is_asked_for(bot: Bot, sandbox: Sandbox) -> None:
    for text in ("one", "two", "three"):
        await sandbox.say(READER, text)
    first, second, third = await bot.get_updates()
    assert [u.update_id for u in await bot.get_updates(limit=2)] == [first.update_id, second.update_id]
    assert [u.update_id for u in await bot.get_updates(offset=third.update_id)] == [third.update_id]
    assert [u.update_id for u in await bot.get_updates()] == [third.update_id]
    assert await bot.get_updates(offset=third.update_id + 1) == ()


async def test_a_negative_offset_forgets_all_but_the_last(bot: Bot, sandbox: Sandbox) -> None:
    for text in ("one", "two", "three"):
        await sandbox.say(READER, text)
    assert [u.message.text for u in await bot.get_updates(offset=-1) if u.message] == ["three"]
    assert len(sandbox.updates.pending) == 1


async def test_updates_are_kept_for_a_day(bot: Bot, sandbox: Sandbox, clock: Clock) -> None:
    await sandbox.say(READER, "old")
    clock.forward(hours=24)
    assert len(await bot.get_updates()) == 1
    clock.forward(seconds=1)
    assert await bot.get_updates() == ()


async def test_a_long_poll_answers_as_soon_as_something_happens(bot: Bot, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await polled(sandbox)
    await sandbox.say(READER, "now")
    async with asyncio.timeout(20):
        assert len(await poll) == 1


async def test_a_newer_get_updates_ends_the_older(bot: Bot, sandbox: Sandbox, connect: Connect) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await polled(sandbox)
    newer = asyncio.create_task(connect().get_updates(timeout=20))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot instance"):
        await older
    await sandbox.say(READER, "for the newer")
    assert len(await newer) == 1


async def test_a_webhook_excludes_get_updates(bot: Bot, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await polled(sandbox)
    await bot.set_webhook("https://example.org/hook", max_connections=7)
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active; use deleteWebhook"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections) == ("https://example.org/hook", 7)
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_webhook_wants_https_and_a_plain_secret(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="(?i)bad webhook: an https url must be provided for webhook"):
        await bot.set_webhook("http://example.org/hook")
    with pytest.raises(BadRequest, match="Secret token contains unallowed characters"):
        await bot.set_webhook("https://example.org/hook", secret_token="a b")


async def test_pending_updates_can_be_dropped(bot: Bot, sandbox: Sandbox) -> None:
    await sandbox.say(READER, "x")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_updates_reach_a_webhook_in_order_and_again_after_a_failure(bot: Bot, sandbox: Sandbox) -> None:
    got: list[tuple[str, str | None]] = []

    async def hook(request: Request) -> Response:
        update = json.loads(await request.body())
        got.append((update["message"]["text"], request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        sandbox.world.wake()
        return Response(status_code=500 if len(got) == 1 else 200)

    await sandbox.say(READER, "one")
    await sandbox.say(READER, "two")
    async with serving(Starlette(routes=[Route("/", hook, methods=["POST"])])) as url:
        await bot.set_webhook(url, secret_token="s3cret")
        await sandbox.wait_for(lambda: len(got) == 3)
    assert got == [("one", "s3cret"), ("one", "s3cret"), ("two", "s3cret")]
    assert (await bot.get_webhook_info()).last_error_message == "Wrong response from the webhook: 500"


async def test_only_the_kinds_asked_for_arrive(bot: Bot, sandbox: Sandbox, channel: Chat) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await bot.send_message(READER, "x")
    await sandbox.say(READER, "not wanted")
    await sandbox.press(READER, READER, 1, "wanted")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None


async def test_the_bot_hears_of_other_peoples_posts_but_not_of_its_own(
    bot: Bot, sandbox: Sandbox, channel: Chat
) -> None:
    await bot.send_message(CHANNEL, "own")
    await sandbox.post(channel.id, "foreign")
    (update,) = await bot.get_updates()
    assert update.channel_post is not None
    assert update.channel_post.text == "foreign"


HEARD = [
    ("hello everybody", False),
    ("/search 推理", True),
    ("/search@demo_digest_bot x", True),
    ("/search@Demo_Digest_Bot x", True),
    ("/search@other_bot x", False),
    ("see /search", False),
]


@pytest.mark.parametrize(("text", "heard"), HEARD)
async def test_in_a_group_privacy_lets_commands_through(bot: Bot, sandbox: Sandbox, text: str, heard: bool) -> None:
    await sandbox.say(READER, text, chat=GROUP)
    assert bool(await bot.get_updates()) is heard


async def test_in_a_group_replies_to_the_bot_and_all_for_an_administrator_come_through(
    bot: Bot, sandbox: Sandbox
) -> None:
    sent = await bot.send_message(GROUP, "question")
    await sandbox.say(READER, "answer", chat=GROUP, reply_to=sent.message_id)
    sandbox.channel(GROUP).rights = Rights()
    await sandbox.say(READER, "by the way", chat=GROUP)
    assert [u.message.text for u in await bot.get_updates() if u.message] == ["answer", "by the way"]


async def test_blocking_is_told_and_writing_again_unblocks(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.block(READER)
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    await sandbox.say(READER, "/start")
    unblocked, started = await bot.get_updates(offset=update.update_id + 1)
    assert unblocked.my_chat_member is not None
    assert unblocked.my_chat_member.difference()["status"] == ("kicked", "member")
    assert started.message is not None
    await bot.send_message(READER, "welcome back")


async def test_a_press_carries_message_data_and_person_and_its_answer_is_shown(bot: Bot, sandbox: Sandbox) -> None:
    sent = await bot.send_message(READER, "x")
    query_id = await sandbox.press(READER, READER, sent.message_id, "open:1")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.id, query.data, query.from_user.id) == (query_id, "open:1", READER)
    assert query.message.message_id == sent.message_id
    assert query.chat_instance
    await bot.answer_callback_query(query_id, "done", show_alert=True)
    (toast,) = sandbox.toasts
    assert (toast.person, toast.text, toast.alert) == (READER, "done", True)


async def test_a_query_can_be_answered_once_in_time_and_in_200_characters(
    bot: Bot, sandbox: Sandbox, clock: Clock
) -> None:
    late = "Query is too old and response timeout expired or query id is invalid"
    sent = await bot.send_message(READER, "x")
    query_id = await sandbox.press(READER, READER, sent.message_id, "a")
    with pytest.raises(BadRequest, match="(?i)message_too_long"):
        await bot.answer_callback_query(query_id, "x" * 201)
    await bot.answer_callback_query(query_id, "x" * 200)
    for wrong in (query_id, "12345"):
        with pytest.raises(BadRequest, match=late):
            await bot.answer_callback_query(wrong)
    old = await sandbox.press(READER, READER, sent.message_id, "a")
    clock.forward(minutes=2)
    with pytest.raises(BadRequest, match=late):
        await bot.answer_callback_query(old)


async def test_a_press_on_a_missing_message_is_an_error_of_the_test(sandbox: Sandbox) -> None:
    with pytest.raises(LookupError):
        await sandbox.press(ADMIN, ADMIN, 1, "a")
