"""Pictures on their way to Telegram: uploaded once, afterwards sent by the id that Telegram has given them."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram import Message, error

from bot.adapters.meanings_telegram import meaning_of
from bot.domain.errors import Refused, StoreError, Trouble
from bot.domain.picture import Picture, PictureError
from bot.domain.ports import Pictures, Uploads

log = logging.getLogger(__name__)

FILE_NAME = "card.png"

Answer = TypeVar("Answer", bound=Message | bool)


class Photos:
    """What a call with a picture in it needs."""

    def __init__(self, pictures: Pictures, uploads: Uploads) -> None:
        self._pictures = pictures
        self._uploads = uploads
        self._here: dict[str, str] | None = None  # ids by name, once somebody has asked for them at once

    async def through(self, bot: int, picture: Picture, call: Callable[[str | bytes], Awaitable[Answer]]) -> Answer:
        """Make the call with the picture's id, or with the PNG where Telegram does not have it (any more).

        Raises TelegramError as the call does, and Refused where the picture cannot be drawn: nothing was sent then.
        """
        name = self._pictures.name(picture)
        if file_id := await self._known(bot, name):
            try:
                return await call(file_id)
            except error.BadRequest as failure:  # surely not sent
                meaning = meaning_of(failure)
                if not (isinstance(meaning, Refused) and meaning.trouble is Trouble.PICTURE):
                    raise
                log.info("Telegram does not know picture %s any more, it is uploaded again: %s", name[:12], failure)
        try:
            png = await self._pictures.draw(picture)
        except PictureError as failure:
            raise Refused(str(failure), trouble=Trouble.PICTURE) from failure
        answer = await call(png)
        if isinstance(answer, Message) and answer.photo:
            await self._keep(bot, name, answer.photo[-1].file_id)
        return answer

    async def had(self, bot: int, picture: Picture) -> str | None:
        """The picture's id, if Telegram has it, as far as this process knows: for many pictures at a time."""
        if self._here is None:
            self._here = await self._all(bot)
        return self._here.get(self._pictures.name(picture)) if self._here else None

    async def _all(self, bot: int) -> dict[str, str]:
        try:
            return await self._uploads.of(bot)
        except StoreError as failure:
            log.warning("no ids of pictures are known: %s", failure)
            return {}

    async def _known(self, bot: int, name: str) -> str | None:
        """Uploading once more is better than not sending because the database cannot be read."""
        try:
            return await self._uploads.file_id(bot, name)
        except StoreError as failure:
            log.warning("the id of picture %s is not known: %s", name[:12], failure)
            return None

    async def _keep(self, bot: int, name: str, file_id: str) -> None:
        """The card is posted, and what becomes of this is no part of its fate."""
        if self._here is not None:
            self._here[name] = file_id
        try:
            await self._uploads.keep(bot, name, file_id)
        except StoreError as failure:
            log.warning("picture %s will be uploaded again: %s", name[:12], failure)
