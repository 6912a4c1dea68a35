"""Command menus by scope and language, and what the bot says about itself."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
    MenuButtonCommands,
    MenuButtonDefault,
)
from telegram.error import BadRequest

from bot.sandbox import Sandbox
from tests.sandbox.conftest import ADMIN, CHANNEL, GROUP, READER

PRIVATE = BotCommandScopeAllPrivateChats()


def menu(*names: str) -> list[BotCommand]:
    return [BotCommand(name, f"about {name}") for name in names]


def seen(sandbox: Sandbox, person: int) -> list[str]:
    found = sandbox.world.menus.seen_in_private(person, sandbox.world.people[person].language)
    return [command["command"] for command in found]


async def test_the_narrowest_scope_wins_and_in_it_the_persons_language(bot: Bot, sandbox: Sandbox) -> None:
    await bot.set_my_commands(menu("default"))
    assert seen(sandbox, READER) == ["default"]
    await bot.set_my_commands(menu("default_zh"), language_code="zh")
    assert seen(sandbox, READER) == ["default_zh"]
    assert seen(sandbox, ADMIN) == ["default"]
    # A narrower scope without a language comes before a wider one with it.
    await bot.set_my_commands(menu("private"), scope=PRIVATE)
    assert seen(sandbox, READER) == ["private"]
    await bot.set_my_commands(menu("admin"), scope=BotCommandScopeChat(ADMIN))
    assert seen(sandbox, ADMIN) == ["admin"]
    await bot.delete_my_commands(scope=PRIVATE)
    assert seen(sandbox, READER) == ["default_zh"]


async def test_a_group_has_its_own_order(bot: Bot, sandbox: Sandbox) -> None:
    def shown(*, administrator: bool = False) -> list[str]:
        found = sandbox.world.menus.seen_in_group(GROUP, READER, "zh", administrator=administrator)
        return [command["command"] for command in found]

    await bot.set_my_commands(menu("groups"), scope=BotCommandScopeAllGroupChats())
    assert shown() == ["groups"]
    await bot.set_my_commands(menu("admins"), scope=BotCommandScopeChatAdministrators(GROUP))
    assert (shown(), shown(administrator=True)) == (["groups"], ["admins"])
    await bot.set_my_commands(menu("member"), scope=BotCommandScopeChatMember(GROUP, READER))
    assert shown(administrator=True) == ["member"]


async def test_a_menu_is_read_back_only_from_its_own_scope_and_language(bot: Bot) -> None:
    await bot.set_my_commands(menu("a", "b"), language_code="zh")
    assert await bot.get_my_commands() == ()
    read = await bot.get_my_commands(scope=BotCommandScopeDefault(), language_code="zh")
    assert [command.command for command in read] == ["a", "b"]


REFUSED: list[tuple[list[BotCommand], str]] = [
    ([BotCommand("a" * 33, "x")], "command length must not exceed 32"),
    ([BotCommand("Search", "x")], "bot_command_invalid"),
    ([BotCommand("sea-rch", "x")], "bot_command_invalid"),
    ([BotCommand("搜索", "x")], "bot_command_invalid"),
    ([BotCommand("", "x")], "command must be non-empty"),
    ([BotCommand("a", "")], "command description must be non-empty"),
    ([BotCommand("a", "理" * 257)], "command description length must not exceed 256"),
    ([BotCommand(f"a{i}", "x") for i in range(101)], "bot_commands_too_much"),
]


@pytest.mark.parametrize(("commands", "words"), REFUSED)
async def test_a_menu_beyond_the_limits_is_refused(bot: Bot, commands: list[BotCommand], words: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i)^{words}$"):
        await bot.set_my_commands(commands)


async def test_a_menu_at_the_limits_is_taken(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand(f"{i:032}", "理" * 256) for i in range(100)])
    assert len(await bot.get_my_commands()) == 100


@pytest.mark.parametrize("code", ["zh-hans", "ZH", "chi", "z"])
async def test_a_language_code_has_exactly_two_small_letters(bot: Bot, code: str) -> None:
    with pytest.raises(BadRequest, match="Invalid language code specified"):
        await bot.set_my_commands(menu("a"), language_code=code)


SCOPES: list[tuple[BotCommandScope, str]] = [
    (BotCommandScopeChat("@nobody"), "Chat not found"),
    (BotCommandScopeChat(CHANNEL), "Can't change commands in channel chats"),
    (BotCommandScopeChatMember(READER, READER), "Can't use specified scope in private chats"),
]


@pytest.mark.parametrize(("scope", "words"), SCOPES)
async def test_a_scope_must_fit_its_chat(bot: Bot, scope: BotCommandScope, words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.set_my_commands(menu("a"), scope=scope)


async def test_name_and_descriptions_fall_back_to_everybodys(bot: Bot) -> None:
    await bot.set_my_name("每日文摘", language_code="zh")
    assert (await bot.get_my_name("zh")).name == "每日文摘"
    assert (await bot.get_my_name("en")).name == "Daily Digest"
    await bot.set_my_description("All about it")
    await bot.set_my_short_description("It", language_code="en")
    assert (await bot.get_my_description("zh")).description == "All about it"
    assert (await bot.get_my_short_description("zh")).short_description == ""
    assert (await bot.get_my_short_description("en")).short_description == "It"


async def test_name_and_descriptions_have_limits(bot: Bot) -> None:
    await bot.set_my_name("n" * 64)
    await bot.set_my_description("d" * 512)
    await bot.set_my_short_description("s" * 120)
    with pytest.raises(BadRequest):
        await bot.set_my_name("n" * 65)
    with pytest.raises(BadRequest):
        await bot.set_my_description("d" * 513)
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("s" * 121)


async def test_the_menu_button_of_a_chat_covers_that_of_all(bot: Bot) -> None:
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    await bot.set_chat_menu_button(READER, MenuButtonDefault())
    assert (await bot.get_chat_menu_button(READER)).type == "default"
    assert (await bot.get_chat_menu_button(ADMIN)).type == "commands"
    with pytest.raises(BadRequest, match="Chat must be a private chat"):
        await bot.set_chat_menu_button(GROUP)
