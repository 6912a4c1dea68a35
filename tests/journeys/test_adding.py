"""/add: from an address to a card in the channel, and everything that can be in the way."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot import shipped
from bot.domain.candidate import Candidate, Provenance
from bot.domain.entry import Ids, Kind, Published
from bot.domain.language import Bilingual
from bot.domain.pages import PageTrouble
from tests.fakes.pages import MemoryPages
from tests.journeys.drafts import a_data_folder, ask_for, entry_in, key_of, next_after, review
from tests.journeys.town import ADA, GROUP, LIN, WEI, Town, a_town, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")

URL = "https://arxiv.org/abs/2205.11916"
PAPER = Candidate(
    provenance=Provenance(format="page", source=URL),
    title=Bilingual(en="Large Language Models are Zero-Shot Reasoners"),
    kind=Kind.PAPER,
    authors=("Takeshi Kojima", "Shixiang Shane Gu", "Machel Reid", "Yutaka Matsuo", "Yusuke Iwasawa"),
    published=Published(year=2022, month=5, day=24),
    url=URL,
    ids=Ids(arxiv="2205.11916"),
    abstract="Not to be printed.",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return a_data_folder(tmp_path)


@pytest.fixture
def pages() -> MemoryPages:
    known = MemoryPages()
    known.tell(URL, PAPER)
    return known


@pytest_asyncio.fixture(loop_scope="module")
async def town(tmp_path: Path, data: Path, pages: MemoryPages) -> AsyncIterator[Town]:
    async with a_town(tmp_path / "state", data=data, curators=[WEI], pages=pages) as running:
        yield running


def added(data: Path) -> str:
    path = data / "entries" / "added.yaml"
    return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.mark.parametrize("said", [URL, "2205.11916", "arXiv:2205.11916v4", "http://www.arxiv.org/pdf/2205.11916v2.pdf"])
async def test_an_address_or_an_id_becomes_a_draft_and_is_shown_for_review(
    town: Town, data: Path, pages: MemoryPages, said: str
) -> None:
    shown = await review(town, ADA, f"/add {said}")
    assert shown.notes.text.startswith("Draft 2 of 4 · ")
    assert "Missing: Chinese title, English overview, Chinese overview, Topics" in shown.notes.text
    entry = entry_in(data, key_of(shown))
    assert entry["title"] == {"en": "Large Language Models are Zero-Shot Reasoners"}
    assert (entry["status"], entry["published"], len(entry["authors"])) == ("draft", "2022-05-24", 5)
    assert added(data).startswith("# yaml-language-server: $schema=../collection.schema.json\n")
    assert len(pages.asked) == 1


async def test_a_doi_is_looked_up_at_its_registry(town: Town, pages: MemoryPages) -> None:
    pages.tell("https://doi.org/10.1145/3442188.3445922", replace(PAPER, url="https://example.org/a", ids=Ids()))
    await review(town, ADA, "/add doi:10.1145/3442188.3445922")
    assert pages.asked == ["https://doi.org/10.1145/3442188.3445922"]


async def test_an_address_may_stand_among_other_words(town: Town, pages: MemoryPages) -> None:
    pages.tell("https://example.org/among", replace(PAPER, url="https://example.org/among", ids=Ids()))
    await review(town, ADA, "/add 看看这篇：https://example.org/among，谢谢")
    assert pages.asked[-1:] == ["https://example.org/among"]


async def test_from_an_address_to_the_card_in_the_channel(town: Town, data: Path) -> None:
    """The whole life of an entry, without anybody opening a file."""
    shown = await review(town, WEI, f"/add {URL}")
    key = key_of(shown)
    for label, said in (
        ("中文标题", "大语言模型是零样本推理者"),
        (
            "英文概述",
            "One sentence before the answer, “Let’s think step by step”, makes a large language model reason.",
        ),
        ("中文概述", "只要在答案前加上一句“让我们一步一步地想”，大语言模型不看示例也能逐步推理。"),
    ):
        question = await ask_for(town, WEI, shown.notes, label, edit="✎ 修改")
        shown = await review(town, WEI, said, reply_to=question.id)
    fields = await town.turn(WEI, shown.notes, "✎ 修改")
    tags = await town.turn(WEI, fields, "＋ 主题")
    await town.press(WEI, tags, "思维链")
    await town.first(lambda: any(each["text"] == "✓ 思维链" for each in tags.buttons))

    shown = await review(town, WEI, f"/review {key}")
    assert "还缺" not in shown.notes.text
    await town.press(WEI, shown.notes, "✓ 通过")
    await town.first(lambda: shown.notes.text.startswith("✓ 通过：大语言模型是零样本推理者"))
    assert entry_in(data, key)["reviewed"]["by"] == "小伟"
    assert "abstract" not in entry_in(data, key)
    for _ in range(20):
        if (card := await town.next_morning()).text.splitlines()[2] == "大语言模型是零样本推理者":
            break
    assert "Takeshi Kojima、Shixiang Shane Gu、Machel Reid 等 5 人" in card.text
    assert "#思维链" in card.text
    assert "零样本" in (await town.say(LIN, "/search 零样本")).text


async def test_what_is_there_already_is_shown_and_nothing_is_written(
    town: Town, data: Path, pages: MemoryPages
) -> None:
    pages.tell("https://arxiv.org/abs/2305.20050", replace(PAPER, url="https://arxiv.org/abs/2305.20050", ids=Ids()))
    known = await town.say(ADA, "/add 2305.20050")
    assert known.text == "It is there already: “Let's Verify Step by Step”.\narXiv 2305.20050"
    card = await town.turn(ADA, known, "Let's Verify")
    assert "Let's Verify Step by Step" in card.text
    assert added(data) == ""

    await review(town, ADA, f"/add {URL}")
    before = added(data)
    again = await town.say(ADA, f"/add {URL}#again")
    assert again.text.startswith("It is there already: “Large Language Models are Zero-Shot Reasoners”, still a draft.")
    assert labels(again) == [["Review it"], ["Next to review"]]
    assert added(data) == before


async def test_what_was_rejected_does_not_come_again_unseen(town: Town, data: Path) -> None:
    shown = await review(town, ADA, f"/add {URL}")
    await town.press(ADA, shown.notes, "✗ Reject")
    await next_after(town, shown.notes)
    again = await town.say(ADA, f"/add {URL}")
    assert again.text.startswith(
        "It is there already: “Large Language Models are Zero-Shot Reasoners”, rejected earlier."
    )


@pytest.mark.parametrize("trouble", PageTrouble)
async def test_why_a_page_gives_nothing_is_told_in_both_languages(
    town: Town, data: Path, pages: MemoryPages, trouble: PageTrouble
) -> None:
    pages.tell("https://example.org/x", trouble)
    said = (await town.say(ADA, "/add https://example.org/x")).text
    assert said.startswith("Nothing was added: ")
    assert said.endswith(f" · {trouble} <b>")
    assert (await town.say(WEI, "/add https://example.org/x")).text.startswith("没有添加：")
    assert added(data) == ""


@pytest.mark.parametrize("said", ["x", "javascript:alert(1)", "http://127.0.0.1/", "file:///etc/passwd", "推理"])
async def test_what_is_no_address_is_said_so(town: Town, data: Path, said: str) -> None:
    assert (await town.say(ADA, f"/add {said}")).text.startswith("Nothing was added: this is no public address")
    assert added(data) == ""


async def test_without_an_address_it_says_how(town: Town) -> None:
    assert (await town.say(ADA, "/add")).text.startswith("Add an entry\n")
    assert (await town.say(WEI, "/add 两个 词")).text.startswith("添加一篇\n")


async def test_a_hostile_page_is_a_draft_like_any_other(town: Town, data: Path, pages: MemoryPages) -> None:
    title = '<script>alert(1)</script> {{ 7*7 }} "]: #\u202e status: ready\nkey: star @everyone'
    url = "https://example.org/hostile"
    hostile = replace(
        PAPER,
        title=Bilingual(en=title),
        authors=(title, "A\x00B"),
        url=url,
        ids=Ids(),
        abstract="x\n\n---\n- key: y\n" * 3000,
        provenance=Provenance(format="page", source=f"{url}\n  - key: forged"),
    )
    pages.tell(url, hostile)
    shown = await review(town, ADA, f"/add {url}")
    entry = entry_in(data, key_of(shown))
    assert entry["status"] == "draft"
    assert "\n" not in entry["title"]["en"]
    assert "<script>alert(1)</script> {{ 7*7 }}" in shown.card.text
    assert not (await town.house.library.shelf.reload())


async def test_who_waits_long_is_told_that_something_is_done(
    town: Town, pages: MemoryPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.commands.adding.SOON", 0.01)
    pages.open.clear()
    waiting = await town.say(ADA, f"/add {URL}")
    assert waiting.text == "Reading the page …"
    pages.open.set()
    card = await town.first(lambda: next((m for m in town.said_in(ADA) if m.id > waiting.id), None))
    assert "Large Language Models are Zero-Shot Reasoners" in card.text


async def test_two_who_add_the_same_at_once_add_it_once(
    town: Town, data: Path, pages: MemoryPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.commands.adding.SOON", 60)
    pages.open.clear()
    for person in (ADA, WEI):
        await town.sandbox.say(person, f"/add {URL}")
    await town.settled()
    asked = len(pages.asked)
    pages.open.set()  # in any case, or the bot could not end
    assert asked == 2
    await town.first(lambda: len(town.said_in(ADA)) + len(town.said_in(WEI)) >= 3)  # a card and notes; that it is there
    assert added(data).count("- key:") == 1


async def test_the_data_that_came_with_the_bot_are_not_written_to(
    tmp_path: Path, pages: MemoryPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen from a folder that is no checkout, as an installed bot sees them."""
    before = sorted(path.name for path in (shipped.data() / "entries").iterdir())
    monkeypatch.chdir(tmp_path)
    async with a_town(tmp_path / "state", pages=pages) as town:
        refusal = await town.say(ADA, f"/add {URL}")
    assert "came with the bot" in refusal.text
    assert "digestbot init --with-data" in refusal.text
    assert sorted(path.name for path in (shipped.data() / "entries").iterdir()) == before


async def test_adding_is_for_curators_in_private(town: Town, data: Path, pages: MemoryPages) -> None:
    assert (await town.say(LIN, f"/add {URL}")).text.startswith("I don’t know /add.")
    assert await town.silence(LIN, f"/add@demo_digest_bot {URL}", GROUP)
    assert (await town.say(WEI, f"/add@demo_digest_bot {URL}", GROUP)).text.startswith("审稿请在私聊里进行")
    assert pages.asked == []
    assert added(data) == ""
