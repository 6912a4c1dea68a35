"""The menus that Telegram shows to each person, in each language, in each chat."""

import pytest

from bot.app.commands.ask import Access
from bot.app.commands.table import ACTIONS, COMMANDS
from bot.domain.language import Language
from tests.journeys.town import ADA, GROUP, LIN, Town

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYONE = [command.name for command in COMMANDS if command.access is Access.EVERYONE]


def test_names_and_descriptions_are_within_telegrams_limits() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS) <= 100
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)
    for command in COMMANDS:
        assert 1 <= len(command.name) <= 32
        for language in Language:
            assert 1 <= len(command.says[language]) <= 256


@pytest.mark.parametrize("code", ["en", "zh", "zh-hans", "de"])
async def test_readers_see_the_readers_menu_in_their_language(town: Town, code: str) -> None:
    language = Language.of(code)
    expected = [
        {"command": command.name, "description": command.says[language]}
        for command in COMMANDS
        if command.access is Access.EVERYONE
    ]
    menus = town.sandbox.world.menus
    assert menus.seen_in_private(LIN, code) == expected
    assert menus.seen_in_group(GROUP, LIN, code, administrator=False) == expected
    assert menus.seen_in_group(GROUP, ADA, code, administrator=True) == expected


@pytest.mark.parametrize("code", ["en", "zh-hans"])
async def test_only_an_admins_own_chat_has_the_whole_menu(town: Town, code: str) -> None:
    seen = town.sandbox.world.menus.seen_in_private(ADA, code)
    assert [row["command"] for row in seen] == [command.name for command in COMMANDS]
    assert [row["description"] for row in seen] == [command.says[Language.of(code)] for command in COMMANDS]


async def test_every_command_of_the_menu_is_answered(town: Town) -> None:
    for row in town.sandbox.world.menus.seen_in_private(ADA, "en"):
        assert not (await town.say(ADA, f"/{row['command']}")).text.startswith("I don’t know")
    await town.say(ADA, "/resume")
