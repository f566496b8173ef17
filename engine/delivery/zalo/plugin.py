"""The Apprise side of the three: a plugin that is made with values, and the channel that sends through Apprise's notify."""

import logging
from types import TracebackType
from typing import Any, Protocol, Self

from apprise import Apprise, AppriseAsset, NotificationManager, NotifyBase, NotifyFormat, NotifyType

from engine.delivery.channels import Answer, Envelope


class Sender(Protocol):
    """One of Zalo's services."""

    def send(self, envelope: Envelope) -> Answer: ...

    def close(self) -> None: ...


class NotifyZalo(NotifyBase):  # type: ignore[no-untyped-call]
    """What the three plugins share. No URL makes one: an address in a URL could carry more than an address."""

    request_rate_per_sec = 0
    title_maxlen = 2_000
    body_maxlen = 10_000_000
    notify_format = NotifyFormat.TEXT

    def __init__(self, sender: Sender, **kwargs: Any) -> None:
        super().__init__(secure=True, **kwargs)  # type: ignore[no-untyped-call]
        self.sender = sender
        self.envelope: Envelope | None = None
        self.answer: Answer | None = None
        self.fault: Exception | None = None

    def send(self, body: str, title: str = "", notify_type: NotifyType = NotifyType.INFO, **kwargs: Any) -> bool:
        """Apprise swallows what a plugin raises: the fault is kept for the channel to raise."""
        self.answer, self.fault = None, None
        try:
            assert self.envelope is not None
            self.answer = self.sender.send(self.envelope)
        except Exception as fault:  # noqa: BLE001
            self.fault = fault
            return False
        return self.answer.ok

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """A name for logs; nothing can be made of it."""
        return f"{self.secure_protocol}://"

    @staticmethod
    def parse_url(url: str, *args: Any, **kwargs: Any) -> None:
        """No URL makes one."""
        return


class NotifyZaloBot(NotifyZalo):  # type: ignore[no-untyped-call]
    """``zalobot://``: a bot of the Zalo Bot platform; contacts are chat ids."""

    service_name = "Zalo Bot"  # type: ignore[assignment]
    secure_protocol = "zalobot"  # type: ignore[assignment]
    templates = ("{schema}://",)  # type: ignore[assignment]


class NotifyZaloOA(NotifyZalo):  # type: ignore[no-untyped-call]
    """``zalooa://``: a Zalo Official Account; contacts are user ids of its followers."""

    service_name = "Zalo Official Account"  # type: ignore[assignment]
    secure_protocol = "zalooa"  # type: ignore[assignment]
    templates = ("{schema}://",)  # type: ignore[assignment]


class NotifyZNS(NotifyZalo):  # type: ignore[no-untyped-call]
    """``zns://``: Zalo Notification Service; contacts are phone numbers."""

    service_name = "Zalo Notification Service"  # type: ignore[assignment]
    secure_protocol = "zns"  # type: ignore[assignment]
    templates = ("{schema}://",)  # type: ignore[assignment]


class ZaloChannel:
    """A service of Zalo through Apprise's notify, one destination a call; its connection is kept while it is entered."""

    def __init__(self, kind: type[NotifyZalo], sender: Sender) -> None:
        register()
        self.name = str(kind.secure_protocol)
        asset = AppriseAsset(async_mode=False, secure_logging=True)
        self._sender, self._plugin = sender, kind(sender, asset=asset)
        self._apprise = Apprise(asset=asset)
        self._apprise.add(self._plugin)

    def send(self, envelope: Envelope) -> Answer:
        """Hand one message over; what is no fault of Zalo or of the message is raised."""
        self._plugin.envelope = envelope
        self._apprise.notify(body=envelope.text, title=envelope.subject, body_format=NotifyFormat.TEXT)
        if self._plugin.fault is not None:
            raise self._plugin.fault
        return self._plugin.answer or Answer(ok=False, permanent=True, text="Apprise từ chối tin trống")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sender.close()


def register() -> None:
    """Make the plugins known to Apprise, once; and keep Apprise's own log, which may show addresses, to ourselves."""
    logging.getLogger("apprise").propagate = False
    plugins = NotificationManager()  # type: ignore[no-untyped-call]
    for each in (NotifyZaloBot, NotifyZaloOA, NotifyZNS):
        if str(each.secure_protocol) not in plugins:
            plugins.add(each)  # type: ignore[no-untyped-call]
