"""Review, as curators do it in a chat: what they see, decide and write, and what files and channel have of it."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.domain.candidate import Candidate, Provenance
from bot.domain.entry import Published
from bot.domain.language import Bilingual
from bot.domain.pages import PageTrouble
from bot.domain.query import Query
from bot.domain.suggestions import Fate
from tests.fakes.pages import MemoryPages
from tests.journeys.drafts import DRAFTS, a_data_folder, after, ask_for, entry_in, key_of, next_after, review
from tests.journeys.town import ADA, GROUP, LIN, O1, SAM, WEI, Town, a_town, data_of, has, labels

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHANGED = "It has changed since it was shown to you. Nothing was done; look at it again."


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return a_data_folder(tmp_path)


@pytest.fixture
def pages() -> MemoryPages:
    return MemoryPages()


@pytest_asyncio.fixture(loop_scope="module")
async def town(tmp_path: Path, data: Path, pages: MemoryPages) -> AsyncIterator[Town]:
    """Ada is the admin, Wei a curator who reads Chinese, Lin and Sam are readers."""
    async with a_town(tmp_path / "state", data=data, curators=[WEI], pages=pages) as running:
        yield running


async def test_a_draft_is_shown_as_it_would_look_and_what_there_is_to_know_beneath(town: Town) -> None:
    first = await review(town, ADA)
    assert "自洽性改进语言模型的思维链推理" in first.card.text  # as the channel speaks
    assert first.card.text.endswith("✎ This is a draft: as it stands, it would not be posted.")
    assert "Not to be printed" not in first.card.text
    lines = first.notes.text.splitlines()
    assert lines[0] == "Draft 1 of 3 · self-consistency"
    assert "🤖 A machine wrote texts of it: check every sentence." in lines
    assert not any("Missing" in line for line in lines)
    assert labels(first.notes) == [["✓ Approve", "✎ Edit"], ["✗ Reject", "↷ Later"]]


async def test_of_an_incomplete_draft_is_shown_what_there_is_and_what_is_missing(town: Town) -> None:
    bare = await review(town, ADA, "/review bare")
    assert "A bare title <b>&amp; more" in bare.card.text
    assert (
        "Missing: Chinese title, English overview, Chinese overview, Address, Date, Topics, Authors" in bare.notes.text
    )
    chinese = await review(town, WEI, "/review tree-of-thoughts")
    assert chinese.notes.text.startswith("草稿 2 / 3 · tree-of-thoughts")
    assert "还缺：中文概述" in chinese.notes.text


async def test_approval_writes_who_and_when_and_tells_the_place_in_the_queue(town: Town, data: Path) -> None:
    before = (data / "entries" / "drafts.yaml").read_text(encoding="utf-8")
    first = await review(town, WEI)
    await town.press(WEI, first.notes, "✓ 通过")
    await town.first(lambda: first.notes.text.startswith("✓ 通过：自洽性改进语言模型的思维链推理"))
    assert "o1 排期第 " in first.notes.text
    assert not first.notes.buttons
    assert key_of(await next_after(town, first.notes)) == "tree-of-thoughts"

    entry = entry_in(data, "self-consistency")
    assert entry["reviewed"] == {"by": "小伟", "at": "2026-11-22"}
    assert entry.keys() & {"status", "abstract"} == set()
    assert entry["drafted"] == "machine"
    now = (data / "entries" / "drafts.yaml").read_text(encoding="utf-8")
    assert "# this comment stays" in now
    assert now[now.index("- key: tree-of-thoughts") :] == before[before.index("- key: tree-of-thoughts") :]
    found = town.house.library.shelf.catalog.get("self-consistency")
    assert found
    assert found.ready


async def test_the_place_that_is_told_is_the_place_it_has(town: Town) -> None:
    first = await review(town, ADA)
    await town.press(ADA, first.notes, "✓ Approve")
    await town.first(lambda: first.notes.text.startswith("✓ Approved"))
    line = first.notes.text.splitlines()[1]
    number = int(line.split()[1])
    at = dt.datetime(2026, 11, 22, tzinfo=O1.zone) + dt.timedelta(days=number - 1)
    assert line == f"Number {number} of o1’s queue, planned for {at:%a} {at.day} {at:%b} 09:00 (01:00 UTC)"
    for _ in range(number - 1):
        assert "自洽性" not in (await town.next_morning()).text
    assert "自洽性改进语言模型的思维链推理" in (await town.next_morning()).text


async def test_what_no_channel_would_post_is_told(tmp_path: Path, data: Path) -> None:
    books = replace(O1, filter=Query.parse("kind:book"))
    async with a_town(tmp_path / "other", data=data, channels=[books]) as town:
        first = await review(town, ADA)
        await town.press(ADA, first.notes, "✓ Approve")
        await town.first(lambda: "No channel will post it: it passes no channel’s filter." in first.notes.text)


async def test_of_very_many_channels_the_first_places_are_told_and_the_others_counted(
    tmp_path: Path, data: Path
) -> None:
    channels = [replace(O1, name=f"o{number}", chat=-1_003_000_000_000 - number) for number in range(80)]
    async with a_town(tmp_path / "many", data=data, channels=channels) as town:
        first = await review(town, ADA)
        await town.press(ADA, first.notes, "✓ Approve")
        await town.first(lambda: first.notes.text.startswith("✓ Approved"))
        lines = first.notes.text.splitlines()
        assert sum("’s queue, planned for" in line for line in lines) == 10
        assert lines[-1] == "and in 70 more"


async def test_an_incomplete_draft_is_not_approved_and_each_missing_field_can_be_written(
    town: Town, data: Path
) -> None:
    tree = await review(town, ADA, "/review tree-of-thoughts")
    refusal = await town.turn(ADA, tree.notes, "✓ Approve")
    assert refusal.text == "It cannot be approved yet. Missing:\n– Chinese overview\nTap one to write it."
    assert entry_in(data, "tree-of-thoughts")["status"] == "draft"

    await town.press(ADA, refusal, "Chinese overview")
    question = await town.first(lambda: next((m for m in town.said_in(ADA) if m.force_reply), None))
    text = "把“思维”当作树上的节点：由语言模型提出、评判，再从中搜索。"
    edited = await review(town, ADA, text, reply_to=question.id)
    assert edited.notes.text.startswith("✓ Chinese overview: written\n\nDraft 2 of 3 · tree-of-thoughts")
    assert text in edited.card.text
    assert entry_in(data, "tree-of-thoughts")["overview"]["zh"] == text
    await town.press(ADA, edited.notes, "✓ Approve")
    await town.first(lambda: edited.notes.text.startswith("✓ Approved: Tree of Thoughts"))


async def test_a_field_is_asked_for_with_what_is_there_to_be_copied_and_its_rule(town: Town) -> None:
    first = await review(town, ADA)
    question = await ask_for(town, ADA, first.notes, "English title")
    title = "Self-Consistency Improves Chain of Thought Reasoning in Language Models"
    assert question.text == (
        "English title · self-consistency\nOn one line, at most 300 characters.\n\n"
        f"Now (tap to copy):\n{title}\n\nReply to this message with the new text; - leaves it as it is."
    )
    assert [entity.type for entity in question.entities] == ["bold", "code", "code"]


async def test_who_writes_an_overview_is_shown_the_abstract(town: Town) -> None:
    first = await review(town, ADA)
    question = await ask_for(town, ADA, first.notes, "English overview")
    assert "to write from and not to copy:\nNot to be printed: sampling diverse reasoning paths." in question.text
    assert [entity.type for entity in question.entities][-1] == "expandable_blockquote"
    venue = await ask_for(town, ADA, (await review(town, ADA)).notes, "Venue")
    assert "abstract" not in venue.text


async def test_names_come_by_line_or_by_comma(town: Town, data: Path) -> None:
    for said, names in (
        ("Xuezhi Wang, Jason Wei，Dale Schuurmans、Quoc Le", 4),
        ("Wang, Xuezhi\nWei, Jason\n\n  Zhou, Denny  \n", 3),
    ):
        first = await review(town, ADA)
        question = await ask_for(town, ADA, first.notes, "Authors")
        await review(town, ADA, said, reply_to=question.id)
        assert len(entry_in(data, "self-consistency")["authors"]) == names
    assert entry_in(data, "self-consistency")["authors"] == ["Wang, Xuezhi", "Wei, Jason", "Zhou, Denny"]


@pytest.mark.parametrize(
    ("label", "said", "why"),
    [
        ("English title", "x" * 301, "title.en has 301 characters, over its limit of 300, shorten it"),
        ("English overview", "全是中文的概述，放错了地方。", "overview.en"),
        ("Date", "2022-02-30", "published “2022-02-30” does not exist, write 2024, 2024-09 or 2024-09-12"),
        ("Address", "javascript:alert(1)", "url does not begin with https://"),
        ("Address", "http://127.0.0.1/admin", "url leads to 127.0.0.1, which is not on the public internet"),
        ("Address", "https://arxiv.org/pdf/2201.11903v2", "the same document (arXiv 2201.11903)"),
        ("Its language", "English", "language"),
        ("Venue", "two\nlines", "venue has several lines, write it on one line"),
    ],
)
async def test_what_is_refused_comes_back_with_the_remedy_and_may_be_answered_once_more(
    town: Town, data: Path, label: str, said: str, why: str
) -> None:
    before = (data / "entries" / "drafts.yaml").read_bytes()
    first = await review(town, ADA)
    question = await ask_for(town, ADA, first.notes, label)
    refusal = await town.say(ADA, said, reply_to=question.id)
    assert refusal.text.startswith("⚠ It was not written, and nothing has changed:\n")
    assert why in refusal.text
    assert refusal.text.endswith("Mend it, and reply to the question once more.")
    assert (data / "entries" / "drafts.yaml").read_bytes() == before
    left = await review(town, ADA, "-", reply_to=question.id)
    assert left.notes.text.startswith("✓ Left as it was\n\nDraft 1 of 3")


async def test_cancel_leaves_a_question_and_other_commands_are_still_commands(town: Town) -> None:
    first = await review(town, ADA)
    question = await ask_for(town, ADA, first.notes, "Venue")
    assert (await town.say(ADA, "/status", reply_to=question.id)).text.startswith("Status")
    left = await review(town, ADA, "/cancel", reply_to=question.id)
    assert left.notes.text.startswith("✓ Left as it was")
    assert (await town.say(ADA, "again", reply_to=question.id)).text.startswith("again · ")  # a search


async def test_hostile_and_chinese_texts_are_written_as_they_are_and_mean_nothing(town: Town, data: Path) -> None:
    said = "'\"{{ 7*7 }} <b>粗体</b> # @everyone /start: [x] & \\n 对同一道题采样多条思维链，再取多数答案 🙂"
    first = await review(town, ADA)
    question = await ask_for(town, ADA, first.notes, "Chinese overview")
    edited = await review(town, ADA, said, reply_to=question.id)
    assert entry_in(data, "self-consistency")["overview"]["zh"] == said
    assert "{{ 7*7 }} <b>粗体</b>" in edited.card.text
    again = await ask_for(town, ADA, edited.notes, "Chinese overview")
    assert said in again.text  # to be copied, with nothing added


async def test_what_is_copied_from_a_card_loses_the_marks_that_make_it_inert(town: Town, data: Path) -> None:
    first = await review(town, ADA)
    question = await ask_for(town, ADA, first.notes, "Venue")
    await review(town, ADA, "@\u2060home #\u20602023", reply_to=question.id)
    assert entry_in(data, "self-consistency")["venue"] == "@home #2023"


async def test_a_field_is_cleared_by_a_button(town: Town, data: Path) -> None:
    first = await review(town, ADA)
    fields = await town.turn(ADA, first.notes, "✎ Edit")
    asking = await town.turn(ADA, fields, "✓ Chinese overview")
    assert asking is fields
    await town.press(ADA, fields, "Clear it")
    await town.first(lambda: has(fields, "＋ Chinese overview"))
    assert "zh" not in entry_in(data, "self-consistency")["overview"]


async def test_topics_and_kind_are_chosen_by_buttons(town: Town, data: Path) -> None:
    first = await review(town, ADA)
    fields = await town.turn(ADA, first.notes, "✎ Edit")
    tags = await town.turn(ADA, fields, "✓ Topics")
    assert labels(tags)[0] == ["✓ Chain of thought", "✓ Test-time compute"]
    await town.press(ADA, tags, "Math")
    await town.first(lambda: has(tags, "✓ Math"))
    await town.press(ADA, tags, "✓ Chain of thought")
    await town.first(lambda: has(tags, "Chain of thought"))
    assert entry_in(data, "self-consistency")["tags"] == ["test-time-compute", "math"]
    fields = await town.turn(ADA, tags, "← Back")
    kinds = await town.turn(ADA, fields, "✓ Kind")
    assert has(kinds, "● Paper")
    toast = await town.press(ADA, kinds, "Post")
    assert toast.text == "Kind: written"
    assert entry_in(data, "self-consistency")["kind"] == "post"


async def test_reject_keeps_the_draft_out_of_the_queue_and_can_be_taken_back(town: Town, data: Path) -> None:
    first = await review(town, WEI)
    await town.press(WEI, first.notes, "✗ 不采用")
    await town.first(lambda: first.notes.text.startswith("✗ 不采用"))
    assert entry_in(data, "self-consistency")["status"] == "rejected"
    assert entry_in(data, "self-consistency")["reviewed"] == {"by": "小伟", "at": "2026-11-22"}
    following = await next_after(town, first.notes)
    assert following.notes.text.startswith("草稿 1 / 2 · tree-of-thoughts")

    back = await town.turn(WEI, first.notes, "撤销")
    notes = await after(town, back)
    assert notes.text.startswith("已拒绝的条目 · self-consistency\n由 小伟 于")
    await town.press(WEI, notes, "✓ 通过")
    await town.first(lambda: notes.text.startswith("✓ 通过"))
    assert "status" not in entry_in(data, "self-consistency")


async def test_later_comes_after_all_others_and_a_restart_remembers_it(tmp_path: Path, data: Path) -> None:
    async with a_town(tmp_path / "state", data=data) as town:
        first = await review(town, ADA)
        await town.press(ADA, first.notes, "↷ Later")
        await town.first(lambda: first.notes.text.startswith("↷ Later: Self-Consistency"))
        assert key_of(await next_after(town, first.notes)) == "tree-of-thoughts"
        sandbox, clock = town.sandbox, town.clock
    async with a_town(tmp_path / "state", data=data, sandbox=sandbox, clock=clock) as town:
        seen = []
        for _ in range(4):
            shown = await review(town, ADA)
            seen.append(key_of(shown))
            await town.press(ADA, shown.notes, "↷ Later")
            await next_after(town, shown.notes)
        assert seen == ["tree-of-thoughts", "bare", "self-consistency", "tree-of-thoughts"]
    assert (data / "entries" / "drafts.yaml").read_text(encoding="utf-8") == DRAFTS


async def test_a_question_outlives_a_restart(tmp_path: Path, data: Path) -> None:
    async with a_town(tmp_path / "state", data=data) as town:
        first = await review(town, ADA)
        question = await ask_for(town, ADA, first.notes, "Venue")
        sandbox, clock = town.sandbox, town.clock
    async with a_town(tmp_path / "state", data=data, sandbox=sandbox, clock=clock) as town:
        edited = await review(town, ADA, "ICLR 2023", reply_to=question.id)
        assert edited.notes.text.startswith("✓ Venue: written")
        assert entry_in(data, "self-consistency")["venue"] == "ICLR 2023"


async def test_a_question_of_the_day_before_yesterday_is_asked_anew(town: Town, data: Path) -> None:
    first = await review(town, ADA)
    question = await ask_for(town, ADA, first.notes, "Venue")
    town.clock.forward(days=1, minutes=1)
    late = await town.say(ADA, "ICLR 2023", reply_to=question.id)
    assert late.text == "That question is more than a day old. Please ask again:"
    assert has(late, "✎ Edit")
    assert "venue" not in entry_in(data, "self-consistency")


async def test_of_two_curators_who_edit_one_field_the_second_sees_what_the_first_wrote(town: Town, data: Path) -> None:
    hers, his = await review(town, ADA), await review(town, WEI)
    asked_her = await ask_for(town, ADA, hers.notes, "Venue")
    fields = await town.turn(WEI, his.notes, "✎ 修改")
    await town.press(WEI, fields, "＋ 发表处")
    asked_him = await town.first(lambda: next((m for m in town.said_in(WEI) if m.force_reply), None))
    await review(town, ADA, "ICLR 2023", reply_to=asked_her.id)

    overtaken = await town.say(WEI, "NeurIPS 2022", reply_to=asked_him.id)
    assert overtaken.text == "发表处：其间有别人改过，您的内容没有写入。现在是这样："
    again = await after(town, overtaken)
    assert again.force_reply
    assert "ICLR 2023" in again.text
    assert entry_in(data, "self-consistency")["venue"] == "ICLR 2023"
    await review(town, WEI, "ICLR 2023 (poster)", reply_to=again.id)
    assert entry_in(data, "self-consistency")["venue"] == "ICLR 2023 (poster)"


async def test_two_curators_may_edit_two_fields_at_once(town: Town, data: Path) -> None:
    first = await review(town, ADA)
    venue = await ask_for(town, ADA, first.notes, "Venue")
    again = await review(town, ADA)
    date = await ask_for(town, ADA, again.notes, "Date")
    await review(town, ADA, "ICLR 2023", reply_to=venue.id)
    await review(town, ADA, "2022-03", reply_to=date.id)
    entry = entry_in(data, "self-consistency")
    assert (entry["venue"], entry["published"]) == ("ICLR 2023", "2022-03")


async def test_what_changed_after_it_was_shown_is_shown_again_instead_of_approved(town: Town, data: Path) -> None:
    hers, his = await review(town, ADA), await review(town, WEI)
    question = await ask_for(town, ADA, hers.notes, "Venue")
    await review(town, ADA, "ICLR 2023", reply_to=question.id)
    last = max(m.id for m in town.said_in(WEI))
    toast = await town.press(WEI, his.notes, "✓ 通过")
    assert (toast.text, toast.alert) == ("给您看过之后它又被改过，没有执行，请再看一遍。", True)
    card = await town.first(lambda: next((m for m in town.said_in(WEI) if m.id > last), None))
    notes = await after(town, card)
    assert entry_in(data, "self-consistency")["status"] == "draft"
    await town.press(WEI, notes, "✓ 通过")
    await town.first(lambda: notes.text.startswith("✓ 通过"))


async def test_an_editors_save_a_moment_before_is_not_overlooked(town: Town, data: Path) -> None:
    """The bot has not read the file again yet: what counts is the file."""
    first = await review(town, ADA)
    path = data / "entries" / "drafts.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Sample many chains", "Sample a few chains"), "utf-8")
    toast = await town.press(ADA, first.notes, "✓ Approve")
    assert toast.text == CHANGED
    assert entry_in(data, "self-consistency")["status"] == "draft"


async def test_of_two_approvals_the_second_says_who_was_first(town: Town, data: Path) -> None:
    hers, his = await review(town, ADA), await review(town, WEI)
    await town.press(ADA, hers.notes, "✓ Approve")
    await town.first(lambda: hers.notes.text.startswith("✓ Approved"))
    toast = await town.press(WEI, his.notes, "✓ 通过")
    assert (toast.text, toast.alert) == ("Ada 已经通过了它。", True)
    assert entry_in(data, "self-consistency")["reviewed"]["by"] == "Ada"


async def test_many_presses_at_once_approve_once(town: Town, data: Path) -> None:
    first = await review(town, ADA)
    press = data_of(first.notes, "✓ Approve")
    await asyncio.gather(*(town.sandbox.press(ADA, ADA, first.notes.id, press) for _ in range(5)))
    await town.first(lambda: first.notes.text.startswith("✓ Approved"))
    await town.settled()
    text = (data / "entries" / "drafts.yaml").read_text(encoding="utf-8")
    assert text.count("reviewed") == 1


@pytest.mark.usefixtures("troubles")  # the watch may see the broken file too, and says so
async def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(town: Town, data: Path) -> None:
    first = await review(town, WEI)
    path = data / "entries" / "drafts.yaml"
    path.write_text(DRAFTS + "  - key: [\n", "utf-8")
    before = path.read_bytes()
    refusal = await town.turn(WEI, first.notes, "✓ 通过")
    assert refusal.text.startswith("⚠ 没有写入，什么都没有改动：\n")
    assert "drafts.yaml" in refusal.text
    assert path.read_bytes() == before
    path.write_text(DRAFTS, "utf-8")
    await town.press(WEI, first.notes, "✓ 通过")
    await town.first(lambda: first.notes.text.startswith("✓ 通过"))


# Suggestions


def a_candidate(title: str = "Large Language Models are Zero-Shot Reasoners", url: str = "") -> Candidate:
    return Candidate(
        provenance=Provenance(format="page", source=url or "https://arxiv.org/abs/2205.11916"),
        title=Bilingual(en=title),
        authors=("Takeshi Kojima", "Yusuke Iwasawa"),
        url=url or "https://arxiv.org/abs/2205.11916",
    )


async def suggest(town: Town, url: str = "https://arxiv.org/abs/2205.11916", note: str = "a classic <b>") -> None:
    await town.house.store.suggestions.add(
        person=LIN, name="Lin", url=url, document=url, note=note, now=town.clock.now()
    )


async def test_what_a_reader_suggests_comes_first_and_becomes_a_draft_when_it_is_reached(
    town: Town, pages: MemoryPages, data: Path
) -> None:
    await suggest(town)
    pages.tell("https://arxiv.org/abs/2205.11916", a_candidate())
    shown = await review(town, ADA)
    key = key_of(shown)
    assert "Suggested by Lin: a classic <b>" in shown.notes.text
    assert entry_in(data, key)["title"] == {"en": "Large Language Models are Zero-Shot Reasoners"}
    (settled,) = await town.house.store.suggestions.awaiting_news()
    assert settled.key == key
    assert "Lin" not in (data / "entries" / "added.yaml").read_text(encoding="utf-8")

    await town.press(ADA, shown.notes, "✗ Reject")
    await town.first(lambda: shown.notes.text.startswith("✗ Rejected"))
    (settled,) = await town.house.store.suggestions.of_document("https://arxiv.org/abs/2205.11916")
    assert settled.fate is Fate.REFUSED


async def test_who_was_refused_is_told_after_all_when_the_rejection_is_taken_back(
    town: Town, pages: MemoryPages
) -> None:
    document = "arXiv 2205.11916"
    await town.house.store.suggestions.add(
        person=LIN, name="Lin", url="https://arxiv.org/abs/2205.11916", document=document, note="", now=town.clock.now()
    )
    whole = replace(
        a_candidate(),
        title=Bilingual(en="Large Language Models are Zero-Shot Reasoners", zh="大语言模型是零样本推理者"),
        overview=Bilingual(en="One sentence makes a large language model reason.", zh="一句话就能让大语言模型推理。"),
        published=Published(year=2022),
        labels=("prompting",),
    )
    pages.tell("https://arxiv.org/abs/2205.11916", whole)
    shown = await review(town, ADA)
    await town.press(ADA, shown.notes, "✗ Reject")
    await next_after(town, shown.notes)
    assert await town.house.store.suggestions.awaiting_news() == []
    again = await town.turn(ADA, shown.notes, "Take that back")
    notes = await after(town, again)
    await town.press(ADA, notes, "✓ Approve")
    await next_after(town, notes)
    (awaiting,) = await town.house.store.suggestions.awaiting_news()
    assert awaiting.document == document


async def test_a_suggestion_that_cannot_be_read_can_be_tried_again_put_off_or_rejected(
    town: Town, pages: MemoryPages
) -> None:
    url = "https://example.org/gone"
    await suggest(town, url)
    pages.tell(url, PageTrouble.SLOW)
    failed = await town.say(ADA, "/review")
    assert "It could not be made a draft: the page took too long · slow <b>" in failed.text
    assert labels(failed) == [["Try again"], ["✗ Reject", "↷ Later"]]
    await town.press(ADA, failed, "↷ Later")
    await town.first(lambda: failed.text == f"↷ Later: {url}")
    assert key_of(await next_after(town, failed)) == "self-consistency"

    pages.tell(url, PageTrouble.REFUSED)
    for _ in range(3):
        shown = await review(town, ADA)
        await town.press(ADA, shown.notes, "↷ Later")
        await town.first(lambda notes=shown.notes: notes.text.startswith("↷"))  # type: ignore[misc]
    failed = await town.say(ADA, "/review")
    await town.press(ADA, failed, "✗ Reject")
    await town.first(lambda: failed.text == f"✗ Not wanted: {url}")
    assert await town.house.store.suggestions.open() == []


async def test_a_suggestion_that_turns_out_to_be_there_already_says_which_entry_it_is(
    town: Town, pages: MemoryPages
) -> None:
    url = "https://example.org/short"
    await suggest(town, url)
    pages.tell(url, a_candidate("Let's Verify Step by Step", "https://arxiv.org/abs/2305.20050v1"))
    known = await town.say(ADA, "/review")
    assert known.text == "It is there already: “Let's Verify Step by Step”.\narXiv 2305.20050"
    assert labels(known) == [["Let's Verify Step by Step"], ["Next to review"]]


# Who may


async def test_a_curator_may_review_and_may_not_post(town: Town) -> None:
    assert (await review(town, WEI)).notes.buttons
    for name in ("post", "preview", "undo", "queue", "pause", "resume", "status", "reload"):
        assert (await town.say(WEI, f"/{name}")).text.startswith(f"我不认识 /{name}")
    help_ = (await town.say(WEI, "/help")).text
    assert "/review [代号] – " in help_
    assert "/post" not in help_
    assert "/review" not in (await town.say(LIN, "/help")).text
    menus = town.sandbox.world.menus
    await town.sandbox.wait_for(lambda: menus.get(("chat", WEI, None), "zh"))
    seen = [row["command"] for row in menus.seen_in_private(WEI, "zh")]
    assert {"review", "add", "search"} <= set(seen)
    assert "post" not in seen


async def test_readers_cannot_press_what_curators_are_shown(town: Town, data: Path) -> None:
    first = await review(town, ADA)
    fields = await town.turn(ADA, first.notes, "✎ Edit")
    forged = [each["callback_data"] for each in (*first.notes.buttons, *fields.buttons)]
    before = (data / "entries" / "drafts.yaml").read_bytes()
    hello = await town.say(LIN, "/start")
    for press in dict.fromkeys((*forged, "approve:", "tick:x:y", "review:bare", "clear:AAAAAAAAAAAA:1")):
        for person in (LIN, SAM):
            assert (await town.press_data(person, hello, press)).text == "This button no longer works."
    await town.settled()
    assert (data / "entries" / "drafts.yaml").read_bytes() == before


async def test_an_answer_to_somebody_elses_question_is_a_search(town: Town, data: Path) -> None:
    first = await review(town, ADA)
    question = await ask_for(town, ADA, first.notes, "Venue")
    hello = await town.say(LIN, "/start")
    for answered in (question.id, hello.id):
        if answered in town.sandbox.chat(LIN).history:
            assert "ICLR" in (await town.say(LIN, "ICLR 2023", reply_to=answered)).text
    assert "venue" not in entry_in(data, "self-consistency")


async def test_a_former_curators_buttons_and_answers_do_nothing(tmp_path: Path, data: Path) -> None:
    async with a_town(tmp_path / "state", data=data, curators=[LIN]) as town:
        first = await review(town, LIN)
        question = await ask_for(town, LIN, first.notes, "Venue")
        notes = first.notes
        press = data_of((await review(town, LIN)).notes, "✓ Approve")
        sandbox, clock = town.sandbox, town.clock
    async with a_town(tmp_path / "state", data=data, sandbox=sandbox, clock=clock) as town:
        assert (await town.press_data(LIN, notes, press)).text == "This button no longer works."
        assert (await town.say(LIN, "reasoning", reply_to=question.id)).text.startswith("reasoning · ")
        assert (await town.say(LIN, "/review")).text.startswith("I don’t know /review.")
    assert (data / "entries" / "drafts.yaml").read_text(encoding="utf-8") == DRAFTS


async def test_reviewing_is_done_in_private(town: Town) -> None:
    answer = await town.say(ADA, "/review@demo_digest_bot", GROUP)
    assert answer.text == "Reviewing is done in private: drafts are nobody else’s yet."
    assert labels(answer) == [["Open in the bot"]]
    press = data_of((await review(town, ADA)).notes, "✓ Approve")
    toast = await town.press_data(ADA, answer, press)
    assert (toast.text, toast.alert) == ("Reviewing is done in private.", True)
    assert await town.silence(LIN, "/review@demo_digest_bot", GROUP)


async def test_a_key_that_is_none_and_one_that_is_no_draft_are_said_so(town: Town) -> None:
    assert (await town.say(ADA, "/review nothing-there")).text.startswith("There is no entry nothing-there.")
    ready = await town.say(ADA, "/review gpt-f")
    assert ready.text.startswith("“Generative Language Modeling")
    assert "is no draft: it may be published already." in ready.text


async def test_when_all_is_reviewed_there_is_nothing_to_do(tmp_path: Path) -> None:
    data = a_data_folder(tmp_path, DRAFTS.partition("  # this comment")[0] + DRAFTS[DRAFTS.index("  - key: bare") :])
    async with a_town(tmp_path / "state", data=data) as town:
        bare = await review(town, ADA)
        await town.press(ADA, bare.notes, "✗ Reject")
        await town.first(lambda: bare.notes.text.startswith("✗ Rejected"))
        done = await after(town, bare.notes)
        assert done.text == "There is nothing to review. 14 entries are ready; /add URL adds one."
