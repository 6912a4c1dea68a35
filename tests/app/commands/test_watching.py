"""What /status says where little room or an odd zone asks for care; and the words for what became of deliveries."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.domain.card import Card
from bot.domain.channel import Channel
from bot.domain.delivery import State
from bot.domain.language import Language
from bot.domain.slot import Slot
from tests.app.commands.desks import NOW, Office, an_ask, an_office, received
from tests.contracts.deliveries import a_delivery
from tests.worlds import a_catalog, a_channel, an_entry

CATALOG = a_catalog(*(an_entry(f"entry-{n}", title={"en": f"Title {n}", "zh": f"标题 {n}"}) for n in range(9)))
EN, ZH = Language.EN, Language.ZH


def an_office_of(*channels: Channel) -> Office:
    return an_office(CATALOG, channels=channels)


async def said(office: Office, language: Language = EN, text: str = "/status") -> list[str]:
    reply = await office.say(text, an_ask(admin=True, language=language))
    return received(reply).text.replace("\u2060", "").splitlines()


def day(number: int, label: str = "09:00") -> Slot:
    return Slot(channel="daily", date=dt.date(2026, 11, number), label=label)


def put(office: Office, state: State, number: int, **changes: object) -> None:
    """A row of the ledger as an earlier run left it."""
    slot = day(number)
    planned = slot.instant(ZoneInfo("Asia/Shanghai"))
    office.ledger.rows[slot] = a_delivery(slot, state=state, planned_at=planned, **changes)


@pytest.mark.parametrize(
    ("zone", "time", "line"),
    [
        ("Asia/Shanghai", dt.time(9), "Next: Sun 22 Nov 09:00 Asia/Shanghai = 01:00 UTC"),
        ("Asia/Shanghai", dt.time(6), "Next: Mon 23 Nov 06:00 Asia/Shanghai = Sun 22 Nov 22:00 UTC"),
        ("UTC", dt.time(9), "Next: Sun 22 Nov 09:00 UTC"),
        ("Etc/UTC", dt.time(9), "Next: Sun 22 Nov 09:00 Etc/UTC"),
        ("Europe/London", dt.time(9), "Next: Sun 22 Nov 09:00 Europe/London = 09:00 UTC"),
    ],
)
async def test_utc_is_told_with_its_date_where_that_differs_and_not_told_twice(
    zone: str, time: dt.time, line: str
) -> None:
    lines = await said(an_office_of(a_channel(zone=ZoneInfo(zone), at=(time,))))
    assert line in lines
    assert lines[0].endswith(f" {zone}")


async def test_the_date_in_utc_is_told_in_chinese_too() -> None:
    lines = await said(an_office_of(a_channel(at=(dt.time(6),))), ZH)
    assert "下一个时段：11 月 23 日 周一 06:00 Asia/Shanghai = 11 月 22 日 周日 22:00 UTC" in lines


async def test_what_was_put_aside_is_named_up_to_three() -> None:
    office = an_office_of(a_channel())
    for number in range(4):
        await office.plans.skip("daily", 1, f"entry-{number}")
    assert "This round: 0 posted, 5 left, 4 put aside (Title 0; Title 1; Title 2; +1)" in await said(office)
    assert "本轮：已发布 0 篇，还剩 5 篇，跳过 4 篇（标题 0；标题 1；标题 2；+1）" in await said(office, ZH)


async def test_trouble_comes_newest_first_in_our_words_or_telegrams_and_the_rest_is_counted() -> None:
    office = an_office_of(a_channel())
    put(office, State.SENDING, 22, key="entry-1")
    put(office, State.REFUSED, 21, key="entry-2", detail="nothing_ran")
    put(office, State.UNKNOWN, 20, key="entry-3", detail="stopped", look_at=NOW)  # it will be searched for
    for number in range(10, 16):
        put(office, State.UNKNOWN, number, key="entry-4", detail="Bad Gateway")  # the admins were asked
    lines = await said(office)
    assert lines[-6:] == [
        "⏳ Sun 22 Nov entry-1: on its way",
        "⚠ Sat 21 Nov entry-2: not posted · nothing ran until then",
        "⏳ Fri 20 Nov entry-3: not known whether it was posted · the program stopped during the send",
        "❓ Sun 15 Nov entry-4: not known whether it was posted · Bad Gateway",
        "❓ Sat 14 Nov entry-4: not known whether it was posted · Bad Gateway",
        "… +4",
    ]
    assert "⏳ 11 月 20 日 周五 entry-3：不确定是否已发布 · 发送途中程序停止了" in await said(office, ZH)


async def test_slots_without_a_card_beyond_five_are_counted() -> None:
    hourly = tuple(dt.time(hour) for hour in range(8))
    office = an_office_of(a_channel(at=hourly))
    for time in hourly:
        slot = Slot.at("daily", NOW.date(), time)
        await office.ledger.pass_over(slot, reason='{"code":"too_late","args":{}}', now=NOW)
    lines = await said(office)
    assert sum(line.startswith("– ") for line in lines) == 5
    assert lines[-1] == "… +3"


async def test_an_entry_that_left_the_list_is_named_by_its_key() -> None:
    office = an_office_of(a_channel())
    put(office, State.SENT, 21, key="gone", settled_at=NOW, message_id=7)
    assert "Last: gone · Sat 21 Nov" in await said(office)
    put(office, State.SENT, 21, key="entry-3", settled_at=NOW, message_id=7)
    assert "Last: Title 3 · Sat 21 Nov" in await said(office)


async def test_hidden_channels_in_trouble_are_counted() -> None:
    office = an_office_of(*(a_channel(name=f"c{number}") for number in range(80)))
    await office.say("/pause", an_ask(admin=True))
    lines = await said(office)
    shown = sum("@daily_digest" in line for line in lines)
    assert shown < 80
    hidden = 80 - shown
    assert lines[-1] == (
        f"{hidden} more channels are not shown, {hidden} of them paused or in trouble; /status CHANNEL shows one."
    )
    assert (await said(office, ZH))[-1].endswith("个已暂停或有问题；/status 频道 查看其中一个。")


@pytest.mark.parametrize(
    ("template", "detail", "en", "zh"),
    [
        (
            "alert_given_up",
            "Too Many Requests: <b>",
            "⚠ The card of daily for Sun 22 Nov (entry-1) could not be posted before its catch-up window closed; "
            "last trouble:\nToo Many Requests: <b>\n/post entry-1 makes up for it.",
            "⚠ daily 在 11 月 22 日 周日 的卡片（entry-1）直到补发时限结束也没能发出；最后一次的原因：\n"
            "Too Many Requests: <b>\n用 /post entry-1 补发。",
        ),
        (
            "alert_given_up",
            "moved",
            "⚠ The card of daily for Sun 22 Nov (entry-1) was not posted: the channel’s chat was changed in the "
            "configuration.\n/post entry-1 makes up for it.",
            "⚠ daily 在 11 月 22 日 周日 的卡片（entry-1）没有发出：频道的目标已在配置中更改。\n"
            "用 /post entry-1 补发。",
        ),
        (
            "alert_unsettled",
            "disk full",
            "⚠ The outcome of daily’s card for Sun 22 Nov is known, but the database could not be written:\ndisk full\n"
            "It is tried again by itself, and nothing is posted twice meanwhile. Please look at the disk and the "
            "database.",
            "⚠ daily 在 11 月 22 日 周日 的卡片已有结果，但数据库无法写入：\ndisk full\n"
            "我会自动再试，期间不会重复发布；请检查磁盘空间和数据库。",
        ),
    ],
)
def test_an_alert_says_what_happened_and_what_to_do(template: str, detail: str, en: str, zh: str) -> None:
    office = an_office_of(a_channel())
    delivery = a_delivery(day(22), key="entry-1")
    for language, text in ((EN, en), (ZH, zh)):
        html = office.words.render(
            template, language, slot=day(22), channel=a_channel(), delivery=delivery, detail=detail
        )
        assert Card(html=html).plain.replace("\u2060", "") == text
