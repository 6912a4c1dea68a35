"""check: one line for every question, and the exit code says whether all is ready."""

import json

from bot.sandbox.chats import Rights
from tests.cli.shell import CHANNEL, Shell, Telegram

NO_CHANNEL_CALLED_SO = "@somewhere_else"


async def test_when_all_is_good_the_next_five_slots_are_shown(shell: Shell, telegram: Telegram) -> None:
    ran = await shell.beside("check", DIGEST_TIME_ZONE="Asia/Shanghai", DIGEST_AT="07:30")
    assert (ran.code, ran.err) == (0, "")
    findings, slots = ran.out.split("\n\n")
    assert all(line.startswith("✓ ") for line in findings.splitlines())
    assert "✓ channel o1-daily: o1 Daily: the bot may post" in findings
    title, head, _, *rows = slots.splitlines()
    assert title.strip() == "o1-daily: the next slots (Asia/Shanghai)"
    assert head.split() == ["local", "UTC"]
    assert [row.split()[2::3] for row in rows] == [["07:30", "23:30"]] * 5
    assert not shell.folder.joinpath("state").exists()


async def test_a_right_that_is_missing_fails_with_its_remedy(shell: Shell, telegram: Telegram) -> None:
    telegram.sandbox.channel(CHANNEL).rights = Rights(post=False)
    ran = await shell.beside("check")
    assert ran.code == 1
    assert "✗ channel o1-daily: the bot may not post in o1 Daily; give it that right" in ran.out
    assert "✓ catalog: 14 entries ready of 14" in ran.out


async def test_a_channel_that_is_not_there_fails(shell: Shell, telegram: Telegram) -> None:
    ran = await shell.beside("check", DIGEST_CHANNEL=NO_CHANNEL_CALLED_SO)
    assert ran.code == 1
    assert "✗ channel somewhere-else: " in ran.out
    assert "correct the name" in ran.out


async def test_all_malformed_settings_are_told_at_once(shell: Shell, telegram: Telegram) -> None:
    ran = await shell.beside("check", DIGEST_AT="25:00", DIGEST_TIME_ZONE="Mars/Olympus", DIGEST_ADMINS="@ada")
    assert (ran.code, ran.out) == (2, "")
    assert [line.split(":")[1].strip() for line in ran.err.splitlines()] == [
        "DIGEST_ADMINS", "DIGEST_AT", "DIGEST_TIME_ZONE"
    ]  # fmt: skip
    assert telegram.sandbox.calls == []


async def test_json_of_check_is_nothing_but_json(shell: Shell, telegram: Telegram) -> None:
    good = await shell.beside("check", "--json")
    bad = await shell.beside("check", "--json", DIGEST_CHANNEL=NO_CHANNEL_CALLED_SO)
    assert (good.code, good.err) == (0, "")
    assert (bad.code, bad.err) == (1, "")
    assert json.loads(good.out)["good"] is True
    assert json.loads(bad.out)["good"] is False
    assert [len(instants) for instants in json.loads(good.out)["ahead"].values()] == [5]


async def test_a_refused_token_fails_and_is_not_repeated(shell: Shell, telegram: Telegram) -> None:
    ran = await shell.beside("check", TELEGRAM_BOT_TOKEN="42:" + "w" * 35)
    assert ran.code == 1
    assert "✗ token: " in ran.out
    assert "w" * 35 not in ran.said
