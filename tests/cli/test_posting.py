"""queue and post: what comes next, and posting it by hand."""

import asyncio
import datetime as dt
import json
from typing import Any

import pytest

from bot.domain.card import TEXT_LIMIT
from bot.sandbox.chats import Rights
from tests.cli.shell import CHANNEL, Shell, Telegram

TWO_CHANNELS = """\
channels:
  - {name: papers, chat: "@papers", filter: "kind:paper", at: ["08:00", "20:00"], time_zone: Asia/Shanghai}
  - {name: posts, chat: "@posts", filter: "kind:post", days: mon-fri, time_zone: America/New_York}
"""
NOWHERE = "http://127.0.0.1:1"  # where nothing listens


def queue(shell: Shell, *arguments: str) -> list[dict[str, Any]]:
    ran = shell.quick("queue", "--json", *arguments)
    assert (ran.code, ran.err) == (0, "")
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


@pytest.fixture
def two_channels(shell: Shell) -> Shell:
    (shell.folder / "digest.yaml").write_text(TWO_CHANNELS, encoding="utf-8")
    return shell


def test_the_queue_shows_a_fortnight_without_repeats(shell: Shell) -> None:
    shell.settings["DIGEST_CHANNEL"] = CHANNEL
    rows = queue(shell)
    assert len(rows) == 14
    assert len({row["key"] for row in rows}) == 14
    assert rows[0].keys() == {"channel", "at", "key", "title", "why"}
    assert rows[0]["title"].keys() == {"en", "zh"}
    assert rows[0]["why"] == "the first post · 13 left"
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)


def test_the_queue_looks_as_far_ahead_as_asked(shell: Shell) -> None:
    shell.settings["DIGEST_CHANNEL"] = CHANNEL
    assert queue(shell, "--days", "3") == queue(shell)[:3]


def test_the_table_of_the_queue_fits_into_80_columns_and_cuts_nothing(shell: Shell) -> None:
    shell.settings["DIGEST_CHANNEL"] = CHANNEL
    ran = shell.quick("queue")
    assert ran.code == 0
    assert ran.out.splitlines()[0].strip() == "o1-daily (UTC)"
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "…" not in ran.out
    for row in queue(shell):
        assert row["key"] in ran.out


def test_every_channel_has_a_queue_in_its_own_time(two_channels: Shell) -> None:
    rows = queue(two_channels, "--days", "7")
    assert {row["channel"] for row in rows} == {"papers", "posts"}
    papers = [row["at"] for row in rows if row["channel"] == "papers"]
    assert len(papers) == 14
    assert {at[11:] for at in papers} == {"08:00:00+08:00", "20:00:00+08:00"}
    assert len(rows) - len(papers) == 5


def test_one_channel_can_be_asked_for(two_channels: Shell) -> None:
    assert {row["channel"] for row in queue(two_channels, "--channel", "posts")} == {"posts"}
    ran = two_channels.quick("queue", "--channel", "posts")
    assert "posts (America/New_York)" in ran.out
    assert "papers" not in ran.out


def test_a_channel_without_a_slot_in_this_time_says_so(shell: Shell) -> None:
    far = f"{dt.datetime.now(dt.UTC) + dt.timedelta(days=3):%a}"
    (shell.folder / "digest.yaml").write_text(f'channels: [{{name: rare, chat: "@rare", days: [{far}]}}]')
    assert shell.quick("queue", "--days", "1").out == "rare: no slot in this time; --days looks further ahead\n"


def test_a_queue_that_can_post_nothing_says_why(shell: Shell) -> None:
    (shell.folder / "digest.yaml").write_text('channels: [{name: none, chat: "@none", filter: "year:1800"}]')
    assert queue(shell)[0]["key"] is None
    assert "passes this channel’s filter" in " ".join(shell.quick("queue").out.split())


async def test_the_head_of_the_queue_is_posted_and_the_queue_moves_on(shell: Shell, telegram: Telegram) -> None:
    ahead = await asyncio.to_thread(queue, shell)
    ran = await shell.run("post")
    assert (ran.code, ran.out, ran.err) == (0, f"posted {ahead[0]['key']}: https://t.me/o1_daily/1\n", "")
    assert ahead[0]["title"]["zh"] in telegram.posts[0]
    after = await asyncio.to_thread(queue, shell)
    assert [row["key"] for row in after][:13] == [row["key"] for row in ahead][1:]


async def test_an_entry_is_posted_by_its_key(shell: Shell, telegram: Telegram) -> None:
    ran = await shell.beside("post", "lets-verify-step-by-step")
    assert (ran.code, ran.err) == (0, "")
    (card,) = telegram.posts
    assert "Let's Verify Step by Step" in card
    assert len(card) <= TEXT_LIMIT
    ahead = await asyncio.to_thread(queue, shell)
    assert "lets-verify-step-by-step" not in [row["key"] for row in ahead][:13]


async def test_an_unknown_key_posts_nothing(shell: Shell, telegram: Telegram) -> None:
    ran = await shell.beside("post", "nosuch")
    assert (ran.code, ran.out, ran.err) == (1, "", "nothing was posted: “nosuch” is not in the catalog\n")
    assert telegram.posts == []


async def test_of_several_channels_one_must_be_named(shell: Shell, telegram: Telegram) -> None:
    del shell.settings["DIGEST_CHANNEL"]
    (shell.folder / "digest.yaml").write_text(TWO_CHANNELS, encoding="utf-8")
    ran = await shell.beside("post")
    assert (ran.code, ran.err) == (2, "say which channel: --channel NAME (papers, posts)\n")
    telegram.sandbox.add_channel(username="posts")
    ran = await shell.beside("post", "--channel", "posts")
    assert (ran.code, ran.err) == (0, "")
    assert "https://t.me/posts/1" in ran.out


async def test_a_refusal_is_told_in_telegrams_words(shell: Shell, telegram: Telegram) -> None:
    telegram.sandbox.channel(CHANNEL).rights = Rights(status="kicked")
    ran = await shell.beside("post", "o1-mini")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("o1-mini was not posted, Telegram refused it: Forbidden: bot was kicked from the channel")


async def test_a_card_put_off_is_told_so(shell: Shell, telegram: Telegram) -> None:
    telegram.sandbox.faults.add("429", method="sendMessage", retry_after=7)
    ran = await shell.beside("post", "o1-mini")
    assert ran.code == 1
    assert ran.err.startswith("o1-mini is not posted yet: ")
    assert "a running bot tries again by itself" in ran.err
    assert telegram.posts == []


async def test_an_answer_that_never_came_leaves_the_fate_open(shell: Shell, telegram: Telegram) -> None:
    telegram.sandbox.faults.add("cut_after", method="sendMessage")
    ran = await shell.beside("post", "o1-mini")
    assert ran.code == 1
    assert ran.err.startswith("o1-mini may have been posted or not: ")
    assert "look into the channel before you post it again" in ran.err
    assert len(telegram.posts) == 1


async def test_a_telegram_out_of_reach_is_told_so(shell: Shell, telegram: Telegram) -> None:
    ran = await shell.beside("post", DIGEST_API_URL=NOWHERE)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Telegram cannot be reached: ")


async def test_a_refused_token_is_told_without_the_token(shell: Shell, telegram: Telegram) -> None:
    wrong = "42:" + "w" * 35
    ran = await shell.beside("post", TELEGRAM_BOT_TOKEN=wrong)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Telegram does not let the bot in: ")
    assert "check the token with @BotFather" in ran.err
    assert "w" * 35 not in ran.err
    assert telegram.posts == []
