"""How a stored database follows the models: Alembic revisions, in order."""
