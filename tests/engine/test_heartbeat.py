"""The heartbeat reaches a monitor, and one that is out of order breaks nothing and learns no secret from our log."""

import logging
import time

import pytest

from engine.heartbeat import beat
from tests.monitor import monitoring


def test_the_monitor_is_called() -> None:
    with monitoring() as monitor:
        assert beat(f"{monitor.url}/ping/1?x=2")
    assert monitor.asked == ["/ping/1?x=2"]


def test_a_monitor_that_refuses_is_a_warning_that_names_its_host_only(caplog: pytest.LogCaptureFixture) -> None:
    with monitoring() as monitor:
        monitor.status = 404
        assert not beat(f"{monitor.url}/bi-mat")
    assert [(each.levelno, "127.0.0.1" in each.getMessage()) for each in caplog.records] == [(logging.WARNING, True)]
    assert "bi-mat" not in caplog.text


def test_a_monitor_that_hangs_is_not_waited_for() -> None:
    with monitoring() as monitor:
        monitor.speaks.clear()
        begun = time.monotonic()
        assert not beat(monitor.url, patience=0.2)
        assert time.monotonic() - begun < 5


def test_a_monitor_that_is_away_is_no_more_than_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with monitoring() as monitor:
        pass
    assert not beat(monitor.url)
    assert "failed" in caplog.text


def test_an_address_that_no_monitor_can_have_breaks_nothing() -> None:
    assert not beat("http://a b.example/")
