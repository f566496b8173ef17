"""Prefect tasks: open a session, read the settings and the clock, call one engine function."""
