"""Letters that the pages send by themselves: they carry secrets, so they leave at once and are kept nowhere."""

import datetime as dt
import logging
import secrets
from html import escape

from engine.delivery.channels import Envelope
from engine.delivery.email import EmailChannel
from engine.delivery.smtp import MailServer
from web.door import Door

log = logging.getLogger(__name__)
SUBJECT = "Đặt mật khẩu vào Đôn Đốc"
TEXT = """Có người, hẳn là anh/chị, xin đặt mật khẩu cho tài khoản '{name}' của {office}.

Mở liên kết này trong vòng một giờ; nó dùng được một lần:
{url}

Nếu không phải anh/chị xin, bỏ qua thư này: mật khẩu vẫn như cũ.
"""


def send_password_link(door: Door, address: str, name: str, url: str, now: dt.datetime) -> None:
    """Mail a link that sets a password; a mail server that is away is logged, for the page has answered already."""
    text = TEXT.format(name=name, office=door.office.setup.name, url=url)
    html = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line).replace(
        escape(url), f'<a href="{escape(url)}">{escape(url)}</a>'
    )
    token = f"password.{secrets.token_hex(8)}"
    with EmailChannel(MailServer(**door.settings.mail_server)) as channel:
        answer = channel.send(Envelope(address, name, SUBJECT, text, html, token, None, now))
    if not answer.ok:
        log.warning("no link to a new password could be sent: %s", answer.text)
