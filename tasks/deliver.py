"""The task that hands waiting messages to the mail server and the other channels."""

import time
from typing import Any

from prefect import task

from config.clock import now
from config.keys import office_key
from config.opening import opened
from engine.delivery.deliver import deliver
from engine.delivery.opening import channels_for
from engine.fulfilment.links import Signer


@task(name="gửi tin", retries=2, retry_delay_seconds=[20, 60])
def deliver_waiting() -> dict[str, Any]:
    """Send what waits; a message that fails keeps its own clock in the database, retries here are for the rest."""
    with opened() as here:
        channels = channels_for(**here.settings.mail_server, zalo=here.settings.zalo, sessions=here.sessions)
        base_url = here.settings.base_url
        signer = Signer(office_key(here.settings), base_url)
        with here.quick_sessions() as sessions:
            return deliver(
                sessions, here.office, channels, clock=now, base_url=base_url, signer=signer,
                administrator=here.settings.administrator, wait=time.sleep,
            )  # fmt: skip
