"""The channels that an office sends through, made from plain values that a door has read."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.delivery.apprise_url import AppriseChannel
from engine.delivery.channels import Channel
from engine.delivery.email import EmailChannel
from engine.delivery.smtp import MailServer, Security
from engine.delivery.zalo.opening import zalo_channels
from engine.delivery.zalo.progress import Sessions


def channels_for(
    *,
    host: str,
    port: int,
    mail_from: str,
    security: Security,
    username: str | None = None,
    password: str | None = None,
    ca_file: Path | None = None,
    zalo: Mapping[str, Any] | None = None,
    sessions: Sessions | None = None,
) -> list[Channel]:
    """E-mail through the office's server, any Apprise address that a person has, and what of Zalo is set up.

    Zalo's channels keep tokens and parts in the database: ``zalo`` without ``sessions`` gives none of them.
    """
    server = MailServer(host, port, mail_from, security, username, password, ca_file)
    found: list[Channel] = [EmailChannel(server), AppriseChannel()]
    return found + (zalo_channels(sessions, **zalo) if zalo and sessions else [])
