"""The channels that an office sends through, made from plain values that a door has read."""

from pathlib import Path

from engine.delivery.apprise_url import AppriseChannel
from engine.delivery.channels import Channel
from engine.delivery.email import EmailChannel
from engine.delivery.smtp import MailServer, Security


def channels_for(
    *,
    host: str,
    port: int,
    mail_from: str,
    security: Security,
    username: str | None = None,
    password: str | None = None,
    ca_file: Path | None = None,
) -> list[Channel]:
    """E-mail through the office's server, and any Apprise address that a person has."""
    server = MailServer(host, port, mail_from, security, username, password, ca_file)
    return [EmailChannel(server), AppriseChannel()]
