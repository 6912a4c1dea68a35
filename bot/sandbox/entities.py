"""Marks on a text: the value, Telegram's sorting, and the units in which it counts."""

from dataclasses import dataclass, replace
from typing import Any

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = ("blockquote", "expandable_blockquote")
PREFORMATTED = ("pre", "code")

# tdlib sorts equal spans by this order, the outermost first.
_PRIORITY = {
    "mention": 50, "hashtag": 50, "bot_command": 50, "url": 50, "email": 50, "cashtag": 50,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94,
    "blockquote": 0, "expandable_blockquote": 0, "code": 20, "pre": 11, "text_link": 49, "text_mention": 49,
    "custom_emoji": 99,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Entity:
    """One MessageEntity; ``offset`` and ``length`` in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    user_id: int | None = None
    custom_emoji_id: str | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def order(self) -> tuple[int, int, int]:
        return self.offset, -self.length, _PRIORITY[self.type]

    def moved(self, by: int) -> "Entity":
        return replace(self, offset=self.offset + by)

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        for name in ("url", "language", "custom_emoji_id"):
            if (value := getattr(self, name)) is not None:
                found[name] = value
        if self.user_id is not None:
            found["user"] = {"id": self.user_id, "is_bot": False, "first_name": str(self.user_id)}
        return found


@dataclass(frozen=True, kw_only=True)
class Formatted:
    """A text with its entities, sorted as Telegram returns them."""

    text: str = ""
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def cut(text: str, offset: int, length: int) -> str:
    """The part of a text at a UTF-16 offset."""
    return text.encode("utf-16-le", "surrogatepass")[2 * offset : 2 * (offset + length)].decode("utf-16-le")
