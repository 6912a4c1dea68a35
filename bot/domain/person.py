"""A person who talks to the bot, by Telegram's user id."""

from dataclasses import dataclass

from bot.domain.language import Language


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whoever acts: always the acting user of the update, never the owner of the chat (law 6)."""

    id: int
    name: str = ""
    language: Language = Language.EN
    admin: bool = False
    curator: bool = False  # may review; an admin may too
