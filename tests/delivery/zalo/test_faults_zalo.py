"""kill -9 of a real process around the one moment in which a pair of tokens is in nobody's hands, and between parts."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.delivery.channels import Answer
from engine.delivery.zalo.health import troubles
from models.messages import MessageState
from tests.delivery.cast import Cast, wordy
from tests.delivery.recording import FIGURES

ROOT = Path(__file__).parent.parent.parent.parent
USER = "1234567890123456789"


def killed(cast, base, when):
    url = cast.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.delivery.zalo.dying", url, base, when]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr


def doctor(cast, clock):
    with cast.sessions() as session:
        return [(level, what) for level, what, _ in troubles(session, now=clock())]


@pytest.mark.faults
def test_a_pair_that_died_with_its_process_is_missed_loudly_and_no_message_is_lost(
    cast, zalo, base, clock, deliver_zalo
):
    message = cast.message("lan", [cast.owe("2024-01-09")], channel="zalooa", address=USER)
    killed(cast, base, "answered")
    assert (zalo.refreshes, zalo.told) == (1, [])
    clock.forward(minutes=11)  # the leases on the message and on the pair have run out
    assert [level for level, _ in doctor(cast, clock)] == ["warning"]

    assert deliver_zalo() == FIGURES | {"failed": 1, "unknown": 1, "waiting": 1}
    ((level, what),) = doctor(cast, clock)
    assert level == "error"
    assert "phải lấy lại refresh token" in what
    assert "lần làm mới lúc 08:00 08/01/2024 mất trả lời" in what

    zalo.refresh_token = "refresh-moi-bi-mat"  # what the administrator gets from Zalo and puts into the settings
    clock.forward(hours=1)
    assert deliver_zalo(first="refresh-moi-bi-mat") == FIGURES | {"sent": 1}
    assert doctor(cast, clock) == []
    assert cast.state(message) is MessageState.SENT
    assert len(zalo.told) == 1


@pytest.mark.faults
def test_a_pair_that_was_stored_before_the_process_died_is_used(cast, zalo, base, clock, deliver_zalo):
    cast.message("lan", [cast.owe("2024-01-09")], channel="zalooa", address=USER)
    killed(cast, base, "stored")
    assert (zalo.refreshes, zalo.told) == (1, [])
    clock.forward(minutes=11)
    assert deliver_zalo() == FIGURES | {"sent": 1, "unknown": 1}
    assert (zalo.refreshes, len(zalo.told), doctor(cast, clock)) == (1, 1, [])


@pytest.mark.faults
@pytest.mark.postgres
def test_a_lost_pair_on_postgresql(postgres_database, zalo, base, clock):
    from engine.delivery.zalo.tokens import OfficialAccount, Tokens
    from tests.delivery.zalo.provider import APP, FIRST, SECRET

    cast = Cast(postgres_database)
    cast.message("lan", [cast.owe("2024-01-09")], channel="zalooa", address=USER)
    killed(cast, base, "answered")
    clock.forward(minutes=11)
    answer = Tokens(OfficialAccount(APP, SECRET, FIRST, base, 5), cast.sessions).current(clock())
    assert isinstance(answer, Answer)
    assert (answer.permanent, answer.is_down) == (True, True)
    assert [level for level, _ in doctor(cast, clock)] == ["error"]


@pytest.mark.faults
@pytest.mark.parametrize(("when", "resent"), [("leaving", 2), ("lost", 1)])
def test_a_message_that_was_told_in_half_goes_on_where_it_was(cast, zalo, base, clock, deliver_zalo, when, resent):
    """Only the part that was on its way is in doubt: it is marked, and no part before it is sent again."""
    owed = [cast.owe("2024-01-05", f"Báo cáo công tác quý IV, phần {n} {'x' * 60}") for n in range(12)]
    message = cast.message("lan", owed, channel="zalobot", address="chat-lan")
    killed(cast, base, when)
    assert len(zalo.told) == 1
    clock.forward(minutes=11)
    assert deliver_zalo(of=wordy()) == FIGURES | {"sent": 1, "unknown": 1}
    heads = [text.partition("\n")[0] for _, text in zalo.told]
    assert heads == ["(1/3)", *(f"({n}/3{', gửi lại' if n == resent else ''})" for n in range(resent, 4))]
    assert cast.state(message) is MessageState.SENT
