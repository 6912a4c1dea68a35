"""What readers suggest, and the posts of one entry without a look at all others."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("key", sa.String()),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
        sa.UniqueConstraint("person", "document", name="uq_suggestions_person_document"),
        sa.CheckConstraint("fate IN ('open', 'taken', 'refused', 'told')", name=op.f("ck_suggestions_fate")),
    )
    op.create_index("ix_suggestions_document_id", "suggestions", ["document", "id"])
    op.create_index("ix_suggestions_fate_at_id", "suggestions", ["fate", "at", "id"])
    op.create_index("ix_deliveries_key_state_settled_at_id", "deliveries", ["key", "state", "settled_at", "id"])
