"""Inline mode as Telegram's servers hold it: questions, answers, what is answered from memory, what was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.entities import Formatted
from bot.sandbox.files import Photo
from bot.sandbox.keyboards import Keyboard
from bot.sandbox.messages import Preview


@dataclass(frozen=True, kw_only=True)
class InlineQuestion:
    """What a person typed after ``@bot``, and from where on they want to see results."""

    id: str
    person: int
    text: str
    offset: str


@dataclass(frozen=True, kw_only=True)
class InlineContent:
    """The message that choosing a result sends; ``unfetched`` is a picture's address that the sandbox does not hold."""

    body: Formatted
    photo: Photo | None = None
    unfetched: str | None = None
    keyboard: Keyboard = ()
    preview: Preview | None = None
    preview_disabled: bool = False
    caption_above: bool = False


@dataclass(frozen=True, kw_only=True)
class InlineAnswer:
    """One accepted answerInlineQuery. ``results`` and ``button`` are as the bot wrote them, ``contents`` by result id.

    ``cache_time`` in seconds; an empty ``next_offset`` means that there is no more.
    """

    results: tuple[dict[str, Any], ...] = ()
    contents: Mapping[str, InlineContent]
    cache_time: int
    is_personal: bool
    next_offset: str
    button: dict[str, Any] | None


class Inline:
    """Everything that inline mode remembers.

    ``on`` is BotFather's /setinline: without it no app offers inline mode, and getMe says so. ``feedback`` is
    /setinlinefeedback: only with it the bot hears what was chosen.
    """

    def __init__(self) -> None:
        self.on = True
        self.feedback = False
        self.questions: dict[str, InlineQuestion] = {}
        self.answers: dict[str, InlineAnswer] = {}
        self.latest: dict[int, str] = {}
        self._sent: dict[str, tuple[int, int]] = {}
        self._remembered: dict[tuple[str, str, int | None], tuple[InlineAnswer, datetime]] = {}

    def ask(self, question: InlineQuestion, now: datetime) -> InlineAnswer | None:
        """Notes a question; the answer where an earlier one to the same text and offset still holds.

        One that is personal holds for that person alone, https://core.telegram.org/bots/api#answerinlinequery.
        """
        self.questions[question.id] = question
        self.latest[question.person] = question.id
        for person in (question.person, None):
            answer, until = self._remembered.get((question.text, question.offset, person), (None, now))
            if answer is not None and now < until:
                self.answers[question.id] = answer
                return answer
        return None

    def answer(self, query_id: str, answer: InlineAnswer, now: datetime) -> None:
        question = self.questions[query_id]
        self.answers[query_id] = answer
        if answer.cache_time > 0:
            whose = question.person if answer.is_personal else None
            until = now + timedelta(seconds=answer.cache_time)
            self._remembered[question.text, question.offset, whose] = answer, until

    def new_message_id(self) -> str:
        """An inline_message_id, which only messages with buttons have."""
        return f"AgAAAIwAAQ{len(self._sent):012d}"

    def sent(self, inline_message_id: str, chat_id: int, message_id: int) -> None:
        self._sent[inline_message_id] = chat_id, message_id

    def place(self, inline_message_id: str) -> tuple[int, int] | None:
        """(chat, message) of a message that was sent via the bot."""
        return self._sent.get(inline_message_id)
