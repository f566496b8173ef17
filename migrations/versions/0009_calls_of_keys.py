"""How often keys were used in their last minute."""

import sqlalchemy as sa
from alembic import op

import models.columns

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("first_call_at", models.columns.UTCDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("calls", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("api_token", schema=None) as batch_op:
        batch_op.drop_column("calls")
        batch_op.drop_column("first_call_at")
