"""Prefect flows: the order of the tasks, what runs at once, and what happens when one fails."""
