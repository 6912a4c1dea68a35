"""What the bot may do in a chat, from Telegram's answers."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.adapters.standing_telegram import standing_of
from bot.domain.errors import Refused, Trouble
from bot.domain.standing import Standing
from bot.sandbox import Rights, Sandbox
from tests.adapters.bots import CHANNEL, FORUM, a_bot, a_town


@pytest.fixture
def sandbox() -> Sandbox:
    return a_town()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with sandbox.serve() as url, a_bot(url, sandbox.token) as bot:
        await bot.get_me()
        yield bot


def a_standing(title: str, *may: str, member: bool = True) -> Standing:
    return Standing(
        title=title,
        member=member,
        may_post="post" in may,
        may_pin="pin" in may,
        may_edit_others="edit" in may,
        may_delete="delete" in may,
    )


@pytest.mark.parametrize(
    ("rights", "standing"),
    [
        (Rights(), a_standing("Daily digest", "post")),
        (Rights(edit=True), a_standing("Daily digest", "post", "pin", "edit")),
        (Rights(delete=True), a_standing("Daily digest", "post", "delete")),
        (Rights(post=False), a_standing("Daily digest")),
        (Rights(status="left"), a_standing("Daily digest", member=False)),
        (Rights(status="kicked"), a_standing("Daily digest", member=False)),
    ],
)
async def test_in_a_channel(sandbox: Sandbox, bot: Bot, rights: Rights, standing: Standing) -> None:
    sandbox.channel(CHANNEL).rights = rights
    assert await standing_of(bot, CHANNEL) == standing


@pytest.mark.parametrize(
    ("rights", "standing"),
    [
        (Rights(status="member"), a_standing("Forum", "post")),
        (Rights(), a_standing("Forum", "post")),
        (Rights(pin=True, delete=True, edit=True), a_standing("Forum", "post", "pin", "delete")),
    ],
)
async def test_in_a_group(sandbox: Sandbox, bot: Bot, rights: Rights, standing: Standing) -> None:
    sandbox.channel(FORUM).rights = rights
    assert await standing_of(bot, FORUM) == standing


async def test_of_a_chat_that_is_not_there_nothing_is_known(bot: Bot) -> None:
    with pytest.raises(Refused) as raised:
        await standing_of(bot, "@nobody_here")
    assert raised.value.trouble is Trouble.GONE
