"""The engine by hand: expand, sweep, deliver, preview, rehearse."""

import json
from collections.abc import Iterator

import pytest

from engine.delivery.smtp import MailServer
from tests.cli.conftest import HUE, Dondoc
from tests.delivery.servers import Moody, listening
from tests.monitor import monitoring

SWEEP = ["due", "told", "superseded", "messages", "notices", "dropped", "waiting", "unaddressed"]
DELIVERY = ["sent", "failed", "dead", "unknown", "empty", "waiting"]
REHEARSAL = [
    "from",
    "to",
    "late_share",
    "messages",
    "notices",
    "submitted",
    "late",
    "by_day",
    "by_person",
    "by_rung",
    "busiest",
]


def told(dondoc: Dondoc, *words: str) -> dict:
    ran = dondoc(*words, "--json")
    assert ran.code == 0
    return json.loads(ran.out)


def test_expanding_again_adds_nothing(home, dondoc: Dondoc, query):
    before = query("SELECT count(*) FROM obligation")
    assert told(dondoc, "expand") == {"plans": 6, "occurrences": 0, "obligations": 0}
    assert dondoc("expand", "--plan", HUE).out == "1 kế hoạch: thêm 0 kỳ, 0 nghĩa vụ.\n"
    assert query("SELECT count(*) FROM obligation") == before


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--plan", "nope"], "không có kế hoạch 'nope'"),
        (["--plan", ""], "không có kế hoạch ''"),
        (["--until", "mai"], "'mai' không phải ngày"),
        (["--until", "9999-12-31"], "'9999-12-31' nằm ngoài các năm"),
    ],
)
def test_an_expansion_that_cannot_be_is_refused(home, dondoc: Dondoc, words, message):
    ran = dondoc("expand", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"dondoc: {message}")


def test_a_sweep_tells_each_rung_once_and_says_how_to_send(home, dondoc: Dondoc):
    first = told(dondoc, "sweep")
    assert list(first)[: len(SWEEP)] == SWEEP
    assert min(first["due"], first["told"], first["messages"]) > 0
    again = told(dondoc, "sweep")
    assert (again["due"], again["told"], again["messages"]) == (0, 0, 0)


def test_a_person_is_told_the_sweep_and_what_comes_next(home, dondoc: Dondoc):
    out = dondoc("sweep").out
    assert out.startswith("Đã quét: ")
    assert out.endswith("  Gửi đi bằng: dondoc deliver\n")
    assert "Gửi đi bằng" not in dondoc("sweep").out


def test_a_dry_run_counts_the_same_and_keeps_nothing(home, dondoc: Dondoc, dump):
    before = dump()
    tried = told(dondoc, "sweep", "--dry-run")
    assert dump() == before
    assert told(dondoc, "sweep") == tried


def test_a_plan_that_is_over_is_swept_only_as_of_a_day_in_it(home, dondoc: Dondoc):
    usual = told(dondoc, "sweep", "--dry-run")["due"]
    then = told(dondoc, "sweep", "--as-of", "2024-01-08", "--dry-run")
    assert (then["due"], then["told"]) == (23, 46)  # each unit of Huế: its focal person and its head
    assert usual > 0
    assert (
        "Nếu quét lúc 09:00 08/01/2024: 23 nghĩa vụ đến lượt"
        in dondoc("sweep", "--as-of", "08/01/2024", "--dry-run").out
    )


def test_while_another_sweep_is_under_way_a_second_is_refused(home, dondoc: Dondoc, query):
    query("INSERT INTO lock (name, holder, until) VALUES ('sweep', 'somebody', '2026-03-10 02:10:00.000000')")
    ran = dondoc("sweep")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("dondoc: Một tiến trình khác đang giữ việc này")
    query("UPDATE lock SET until = '2026-03-10 01:59:00.000000'")  # whoever held it died
    assert dondoc("sweep").code == 0


def test_a_sweep_that_came_to_its_end_calls_the_office_s_monitor(home, dondoc: Dondoc, monkeypatch, query):
    with monitoring() as monitor:
        monkeypatch.setenv("DONDOC_HEARTBEAT_URL", f"{monitor.url}/nhip")
        dondoc("sweep", "--dry-run")
        dondoc("sweep", "--as-of", "2024-01-08")
        assert monitor.asked == []
        query("INSERT INTO lock (name, holder, until) VALUES ('sweep', 'somebody', '2026-03-10 02:10:00.000000')")
        assert dondoc("sweep").code == 1
        assert monitor.asked == []
        query("DELETE FROM lock")
        assert dondoc("sweep").code == 0
    assert monitor.asked == ["/nhip"]


def test_a_monitor_that_is_away_breaks_no_sweep(home, dondoc: Dondoc, monkeypatch):
    with monitoring() as monitor:
        monkeypatch.setenv("DONDOC_HEARTBEAT_URL", monitor.url)
    assert told(dondoc, "sweep")["told"] > 0


@pytest.mark.parametrize("day", ["rubbish", "31/02/2024", "", "2014-01-01", "2099-01-01"])
def test_a_sweep_at_a_moment_that_cannot_be_is_refused(home, dondoc: Dondoc, dump, day):
    before = dump()
    assert dondoc("sweep", "--as-of", day).code == 2
    assert dump() == before


@pytest.fixture
def swept(home, dondoc: Dondoc) -> int:
    """How many messages wait after a sweep."""
    return int(told(dondoc, "sweep")["messages"])


@pytest.fixture
def moody(monkeypatch: pytest.MonkeyPatch) -> Iterator[Moody]:
    """A mail server that accepts all, set as ours."""
    mood = Moody()
    with listening(mood) as server:
        use(monkeypatch, server)
        yield mood


def use(monkeypatch: pytest.MonkeyPatch, server: MailServer) -> None:
    settings = {"HOST": server.host, "PORT": str(server.port), "SECURITY": "plain"}
    for name, value in settings.items():
        monkeypatch.setenv(f"DONDOC_SMTP_{name}", value)


def test_without_messages_there_is_nothing_to_deliver(home, dondoc: Dondoc):
    ran = dondoc("deliver")
    assert (ran.code, ran.out) == (0, "Tin: không có tin nào chờ gửi.\n")


def test_a_delivery_sends_each_message_once(swept, moody: Moody, dondoc: Dondoc):
    figures = told(dondoc, "deliver")
    assert list(figures)[: len(DELIVERY)] == DELIVERY
    assert figures["sent"] == len(moody.kept) == swept
    assert dondoc("deliver").out == "Tin: không có tin nào chờ gửi.\n"
    assert len(moody.kept) == swept


def test_without_the_local_mailbox_it_says_what_to_do_and_loses_nothing(swept, dondoc: Dondoc, monkeypatch):
    monkeypatch.setenv("DONDOC_MAILBOX_PORT", "1")
    ran = dondoc("deliver")
    assert ran.code == 1
    assert "Lý do: " in ran.out
    assert "127.0.0.1:1" in ran.out
    assert "chỉ chạy cùng 'dondoc start'" in ran.out
    assert "DONDOC_SMTP_HOST" in ran.out
    assert f"1 chưa gửi được (sẽ gửi lại), {swept} còn chờ (kể cả tin sẽ gửi lại)." in ran.out
    assert ran.err == ""
    figures = json.loads(dondoc("deliver", "--json").out)
    assert (figures["sent"], figures["waiting"]) == (0, swept)


def test_a_server_that_came_back_is_given_each_message_once(swept, dondoc: Dondoc, monkeypatch, query):
    monkeypatch.setenv("DONDOC_MAILBOX_PORT", "1")
    assert dondoc("deliver").code == 1
    query("UPDATE message SET retry_at = created_at")  # the pause has passed
    mood = Moody()
    with listening(mood) as server:
        use(monkeypatch, server)
        assert dondoc("deliver").code == 0
    assert len({kept.id for kept in mood.kept}) == len(mood.kept) == swept


def test_a_delivery_of_which_a_part_failed_ends_with_three(swept, moody: Moody, dondoc: Dondoc, query):
    ((address,),) = query("SELECT address FROM message ORDER BY id LIMIT 1")
    moody.moods[address.partition("@")[0]] = "550 5.1.1 no such user"
    ran = dondoc("deliver")
    assert ran.code == 3
    assert "1 không gửi được" in ran.out
    assert "550 5.1.1 no such user" in ran.out
    assert "sửa địa chỉ trong danh bạ" in ran.out


def test_a_preview_says_day_by_day_who_gets_what(home, dondoc: Dondoc, dump):
    before = dump()
    out = dondoc("preview", "--days", "2", "--as-of", "2024-01-08").out
    assert "\n08/01/2024 (thứ Hai)\n" in out
    assert "1 việc — standard bậc 2 cho đầu mối đơn vị chủ trì" in out
    assert max(map(len, out.splitlines())) <= 80
    assert dump() == before


def test_a_preview_of_days_off_says_that_nothing_is_sent(home, dondoc: Dondoc):
    out = dondoc("preview", "--days", "2", "--as-of", "2024-02-10").out
    assert out == "Không có tin nào từ 10/02/2024 đến 11/02/2024.\n"


def test_the_sums_of_a_rehearsal_agree(home, dondoc: Dondoc, dump):
    before = dump()
    found = told(dondoc, "rehearse", "--from", "2024-01-01", "--to", "2024-01-31", "--late-share", "20%")
    assert list(found)[: len(REHEARSAL)] == REHEARSAL
    assert (found["from"], found["to"], found["late_share"]) == ("2024-01-01", "2024-01-31", 0.2)
    assert sum(found["by_day"].values()) == sum(found["by_person"].values()) == found["messages"] > 0
    assert sum(found["by_rung"].values()) == found["notices"]["told"]
    assert found["late"] <= found["submitted"]
    most = found["busiest"]
    assert most["messages"] <= min(found["by_person"][most["person"]], found["by_day"][most["day"]])
    assert all("2024-01-01" <= day <= "2024-01-31" for day in found["by_day"])
    assert dump() == before


def test_a_rehearsal_asked_twice_answers_alike(home, dondoc: Dondoc):
    asked = ["rehearse", "--from", "2024-01-02", "--to", "2024-01-12", "--late-share", "0.5"]
    assert told(dondoc, *asked) == told(dondoc, *asked)


@pytest.mark.parametrize("hour", ["2026-03-10 08:00", "2026-03-10 20:00"])  # messages wait, or notices
def test_what_waits_today_is_no_part_of_another_year(home, dondoc: Dondoc, hour):
    asked = ["rehearse", "--from", "2024-01-02", "--to", "2024-01-12"]
    before = told(dondoc, *asked)
    assert told(dondoc, "sweep", "--as-of", hour)["told"] > 0
    after = told(dondoc, *asked)
    assert {who for who in after["by_person"] if who not in before["by_person"]} == set()
    assert after["messages"] <= before["messages"]


def test_in_a_rehearsal_without_a_share_nobody_hands_in_anything(home, dondoc: Dondoc):
    ran = dondoc("rehearse", "--from", "2024-01-02", "--to", "2024-01-12")
    assert "không ai nộp gì" in ran.out
    assert "0 lần nộp, 0 lần chậm" in ran.out.replace("\n", " ")
    assert " standard bậc 2 cho thủ trưởng đơn vị chủ trì " in ran.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["2024-02-01", "2024-01-31"], "--to 31/01/2024 trước --from 01/02/2024 — đổi lại cho đúng thứ tự"),
        (["2024-02-30", "2024-03-01"], "ngày '2024-02-30' không có trong lịch"),
        (["2024-02-01", "mai"], "'mai' không phải ngày"),
        (["1990-02-01", "2024-03-01"], "'1990-02-01' nằm ngoài"),
        (["2014-02-01", "2024-03-01"], "'2014-02-01' nằm ngoài lịch làm việc"),
    ],
)
def test_a_rehearsal_of_days_that_cannot_be_is_refused(home, dondoc: Dondoc, words, message):
    ran = dondoc("rehearse", "--from", words[0], "--to", words[1])
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"dondoc: {message}")


@pytest.mark.parametrize("share", ["2", "-0.1", "nan", "x", "120%"])
def test_a_share_that_is_none_is_refused(home, dondoc: Dondoc, share):
    ran = dondoc("rehearse", "--from", "2024-01-01", "--to", "2024-01-02", "--late-share", share)
    assert ran.code == 2
    assert "tỷ lệ" in ran.err


def test_a_year_of_the_sample_keeps_the_daily_cap_and_agrees_with_the_ledger(home, dondoc: Dondoc):
    """The command by which the ladder is shown: a year of the five plans, a fifth of the units late."""
    found = told(dondoc, "rehearse", "--from", "2024-01-01", "--to", "2024-12-31", "--late-share", "0.2")
    assert max(each["messages"] for each in found["load"]) <= 2
    assert found["floods"] == []
    assert found["messages"] == sum(found["by_day"].values()) == sum(found["by_person"].values()) > 200
    assert found["notices"]["told"] == sum(found["by_rung"].values()) > 1_000
    assert found["ledger"]["submit"] == found["ledger"]["accept"] == found["submitted"] > 1_000
    assert 0.1 < found["late"] / found["submitted"] < 0.3
