"""`digestbot check`: every answer in one go, each with what to do."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app.checkup import Checkup, check_up
from bot.app.config import Config
from bot.domain.channel import Style
from bot.domain.picture import Format, Look
from bot.domain.query import Query
from bot.sandbox import Rights, Sandbox
from tests.adapters.bots import ADMIN
from tests.app.houses import NINE, a_config
from tests.worlds import a_channel, at


@pytest.fixture
def sandbox() -> Sandbox:
    sandbox = Sandbox()
    sandbox.add_person(ADMIN, "Ada", role="admin")
    sandbox.add_channel(username="daily_digest", title="Daily digest", bot_rights=Rights(edit=True))
    sandbox.add_channel(username="no_pinning", title="No pinning")
    sandbox.add_channel(username="no_posting", title="No posting", bot_rights=Rights(post=False))
    sandbox.add_channel(username="outside", title="Outside", bot_rights=Rights(status="left"))
    sandbox.add_channel(username="thrown_out", title="Thrown out", bot_rights=Rights(status="kicked"))
    sandbox.add_channel(username="our_log", title="Our log")
    return sandbox


@pytest.fixture
async def url(sandbox: Sandbox) -> AsyncIterator[str]:
    async with sandbox.serve() as root:
        yield root


def bad(checkup: Checkup) -> dict[str, str]:
    return {finding.what: finding.says for finding in checkup.findings if not finding.good}


async def checked(url: str, folder: Path, **changes: Any) -> Checkup:
    config: Config = a_config(url, folder, **changes)
    return await check_up(config, NINE)


async def test_a_good_world_is_good_and_says_what_was_looked_at(url: str, tmp_path: Path) -> None:
    checkup = await checked(url, tmp_path, channels=(a_channel(pin=True),))
    assert checkup.good
    says = {finding.what: finding.says for finding in checkup.findings if not finding.hint}
    assert says["token"] == "it is @demo_digest_bot"
    assert says["channel daily"] == "Daily digest: the bot may post"
    assert says["entries for daily"] == "14 entries in a round"
    assert {"templates", "catalog"} <= set(says)


async def test_the_next_five_slots_are_foretold(url: str, tmp_path: Path) -> None:
    channel = a_channel(zone=ZoneInfo("Europe/Berlin"), days=frozenset({0, 3}))
    checkup = await checked(url, tmp_path, channels=(channel,))
    ((_, instants),) = checkup.ahead
    assert instants == tuple(at(f"2026-{date} 08:00") for date in ("11-23", "11-26", "11-30", "12-03", "12-07"))


async def test_a_check_leaves_nothing_behind(url: str, tmp_path: Path, sandbox: Sandbox) -> None:
    await checked(url, tmp_path)
    assert not a_config(url, tmp_path).state.exists()
    assert {call.method for call in sandbox.calls} == {"getMe", "getChat", "getChatMember"}


@pytest.mark.parametrize(
    ("chat", "words"),
    [
        ("@nobody_here", "add the bot to @nobody_here as an admin, or correct the name"),
        ("@outside", "add"),
        ("@thrown_out", "add"),
        ("@no_posting", "the bot may not post in No posting; give it that right"),
        ("@no_pinning", "the bot may not pin in No pinning; give it that right"),
    ],
)
async def test_a_channel_where_the_bot_cannot_do_its_work_is_named_with_what_to_do(
    url: str, tmp_path: Path, chat: str, words: str
) -> None:
    checkup = await checked(url, tmp_path, channels=(a_channel(chat=chat, pin=True), a_channel(name="other")))
    assert set(bad(checkup)) == {"channel daily"}
    assert words in bad(checkup)["channel daily"]


@pytest.mark.parametrize(
    ("chat", "words"),
    [
        ("@nobody_here", "add the bot to @nobody_here as an admin, or correct the name"),
        ("@outside", "add"),
        ("@no_posting", "the bot may not post in No posting; give it that right"),
    ],
)
async def test_a_log_chat_where_the_bot_cannot_post_is_named_with_what_to_do(
    url: str, tmp_path: Path, chat: str, words: str
) -> None:
    checkup = await checked(url, tmp_path, log_chat=chat)
    assert set(bad(checkup)) == {"log chat"}
    assert words in bad(checkup)["log chat"]


async def test_a_good_log_chat_is_said_to_be_one(url: str, tmp_path: Path) -> None:
    checkup = await checked(url, tmp_path, log_chat="@our_log")
    assert checkup.good
    assert [each.says for each in checkup.findings if each.what == "log chat"] == ["Our log: the bot may post"]


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({}, "take that right away, or set log_chat"),
        ({"channels": (a_channel(pin=True),)}, "set log_chat (pinning needs that right)"),
        ({"log_chat": "@our_log"}, None),
        ({"channels": (a_channel(chat="@no_pinning"),)}, None),
    ],
)
async def test_a_right_that_blurs_whose_a_post_is_gets_a_hint_and_no_blame(
    url: str, tmp_path: Path, changes: dict[str, Any], remedy: str | None
) -> None:
    checkup = await checked(url, tmp_path, **changes)
    assert checkup.good
    hints = [finding for finding in checkup.findings if finding.hint]
    assert len(hints) == (remedy is not None)
    for hint in hints:
        assert hint.what == "channel daily"
        assert "may edit other people's posts in Daily digest" in hint.says
        assert hint.says.endswith(f"; {remedy}")


async def test_inline_mode_that_is_off_gets_a_hint_and_no_blame(url: str, tmp_path: Path, sandbox: Sandbox) -> None:
    for on in (True, False):
        sandbox.inline.on = on
        checkup = await checked(url, tmp_path)
        assert checkup.good
        hints = [finding.says for finding in checkup.findings if finding.what == "inline mode"]
        assert len(hints) == (not on)
        assert all("/setinline" in says and "@demo_digest_bot" in says for says in hints)


async def test_without_admins_nobody_hears_of_trouble(url: str, tmp_path: Path) -> None:
    checkup = await checked(url, tmp_path, admins=frozenset())
    assert "DIGEST_ADMINS" in bad(checkup)["admins"]


def about(checkup: Checkup, what: str) -> list[str]:
    return [finding.says for finding in checkup.findings if finding.what == what]


async def test_each_channel_of_pictures_gets_one_drawn(url: str, tmp_path: Path) -> None:
    night = a_channel(style=Style.PICTURE, look=Look(theme="night"), filter=Query.parse("kind:paper"))
    square = a_channel(name="square", style=Style.BOTH, look=Look(format=Format.SQUARE))
    checkup = await checked(url, tmp_path, channels=(night, square, a_channel(name="text")))
    assert checkup.good
    (themes,) = about(checkup, "pictures")
    assert {"night", "xuan"} <= set(themes.removeprefix("themes ").split(", "))
    assert about(checkup, "picture for daily") == ["chain-of-thought-prompting drawn in its theme night, 1080×1350"]
    assert about(checkup, "picture for square") == ["learning-to-reason drawn in its theme xuan, 1080×1080"]
    assert about(checkup, "picture for text") == []
    assert not (tmp_path / "state").exists()


async def test_a_theme_that_does_not_draw_is_found(url: str, tmp_path: Path) -> None:
    themes = tmp_path / "templates" / "themes"
    themes.mkdir(parents=True)
    (themes / "broken.typ").write_text("#let theme = (", encoding="utf-8")
    channel = a_channel(style=Style.PICTURE, look=Look(theme="broken"))
    checkup = await checked(url, tmp_path, channels=(channel,), templates=tmp_path / "templates")
    assert set(bad(checkup)) == {"picture for daily"}
    assert "unclosed delimiter" in bad(checkup)["picture for daily"]


@pytest.mark.parametrize("style", Style)
async def test_where_no_picture_can_be_drawn_only_channels_that_need_them_are_blamed(
    url: str, tmp_path: Path, style: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    checkup = await checked(url, tmp_path, channels=(a_channel(style=style),))
    (says,) = about(checkup, "pictures")
    assert says.startswith("typst is not installed, so ")
    assert says.endswith("; install digestbot[picture]")
    needed = style in (Style.PICTURE, Style.BOTH)
    assert ("so daily would get text cards" in says) == needed
    assert set(bad(checkup)) == ({"pictures"} if needed else set())


async def test_a_rich_channel_gets_a_hint_that_not_everybody_can_read_it(url: str, tmp_path: Path) -> None:
    checkup = await checked(url, tmp_path, channels=(a_channel(style=Style.RICH),))
    assert checkup.good
    (hint,) = (finding for finding in checkup.findings if finding.what == "style of daily")
    assert hint.hint
    assert "rich messages" in hint.says


async def test_a_filter_that_admits_no_entry_is_found(url: str, tmp_path: Path) -> None:
    checkup = await checked(url, tmp_path, channels=(a_channel(filter=Query.parse("year:1900")),))
    assert "widen it" in bad(checkup)["entries for daily"]


async def test_a_filter_on_what_was_posted_is_good_before_anything_was(url: str, tmp_path: Path) -> None:
    checkup = await checked(url, tmp_path, channels=(a_channel(filter=Query.parse("is:posted")),))
    (finding,) = (finding for finding in checkup.findings if finding.what == "entries for daily")
    assert finding.good
    assert finding.says.startswith("at most ")


async def test_faults_of_the_collections_do_not_keep_from_asking_telegram(url: str, tmp_path: Path) -> None:
    checkup = await checked(url, tmp_path, data=tmp_path / "nowhere", channels=(a_channel(chat="@nobody_here"),))
    assert set(bad(checkup)) == {"catalog and templates", "channel daily"}


async def test_a_wrong_token_is_found_and_not_repeated(url: str, tmp_path: Path) -> None:
    checkup = await checked(url, tmp_path, token="42:of-another-bot-altogether")
    assert "@BotFather" in bad(checkup)["token"]
    assert "of-another-bot" not in bad(checkup)["token"]


async def test_a_server_out_of_reach_is_found(tmp_path: Path, unused_tcp_port: int) -> None:
    checkup = await checked(f"http://127.0.0.1:{unused_tcp_port}", tmp_path)
    assert "cannot be reached" in bad(checkup)["Telegram"]
