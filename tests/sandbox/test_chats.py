"""getMe, getChat and its relatives: what the bot can learn of where it is; and how calls are refused."""

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.sandbox import Chat, Rights, Sandbox
from tests.sandbox.conftest import ADMIN, CHANNEL, GROUP, READER, Connect


async def test_get_me_is_the_bot_of_the_token(bot: Bot) -> None:
    assert (bot.id, bot.username, bot.first_name) == (42, "demo_digest_bot", "Daily Digest")


async def test_a_wrong_token_is_unauthorized(connect: Connect) -> None:
    with pytest.raises(InvalidToken):
        await connect("42:AAAA").get_me()


async def test_refusals_carry_status_and_words(url: str, sandbox: Sandbox, raw: httpx.AsyncClient) -> None:
    wrong = await raw.get(f"{url}/bot42:wrong/getMe")
    malformed = await raw.get(f"{url}/botx/getMe")
    unknown = await raw.get("sendNothing")
    assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
    assert (malformed.status_code, malformed.json()["description"]) == (404, "Not Found")
    assert unknown.json() == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    missing = (await raw.post("sendMessage", json={"text": "x"})).json()
    assert missing["description"] == "Bad Request: chat_id is empty"


async def test_no_call_on_record_holds_the_token(bot: Bot, sandbox: Sandbox) -> None:
    await bot.send_message(READER, "x")
    with pytest.raises(BadRequest):
        await bot.send_message("@nobody", "x")
    assert [call.method for call in sandbox.calls] == ["getMe", "sendMessage", "sendMessage"]
    assert sandbox.token.split(":")[1] not in repr(sandbox.calls)


async def test_a_channel_is_known_by_name_with_the_bots_rights_in_it(bot: Bot, channel: Chat) -> None:
    chat = await bot.get_chat(CHANNEL)
    assert (chat.id, chat.type, chat.title) == (channel.id, "channel", "o1 Daily")
    member = (await bot.get_chat_member(CHANNEL, bot.id)).to_dict()
    assert (member["status"], member["can_post_messages"], member["can_edit_messages"]) == (
        "administrator",
        True,
        False,
    )
    assert [m.user.id for m in await bot.get_chat_administrators(CHANNEL)] == [ADMIN, bot.id]
    assert await bot.get_chat_member_count(CHANNEL) == 4


async def test_standing_of_people(bot: Bot) -> None:
    assert (await bot.get_chat_member(GROUP, ADMIN)).status == "creator"
    assert (await bot.get_chat_member(GROUP, READER)).status == "member"
    assert (await bot.get_chat_member(READER, READER)).status == "member"
    with pytest.raises(BadRequest, match="(?i)participant_id_invalid"):
        await bot.get_chat_member(GROUP, 5)
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(READER)


@pytest.mark.parametrize("status", ["member", "left", "kicked"])
async def test_the_bot_learns_that_it_is_no_administrator(bot: Bot, channel: Chat, status: str) -> None:
    channel.rights = Rights(status=status)  # type: ignore[arg-type]
    assert (await bot.get_chat_member(CHANNEL, bot.id)).status == status
    with pytest.raises(BadRequest, match="Member list is inaccessible"):
        await bot.get_chat_administrators(CHANNEL)


async def test_a_private_channel_hides_from_those_outside(bot: Bot, channel: Chat) -> None:
    channel.username = None
    await bot.leave_chat(channel.id)
    with pytest.raises(Forbidden, match="bot is not a member of the channel chat"):
        await bot.get_chat(channel.id)
    with pytest.raises(Forbidden):
        await bot.leave_chat(channel.id)


async def test_a_chat_action_is_one_of_those_telegram_knows(bot: Bot, sandbox: Sandbox) -> None:
    await bot.send_chat_action(READER, "typing")
    assert sandbox.world.actions == [(READER, "typing")]
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(READER, "thinking")


async def test_an_unknown_file_is_not_served(bot: Bot, url: str, page: httpx.AsyncClient) -> None:
    with pytest.raises(TelegramError):
        await bot.get_file("AgAC-x")
    assert (await page.get("/file/bot42:wrong/photos/x.png")).status_code == 401
    assert (await page.get(f"/file/bot{bot.token}/photos/x.png")).status_code == 404
