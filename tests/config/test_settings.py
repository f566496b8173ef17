"""Settings come from the environment, then the file, then go without saying; a bad one is refused by its name."""

import os
import socket
from pathlib import Path

import pytest

from config.settings import CHECKOUT, SAMPLE, load_settings, settings_file, shown
from models.errors import ConfigurationError


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine, and a home and current folder of the test's own."""
    for name in [name for name in os.environ if name.startswith("DONDOC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "cwd").mkdir()
    monkeypatch.chdir(tmp_path / "cwd")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_nothing_set_is_a_whole_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DONDOC_HOME")
    settings = load_settings()
    assert settings.home == CHECKOUT / "var"
    assert settings.office == SAMPLE
    assert settings.database_url == f"sqlite:///{CHECKOUT}/var/dondoc.db"
    assert settings.base_url == "http://127.0.0.1:8787"
    assert settings.uses_local_mailbox
    assert settings.mail_from == "Đôn Đốc <dondoc@vanphong.example>"


def test_what_follows_from_a_setting_follows_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_WEB_PORT", "9000")
    assert load_settings().base_url == "http://127.0.0.1:9000"
    assert load_settings().database_url == f"sqlite:///{home}/dondoc.db"


def test_the_environment_goes_before_the_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "dondoc.toml").write_text('web_port = 9001\nmailbox_port = 2626\nsmtp_host = "thu.example"\n', "utf-8")
    monkeypatch.setenv("DONDOC_WEB_PORT", "9000")
    settings = load_settings()
    assert (settings.web_port, settings.mailbox_port, settings.smtp_host) == (9000, 2626, "thu.example")
    assert {row.name: row.source for row in shown(settings)} == {
        row.name: {"home": "env", "web_port": "env", "mailbox_port": "file", "smtp_host": "file"}.get(
            row.name, "default"
        )
        for row in shown(settings)
    }


def test_the_file_in_the_home_folder_goes_before_that_in_the_current_one(home: Path, tmp_path: Path) -> None:
    (tmp_path / "cwd" / "dondoc.toml").write_text("web_port = 9001\n", "utf-8")
    assert load_settings().web_port == 9001
    (home / "dondoc.toml").write_text("web_port = 9002\n", "utf-8")
    assert settings_file() == home / "dondoc.toml"
    assert load_settings().web_port == 9002


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_SMTP_HOST", "")
    assert load_settings().uses_local_mailbox


def test_a_folder_is_made_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DONDOC_HOME", "o-day")
    monkeypatch.setenv("DONDOC_OFFICE", "~/van-phong")
    assert load_settings().home == tmp_path / "cwd" / "o-day"
    assert load_settings().office == Path("~/van-phong").expanduser()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WEB_PORT", "tám", "biến DONDOC_WEB_PORT: 'web_port': phải là số nguyên — viết số, không có chữ đi kèm"),
        ("WEB_PORT", "0", "biến DONDOC_WEB_PORT: 'web_port': 0 nằm ngoài khoảng cho phép — viết số từ 1 trở lên"),
        ("WEB_PORT", "70000", "biến DONDOC_WEB_PORT: 'web_port': 70000 nằm ngoài khoảng cho phép — viết số không quá 65535"),
        ("SMTP_SECURITY", "ssl", "biến DONDOC_SMTP_SECURITY: 'smtp_security': 'ssl' không dùng được ở đây — viết một trong: plain, starttls, tls"),
        ("BASE_URL", "dondoc", "biến DONDOC_BASE_URL: 'base_url': không phải địa chỉ web — viết như 'https://dondoc.vanphong.example'"),
    ],
)  # fmt: skip
def test_a_bad_variable_is_refused_by_its_name(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DONDOC_{name}", value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert str(caught.value) == said


@pytest.mark.parametrize("url", ["mysql://máy/tên", "dondoc.db", ""])
def test_a_database_that_we_do_not_know_is_refused(url: str, home: Path) -> None:
    (home / "dondoc.toml").write_text(f'database_url = "{url}"\n', "utf-8")
    with pytest.raises(ConfigurationError, match="không phải địa chỉ cơ sở dữ liệu — viết sqlite"):
        load_settings()


def test_a_word_in_the_file_that_nothing_reads_is_refused(home: Path) -> None:
    (home / "dondoc.toml").write_text("webport = 9000\n", "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert str(caught.value) == f"{home}/dondoc.toml, mục webport: không có mục 'webport' — có phải 'web_port'?"


def test_a_file_that_is_not_toml_is_refused_by_its_name(home: Path) -> None:
    (home / "dondoc.toml").write_text("web_port: 9000\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"dondoc\.toml: sai cú pháp TOML"):
        load_settings()


def test_no_look_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_SMTP_PASSWORD", "bí-mật-1")
    monkeypatch.setenv("DONDOC_SECRET_KEY", "bí-mật-2")
    monkeypatch.setenv("DONDOC_DATABASE_URL", "postgresql://chu:bi-mat-3@may/ten")
    monkeypatch.setenv("DONDOC_HEARTBEAT_URL", "https://nhip.example/bi-mat-4?x=bi-mat-5")
    settings = load_settings()
    values = {row.name: row.value for row in shown(settings)}
    assert values["smtp_password"] == values["secret_key"] == "đã đặt"
    assert values["database_url"] == "postgresql://chu:***@may/ten"
    assert values["heartbeat_url"] == "https://nhip.example/…"
    assert "mật" not in repr(settings.smtp_password)


def test_a_refusal_shows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_DATABASE_URL", "mysql://chu:bi-mat@may/ten")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert "bi-mat" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_settings_are_read_without_asking_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv("DONDOC_DATABASE_URL", "postgresql://may.example/ten")
    assert load_settings().database_url == "postgresql://may.example/ten"
