"""ZNS: an approved template, filled in with a few short fields, to a phone number; never at night."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.delivery.channels import Answer, Envelope
from engine.delivery.zalo import codes
from engine.delivery.zalo.http import READ
from engine.delivery.zalo.official_account import Call
from engine.delivery.zalo.splitting import cut
from engine.delivery.zalo.tokens import Tokens
from models.moments import ZONE, instant, local

BASE = "https://business.openapi.zalo.me"
NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # in Vietnam, wherever the office's clock is
PHONE = re.compile(r"84[1-9][0-9]{8,9}")
NOTHING = "-"  # a field may not be empty


@dataclass(frozen=True)
class Template:
    """An approved template: which fact goes into which of its fields, and how long each may be."""

    id: str
    data: Mapping[str, tuple[str, int]] = field(default_factory=dict)


class ZnsSender:
    """Sends templates by purpose ("message", "digest"). ``mode`` "development": only to the app's own administrators."""

    def __init__(
        self, tokens: Tokens, templates: Mapping[str, Template], *, base: str = BASE, mode: str = "", read: float = READ
    ) -> None:
        self._call = Call(tokens, base, codes.ZNS, read=read)
        self._templates, self._mode = templates, mode

    def send(self, envelope: Envelope) -> Answer:
        """Fill in the template of the message's purpose and send it; at night the answer names the morning."""
        phone = international(envelope.address)
        if phone is None:
            return Answer(ok=False, permanent=True, bad_address=True, text="số điện thoại không hợp lệ")
        template = self._templates.get(envelope.purpose)
        if template is None:
            return codes.out_of_order(f"chưa đặt mẫu ZNS cho '{envelope.purpose}' trong zns_templates", envelope.at)
        if morning := end_of_night(envelope.at):
            return Answer(ok=False, not_before=morning, text="ZNS không gửi từ 22:00 đến 06:00")
        return self._call("/message/template", self._data(phone, template, envelope), envelope)

    def close(self) -> None:
        self._call.close()

    def _data(self, phone: str, template: Template, envelope: Envelope) -> dict[str, object]:
        filled = {
            name: cut(envelope.facts.get(fact, ""), at_most) or NOTHING
            for name, (fact, at_most) in template.data.items()
        }
        data: dict[str, object] = {
            "phone": phone,
            "template_id": template.id,
            "template_data": filled,
            "tracking_id": envelope.token,
        }
        return data | ({"mode": self._mode} if self._mode else {})


def international(phone: str) -> str | None:
    """A number as ZNS wants it, 84912345678, from the ways people write it; None if it is no Vietnamese number."""
    digits = re.sub(r"[\s.()-]", "", phone)
    for prefix in ("+84", "0084", "84", "0"):
        if digits.startswith(prefix):
            found = "84" + digits.removeprefix(prefix).removeprefix("0")
            return found if PHONE.fullmatch(found) else None
    return None


def end_of_night(at: dt.datetime) -> dt.datetime | None:
    """When the night ends in which a moment lies, None by day: from 22:00 to before 06:00 in Vietnam."""
    here = local(at, ZONE)
    if NIGHT_ENDS <= here.hour < NIGHT_BEGINS:
        return None
    day = dt.date(here.year, here.month, here.day)
    morning = day + dt.timedelta(days=1) if here.hour >= NIGHT_BEGINS else day
    return instant(morning, dt.time(NIGHT_ENDS), ZONE)
