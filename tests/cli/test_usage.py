"""Names, options and help: every command teaches its use, every slip is answered with what to type instead."""

import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from cli.app import app
from cli.help import SECTIONS
from tests.cli.conftest import Dondoc

CONTRACT = {
    "start", "demo", "timing", "plan read", "plan import", "plan list", "plan show", "plan export", "expand", "obligations", "done", "return",
    "waive", "extend", "sweep", "deliver", "preview", "rehearse", "doctor",
}  # fmt: skip


def commands() -> Iterator[tuple[str, object]]:
    top: Any = typer.main.get_command(app)
    for name, command in top.commands.items():
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
        else:
            yield from ((f"{name} {under}", each) for under, each in inner.items())


NAMES = sorted(name for name, _ in commands())


def examples(name: str) -> list[list[str]]:
    """The words of each example; a line that ends in a backslash goes on in the next."""
    text = dict(commands())[name].epilog.replace("\\\n", " ")  # type: ignore[attr-defined]
    typed = (line.partition(" > ")[0] for line in text.splitlines() if line.startswith("  dondoc"))
    return [shlex.split(line) for line in typed]


def test_the_commands_of_the_contract_are_there():
    assert set(NAMES) >= CONTRACT


@pytest.mark.parametrize("name", NAMES)
def test_each_help_says_what_it_is_for_and_ends_with_an_example(dondoc: Dondoc, name):
    shown = dondoc(*name.split(), "--help")
    assert shown.code == 0
    assert shown.out.startswith(f"Cách dùng: dondoc {name}")
    assert "Ví dụ:\n" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80
    for english in ("Usage", "Options", "required", "Show this", "<str>", "env var", "ARGS"):
        assert english not in shown.out


@pytest.mark.parametrize("name", NAMES)
def test_each_example_can_be_typed_as_it_stands(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = dict(commands())[name]
    assert examples(name)
    for words in examples(name):
        assert " ".join(words).startswith(f"dondoc {name}")
        command.make_context(name, words[1 + len(name.split()) :])  # type: ignore[attr-defined]


def test_the_list_of_commands_shows_each_one_in_full(dondoc: Dondoc):
    shown = dondoc("--help").out
    assert "..." not in shown
    for name in NAMES:
        assert f"\n  {name.split()[0]} " in shown
    headings = [line for line in shown.splitlines() if line.endswith(":")]
    assert headings == ["Tùy chọn:", *(f"{section}:" for section in SECTIONS)]


@pytest.mark.parametrize("words", [[], ["plan"]])
def test_without_a_command_the_help_is_shown(dondoc: Dondoc, words):
    assert dondoc(*words) == dondoc(*words, "--help")


def test_the_version_is_that_of_the_package(dondoc: Dondoc):
    assert dondoc("--version").out.startswith("dondoc 0.")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["obligation"], "không có lệnh 'obligation' — có phải 'obligations'?"),
        (["plan", "lst"], "không có lệnh 'lst' — có phải 'list'?"),
        (["xyz"], "không có lệnh 'xyz' — xem 'dondoc --help'"),
        (["plan", "xyz"], "không có lệnh 'xyz' — xem 'dondoc plan --help'"),
        (["done"], "thiếu ID — Số của nghĩa vụ"),
        (["done", "926"], "thiếu --document — Số văn bản"),
        (["plan", "import"], "thiếu TỆP.yaml"),
        (["return", "926"], "thiếu --reason"),
        (["rehearse", "--from", "2024-01-01"], "thiếu --to — Ngày cuối."),
        (["why", "1", "2"], "thừa '2'"),
        (["done", "926", "--docment", "x"], "không có tùy chọn --docment — có phải --document"),
        (["plan", "list", "--xyz"], "không có tùy chọn --xyz"),
        (["done", "926", "--document"], "tùy chọn --document cần một giá trị đi kèm"),
        (["plan", "list", "--json=1"], "tùy chọn --json không nhận giá trị"),
        (["--xyz"], "không có tùy chọn --xyz"),
        (["why", "abc"], "'abc' không phải số nghĩa vụ"),
        (["preview", "--days", "0"], "số ngày '0' không dùng được — viết một số nguyên từ 1 đến 60"),
        (["start", "--port", "99999"], "cổng '99999' không dùng được"),
        (["start", "--port", "web"], "cổng 'web' không dùng được"),
    ],
)
def test_a_slip_is_answered_with_what_to_type_instead(dondoc: Dondoc, empty_home, words, answer):
    ran = dondoc(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"dondoc: {answer}")
    assert "Traceback" not in ran.err


def test_a_slip_in_a_command_points_at_its_help(dondoc: Dondoc):
    assert dondoc("done", "926").err.endswith("Xem cách dùng: dondoc done --help\n")


def test_a_slip_touches_nothing(dondoc: Dondoc, empty_home):
    dondoc("done", "abc", "--document", "x")
    dondoc("demo", "--as-of", "31/02/2024")
    assert not empty_home.exists()


@pytest.mark.parametrize(
    "words", [["why", "\udcff"], ["done", "1", "--document", "12\udcff"], ["plan", "import", "\udcff"]]
)
def test_bytes_that_are_no_letters_are_refused(dondoc: Dondoc, empty_home, words):
    ran = dondoc(*words)
    assert ran.code == 2
    assert "không phải chữ UTF-8" in ran.err
