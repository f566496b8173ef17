"""The ledger is looked through by whom, on what and when."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_ledger_subject", "ledger")
    op.create_index("ix_ledger_subject", "ledger", ["subject", "subject_id", "at"])
    op.create_index("ix_ledger_actor", "ledger", ["actor", "at"])
    op.create_index("ix_ledger_at", "ledger", ["at"])
    op.create_index("ix_ledger_kind", "ledger", ["subject", "at"])


def downgrade() -> None:
    op.drop_index("ix_ledger_kind", "ledger")
    op.drop_index("ix_ledger_at", "ledger")
    op.drop_index("ix_ledger_actor", "ledger")
    op.drop_index("ix_ledger_subject", "ledger")
    op.create_index("ix_ledger_subject", "ledger", ["subject", "subject_id"])
