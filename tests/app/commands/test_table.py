"""The table of commands and buttons is whole: names, limits, phrases."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.app import commands
from bot.app.commands.ask import Access
from bot.app.commands.table import ACTIONS, COMMANDS
from bot.app.draw import TOKEN_LENGTH
from bot.app.fields import shortened
from bot.domain.card import CALLBACK_LIMIT
from bot.domain.language import Language
from tests.app.commands.desks import PHRASES

FOLDER = Path(commands.__file__).parent


def test_every_name_stands_for_one_thing() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS) <= 100
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)


def test_names_and_descriptions_are_within_telegrams_limits() -> None:
    for command in COMMANDS:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.name)
        for language in Language:
            assert 1 <= len(command.says[language]) <= 256


def test_chinese_descriptions_are_in_chinese_and_english_ones_are_not() -> None:
    for command in COMMANDS:
        assert re.search(r"[\u4e00-\u9fff]", command.says.zh)
        assert not re.search(r"[\u4e00-\u9fff]", command.says.en)


def test_admins_have_what_the_issue_names() -> None:
    theirs = {command.name for command in COMMANDS if command.access is Access.ADMIN}
    assert theirs == {"post", "preview", "undo", "queue", "pause", "resume", "status", "reload"}
    assert {action.name for action in ACTIONS if action.access is Access.ADMIN} == {
        "post", "where", "cancel", "undo", "delete", "keep", "arrived", "absent", "queue", "row", "look", "skip",
        "swap", "pin",
    }  # fmt: skip


def test_curators_may_review_and_nothing_that_posts() -> None:
    assert {command.name for command in COMMANDS if command.access is Access.CURATOR} == {"review", "add"}
    assert {action.name for action in ACTIONS if action.access is Access.CURATOR} == {
        "review", "approve", "reject", "later", "edit", "field", "clear", "kind", "tick",
    }  # fmt: skip


def test_the_longest_data_of_a_button_fits() -> None:
    key, text_id, channel = "k" * 48, "A" * 12, "c" * 20
    longest = [f"unsave:{key}", f"topic:{key}:99999", f"swap:{text_id}:{text_id}", f"where:{text_id}:{channel}"]
    longest += [f"review:{key}", f"approve:{text_id}", f"field:{text_id}:99", f"tick:{text_id}:{shortened(key)}"]
    longest += [f"undo:{channel}", f"delete:{'t' * TOKEN_LENGTH}:free"]
    assert max(map(len, longest)) <= CALLBACK_LIMIT


def phrases_named() -> Iterator[tuple[str, str]]:
    """File and key of every phrase that the handlers name."""
    for file in sorted(FOLDER.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                for each in ast.walk(node.args[0]) if node.func.attr in ("phrase", "button") else ():
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield file.name, each.value
            if isinstance(node, ast.keyword) and node.arg == "done" and isinstance(node.value, ast.Constant):
                yield file.name, str(node.value.value)


def test_every_phrase_that_a_handler_names_exists() -> None:
    named = list(phrases_named())
    assert len(named) > 30
    assert [each for each in named if each[1] not in PHRASES] == []
