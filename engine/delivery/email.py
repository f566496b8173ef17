"""E-mail as an Apprise plugin of our own: one recipient a call, our Message-ID, a kept connection, the reply handed back.

Apprise's mailto builds its message from a URL (data in it became headers) and a TLS context for each mail.
"""

import logging
from types import TracebackType
from typing import Any, Self

from apprise import Apprise, AppriseAsset, NotificationManager, NotifyBase, NotifyFormat, NotifyType

from engine.delivery.channels import Answer, Envelope, is_mail_address
from engine.delivery.mime import as_mail
from engine.delivery.smtp import Connection, MailServer

SCHEMA = "dondocmail"


class NotifyDonDocMail(NotifyBase):  # type: ignore[no-untyped-call]
    """The plugin. It is made with values, never from a URL: an address in a URL could carry headers with it."""

    service_name = "Đôn Đốc mail"  # type: ignore[assignment]
    secure_protocol = SCHEMA  # type: ignore[assignment]
    templates = ("{schema}://",)  # type: ignore[assignment]
    request_rate_per_sec = 0
    title_maxlen = 2_000
    body_maxlen = 10_000_000
    notify_format = NotifyFormat.TEXT

    def __init__(self, connection: Connection, **kwargs: Any) -> None:
        super().__init__(secure=True, **kwargs)  # type: ignore[no-untyped-call]
        self.connection = connection
        self.envelope: Envelope | None = None
        self.answer: Answer | None = None
        self.fault: Exception | None = None

    def send(self, body: str, title: str = "", notify_type: NotifyType = NotifyType.INFO, **kwargs: Any) -> bool:
        """Apprise swallows what a plugin raises: the fault is kept for the channel to raise."""
        self.answer, self.fault = None, None
        try:
            assert self.envelope is not None
            self.answer = self._hand_over(self.envelope)
        except Exception as fault:  # noqa: BLE001
            self.fault = fault
            return False
        return self.answer.ok

    def _hand_over(self, envelope: Envelope) -> Answer:
        if not is_mail_address(envelope.address):
            return Answer(ok=False, permanent=True, bad_address=True, text="địa chỉ thư không hợp lệ")
        try:
            mail = as_mail(envelope, self.connection.server)
        except ValueError as fault:
            return Answer(ok=False, permanent=True, text=f"thư không hợp lệ: {fault}")
        return self.connection.send(envelope.address, mail)

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """A name for logs; nothing can be made of it."""
        return f"{SCHEMA}://"

    @staticmethod
    def parse_url(url: str, *args: Any, **kwargs: Any) -> None:
        """No URL makes one."""
        return


class EmailChannel:
    """E-mail through Apprise's notify; the connection is kept from entering to leaving."""

    name = "email"

    def __init__(self, server: MailServer) -> None:
        register()
        self._connection = Connection(server)
        asset = AppriseAsset(async_mode=False, secure_logging=True)
        self._plugin = NotifyDonDocMail(self._connection, asset=asset)
        self._apprise = Apprise(asset=asset)
        self._apprise.add(self._plugin)

    def send(self, envelope: Envelope) -> Answer:
        """Hand one mail over; what is no fault of mail or server is raised."""
        self._plugin.envelope = envelope
        self._apprise.notify(body=envelope.text, title=envelope.subject, body_format=NotifyFormat.TEXT)
        if self._plugin.fault is not None:
            raise self._plugin.fault
        return self._plugin.answer or Answer(ok=False, permanent=True, text="Apprise từ chối thư trống")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()


def register() -> None:
    """Make the plugin known to Apprise, once; and keep Apprise's own log, which may show addresses, to ourselves."""
    logging.getLogger("apprise").propagate = False
    plugins = NotificationManager()  # type: ignore[no-untyped-call]
    if SCHEMA not in plugins:
        plugins.add(NotifyDonDocMail)  # type: ignore[no-untyped-call]
