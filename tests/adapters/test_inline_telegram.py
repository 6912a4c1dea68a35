"""Inline mode between the listener and Telegram: what is asked, what is answered, and answers that fail."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from bot.adapters.conversation_telegram import TelegramConversation
from bot.adapters.menus_telegram import Menus
from bot.domain.card import Button, Card, Preview
from bot.domain.conversation import Answers, Heard, Inquiry, Reply, Result
from bot.domain.language import Language
from bot.sandbox import Sandbox
from bot.sandbox.inline import InlineAnswer
from tests.adapters.bots import ADMIN, FORUM, a_town

MENUS = Menus(
    everyone={language: [("help", "help")] for language in Language},
    admin={language: [("help", "help")] for language in Language},
    admins=frozenset(),
)
CARD = Card(
    html="<b>推理</b> &amp; more",
    buttons=((Button(text="Read", url="https://example.org/x"),),),
    preview=Preview(url="https://example.org/x", large=True),
)
RESULT = Result(id="o1", title="A <title>", description="Paper · 2024\nsnippet", card=CARD)


@dataclass(kw_only=True)
class Host:
    """A listener with one answer to every inquiry, or one failure."""

    answers: Answers = field(default_factory=Answers)
    failure: Exception | None = None
    asked: list[Inquiry] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    failed_as: list[str] = field(default_factory=list)

    async def hear(self, heard: Heard) -> Reply:
        self.heard.append(heard.text)
        return Reply(card=Card(html="heard"))

    async def inquire(self, inquiry: Inquiry) -> Answers:
        self.asked.append(inquiry)
        if self.failure:
            raise self.failure
        return self.answers

    async def saw_post(self, chat: int, username: str | None, message_id: int) -> None:
        pass

    async def failed(self, what: str) -> Reply:
        self.failed_as.append(what)
        return Reply(card=Card(html="sorry"), toast="sorry")


@pytest.fixture
def sandbox() -> Sandbox:
    return a_town()


@asynccontextmanager
async def hosting(sandbox: Sandbox, host: Host) -> AsyncIterator[None]:
    async with (
        sandbox.serve() as url,
        TelegramConversation.connect(token=sandbox.token, api_url=url) as conversation,
    ):
        conversation.listen(host, MENUS)
        async with conversation.open():
            yield


async def typed(sandbox: Sandbox, text: str, offset: str = "") -> tuple[str, InlineAnswer]:
    """The query's id, and what the sandbox has accepted as its answer."""
    query = await sandbox.type_inline(ADMIN, text, offset)
    answer = await sandbox.wait_for(lambda: sandbox.inline_answer(query))
    assert answer is not None
    return query, answer


async def test_what_is_typed_reaches_the_listener_with_who_typed_it_and_from_where_on(sandbox: Sandbox) -> None:
    host = Host()
    async with hosting(sandbox, host):
        await typed(sandbox, "推理 <b>", "50")
    (asked,) = host.asked
    assert (asked.person_id, asked.person_name, asked.text, asked.offset) == (ADMIN, "Ada", "推理 <b>", "50")


async def test_an_answer_arrives_with_all_that_it_says(sandbox: Sandbox) -> None:
    host = Host(answers=Answers(results=(RESULT,), next_offset="50", cache=300, button="Open the bot", start="inline"))
    async with hosting(sandbox, host):
        _, answer = await typed(sandbox, "o1")
    assert (answer.next_offset, answer.cache_time, answer.is_personal) == ("50", 300, True)
    assert answer.button == {"text": "Open the bot", "start_parameter": "inline"}
    (result,) = answer.results
    assert (result["type"], result["id"], result["title"]) == ("article", "o1", "A <title>")
    assert result["description"] == "Paper · 2024\nsnippet"
    content = answer.contents["o1"]
    assert content.body.text == "推理 & more"
    assert content.preview is not None
    assert (content.preview.url, content.preview.large) == ("https://example.org/x", True)
    assert content.keyboard[0][0]["url"] == "https://example.org/x"


async def test_a_card_without_markup_or_preview_stays_so(sandbox: Sandbox) -> None:
    plain = Result(id="1", title="t", description="", card=Card(html="<b>https://example.org", markup=False))
    async with hosting(sandbox, Host(answers=Answers(results=(plain,)))):
        _, answer = await typed(sandbox, "o1")
    content = answer.contents["1"]
    assert content.body.text == "<b>https://example.org"
    assert content.preview_disabled
    assert "description" not in answer.results[0]


async def test_no_answers_are_an_answer_that_nobody_remembers(sandbox: Sandbox) -> None:
    async with hosting(sandbox, Host()):
        _, answer = await typed(sandbox, "o1")
    assert (answer.results, answer.cache_time, answer.button, answer.next_offset) == ((), 0, None, "")


async def test_when_the_listener_fails_nobody_is_left_waiting_and_it_is_told(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    host = Host(failure=KeyError("o1"))
    async with hosting(sandbox, host):
        _, answer = await typed(sandbox, "secret words")
        await sandbox.say(ADMIN, "later")
        await sandbox.wait_for(lambda: any(message.by_bot for message in sandbox.chat(ADMIN).messages))
    assert (answer.results, answer.cache_time) == ((), 0)
    assert host.failed_as[0].startswith("KeyError at test_inline_telegram.py:")
    assert [record.levelno for record in caplog.records if "could not be answered" in record.message] == [logging.ERROR]
    assert [message.text for message in sandbox.chat(ADMIN).messages if message.by_bot] == ["heard"]


async def test_an_answer_that_telegram_refuses_becomes_an_empty_one(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    async with hosting(sandbox, Host(answers=Answers(results=(RESULT, RESULT), cache=300))):
        _, answer = await typed(sandbox, "o1")
    assert (answer.results, answer.cache_time) == ((), 0)
    assert "RESULT_ID_DUPLICATE" in "".join(caplog.messages).upper()


async def test_an_answer_that_comes_too_late_is_no_error(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")
    host = Host(answers=Answers(results=(RESULT,)))
    async with hosting(sandbox, host):
        query = await sandbox.type_inline(ADMIN, "o")
        sandbox.world.queries.pop(query)  # Telegram has forgotten it
        await sandbox.wait_for(lambda: any(call.method == "answerInlineQuery" for call in sandbox.calls))
        await typed(sandbox, "o1")
    assert "an inline answer came too late" in caplog.text
    assert {record.levelno for record in caplog.records} == {logging.INFO}
    assert host.failed_as == []


async def test_an_answer_that_does_not_get_through_is_said_and_the_next_one_does(
    sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.faults.add("502", method="answerInlineQuery")
    async with hosting(sandbox, Host(answers=Answers(results=(RESULT,)))):
        await sandbox.type_inline(ADMIN, "o")
        await typed(sandbox, "o1")
        await sandbox.wait_for(lambda: not sandbox.faults.waiting)
    assert "an inline query could not be answered" in caplog.text


@pytest.mark.parametrize("chat", [ADMIN, FORUM])
async def test_a_card_that_somebody_has_chosen_is_no_question(sandbox: Sandbox, chat: int) -> None:
    """The trap: in the chat with the bot, and in its groups, Telegram shows it the message as that person's."""
    host = Host(answers=Answers(results=(RESULT,)))
    async with hosting(sandbox, host):
        query, _ = await typed(sandbox, "o1")
        sent = await sandbox.choose_inline(ADMIN, chat, query, "o1")
        await sandbox.say(ADMIN, "later words")
        await sandbox.wait_for(lambda: "later words" in host.heard)
    assert (sent.text, sent.via_bot) == ("推理 & more", True)
    assert host.heard == ["later words"]
