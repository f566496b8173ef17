"""The office's secret key: set by the administrator, or made once and kept where only the owner can read it."""

import os
import secrets
from pathlib import Path

from config.settings import Settings
from models.errors import ConfigurationError

SHORTEST = 32


def office_key(settings: Settings) -> str:
    """The key that links are signed with; with none set, the one in DONDOC_HOME, made at the first need."""
    if settings.secret_key is not None:
        key = settings.secret_key.get_secret_value()
        if len(key) < SHORTEST:
            raise ConfigurationError(f"DONDOC_SECRET_KEY quá ngắn — viết ít nhất {SHORTEST} ký tự ngẫu nhiên")
        return key
    path = settings.home / "secret.key"
    try:
        return path.read_text("ascii").strip() or _made(path)
    except FileNotFoundError:
        return _made(path)


def _made(path: Path) -> str:
    """Make the key whole before it gets its name, so that of two processes at once both use the same."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return path.read_text("ascii").strip()
