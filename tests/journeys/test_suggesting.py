"""What readers suggest: from the first word to the news that it is published."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from bot import shipped
from bot.app.run import KEEP_SUGGESTIONS, KEEP_WAITING, tidy
from bot.app.suggesting import DAILY, ROOM
from bot.domain.pointers import NOTE_LIMIT
from bot.domain.suggestions import Fate, Suggestion
from bot.sandbox.messages import Message
from tests.journeys.drafts import a_data_folder, review
from tests.journeys.town import ADA, CHANNEL, GROUP, LIN, MORNING, WEI, Clock, Town, a_sandbox, a_town, title

pytestmark = pytest.mark.asyncio(loop_scope="module")

URL = "https://arxiv.org/abs/2210.03629"
DOCUMENT = "arXiv 2210.03629"
THANKS = "Thank you! A curator looks at it next"
NEWS = ("What you suggested has been published:", "您推荐的这一篇发布了：")
ENTRY = f"""
  - key: react
    kind: paper
    title: {{en: "ReAct: Reasoning and Acting", zh: ReAct：边推理边行动}}
    authors: [Shunyu Yao]
    published: 2022-10-06
    url: {URL}
    tags: [chain-of-thought]
    overview:
      en: >-
        A model that writes down a thought before each step, and looks up what it does not know in between, makes up
        fewer facts than one that only reasons, and goes astray less often than one that only acts.
      zh: 让模型在每一步之前先写下想法，中途再去查证它不知道的内容：这样比只推理时更少编造，也比只行动时更少走错。
"""
HEAD = "collection:\n  title: {en: Suggested, zh: 读者推荐}\nentries:"


def news_in(town: Town, person: int) -> list[Message]:
    return [each for each in town.said_in(person) if each.text.startswith(NEWS)]


async def suggestions(town: Town, document: str = DOCUMENT) -> list[Suggestion]:
    return await town.house.store.suggestions.of_document(document)


async def look(town: Town) -> None:
    """A minute passes."""
    town.clock.forward(minutes=1)
    await town.house.news.look(town.clock.now())


def a_copy_of_the_data(folder: Path) -> Path:
    return Path(shutil.copytree(shipped.data(), folder / "data"))


def write(data: Path, more: str = "") -> None:
    """The suggested document becomes an entry, first of all files by name."""
    (data / "entries" / "a.yaml").write_text(HEAD + ENTRY + more, encoding="utf-8")


async def test_from_the_first_word_to_the_news(tmp_path: Path) -> None:
    data = a_copy_of_the_data(tmp_path)
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    async with a_town(tmp_path / "state", clock=clock, sandbox=sandbox, data=data) as town:
        said = await town.say(LIN, f"/suggest {URL}v6 where it began")
        assert said.text.startswith(THANKS)
        assert (await town.say(WEI, f"/suggest 值得一读 arXiv:{DOCUMENT[6:]}")).text.startswith(
            "谢谢！这一篇编辑已经在看了。"
        )
        assert [(each.person, each.note) for each in await suggestions(town)] == [
            (LIN, "where it began"),
            (WEI, "值得一读"),
        ]
        await look(town)
        assert [each.text for each in town.said_in(ADA)] == ["✉ 1 suggestion of a reader waits: /review"]

        write(data)
        await town.say(ADA, "/reload")
        await town.house.store.suggestions.settle(DOCUMENT, Fate.TAKEN, key="react")
        await look(town)
        assert not news_in(town, LIN)
        card = await town.next_morning()
        await look(town)
        assert title(card) == "ReAct：边推理边行动"
        (english,), (chinese,) = news_in(town, LIN), news_in(town, WEI)
        assert english.text.splitlines()[:3] == [NEWS[0], "ReAct: Reasoning and Acting", "Sun 22 Nov · o1"]
        assert chinese.text.splitlines()[:2] == [NEWS[1], "ReAct：边推理边行动"]
        assert f"https://t.me/{CHANNEL[1:]}/{card.id}" in [entity.url for entity in english.entities]
        assert title(await town.turn(LIN, english, "See the card")) == "ReAct: Reasoning and Acting"
        await look(town)

    async with a_town(tmp_path / "state", clock=clock, sandbox=sandbox, data=data) as town:
        await look(town)
        await town.next_morning()
        await look(town)
        assert (len(news_in(town, LIN)), len(news_in(town, WEI))) == (1, 1)
        assert len(town.said_in(ADA)) == 2
        again = await town.say(LIN, f"/suggest {URL}")
        assert again.text.startswith("It is on the list already:\nReAct: Reasoning and Acting\n")
        assert again.text.endswith("\nPosted on Sun 22 Nov · o1")
        assert f"https://t.me/{CHANNEL[1:]}/1" in [entity.url for entity in again.entities]


async def test_through_the_hands_of_a_curator(tmp_path: Path) -> None:
    async with a_town(tmp_path / "state", data=a_data_folder(tmp_path)) as town:
        said = await town.say(LIN, "/suggest 2203.11171 many chains are better than one")
        assert said.text.startswith("Thank you! It is being looked at already.")
        draft = await review(town, ADA)
        assert "many chains are better than one" in draft.notes.text
        await town.press(ADA, draft.notes, "✓ Approve")
        await town.first(lambda: draft.notes.text.startswith("✓ Approved") or None)
        await look(town)
        assert not news_in(town, LIN)
        await town.next_morning()
        await look(town)
        (news,) = news_in(town, LIN)
        assert news.text.splitlines()[1] == "Self-Consistency Improves Chain of Thought Reasoning in Language Models"


async def test_what_somebody_writes_into_the_files_by_hand_is_news_too(tmp_path: Path) -> None:
    data = a_copy_of_the_data(tmp_path)
    async with a_town(tmp_path / "state", data=data) as town:
        await town.say(LIN, f"/suggest {URL}")
        write(data)
        await town.say(ADA, "/reload")
        await town.next_morning()
        await look(town)
        assert len(news_in(town, LIN)) == 1


async def test_a_draft_is_being_looked_at_and_a_rejected_one_is_declined_kindly(tmp_path: Path) -> None:
    data = a_copy_of_the_data(tmp_path)
    write(data, "    status: draft\n")
    async with a_town(tmp_path / "state", data=data) as town:
        assert (await town.say(LIN, f"/suggest {URL}")).text.startswith("Thank you! It is being looked at already.")
        assert await town.house.store.suggestions.open() == []
        write(data, "    status: rejected\n")
        await town.say(ADA, "/reload")
        assert (await town.say(WEI, f"/suggest {URL}")).text.startswith("谢谢推荐。这一篇编辑看过，决定不收进清单")
        assert (await town.say(ADA, f"/suggest {URL}")).text.startswith(
            "Thank you. A curator has looked at this one and decided against it"
        )
        await look(town)
        assert [each.fate for each in await suggestions(town)] == [Fate.REFUSED]


async def test_what_is_on_the_list_is_shown_and_nothing_is_filed(town: Town) -> None:
    shown = await town.say(town.newcomer(), "/suggest have you seen https://www.arxiv.org/pdf/2305.20050.pdf?")
    assert shown.text.startswith(
        "It is on the list already:\nLet's Verify Step by Step\nPaper · 2023 · Hunter Lightman"
    )
    assert shown.text.endswith("\nIt has not been in the channel yet; its turn comes.")
    assert title(await town.turn(shown.chat_id, shown, "See the card")) == "Let's Verify Step by Step"
    chinese = await town.say(town.newcomer("小伟", "zh-hans"), "/suggest arxiv.org/abs/2305.20050")
    assert chinese.text.startswith("这篇已经在清单里了：\n")
    assert await suggestions(town, "arXiv 2305.20050") == []


async def test_a_copy_of_what_is_on_the_list_is_known_too(town: Town) -> None:
    said = await town.say(town.newcomer(), "/suggest https://twitter-thread.com/t/1834686946846597281")
    assert said.text.startswith("It is on the list already:")


async def test_the_same_again_is_known_with_its_day(town: Town) -> None:
    lin = town.newcomer()
    await town.say(lin, "/suggest https://example.org/again?utm_source=mail")
    said = await town.say(lin, "/suggest http://www.example.org/again/")
    assert said.text.startswith("You suggested this on Sun 22 Nov, and it has not been forgotten.")
    assert len(await suggestions(town, "https://example.org/again")) == 1


@pytest.mark.parametrize(
    ("language", "beginning"), [("en", "Write the address after the command"), ("zh-hans", "请在命令后写上网址")]
)
async def test_without_an_address_it_is_explained_with_an_example_that_works(
    town: Town, language: str, beginning: str
) -> None:
    reader = town.newcomer("R", language)
    for words in ("", " chain of thought", " me@example.org"):
        usage = await town.say(reader, f"/suggest{words}")
        assert usage.text.startswith(beginning)
    (example,) = [line for line in usage.text.splitlines() if line.startswith("/suggest ")]
    assert not (await town.say(reader, example)).text.startswith(beginning)


@pytest.mark.parametrize(
    "address",
    ["http://localhost:8080/admin", "https://192.168.1.1/", "https://user:pa55word@example.org/x", "https://a..b/"],
)
async def test_an_address_that_not_everybody_can_open_is_not_filed(town: Town, address: str) -> None:
    said = await town.say(town.newcomer(), f"/suggest {address} <b>")
    assert said.text.startswith(f"{address} is no address that everybody can open")
    assert all(address not in each.url for each in await town.house.store.suggestions.open())


async def test_a_reader_has_five_a_day_and_hears_when_there_is_room_again(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        for number in range(DAILY):
            assert (await town.say(LIN, f"/suggest https://example.org/{number}")).text.startswith(THANKS)
        assert (await town.say(LIN, "/suggest https://example.org/more")).text == (
            "You have suggested a lot lately, thank you! "
            "There is room for your next one on Mon 23 Nov after 08:30 (Asia/Shanghai)."
        )
        await town.say(LIN, "/lang zh")
        assert (
            "11 月 23 日 周一 08:30（Asia/Shanghai）之后可以继续推荐"
            in (await town.say(LIN, "/suggest https://example.org/more")).text
        )
        for number in range(DAILY + 1):
            assert (await town.say(ADA, f"/suggest https://example.org/ada-{number}")).text.startswith(THANKS)
        town.clock.forward(days=1)
        assert (await town.say(LIN, "/suggest https://example.org/more")).text.startswith("谢谢推荐！")


async def test_a_flood_does_not_bury_the_curators(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        for number in range(ROOM):
            url = f"https://example.org/{number}"
            await town.house.store.suggestions.add(
                person=5000 + number, name="", url=url, document=url, note="", now=town.clock.now()
            )
        said = await town.say(LIN, "/suggest https://example.org/more")
        assert said.text.startswith("So many suggestions wait for the curators that the queue is full")
        assert (await town.say(WEI, "/suggest https://example.org/more")).text.startswith("等着编辑看的推荐已经很多")
        assert (await town.say(WEI, "/suggest https://example.org/7")).text.startswith("谢谢！这一篇编辑已经在看了")
        assert len(await town.house.store.suggestions.open()) == ROOM


@pytest.mark.parametrize(
    "note",
    [
        "<b>bold</b> {{ 7*7 }} &amp; <script>alert(1)</script>",
        "[link](https://evil.example.org) https://evil.example.org/2 @everybody #tag /post",
        "\u202egnol \u2066isolate\u2069 \x00\x1b[31m\ufeff",
        "x" * 4000,
        "一" * 4000,
        "line\n\n\nline",
        "👩‍👩‍👧 e\u0301 नि",
    ],
)
async def test_a_note_is_kept_as_one_plain_line(town: Town, note: str) -> None:
    lin = town.newcomer()
    number = len(await town.house.store.suggestions.open())
    said = await town.say(lin, f"/suggest https://example.org/note-{number} {note}"[:4096])
    assert said.text.startswith(THANKS)
    (made,) = await suggestions(town, f"https://example.org/note-{number}")
    assert 0 < len(made.note) <= NOTE_LIMIT
    assert not set(made.note) & set("\n\x00\x1b\u202e\u2066\u2069\ufeff")
    assert ("Of your note the first 300 characters were kept." in said.text) is (len(note) > 1000)


async def test_in_a_group_the_answer_is_short_and_leads_into_the_private_chat(town: Town) -> None:
    lin = town.newcomer()
    said = await town.say(lin, "/suggest@demo_digest_bot https://example.org/group", GROUP)
    assert said.text == "Thank you! When it is published I tell you in private, if you have talked to me there."
    assert [button["url"] for button in said.buttons] == ["https://t.me/demo_digest_bot"]
    assert said.reply_to
    usage = await town.say(lin, "/suggest@demo_digest_bot", GROUP)
    assert len(usage.text.splitlines()) == 2
    assert [each.person for each in await suggestions(town, "https://example.org/group")] == [lin]


async def test_one_who_has_blocked_the_bot_is_passed_over_and_the_others_are_told(tmp_path: Path) -> None:
    data = a_copy_of_the_data(tmp_path)
    async with a_town(tmp_path / "state", data=data) as town:
        for person in (LIN, WEI):
            await town.say(person, f"/suggest {URL}")
        write(data)
        await town.say(ADA, "/reload")
        await town.next_morning()
        town.sandbox.block(LIN)
        await look(town)
        town.sandbox.block(LIN, blocked=False)
        await look(town)
        assert (len(news_in(town, LIN)), len(news_in(town, WEI))) == (0, 1)


async def test_who_never_talked_to_the_bot_in_private_cannot_be_told_and_does_no_harm(tmp_path: Path) -> None:
    data = a_copy_of_the_data(tmp_path)
    async with a_town(tmp_path / "state", data=data) as town:
        town.sandbox.add_person(77, "Shy", started=False)
        await town.say(77, f"/suggest {URL}", GROUP)
        write(data)
        await town.say(ADA, "/reload")
        await town.next_morning()
        await look(town)
        assert [each.fate for each in await suggestions(town)] == [Fate.TOLD]


async def test_an_outage_is_waited_for_and_a_restart_neither_forgets_nor_repeats(tmp_path: Path) -> None:
    data = a_copy_of_the_data(tmp_path)
    clock = Clock(MORNING)
    sandbox = a_sandbox(clock)
    town_of = {"clock": clock, "sandbox": sandbox, "data": data, "pulse": dt.timedelta(days=1)}
    async with a_town(tmp_path / "state", **town_of) as town:  # type: ignore[arg-type]
        await town.say(LIN, f"/suggest {URL}")
        write(data)
        await town.say(ADA, "/reload")
        await town.next_morning()
        sandbox.faults.add("429", method="sendMessage", chat=LIN, retry_after=120)
        await look(town)
        assert not news_in(town, LIN)
    clock.forward(minutes=5)
    async with a_town(tmp_path / "state", **town_of) as town:  # type: ignore[arg-type]
        await look(town)
        await town.first(lambda: news_in(town, LIN))
        await look(town)
        assert len(news_in(town, LIN)) == 1


async def test_what_is_over_is_forgotten_after_ninety_days_and_everything_after_a_year(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        kept = town.house.store.suggestions
        for name in ("refused", "waiting"):
            await town.say(LIN, f"/suggest https://example.org/{name}")
        await kept.settle("https://example.org/refused", Fate.REFUSED)
        town.clock.time = MORNING + KEEP_SUGGESTIONS
        await tidy(town.house)
        assert len(await suggestions(town, "https://example.org/refused")) == 1
        town.clock.forward(hours=1)
        await tidy(town.house)
        assert await suggestions(town, "https://example.org/refused") == []
        assert len(await kept.open()) == 1
        town.clock.time = MORNING + KEEP_WAITING + dt.timedelta(hours=1)
        await tidy(town.house)
        assert await kept.open() == []


async def test_about_says_what_is_kept_of_who_suggests_and_how_long(town: Town) -> None:
    assert f"for {KEEP_SUGGESTIONS.days} days, or until its fate is decided" in (await town.say(LIN, "/about")).text
    assert f"满 {KEEP_SUGGESTIONS.days} 天且已有结果后删除，最长保存一年" in (await town.say(WEI, "/about")).text
