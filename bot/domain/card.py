"""A card: one rendered message, exactly what Telegram will receive."""

import html
import json
import re
from dataclasses import asdict, dataclass, replace
from typing import Any

TEXT_LIMIT = 4096  # characters after entity parsing (Bot API, sendMessage)
CAPTION_LIMIT = 1024  # (Bot API, sendPhoto)
ENTITY_LIMIT = 100  # more are dropped silently
CALLBACK_LIMIT = 64  # bytes (Bot API, InlineKeyboardButton)

_MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True, kw_only=True)
class Button:
    """One inline button: either ``url`` or ``callback`` (1–64 bytes)."""

    text: str
    url: str | None = None
    callback: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Which link Telegram previews, and how. A card without one has previews switched off."""

    url: str
    large: bool = False
    above: bool = False


@dataclass(frozen=True, kw_only=True)
class Card:
    """A text message in Telegram's HTML with its inline keyboard. Without ``markup``, ``html`` is plain text."""

    html: str
    buttons: Rows = ()
    preview: Preview | None = None
    markup: bool = True

    @property
    def length(self) -> int:
        """Characters as Telegram counts them against its limits."""
        return len(self.plain)

    @property
    def plain(self) -> str:
        """The text without its markup, as a person reads it."""
        return html.unescape(_MARKUP.sub("", self.html)) if self.markup else self.html

    def as_plain(self) -> "Card":
        """The same words without markup: what Telegram takes where it does not take the markup."""
        return replace(self, html=self.plain, markup=False)

    def without_preview(self) -> "Card":
        return replace(self, preview=None)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Card":
        fields: dict[str, Any] = json.loads(text)
        return cls(
            html=fields["html"],
            buttons=tuple(tuple(Button(**button) for button in row) for row in fields["buttons"]),
            preview=Preview(**fields["preview"]) if fields["preview"] else None,
            markup=fields["markup"],
        )


def visible_length(markup: str) -> int:
    """Code points of Telegram HTML after parsing; for markup of our own, where a ``<`` in text is always escaped."""
    return len(html.unescape(_MARKUP.sub("", markup)))
