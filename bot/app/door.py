"""The door between the conversation and the desk: who is speaking, and which of the desk's ways in is meant."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Iterable

from bot.app.admins import Admins
from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk
from bot.app.inquiries import Inquiries
from bot.domain.card import Card
from bot.domain.conversation import Answers, Heard, Inquiry, Reply
from bot.domain.language import Language
from bot.domain.ledger import Ledger

log = logging.getLogger(__name__)

IN_TIME = 5.0  # seconds; later nobody waits for an inline answer any more


class Door:
    """The Listener port: turns what was heard into an Ask with the present time, and lets the desk reply."""

    def __init__(
        self,
        desk: Desk,
        ledger: Ledger,
        admins: Admins,
        now: Callable[[], dt.datetime],
        chats: Iterable[int | str],
        *,
        in_time: float = IN_TIME,
    ) -> None:
        """``chats``: those of the channels, as they are configured; the ledger knows them by that spelling."""
        self._chats = {str(chat).lower(): chat for chat in chats}
        self._desk = desk
        self._inquiries = Inquiries(desk)
        self._in_time = in_time
        self._ledger = ledger
        self._admins = admins
        self._now = now

    async def hear(self, heard: Heard) -> Reply:
        person = await self._desk.person(id=heard.person_id, name=heard.person_name, language_code=heard.language_code)
        ask = Ask(
            person=person,
            chat=heard.chat,
            private=heard.private,
            words=heard.text,
            now=self._now(),
            pressed=heard.data is not None,
            answers=heard.answers,
        )
        if heard.data is not None:
            return await self._desk.press(heard.data, ask)
        if heard.answers is not None and (answered := await self._desk.answer(heard.name, ask)):
            return answered
        if heard.name is not None:
            return await self._desk.command(heard.name, ask)
        return await self._desk.text(ask)

    async def inquire(self, inquiry: Inquiry) -> Answers:
        """Empty for what takes too long on a busy machine, and for what was typed on: the next letter comes."""
        try:
            async with asyncio.timeout(self._in_time), self._inquiries.turn(inquiry) as wanted:
                if not wanted:
                    return Answers()
                person = await self._desk.person(
                    id=inquiry.person_id, name=inquiry.person_name, language_code=inquiry.language_code
                )
                return await self._inquiries.answer(inquiry, person, self._now())
        except TimeoutError:
            log.warning("an inquiry of person %s could not be answered within %s s", inquiry.person_id, self._in_time)
            return Answers()

    async def saw_post(self, chat: int, username: str | None, message_id: int) -> None:
        await self._ledger.saw(chat, message_id)
        if configured := self._chats.get(f"@{username}".lower()):
            await self._ledger.saw(configured, message_id)

    async def failed(self, what: str) -> Reply:
        await self._admins.tell_once(f"update {what}", "alert_update", kept=False, detail=what)
        both = "\n".join(self._desk.phrase("failed", language) for language in Language)
        return Reply(card=Card(html=both), toast=both, alert=True)
