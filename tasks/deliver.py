"""The task that hands waiting messages to the mail server and the other channels."""

from typing import Any

from prefect import task

from config.clock import now
from config.opening import opened
from engine.delivery.apprise_url import AppriseChannel
from engine.delivery.channels import Channel
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.smtp import MailServer


@task(name="gửi tin", retries=2, retry_delay_seconds=[20, 60])
def deliver_waiting() -> dict[str, Any]:
    """Send what waits; a message that fails keeps its own clock in the database, retries here are for the rest."""
    with opened() as here:
        channels: list[Channel] = [EmailChannel(MailServer(**here.settings.mail_server)), AppriseChannel()]
        return deliver(here.sessions, here.office, channels, clock=now, base_url=here.settings.base_url)
