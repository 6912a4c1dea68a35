"""A card: one rendered message, exactly what Telegram will receive."""

import html
import json
import re
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.domain.picture import Picture

TEXT_LIMIT = 4096  # characters after entity parsing (Bot API, sendMessage)
CAPTION_LIMIT = 1024  # (Bot API, sendPhoto)
RICH_LIMIT = 32_768  # (Bot API, rich message limits)
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
    """A message in Telegram's HTML with its inline keyboard. Without ``markup``, ``html`` is plain text.

    With a ``picture``, ``html`` is its caption; where ``rich``, it is the HTML of a rich message, which has blocks.
    ``instead`` is the text that goes where the picture cannot be drawn, or Telegram takes neither it nor the blocks.
    """

    html: str
    buttons: Rows = ()
    preview: Preview | None = None
    markup: bool = True
    picture: Picture | None = None
    rich: bool = False
    instead: "Card | None" = None

    @property
    def limit(self) -> int:
        """How long such a message may be."""
        return CAPTION_LIMIT if self.picture else RICH_LIMIT if self.rich else TEXT_LIMIT

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

    def with_buttons(self, rows: Rows) -> "Card":
        return replace(self, buttons=rows, instead=self.instead and self.instead.with_buttons(rows))

    def without_preview(self) -> "Card":
        return replace(self, preview=None)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Card":
        return cls._of(json.loads(text))

    @classmethod
    def _of(cls, fields: dict[str, Any]) -> "Card":
        """Rows of older versions lack the younger fields."""
        picture, instead = fields.get("picture"), fields.get("instead")
        return cls(
            html=fields["html"],
            buttons=tuple(tuple(Button(**button) for button in row) for row in fields["buttons"]),
            preview=Preview(**fields["preview"]) if fields["preview"] else None,
            markup=fields["markup"],
            picture=Picture.from_json(picture) if picture else None,
            rich=fields.get("rich", False),
            instead=cls._of(instead) if instead else None,
        )


def visible_length(markup: str) -> int:
    """Code points of Telegram HTML after parsing; for markup of our own, where a ``<`` in text is always escaped."""
    return len(html.unescape(_MARKUP.sub("", markup)))
