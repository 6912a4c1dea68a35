"""In which manner an endpoint can be asked: servers that speak the same protocol take different parts of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.domain.drafter import Message, Prompt, Role

MOST_WRITTEN = 8000  # tokens, the model's own thoughts included

_OF_ROLES = re.compile(r"\bsystem\b.{0,40}\b(?:role|message|prompt)|\broles? must alternate", re.IGNORECASE | re.DOTALL)
_OF_LIMIT = re.compile(r"max_(?:completion_)?tokens", re.IGNORECASE)
_OF_LENGTH = re.compile(r"context (?:length|size|window)|maximum context|too (?:long|many tokens)", re.IGNORECASE)


class Form(StrEnum):
    """How the server is told that the answer is to be JSON."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    WORDS = "words"  # by the prompt alone


class Limit(StrEnum):
    """What the server calls the most tokens of an answer."""

    NEW = "max_completion_tokens"
    OLD = "max_tokens"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Manner:
    """Begins with all that makes answers better, and becomes poorer with each refusal."""

    form: Form = Form.SCHEMA
    limit: Limit = Limit.NEW
    system: bool = True  # a message of its own for the rules

    def poorer(self, complaint: str) -> "Manner | None":
        """Without what the server complains of, else without the next thing it may not know; None where all is gone."""
        if self.system and about_roles(complaint):
            return replace(self, system=False)
        if self.limit is not Limit.NONE and _OF_LENGTH.search(complaint):
            return replace(self, limit=Limit.NONE)
        if self.form is not Form.WORDS and not _OF_LIMIT.search(complaint):
            return replace(self, form=Form.OBJECT if self.form is Form.SCHEMA else Form.WORDS)
        if self.limit is not Limit.NONE:
            return replace(self, limit=Limit.OLD if self.limit is Limit.NEW else Limit.NONE)
        return None

    def arguments(self, prompt: Prompt) -> Mapping[str, Any]:
        """Of a call to the endpoint."""
        asked: dict[str, Any] = {"messages": self._messages(prompt.messages)}
        if self.form is Form.SCHEMA:
            schema = {"name": "draft", "strict": True, "schema": dict(prompt.schema)}
            asked["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.form is Form.OBJECT:
            asked["response_format"] = {"type": "json_object"}
        if self.limit is not Limit.NONE:
            asked[self.limit.value] = MOST_WRITTEN
        return asked

    def _messages(self, messages: Sequence[Message]) -> list[dict[str, str]]:
        first, *others = messages
        if first.role is Role.SYSTEM and not self.system:
            record, *others = others
            joined = Message(role=Role.USER, text=f"{first.text}\n\n{record.text}")
            return [_plain(message) for message in (joined, *others)]
        return [_plain(message) for message in messages]


def _plain(message: Message) -> dict[str, str]:
    return {"role": message.role.value, "content": message.text}


def about_roles(complaint: str) -> bool:
    """Whether it is the model's template that knows no message of the system's. Some servers say so with status 500."""
    return _OF_ROLES.search(complaint) is not None
