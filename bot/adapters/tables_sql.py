"""The tables of the store, as SQLAlchemy Core describes them, and how our values become columns."""

import datetime as dt
import re
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from bot.domain.card import Card
from bot.domain.delivery import State

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


# Without names of their own, constraints cannot be altered by later migrations.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),  # ascends in the order in which intents were stored
    Column("channel", String, nullable=False),
    Column("local_date", Date, nullable=False),
    Column("label", String, nullable=False),
    Column("key", String, nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("reason", String, nullable=False),
    Column("chat", ChatName, nullable=False),
    Column("card", CardText, nullable=False),
    Column("token", String, nullable=False),
    Column("state", String, nullable=False),
    Column("base_id", BigInteger, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("planned_at", Utc, nullable=False),
    Column("settled_at", Utc),
    Column("retry_at", Utc),
    Column("message_id", BigInteger),
    Column("detail", Text, nullable=False),
    UniqueConstraint("channel", "local_date", "label"),
    CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in State)})", name="state"),
    Index(None, "channel", "id"),  # history
    Index(None, "state", "settled_at", "id"),  # latest, in_state
    Index(None, "channel", "state", "settled_at", "id"),  # the same of one channel
    Index(None, "chat", "message_id"),  # known_top
)

passed = Table(  # slots that got no card, and why
    "passed",
    metadata,
    Column("channel", String, primary_key=True),
    Column("local_date", Date, primary_key=True),
    Column("label", String, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("passed_at", Utc, nullable=False),
)

chats = Table(
    "chats",
    metadata,
    Column("chat", ChatName, primary_key=True),
    Column("top", BigInteger, nullable=False),  # highest message id seen, other people's posts included
)

pins = Table(
    "pins",
    metadata,
    Column("channel", String, primary_key=True),
    Column("local_date", Date, primary_key=True),
    Column("label", String, primary_key=True),
    Column("key", String, nullable=False),
)

skips = Table(
    "skips",
    metadata,
    Column("channel", String, primary_key=True),
    Column("cycle", Integer, primary_key=True, autoincrement=False),
    Column("key", String, primary_key=True),
)

pauses = Table(
    "pauses",
    metadata,
    Column("channel", String, primary_key=True),
    Column("paused_at", Utc, nullable=False),
)

languages = Table(
    "languages",
    metadata,
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String, nullable=False),
)

shown = Table(
    "shown",
    metadata,
    Column("person", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String, primary_key=True),
)

saved = Table(
    "saved",
    metadata,
    Column("id", Integer, primary_key=True),  # ascends in the order of saving: two may share an instant
    Column("person", BigInteger, nullable=False),
    Column("key", String, nullable=False),
    Column("saved_at", Utc, nullable=False),
    UniqueConstraint("person", "key"),
)

texts = Table(
    "texts",
    metadata,
    Column("id", String, primary_key=True),  # made of the text's hash
    Column("text", Text, nullable=False),
    Column("kept_at", Utc, nullable=False),  # for the last time
    Index(None, "kept_at"),  # forget_texts
)
