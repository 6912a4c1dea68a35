"""What happens to the bot and its chats: put out, taken in, rights lost, a channel deleted, a group upgraded, the
token revoked; and what the bot hears of it."""

import asyncio
from collections.abc import Callable

import pytest
from telegram import Bot, ChatMemberUpdated
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.sandbox import Chat, Rights, Sandbox
from tests.sandbox.conftest import ADMIN, CHANNEL, GROUP, READER, Connect, polled

Fate = Callable[[Sandbox], None]
FATES: list[tuple[Fate, type[TelegramError], str]] = [
    (lambda s: s.remove_bot(CHANNEL), Forbidden, "Forbidden: bot is not a member of the channel chat"),
    (lambda s: s.remove_bot(CHANNEL, kicked=True), Forbidden, "Forbidden: bot was kicked from the channel chat"),
    (
        lambda s: s.allow_posting(CHANNEL, allowed=False),
        BadRequest,
        "Need administrator rights in the channel chat",
    ),
    (lambda s: s.delete_chat(CHANNEL), BadRequest, "Chat not found"),
]


@pytest.mark.parametrize(("fate", "error", "words"), FATES, ids=["left", "kicked", "no posting", "deleted"])
async def test_a_channel_that_is_lost_says_how(
    bot: Bot, sandbox: Sandbox, fate: Fate, error: type[TelegramError], words: str
) -> None:
    fate(sandbox)
    with pytest.raises(error, match=f"^{words}$"):
        await bot.send_message(CHANNEL, "x")


@pytest.mark.parametrize("kicked", [False, True])
async def test_a_bot_taken_in_again_has_the_rights_it_had(
    bot: Bot, sandbox: Sandbox, channel: Chat, kicked: bool
) -> None:
    channel.rights = Rights(edit=True)
    sandbox.remove_bot(CHANNEL, kicked=kicked)
    with pytest.raises(Forbidden):
        await bot.edit_message_text("x", CHANNEL, 1)
    sandbox.restore_bot(CHANNEL)
    await bot.send_message(CHANNEL, "x")
    assert channel.rights == Rights(edit=True)


async def test_the_right_to_post_can_be_given_back(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.allow_posting(CHANNEL, allowed=False)
    sandbox.allow_posting(CHANNEL)
    await bot.send_message(CHANNEL, "x")


async def changes(bot: Bot) -> list[ChatMemberUpdated]:
    return [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]


async def test_the_bot_hears_of_each_change_of_its_standing(bot: Bot, sandbox: Sandbox, channel: Chat) -> None:
    sandbox.remove_bot(CHANNEL, kicked=True)
    sandbox.restore_bot(CHANNEL)
    sandbox.allow_posting(CHANNEL, allowed=False)
    await bot.leave_chat(CHANNEL)
    out, back, silenced, left = await changes(bot)
    assert (out.chat.id, out.from_user.id) == (channel.id, ADMIN)
    assert out.difference()["status"] == ("administrator", "kicked")
    assert back.difference()["status"] == ("kicked", "administrator")
    assert silenced.difference() == {"can_post_messages": (True, False)}
    assert left.from_user.id == bot.id
    assert left.difference()["status"] == ("administrator", "left")


async def test_the_bot_does_not_hear_of_its_standing_unless_it_asks(bot: Bot, sandbox: Sandbox) -> None:
    await bot.get_updates(allowed_updates=["message"])
    sandbox.remove_bot(CHANNEL)
    sandbox.block(READER)
    assert await bot.get_updates() == ()


async def test_an_admin_without_a_name_is_telegrams_own(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.world.people[ADMIN].role = "reader"
    sandbox.remove_bot(CHANNEL)
    (change,) = await changes(bot)
    assert change.from_user.username == "GroupAnonymousBot"


async def test_a_new_channel_never_gets_the_id_of_another(sandbox: Sandbox, channel: Chat) -> None:
    second = sandbox.add_channel()
    sandbox.delete_chat(CHANNEL)
    third = sandbox.add_channel(username=CHANNEL[1:])
    assert len({channel.id, second.id, third.id}) == 3


async def test_an_upgraded_group_names_its_new_id_where_numbers_begin_anew(bot: Bot, sandbox: Sandbox) -> None:
    new = -1_002_000_000_077
    sandbox.add_group(-77, "Old", Rights(pin=True))
    for _ in range(3):
        await bot.send_message(-77, "x")
    upgraded = sandbox.upgrade(-77, new)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-77, "x")
    assert moved.value.new_chat_id == new
    assert (await bot.send_message(new, "x")).message_id == 2  # after the service message
    assert (upgraded.type, upgraded.rights) == ("supergroup", Rights(pin=True))
    told = [update.message for update in await bot.get_updates() if update.message]
    assert [(m.chat.id, m.migrate_to_chat_id, m.migrate_from_chat_id) for m in told] == [
        (-77, new, None),
        (new, None, -77),
    ]


async def test_a_revoked_token_opens_nothing_until_it_is_given_back(
    bot: Bot, sandbox: Sandbox, connect: Connect
) -> None:
    poll = asyncio.create_task(connect().get_updates(timeout=50))
    await polled(sandbox)
    sandbox.revoke_token()
    with pytest.raises(InvalidToken):
        await poll
    for call in (bot.get_me(), bot.send_message(GROUP, "x"), bot.get_updates()):
        with pytest.raises(InvalidToken):
            await call
    assert sandbox.calls[-1].error == "Unauthorized"
    sandbox.restore_token()
    await bot.send_message(GROUP, "x")
