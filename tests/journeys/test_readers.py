"""What readers see: hello, help, the day's card, the latest, language, about, and what nobody knows."""

import re
from pathlib import Path

import pytest

from bot.app.commands.table import COMMANDS
from bot.app.run import KEEP_TEXTS
from bot.domain.query import Query
from tests.journeys.town import ADA, CHANNEL, LIN, WEI, Town, a_town, labels, title

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_start_says_hello_in_the_readers_language(town: Town) -> None:
    hello = await town.say(LIN, "/start")
    assert hello.text.startswith("Hello, Lin!\n")
    assert f"14 entries, one card a day in {CHANNEL}." in hello.text
    assert labels(hello) == [["Today", "Random"], ["Topics", "Latest"]]

    hello = await town.say(WEI, "/start")
    assert hello.text.startswith("您好，小伟！\n")
    assert f"共 14 篇，每天一张卡片，发布在 {CHANNEL}。" in hello.text
    assert labels(hello) == [["今天", "随机一篇"], ["主题", "最近的卡片"]]


async def test_the_buttons_of_start_lead_on(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        for label, expected in (
            ("Today", "No card has been posted today yet."),
            ("Topics", "Topics · 20"),
            ("Latest", "Nothing has been posted yet."),
        ):
            shown = await town.turn(LIN, await town.say(LIN, "/start"), label)
            assert shown.text.startswith(expected)
        card = await town.turn(LIN, await town.say(LIN, "/start"), "Random")
        assert ["Save", "Another one"] in labels(card)


async def test_a_deep_link_opens_the_card_it_was_made_for(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        posted = await town.next_morning()
        (more,) = [button["url"] for button in posted.buttons if "?start=" in button["url"]]
        await town.sandbox.start(WEI, more.partition("?start=")[2])
        card = await town.first(lambda: next(iter(town.said_in(WEI)), None))
        assert title(card) == title(posted)
        assert labels(card)[1:3] == [["收藏", "换一篇"], ["图片", "分享"]]


async def test_a_deep_link_of_an_entry_that_is_gone_says_so(town: Town) -> None:
    assert (await town.say(LIN, "/start gone-for-good_abc123")).text.startswith(
        "The entry of that card is no longer on the list.\n\nHello, Lin!"
    )
    assert (await town.say(WEI, "/start gone-for-good_abc123")).text.startswith(
        "这张卡片的条目已经不在清单里了。\n\n您好，小伟！"
    )


@pytest.mark.parametrize("payload", ["<b>x</b>", "../../etc/passwd", "{{7*7}}", "post:abc", "O1-MINI", "x" * 500])
async def test_a_hostile_payload_is_just_hello(town: Town, payload: str) -> None:
    assert (await town.say(LIN, f"/start {payload}")).text.startswith("Hello, Lin!\n")


async def test_help_lists_what_this_person_may_ask(town: Town) -> None:
    for_reader, for_admin = await town.say(LIN, "/help"), await town.say(ADA, "/help")
    for command in COMMANDS:
        line = f"/{command.name}"
        assert (line in for_reader.text) is (command.access == "everyone")
        assert line in for_admin.text
    assert "For admins" not in for_reader.text
    assert "For admins" in for_admin.text


async def test_help_speaks_chinese(town: Town) -> None:
    text = (await town.say(WEI, "/help")).text
    assert "/random [筛选] – 随机一篇" in text
    assert "/entry 代号 – 按代号打开条目" in text
    assert "What I can do" not in text


async def test_the_fields_that_help_names_are_understood_and_its_examples_find_something(town: Town) -> None:
    english, chinese = (await town.say(LIN, "/help")).text, (await town.say(WEI, "/help")).text
    examples = ["tag:math", "kind:paper", "year:2020..2024", "author:Blaho", "org:OpenAI"]
    for example in examples:
        assert example in english
        assert example in chinese
        assert "Nothing found" not in (await town.say(LIN, example)).text
    fields = re.findall(r"[\u4e00-\u9fff]+:", chinese.splitlines()[-1])
    assert len(fields) == len(examples)
    for field in fields:
        assert Query.parse(f"{field}2024").fields, field


async def test_today_says_when_the_next_card_comes_and_then_shows_it(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        none_yet = await town.say(LIN, "/today")
        assert none_yet.text == "No card has been posted today yet.\nNext in o1: Sun 22 Nov at 09:00 (Asia/Shanghai)"
        assert (
            await town.say(WEI, "/today")
        ).text == "今天还没有发布卡片。\n下一张（o1）：11 月 22 日 周日 09:00（Asia/Shanghai）"
        posted = await town.next_morning()
        assert title(await town.say(WEI, "/today")) == title(posted)
        assert title(await town.say(LIN, "/today")) == posted.text.splitlines()[3]  # the English title is the second

        town.clock.forward(hours=16)
        assert "Next in o1: Mon 23 Nov at 09:00" in (await town.say(LIN, "/today")).text


async def test_the_latest_cards_are_paged_and_link_to_the_channel(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        assert (await town.say(WEI, "/latest")).text == "还没有发布过卡片。"
        for _ in range(7):
            await town.next_morning()
        first = await town.say(LIN, "/latest")
        assert labels(first) == [["1", "2", "3", "4", "5"], ["Next →"]]
        assert first.text.startswith("The latest cards\n\n1. ")
        assert "Sat 28 Nov" in first.text.splitlines()[3]
        assert [entity.url for entity in first.entities if entity.type == "text_link"] == [
            f"https://t.me/{CHANNEL[1:]}/{number}" for number in (7, 6, 5, 4, 3)
        ]
        older = await town.turn(LIN, first, "Next")
        assert older.id == first.id
        assert labels(older) == [["6", "7"], ["← Previous"]]
        newer = await town.turn(LIN, older, "← Previous")
        assert labels(newer)[0] == ["1", "2", "3", "4", "5"]
        assert (await town.turn(LIN, newer, "1")).text.splitlines()[2] == town.posts[-1].text.splitlines()[3]


async def test_a_language_is_chosen_by_word_or_button_and_stays(town: Town) -> None:
    lin = town.newcomer()
    assert (await town.say(lin, "/lang 中文")).text == "好的，以后我说中文。"
    assert (await town.say(lin, "/start")).text.startswith("您好，Lin！")
    choice = await town.say(lin, "/lang")
    assert choice.text == "请选择语言。"
    assert labels(choice) == [["English", "中文"]]
    assert (await town.turn(lin, choice, "English")).text == "From now on I speak English."
    assert (await town.say(lin, "/start")).text.startswith("Hello, Lin!")
    assert (await town.say(lin, "/lang klingon")).text == "Choose your language."


async def test_a_chosen_language_and_what_was_saved_outlive_a_restart(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.say(LIN, "/lang zh")
        await town.press(LIN, await town.say(LIN, "/entry o1-mini"), "收藏")
        found = await town.say(LIN, "推理")
        sandbox, clock = town.sandbox, town.clock
    async with a_town(tmp_path, sandbox=sandbox, clock=clock) as town:
        assert (await town.say(LIN, "/saved")).text.startswith("我的收藏 · 1")
        assert "2/2" in (await town.turn(LIN, found, "下一页")).text


@pytest.mark.parametrize(
    ("code", "language"),
    [("zh-hans", "zh"), ("zh-hant", "zh"), ("zh", "zh"), ("en", "en"), ("pt-br", "en"), ("", "en")],
)
async def test_telegrams_language_is_spoken_until_one_is_chosen(town: Town, code: str, language: str) -> None:
    sam = town.newcomer("Sam", code)
    assert (await town.say(sam, "/lang")).text == {"en": "Choose your language.", "zh": "请选择语言。"}[language]


async def test_about_credits_the_source_of_each_collection(town: Town) -> None:
    for person, word in ((LIN, "Source"), (WEI, "来源")):
        about = await town.say(person, "/about")
        (source,) = [entity.url for entity in about.entities if entity.type == "text_link"]
        assert source == "https://mp.weixin.qq.com/s/5C-wB8bzr-ysNO99Zg4DYQ"
        assert word in about.text
        assert CHANNEL in about.text


async def test_about_says_how_long_the_words_of_a_search_are_kept(town: Town) -> None:
    assert (
        f"kept for at most {KEEP_TEXTS.days} days, only so that pages can be turned"
        in (await town.say(LIN, "/about")).text
    )
    assert f"您搜索的词最多保存 {KEEP_TEXTS.days} 天，只为能够翻页" in (await town.say(WEI, "/about")).text


async def test_an_unknown_command_names_the_nearest(town: Town) -> None:
    assert (
        await town.say(LIN, "/serch 推理")
    ).text == "I don’t know /serch. Did you mean /search?\n\n/help lists what I can do; plain text is a search."
    assert (
        await town.say(WEI, "/topic")
    ).text == "我不认识 /topic。您是想用 /topics 吗？\n\n/help 列出我会做的事；直接发文字就是搜索。"
    assert (await town.say(LIN, "/qqqqqqqq")).text.startswith("I don’t know /qqqqqqqq.\n\n/help")


@pytest.mark.parametrize("text", ["/help!", "/help, please", "/help@demo_digest_bot", "/HELP", "/help\n"])
async def test_a_command_may_be_written_carelessly(town: Town, text: str) -> None:
    assert (await town.say(LIN, text)).text.startswith("What I can do")
