"""ladders of plans, severity of rungs, and what was left out of an agenda."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("plan") as batch_op:
        batch_op.add_column(sa.Column("ladders", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("agenda") as batch_op:
        batch_op.add_column(sa.Column("left_out", sa.JSON(), server_default="[]", nullable=False))
    with op.batch_alter_table("agenda_step") as batch_op:
        severity = sa.Enum("normal", "high", name="severity", native_enum=False, length=16)
        batch_op.add_column(sa.Column("severity", severity, server_default="normal", nullable=False))


def downgrade() -> None:
    for table, column in (("agenda_step", "severity"), ("agenda", "left_out"), ("plan", "ladders")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)
