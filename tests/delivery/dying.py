"""A deliverer in a process of its own that kills itself at a chosen moment: `python -m tests.delivery.dying URL PORT WHEN`.

WHEN: ``claimed`` (leased, not handed over), ``handed`` (marked as leaving, not yet sent), ``sent`` (sent, not recorded).
"""

import os
import signal
import sys
from functools import partial

from config.database import open_database, session
from engine.delivery.deliver import deliver
from engine.delivery.email import EmailChannel
from engine.delivery.smtp import MailServer
from tests.delivery.cast import moment, office
from tests.delivery.servers import FROM


def die():
    os.kill(os.getpid(), signal.SIGKILL)


class Mortal(EmailChannel):
    def __init__(self, server, when):
        super().__init__(server)
        self.when = when

    def send(self, envelope):
        if self.when == "handed":
            die()
        answer = super().send(envelope)
        if self.when == "sent":
            die()
        return answer


class Looks:
    """A clock that kills at the third look: after looking for dead leases and claiming, before anything leaves."""

    def __init__(self, when):
        self.left = 2 if when == "claimed" else None

    def __call__(self):
        if self.left == 0:
            die()
        self.left = None if self.left is None else self.left - 1
        return moment("2024-01-08")


if __name__ == "__main__":
    url, port, when = sys.argv[1:]
    mail = MailServer("127.0.0.1", int(port), FROM, security="plain", timeout=5)
    deliver(partial(session, open_database(url)), office(), [Mortal(mail, when)], clock=Looks(when))
