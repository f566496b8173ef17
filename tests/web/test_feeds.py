"""Calendar addresses: made on a page and shown once, read by whoever has one, closed for good."""

import re

from icalendar import Calendar

from config.opening import Opened
from tests.web.conftest import Browser, browser, browser_of

UNIT, OTHER = "la-hoai-dung", "la-manh-linh"
PAGE = "/tai-khoan/lich"


def made(there: Browser, unit: str = "") -> str:
    answer = there.fill(PAGE, {"unit": unit})
    assert answer.headers["cache-control"] == "no-store"
    found = re.search(r'value="http://127\.0\.0\.1(/lich/[\w-]+\.ics)"', answer.text)
    assert found
    return found[1]


def test_an_address_is_shown_once_and_read_without_signing_in(office: Opened):
    there = browser_of(office, UNIT)
    address = made(there)
    assert address not in there.get(PAGE).text
    answer = browser(office).get(address)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert len(list(Calendar.from_ical(answer.content).walk("VEVENT"))) > 0


def test_an_unchanged_calendar_is_not_sent_again(office: Opened):
    address, there = made(browser_of(office, UNIT)), browser(office)
    tag = there.get(address).headers["etag"]
    again = there.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_revoked_address_is_not_there(office: Opened):
    there = browser_of(office, UNIT)
    address = made(there)
    (newest, *_) = re.findall(rf'action="({PAGE}/\d+/thu-hoi)"', there.get(PAGE).text)
    assert browser_of(office, OTHER).fill(newest).status_code == 404
    assert browser(office).get(address).status_code == 200
    assert there.fill(newest).status_code == 303
    assert browser(office).get(address).status_code == 404


def test_nobody_makes_a_calendar_of_a_unit_that_is_not_theirs(office: Opened):
    assert browser_of(office, UNIT).fill(PAGE, {"unit": "cdc-hue"}).status_code == 403
