"""Accounts at the command line: a key for a program, and closing what nobody uses any more."""

import pytest

from tests.cli.conftest import Dondoc


@pytest.mark.parametrize(("options", "may"), [((), "chỉ được đọc"), (("--write",), "được đọc và làm")])
def test_a_key_is_printed_once_and_alone_on_its_line(home, dondoc: Dondoc, options: tuple[str, ...], may: str):
    dondoc("account", "add", "kho", "--administrator")
    made = dondoc("account", "token", "kho", "--label", "Kho dữ liệu", *options, "--by", "An")
    assert (made.code, may in " ".join(made.out.split())) == (0, True)
    assert made.out.splitlines()[-1].startswith("dondoc_")


def test_a_key_for_nobody_is_refused(home, dondoc: Dondoc):
    refused = dondoc("account", "token", "khong-co", "--label", "x")
    assert (refused.code, "không có tài khoản" in refused.err) == (2, True)


def test_an_account_is_closed_and_opened_again(home, dondoc: Dondoc):
    dondoc("account", "add", "kho")
    assert dondoc("account", "disable", "kho").out == "Tài khoản 'kho': đã khóa.\n"
    assert "đang khóa" in dondoc("account", "list").out
    assert dondoc("account", "enable", "kho").out == "Tài khoản 'kho': đã mở lại.\n"
