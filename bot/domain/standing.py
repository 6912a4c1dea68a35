"""What the bot may do in a channel."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Standing:
    """As Telegram sees it: the chat's title, and the bot's rights there."""

    title: str
    member: bool  # admin of a channel, or any member of a group
    may_post: bool
    may_pin: bool
