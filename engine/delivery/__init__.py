"""Delivery: messages are claimed, written, handed to a channel through Apprise, and what came of it is recorded."""
