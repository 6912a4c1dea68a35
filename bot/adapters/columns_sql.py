"""How our values become columns, and values again."""

import datetime as dt
import re
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator

from bot.domain.card import Card

_NUMBER = re.compile(r"-?\d+")


class Utc(TypeDecorator[dt.datetime]):
    """An instant: aware going in (else ValueError), aware UTC coming out. SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        instant: dt.datetime | None = value
        if instant is None:
            return None
        return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)


class CardText(TypeDecorator[Card]):
    """A card as JSON text: exactly what was planned, to be compared with what Telegram has."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Card | None, dialect: Dialect) -> str | None:
        return None if value is None else value.to_json()

    def process_result_value(self, value: Any, dialect: Dialect) -> Card | None:
        return None if value is None else Card.from_json(value)


class ChatName(TypeDecorator[int | str]):
    """Telegram's id of a chat (a number) or its @name, as the configuration writes it."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: int | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> int | str | None:
        text: str | None = value
        return int(text) if text is not None and _NUMBER.fullmatch(text) else text


class Numbers(TypeDecorator[tuple[int, ...]]):
    """A few numbers as text, each with a comma after it, so that one more is added by one statement."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> str:
        return "".join(f"{number}," for number in value or ())

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[int, ...]:
        return tuple(int(number) for number in value.split(",") if number)
