"""Whose name a change made at the command line carries."""

import getpass
import os

from config.clock import now
from engine.complete import By


def actor(name: str | None) -> str:
    """The name given, else the login name; a change without any name is not made."""
    if name and name.strip():
        return name.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def by(name: str | None) -> By:
    """Who acts, now."""
    return By(actor(name), now())
