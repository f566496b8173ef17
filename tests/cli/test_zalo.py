"""The commands that set Zalo up, against the stand-in of Zalo."""

import pytest

from cli.zalo import check, listen
from models.errors import ConfigurationError
from tests.delivery.cast import Clock, moment
from tests.delivery.zalo.provider import APP, BOT, FIRST, SECRET, Zalo, serving


@pytest.fixture
def zalo():
    return Zalo(Clock(moment("2024-01-08")))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def settings(home, monkeypatch, zalo):
    with serving(zalo) as base:
        (home / "dondoc.toml").write_text(
            f'zalo_bot_token = "{BOT}"\nzalo_bot_base = "{base}"\nzalo_oa_app_id = "{APP}"\nzalo_oa_secret = "{SECRET}"\n'
            f'zalo_oa_refresh_token = "{FIRST}"\nzalo_oauth_base = "{base}"\n',
            "utf-8",
        )
        yield


def test_whoever_writes_to_the_bot_is_shown_with_the_chat_id(settings, zalo, capsys):
    message = {"from": {"id": "u1", "display_name": "Lê Thị Lan"}, "chat": {"id": "c1"}, "text": "Chào"}
    zalo.updates = [{"event_name": "message.text.received", "message": message}]
    listen(1)
    assert "Lê Thị Lan: zalobot c1" in capsys.readouterr().out


def test_the_check_renews_and_says_that_it_works(settings, zalo, capsys):
    check()
    check()
    assert "dùng được" in capsys.readouterr().out
    assert zalo.refreshes == 1


def test_a_lost_refresh_token_is_named(settings, zalo):
    zalo.refresh_token = "used"
    with pytest.raises(ConfigurationError, match="phải lấy lại refresh token"):
        check()


def test_without_settings_they_say_what_to_set(home):
    with pytest.raises(ConfigurationError, match="DONDOC_ZALO_BOT_TOKEN"):
        listen(1)
    with pytest.raises(ConfigurationError, match="zalo_oa_app_id"):
        check()
