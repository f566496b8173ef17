"""Which names of units and groups a draft taught."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("unit_alias", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_remembered", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("unit_alias", schema=None) as batch_op:
        batch_op.drop_column("is_remembered")
