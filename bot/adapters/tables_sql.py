"""The tables of the store, as SQLAlchemy Core describes them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.adapters.columns_sql import CardText, ChatName, Numbers, Utc
from bot.domain.delivery import State
from bot.domain.suggestions import Fate

RESTORED = "restored"  # the mark that putting back a backup leaves

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
    Column("edition", String, nullable=False),
    Column("begun_at", Utc),
    Column("looks", Integer, nullable=False),
    Column("tried", Numbers, nullable=False),
    Column("look_at", Utc),
    Column("detail", Text, nullable=False),
    UniqueConstraint("channel", "local_date", "label"),
    CheckConstraint(f"state IN ({', '.join(repr(state.value) for state in State)})", name="state"),
    Index(None, "channel", "id"),  # history
    Index(None, "state", "settled_at", "id"),  # latest, in_state
    Index(None, "channel", "state", "settled_at", "id"),  # the same of one channel
    Index(None, "chat", "message_id"),  # known_top, messages_of
    Index(None, "look_at", "id"),  # to_look_at
    Index(None, "token", "id"),  # by_token
    Index(None, "key", "state", "settled_at", "id"),  # latest of one entry
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

moves = Table(  # groups that have become supergroups
    "moves",
    metadata,
    Column("old", ChatName, primary_key=True),
    Column("new", BigInteger, nullable=False),  # the newest id, where it has moved more than once
)

marks = Table(  # what has happened to this database itself
    "marks",
    metadata,
    Column("name", String, primary_key=True),
    Column("at", Utc, nullable=False),
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

quarantine = Table(  # entries that no channel gets
    "quarantine",
    metadata,
    Column("key", String, primary_key=True),
    Column("edition", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("since", Utc, nullable=False),
)

lease = Table(  # a single row, or none: who runs the bot on this database
    "lease",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("holder", String, nullable=False),
    Column("beat", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

notices = Table(  # what the admins have been told and is still so
    "notices",
    metadata,
    Column("topic", String, primary_key=True),
    Column("said", Text, nullable=False),
)

holds = Table(  # what Telegram wants left alone
    "holds",
    metadata,
    Column("place", String, primary_key=True),
    Column("until", Utc, nullable=False),
)

uploads = Table(  # pictures that Telegram has already
    "uploads",
    metadata,
    Column("bot", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String, primary_key=True),  # of the picture: Pictures.name
    Column("file_id", String, nullable=False),
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

suggestions = Table(  # documents that readers would like to see
    "suggestions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person", BigInteger, nullable=False),
    Column("name", String, nullable=False),
    Column("url", String, nullable=False),
    Column("document", String, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("language", String, nullable=False),
    Column("fate", String, nullable=False),
    Column("key", String),
    UniqueConstraint("person", "document"),
    CheckConstraint(f"fate IN ({', '.join(repr(fate.value) for fate in Fate)})", name="fate"),
    Index(None, "document", "id"),  # of_document
    Index(None, "fate", "at", "id"),  # open, awaiting_news, forget
)

put_off = Table(  # what curators will review later
    "put_off",
    metadata,
    Column("item", String, primary_key=True),
    Column("at", Utc, nullable=False),  # for the last time
)

prompts = Table(  # messages whose answers are the new texts of fields
    "prompts",
    metadata,
    Column("chat", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person", BigInteger, nullable=False),
    Column("key", String, nullable=False),
    Column("field", String, nullable=False),
    Column("before", String, nullable=False),
    Column("at", Utc, nullable=False),
    Index(None, "at"),  # forget_prompts
)
