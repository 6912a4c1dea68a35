"""Ledger, plans, upkeep and people.

Written out in plain column types: a revision must go on meaning the same when ``tables_sql`` changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _ledger()
    _chats()
    _plans()
    _upkeep()
    _people()


def _ledger() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("base_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("retry_at", sa.DateTime(timezone=True)),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True)),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("tried", sa.String(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True)),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("channel", "local_date", "label", name="uq_deliveries_channel_local_date_label"),
        sa.CheckConstraint(
            "state IN ('planned', 'sending', 'sent', 'unknown', 'refused', 'withdrawn')",
            name=op.f("ck_deliveries_state"),
        ),
    )
    op.create_index("ix_deliveries_channel_id", "deliveries", ["channel", "id"])
    op.create_index("ix_deliveries_state_settled_at_id", "deliveries", ["state", "settled_at", "id"])
    op.create_index("ix_deliveries_channel_state_settled_at_id", "deliveries", ["channel", "state", "settled_at", "id"])
    op.create_index("ix_deliveries_chat_message_id", "deliveries", ["chat", "message_id"])
    op.create_index("ix_deliveries_look_at_id", "deliveries", ["look_at", "id"])
    op.create_index("ix_deliveries_token_id", "deliveries", ["token", "id"])
    op.create_table(
        "passed",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "local_date", "label", name="pk_passed"),
    )


def _chats() -> None:
    op.create_table(
        "chats",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("top", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat", name="pk_chats"),
    )
    op.create_table(
        "moves",
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("new", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("old", name="pk_moves"),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_marks"),
    )


def _plans() -> None:
    op.create_table(
        "pins",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "local_date", "label", name="pk_pins"),
    )
    op.create_table(
        "skips",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("cycle", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "cycle", "key", name="pk_skips"),
    )
    op.create_table(
        "pauses",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", name="pk_pauses"),
    )
    op.create_table(
        "quarantine",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_quarantine"),
    )


def _upkeep() -> None:
    op.create_table(
        "lease",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lease"),
        sa.CheckConstraint("id = 1", name=op.f("ck_lease_single")),
    )
    op.create_table(
        "notices",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name="pk_notices"),
    )
    op.create_table(
        "holds",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_holds"),
    )


def _people() -> None:
    op.create_table(
        "languages",
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_languages"),
    )
    op.create_table(
        "shown",
        sa.Column("person", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", "key", name="pk_shown"),
    )
    op.create_table(
        "saved",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved"),
        sa.UniqueConstraint("person", "key", name="uq_saved_person_key"),
    )
    op.create_table(
        "texts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
    )
    op.create_index("ix_texts_kept_at", "texts", ["kept_at"])
