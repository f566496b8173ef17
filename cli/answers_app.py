"""The commands by which people answer reminders: names, options and help; what they do is in ``cli/answers.py``."""

from typing import Annotated

import typer

from cli.help import ANSWERS, Group, commands
from cli.options import By, Json, Number, Reason

answers_app = typer.Typer(cls=Group, rich_markup_mode=None)
command = commands(answers_app, section=ANSWERS)


@command("dondoc ack 926", name="ack")
def acknowledge(number: Number, by: By = None) -> None:
    """Báo "đang làm": thôi nhắc cho đến gần hạn."""
    from cli.answers import acknowledge_one

    acknowledge_one(number, by)


@command("dondoc snooze 926 --days 2")
def snooze(
    number: Number,
    days: Annotated[str, typer.Option("--days", metavar="SỐ", help="Số ngày làm việc.")] = "1",
    by: By = None,
) -> None:
    """Hoãn nhắc một việc chưa quá hạn vài ngày làm việc.

    Việc báo cấp trên khi quá hạn không bị hoãn.
    """
    from cli.answers import snooze_one

    snooze_one(number, days, by)


@command('dondoc urge 926 --note "cần trước giao ban"')
def urge(
    number: Number,
    note: Annotated[str, typer.Option("--note", metavar="CHỮ", help="Lời nhắn kèm theo.")] = "",
    by: By = None,
) -> None:
    """Đôn đốc trực tiếp một việc.

    Lần quét tới báo ngay đầu mối và thủ trưởng đơn vị; hai lần đôn đốc cách nhau ít nhất 4 giờ.
    """
    from cli.answers import urge_one

    urge_one(number, note, by)


@command('dondoc ask 926 --until 2024-01-19 --reason "chờ số liệu"')
def ask(
    number: Number,
    until: Annotated[str, typer.Option("--until", metavar="NGÀY", help="Xin gia hạn đến ngày này.")],
    reason: Reason,
    by: By = None,
) -> None:
    """Đề nghị gia hạn.

    Hạn cũ còn hiệu lực đến khi người theo dõi chấp thuận bằng 'dondoc decide'.
    """
    from cli.answers import ask_one

    ask_one(number, until, reason, by)


@command('dondoc difficulty 926 --reason "thiếu kinh phí"')
def difficulty(number: Number, reason: Reason, by: By = None) -> None:
    """Báo khó khăn, vướng mắc về một việc.

    Người theo dõi có thời hạn để trả lời; quá hạn thì lên lãnh đạo.
    """
    from cli.answers import report_one

    report_one(number, reason, by)


@command("dondoc requests")
def requests(as_json: Json = False) -> None:
    """Các đề nghị và khó khăn đang chờ trả lời."""
    from cli.answers import list_requests

    list_requests(as_json=as_json)


@command("dondoc decide 1 --until 2024-01-17")
def decide(
    request: Annotated[str, typer.Argument(metavar="SỐ", help="Số của đề nghị, xem 'dondoc requests'.")],
    until: Annotated[
        str | None, typer.Option("--until", metavar="NGÀY", help="Hạn mới, bằng hoặc sớm hơn ngày xin.")
    ] = None,
    refuse: Annotated[bool, typer.Option("--refuse", help="Không chấp thuận; phải nêu lý do.")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Lý do hoặc lời nhắn.")] = "",
    by: By = None,
) -> None:
    """Quyết định một đề nghị gia hạn.

    Chấp thuận hoặc rút ngắn bằng --until, từ chối bằng --refuse kèm --reason.
    """
    from cli.answers import decide_one

    decide_one(request, until, refuse, reason, by)


@command('dondoc answer 2 "đã bổ sung kinh phí"')
def answer(
    request: Annotated[str, typer.Argument(metavar="SỐ", help="Số của đề nghị, xem 'dondoc requests'.")],
    text: Annotated[str, typer.Argument(metavar="LỜI", help="Nội dung trả lời.")],
    by: By = None,
) -> None:
    """Trả lời một khó khăn, vướng mắc; đơn vị được báo ngay."""
    from cli.answers import answer_one

    answer_one(request, text, by)
