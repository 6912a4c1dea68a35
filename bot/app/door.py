"""The door between the conversation and the desk: who is speaking, and which of the desk's ways in is meant."""

import datetime as dt
from collections.abc import Callable, Iterable

from bot.app.admins import Admins
from bot.app.commands.ask import Ask
from bot.app.commands.desk import Desk
from bot.domain.card import Card
from bot.domain.conversation import Heard, Reply
from bot.domain.language import Language
from bot.domain.ledger import Ledger


class Door:
    """The Listener port: turns what was heard into an Ask with the present time, and lets the desk reply."""

    def __init__(
        self,
        desk: Desk,
        ledger: Ledger,
        admins: Admins,
        now: Callable[[], dt.datetime],
        chats: Iterable[int | str],
    ) -> None:
        """``chats``: those of the channels, as they are configured; the ledger knows them by that spelling."""
        self._chats = {str(chat).lower(): chat for chat in chats}
        self._desk = desk
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
        )
        if heard.data is not None:
            return await self._desk.press(heard.data, ask)
        if heard.name is not None:
            return await self._desk.command(heard.name, ask)
        return await self._desk.text(ask)

    async def saw_post(self, chat: int, username: str | None, message_id: int) -> None:
        await self._ledger.saw(chat, message_id)
        if configured := self._chats.get(f"@{username}".lower()):
            await self._ledger.saw(configured, message_id)

    async def failed(self, what: str) -> Reply:
        await self._admins.tell_once(f"update {what}", "alert_update", kept=False, detail=what)
        both = "\n".join(self._desk.phrase("failed", language) for language in Language)
        return Reply(card=Card(html=both), toast=both, alert=True)
