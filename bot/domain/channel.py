"""A channel: a configured destination with its schedule, languages, filter and style."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.entry import Entry
from bot.domain.language import Language
from bot.domain.picture import Look
from bot.domain.query import Query

EVERY_DAY = frozenset(range(7))

# Catch-up in a word. SKIP posts only what the scheduler could not do at once: a stall of seconds or a restart skips
# nothing, downtime does. ALWAYS is longer than any downtime.
SKIP = dt.timedelta(minutes=2)
ALWAYS = dt.timedelta(days=3650)


class Order(StrEnum):
    """How the entries of one cycle follow each other."""

    BALANCED = "balanced"  # kind and tags unlike the last days', ties in the curators' order
    LISTED = "listed"  # the curators' order
    OLDEST = "oldest"  # by date of publication
    NEWEST = "newest"
    SHUFFLED = "shuffled"  # another fixed order in each cycle


class Style(StrEnum):
    """What a channel's cards are. Each is one message, for a slot has one card (law 1)."""

    TEXT = "text"
    PICTURE = "picture"  # with title and topics beneath
    BOTH = "both"  # the text with a picture above, as much of it as a caption holds
    RICH = "rich"  # a rich message, where Telegram knows them


@dataclass(frozen=True, kw_only=True)
class LinkPreview:
    """How Telegram draws the preview of the entry's link (Bot API, LinkPreviewOptions)."""

    show: bool = True
    prefer_large_media: bool = False
    show_above_text: bool = False


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One destination. ``name`` is its identity in the ledger; ``chat`` is Telegram's id or @name."""

    name: str
    chat: int | str
    at: tuple[dt.time, ...]  # local times of day, ascending, whole minutes
    zone: ZoneInfo
    days: frozenset[int] = EVERY_DAY  # Monday is 0
    languages: tuple[Language, ...] = (Language.ZH, Language.EN)
    filter: Query = field(default_factory=Query)
    catch_up: dt.timedelta = dt.timedelta(hours=6)  # how late a slot may still be posted; also SKIP, ALWAYS
    thread: int | None = None
    silent: bool = False
    pin: bool = False
    order: Order = Order.BALANCED
    preview: LinkPreview = field(default_factory=LinkPreview)
    style: Style = Style.TEXT
    look: Look = field(default_factory=Look)  # of its pictures
    unreviewed: bool = False  # whether what a machine has drafted is posted before a person has approved it

    def may_post(self, entry: Entry) -> bool:
        """Whether such an entry may be published here at all; the filter is another question."""
        return entry.ready or (self.unreviewed and entry.unreviewed)
