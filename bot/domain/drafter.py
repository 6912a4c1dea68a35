"""The drafter port: a language model that is asked for texts, and what its answers cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

A_MILLION = 1_000_000


class Role(StrEnum):
    """Who speaks in a conversation with a model."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, kw_only=True)
class Message:
    role: Role
    text: str


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A conversation that waits for the model; roles alternate, which some models insist on."""

    messages: tuple[Message, ...]
    schema: Mapping[str, Any]  # JSON Schema of the answer, for servers that hold the model to one


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Tokens read and written."""

    read: int = 0
    written: int = 0
    guessed: bool = False  # by their characters, because the server does not say

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            read=self.read + other.read, written=self.written + other.written, guessed=self.guessed or other.guessed
        )

    @property
    def total(self) -> int:
        return self.read + self.written


@dataclass(frozen=True, kw_only=True)
class Price:
    """Of a million tokens, in whatever currency its owner thinks in."""

    read: Decimal
    written: Decimal

    def of(self, usage: Usage) -> Decimal:
        return (self.read * usage.read + self.written * usage.written) / A_MILLION


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the model said, paid for whether it is of use or not."""

    text: str
    usage: Usage
    cut: bool = False  # it was stopped before its end
    refusal: str = ""  # why the model, or a filter around it, gives no answer


class NoAnswer(Exception):
    """This prompt was not answered, although it was sent again; another may be. A sentence without its end."""


class Unusable(Exception):
    """No prompt will be answered as things are: what is wrong, and what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what}, {remedy}")


class Drafter(Protocol):
    """Safe to be asked several things at the same time."""

    async def answer(self, prompt: Prompt) -> Reply:
        """Tries again where that may help, within bounds. Raises NoAnswer and Unusable."""
