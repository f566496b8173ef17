"""The environment in which Prefect runs here: on this machine only, quiet, and in the office's own folder.

Prefect reads it when it is first imported, so this module does not import it.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from models.errors import ConfigurationError


def environment(home: Path, port: int, login: str | None = None) -> dict[str, str]:
    """Prefect's settings for a server of ours; ``login`` (user:password) is asked of everybody who opens it."""
    address = f"http://127.0.0.1:{port}"
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_PROFILES_PATH": str(home / "profiles.toml"),
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(port),  # the UI calls the port named here, whatever the server listens on
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{home / 'prefect.db'}",
        **_safety(address, port),
        **_quiet(),
        **(_asking(login) if login else {}),
    }


def past_proxy(known: Mapping[str, str]) -> dict[str, str]:
    """An office's web proxy must not be asked for our own server; the two spellings are one setting."""
    listed = [known.get("no_proxy") or known.get("NO_PROXY"), "127.0.0.1", "localhost"]
    return dict.fromkeys(("no_proxy", "NO_PROXY"), ",".join(filter(None, listed)))


def _safety(address: str, port: int) -> dict[str, str]:
    """Without the leases on disk a slot that was held when the server stopped would be held for ever."""
    return {
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": f"{address},http://localhost:{port}",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    }


def _quiet() -> dict[str, str]:
    return {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # the newer UI makes the browser call a host outside
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    }


def _asking(login: str) -> dict[str, str]:
    """Prefect compares the two as ASCII and answers every call with an error 500 if they are not."""
    if not re.fullmatch(r"[!-9;-~]+:[!-~]+", login):
        raise ConfigurationError("DONDOC_PREFECT_LOGIN viết như 'ten:mat-khau', không dấu, không khoảng trắng.")
    return {"PREFECT_SERVER_API_AUTH_STRING": login, "PREFECT_API_AUTH_STRING": login}
