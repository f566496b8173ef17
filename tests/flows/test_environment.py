"""What Prefect is told: where it may listen, what it may send, who may look."""

from pathlib import Path

import pytest

from flows.environment import environment, past_proxy
from models.errors import ConfigurationError

HOME = Path("/srv/office/prefect")


def test_the_server_listens_on_this_machine_only():
    told = environment(HOME, 4280)
    assert told["PREFECT_SERVER_API_HOST"] == "127.0.0.1"
    assert told["PREFECT_API_URL"] == "http://127.0.0.1:4280/api"
    assert told["PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS"] == "http://127.0.0.1:4280,http://localhost:4280"


def test_nothing_is_told_to_others():
    told = environment(HOME, 4280)
    assert (told["PREFECT_SERVER_ANALYTICS_ENABLED"], told["DO_NOT_TRACK"]) == ("false", "1")
    assert told["PREFECT_SERVER_UI_V2_ENABLED"] == "false"


def test_prefect_knows_every_name_it_is_told():
    """A setting that Prefect renamed would be left out without a word."""
    from prefect.settings import Settings
    from prefect.settings.legacy import _get_settings_fields

    assert set(environment(HOME, 4280, "an:xyz")) - set(_get_settings_fields(Settings)) == {"DO_NOT_TRACK"}


def test_a_login_is_asked_for_and_given():
    told = environment(HOME, 4280, "quantri:x-Y#9")
    assert told["PREFECT_SERVER_API_AUTH_STRING"] == told["PREFECT_API_AUTH_STRING"] == "quantri:x-Y#9"


@pytest.mark.parametrize("login", ["quantri", "quản trị:x", "quantri:mật khẩu", "quantri:", ":x", "an:x y"])
def test_a_login_that_prefect_cannot_compare_is_refused(login):
    with pytest.raises(ConfigurationError, match="DONDOC_PREFECT_LOGIN"):
        environment(HOME, 4280, login)


def test_an_office_s_proxy_is_not_asked_for_our_own_server():
    assert past_proxy({"NO_PROXY": "soyte.example"})["no_proxy"] == "soyte.example,127.0.0.1,localhost"
    assert past_proxy({})["NO_PROXY"] == "127.0.0.1,localhost"
