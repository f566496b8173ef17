"""The settings of an installation: environment first, then one file, then what goes without saying.

``DONDOC_WEB_PORT=8000`` in the environment and ``web_port = 8000`` in ``dondoc.toml`` say the same. The file is looked for
in DONDOC_HOME, then in the current folder.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from config.refusals import refusals
from models.errors import ConfigurationError
from models.office import MAIL

PREFIX = "DONDOC_"
FILE = "dondoc.toml"
SAMPLE = Path(__file__).parent / "sample"
CHECKOUT = Path(__file__).parent.parent

Source = Literal["default", "file", "env"]


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _database(url: str) -> str:
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise ValueError(
            "không phải địa chỉ cơ sở dữ liệu — viết sqlite:////đường/dẫn/dondoc.db hoặc postgresql://người:mật-khẩu@máy/tên"
        )
    return url


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("không phải địa chỉ web — viết như 'https://dondoc.vanphong.example'")
    return url.rstrip("/")


def _mail_address(text: str) -> str:
    if not re.fullmatch(MAIL, text):
        raise ValueError("không phải địa chỉ thư — viết như 'quantri@vanphong.example'")
    return text


Folder = Annotated[Path, AfterValidator(_absolute)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
Port = Annotated[int, Field(ge=1, le=65535)]


class ZnsField(BaseModel):
    """What goes into one field of a ZNS template, and how long it may be."""

    model_config = ConfigDict(extra="forbid")

    fact: Literal["person", "office", "subject", "today", "total", "overdue", "title", "due", "link"]
    at_most: Annotated[int, Field(ge=1, le=400)] = 30


class ZnsTemplate(BaseModel):
    """An approved ZNS template and how its fields are filled in."""

    model_config = ConfigDict(extra="forbid")

    id: str
    data: dict[str, ZnsField] = Field(default_factory=dict)


class Shown(NamedTuple):
    """A setting as a person may see it: secrets masked, and where the value came from."""

    name: str
    value: str
    source: Source


class Settings(BaseSettings):
    """What an administrator sets. ``smtp_host`` None means the local mailbox, which sends nothing anywhere."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, validate_default=True
    )

    home: Folder = CHECKOUT / "var"
    office: Folder = SAMPLE
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        default_factory=lambda data: f"sqlite:///{data['home']}/dondoc.db" if "home" in data else "sqlite://"
    )
    secret_key: SecretStr | None = None
    heartbeat_url: WebAddress | None = None
    administrator: MailAddress | None = None  # hears of messages that reached nobody

    smtp_host: str | None = None
    smtp_port: Port = 587
    smtp_security: Literal["plain", "starttls", "tls"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: str = "Đôn Đốc <dondoc@vanphong.example>"

    zalo_bot_token: SecretStr | None = None
    zalo_bot_base: WebAddress = "https://bot-api.zaloplatforms.com"
    zalo_oa_app_id: str | None = None
    zalo_oa_secret: SecretStr | None = None
    zalo_oa_refresh_token: SecretStr | None = None  # the first one; the later ones are kept in the database
    zalo_oa_base: WebAddress = "https://openapi.zalo.me"
    zalo_oauth_base: WebAddress = "https://oauth.zaloapp.com"
    zns_base: WebAddress = "https://business.openapi.zalo.me"
    zns_templates: dict[Literal["message", "digest"], ZnsTemplate] = Field(default_factory=dict)
    zns_mode: Literal["", "development"] = (
        ""  # development: only to the app's administrators, with unapproved templates
    )

    # Sign-in through the office's own OpenID Connect provider; the claim names the account here.
    oidc_issuer: WebAddress | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_claim: Literal["preferred_username", "email"] = "preferred_username"

    web_port: Port = 8787
    prefect_port: Port = 4280
    prefect_login: SecretStr | None = None  # user:password, asked of everybody who opens Prefect
    mailbox_port: Port = 2525
    base_url: WebAddress = Field(default_factory=lambda data: f"http://127.0.0.1:{data.get('web_port', 8787)}")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, InitSettingsSource(settings_cls, _from_file())

    @property
    def uses_local_mailbox(self) -> bool:
        return self.smtp_host is None

    @property
    def mail_server(self) -> dict[str, Any]:
        """Where mail leaves from, in the words of ``engine.delivery.smtp.MailServer``; the local mailbox asks nothing."""
        if self.smtp_host is None:
            local = {"host": "127.0.0.1", "port": self.mailbox_port, "security": "plain"}
            return local | {"mail_from": self.mail_from}
        return {
            "host": self.smtp_host,
            "port": self.smtp_port,
            "security": self.smtp_security,
            "username": self.smtp_user,
            "password": self.smtp_password and self.smtp_password.get_secret_value(),
            "mail_from": self.mail_from,
        }

    @property
    def channels(self) -> frozenset[str]:
        """The channels that ``engine.delivery.opening.channels_for`` makes of these settings."""
        account = self.zalo_oa_app_id and self.zalo_oa_secret and self.zalo_oa_refresh_token
        zalo = {"zalobot": self.zalo_bot_token, "zalooa": account, "zns": account and self.zns_templates}
        return frozenset({"email", "apprise", *(name for name, is_set in zalo.items() if is_set)})

    @property
    def zalo(self) -> dict[str, Any]:
        """What is set up of Zalo, in the words of ``engine.delivery.zalo.opening.zalo_channels``."""
        secrets = (self.zalo_bot_token, self.zalo_oa_secret, self.zalo_oa_refresh_token)
        bot_token, oa_secret, oa_refresh_token = (each and each.get_secret_value() for each in secrets)
        templates = {
            purpose: (each.id, {name: (field.fact, field.at_most) for name, field in each.data.items()})
            for purpose, each in self.zns_templates.items()
        }
        return {
            "bot_token": bot_token,
            "bot_base": self.zalo_bot_base,
            "oa_app_id": self.zalo_oa_app_id,
            "oa_secret": oa_secret,
            "oa_refresh_token": oa_refresh_token,
            "oa_base": self.zalo_oa_base,
            "oauth_base": self.zalo_oauth_base,
            "zns_base": self.zns_base,
            "zns_templates": templates,
            "zns_mode": self.zns_mode,
        }


def load_settings() -> Settings:
    """The settings as they stand now; a bad one is refused by the name of its variable, with what to write."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigurationError("\n".join(_refused(error))) from None
    except SettingsError as error:
        raise ConfigurationError(f"không đọc được cấu hình từ môi trường ({error})") from None


def _refused(error: ValidationError) -> list[str]:
    found = refusals(error, {**_from_file(), **_from_environment()}, Settings)
    return [f"{_where(str(each.loc[0]))}: {each.what} — {each.instead}" for each in found]


def _where(name: str) -> str:
    if name in _from_environment():
        return f"biến {PREFIX}{name.upper()}"
    path = settings_file()
    return f"{path}, mục {name}" if path else f"biến {PREFIX}{name.upper()}"


def settings_file() -> Path | None:
    """The file that is read: in DONDOC_HOME, else in the current folder; None if there is none."""
    home = os.environ.get(f"{PREFIX}HOME")
    folders = [_absolute(Path(home)) if home else CHECKOUT / "var", Path.cwd()]
    return next((path for folder in folders if (path := folder / FILE).is_file()), None)


def _from_file() -> dict[str, Any]:
    path = settings_file()
    try:
        return tomllib.loads(path.read_text("utf-8")) if path else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: sai cú pháp TOML ({error}) — viết mỗi dòng một 'tên = giá trị'") from None


def _from_environment() -> dict[str, Any]:
    return EnvSettingsSource(Settings)()


def shown(settings: Settings) -> list[Shown]:
    """All settings for one look, in the order of their meaning."""
    environment, file = _from_environment(), _from_file()
    return [
        Shown(
            name,
            _visible(name, getattr(settings, name)),
            "env" if name in environment else "file" if name in file else "default",
        )
        for name in Settings.model_fields
    ]


def _visible(name: str, value: object) -> str:
    if value is None:
        return "hộp thư tại máy" if name == "smtp_host" else "chưa đặt"
    if isinstance(value, SecretStr):
        return "đã đặt"
    if name == "database_url":
        return make_url(str(value)).render_as_string(hide_password=True)
    if name == "heartbeat_url":
        return f"{urlsplit(str(value)).scheme}://{urlsplit(str(value)).hostname}/…"
    return str(value)
