"""The menus that Telegram shows to each person, in each language, in each chat."""

from pathlib import Path

import pytest

from bot.app.commands.ask import Access
from bot.app.commands.table import COMMANDS
from bot.domain.language import Language
from bot.sandbox.menus import Menus
from tests.journeys.town import ADA, GROUP, LIN, MORNING, Clock, Town, a_sandbox, a_town

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def shown(town: Town) -> Menus:
    """The menus, once the bot has set them all: the admin's Chinese one comes last."""
    await town.sandbox.wait_for(lambda: town.sandbox.world.menus.get(("chat", ADA, None), "zh"))
    return town.sandbox.world.menus


@pytest.mark.parametrize("code", ["en", "zh", "zh-hans", "de"])
async def test_readers_see_the_readers_menu_in_their_language(town: Town, code: str) -> None:
    language = Language.of(code)
    expected = [
        {"command": command.name, "description": command.says[language]}
        for command in COMMANDS
        if command.access is Access.EVERYONE
    ]
    menus = await shown(town)
    assert menus.seen_in_private(LIN, code) == expected
    assert menus.seen_in_group(GROUP, LIN, code, administrator=False) == expected
    assert menus.seen_in_group(GROUP, ADA, code, administrator=True) == expected


@pytest.mark.parametrize("code", ["en", "zh-hans"])
async def test_only_an_admins_own_chat_has_the_whole_menu(town: Town, code: str) -> None:
    seen = (await shown(town)).seen_in_private(ADA, code)
    assert [row["command"] for row in seen] == [command.name for command in COMMANDS]
    assert [row["description"] for row in seen] == [command.says[Language.of(code)] for command in COMMANDS]


async def test_every_command_of_the_menu_is_answered(town: Town) -> None:
    for row in (await shown(town)).seen_in_private(ADA, "en"):
        assert not (await town.say(ADA, f"/{row['command']}")).text.startswith("I don’t know")
    await town.say(ADA, "/resume")


async def test_an_admin_who_opens_the_chat_later_gets_the_menu_then(tmp_path: Path) -> None:
    """Telegram refuses a menu for a chat that does not exist yet."""
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    sandbox.world.people[ADA].started = False
    async with a_town(tmp_path, sandbox=sandbox, clock=clock) as town:
        await town.settled()
        assert [row["command"] for row in town.sandbox.world.menus.seen_in_private(ADA, "en")][-1] == "about"
        await town.sandbox.start(ADA)
        await town.sandbox.wait_for(lambda: town.sandbox.world.menus.get(("chat", ADA, None), "zh"))
        assert [row["command"] for row in town.sandbox.world.menus.seen_in_private(ADA, "en")][-1] == "reload"
