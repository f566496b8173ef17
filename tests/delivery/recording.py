"""A delivery without a server: what a channel was given is kept."""

from engine.delivery.channels import Answer
from engine.delivery.deliver import deliver
from tests.delivery.cast import office

FIGURES = {"sent": 0, "failed": 0, "dead": 0, "unknown": 0, "empty": 0, "waiting": 0, "held": 0}


class Recording:
    """A channel that keeps what it is given, may do something at each, and answers or raises as it is told."""

    def __init__(self, name="email", answer=None, then=None):
        self.name, self.answer, self.then, self.sent, self.entered = name, answer or Answer(ok=True), then, [], 0

    def send(self, envelope):
        self.sent.append(envelope)
        if self.then:
            self.then()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, *_):
        self.entered -= 1


def run(cast, clock, *channels, **more):
    return deliver(cast.sessions, office(), channels, clock=clock, **more)
