"""People, chats and what the bot may do in them."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.messages import Message


@dataclass(kw_only=True)
class Person:
    """Somebody with a Telegram account; ``language`` is the app's, as updates carry it."""

    id: int
    name: str
    role: str = "reader"
    language: str = "en"
    started: bool = True
    blocked: bool = False
    deactivated: bool = False
    username: str | None = None

    def as_json(self) -> dict[str, Any]:
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.name}
        if self.username:
            user["username"] = self.username
        return user | {"language_code": self.language}


@dataclass(frozen=True, kw_only=True)
class Rights:
    """The bot's standing in a channel or group.

    ``post`` lets it edit and delete its own posts too; ``edit`` and ``delete`` mean other people's. In a
    channel ``edit`` is what pinning takes as well; ``pin`` is for groups.
    """

    status: Literal["administrator", "member", "left", "kicked"] = "administrator"
    post: bool = True
    edit: bool = False
    delete: bool = False
    pin: bool = False

    @property
    def inside(self) -> bool:
        return self.status in ("administrator", "member")

    @property
    def administrator(self) -> bool:
        return self.status == "administrator"


@dataclass(kw_only=True)
class Chat:
    """A private chat (id = the person's), a group or a channel.

    Ids of messages count up per chat and are shared by everybody's posts and by service messages. Nothing can be
    forwarded or copied out of a ``protected`` chat. ``former_rights`` are those before the bot was removed.
    """

    id: int
    type: Literal["private", "group", "supergroup", "channel"]
    title: str
    username: str | None = None
    rights: Rights = Rights()
    former_rights: Rights = Rights()
    members: set[int] = field(default_factory=set)
    history: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    last_id: int = 0
    migrated_to: int | None = None
    protected: bool = False

    @property
    def messages(self) -> list[Message]:
        """What people see, oldest first; without service messages."""
        return [message for message in self.history.values() if message.service is None]

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    @property
    def kind(self) -> str:
        """The word Telegram's refusals use."""
        return {"private": "private", "group": "group", "supergroup": "supergroup"}.get(self.type, "channel")

    def as_json(self) -> dict[str, Any]:
        if self.type == "private":
            return {"id": self.id, "first_name": self.title, "type": "private"}
        chat: dict[str, Any] = {"id": self.id, "title": self.title}
        if self.username:
            chat["username"] = self.username
        return chat | {"type": self.type}
