"""The heartbeat: after each run a monitor outside is called, so that somebody hears of it when the engine falls silent."""

import logging
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

PATIENCE = 5.0  # seconds
log = logging.getLogger(__name__)


def beat(url: str, *, patience: float = PATIENCE) -> bool:
    """Call the monitor; what goes wrong is logged and breaks nothing. The log names its host only: the rest is a secret."""
    try:
        with urlopen(url, timeout=patience):
            return True
    except (URLError, HTTPException, OSError, ValueError) as fault:
        log.warning("heartbeat to %s failed: %s", urlsplit(url).hostname, fault)
        return False
