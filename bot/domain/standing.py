"""What the bot may do in a channel."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Standing:
    """As Telegram sees it: the chat's title, and the bot's rights there."""

    title: str
    member: bool  # admin of a channel, or any member of a group
    may_post: bool
    may_pin: bool
    may_edit_others: bool  # then others' posts cannot be told from own ones (Probe.tells_apart)
    may_delete: (
        bool  # others' messages; its own a bot that may post deletes anyhow, for 48 hours (Bot API, deleteMessage)
    )
