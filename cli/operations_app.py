"""Commands for the administrator of the sending: names, options and help; what they do is in ``cli/operations.py``."""

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli.help import KEEP, Group, commands
from cli.options import By, Json, Number, Reason


class ListOrOne(Group):
    """A group that lists when no command follows it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Without any word: the list."""
        return TyperGroup.parse_args(self, ctx, args)


operations_app = typer.Typer(cls=Group, rich_markup_mode=None)
messages_app = typer.Typer(cls=ListOrOne, rich_markup_mode=None)
command, message_command = commands(operations_app, section=KEEP), commands(messages_app)

Message = Annotated[str, typer.Argument(metavar="SỐ", help="Số của tin, xem 'dondoc messages'.")]
ReasonIfAny = Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Lý do, ghi vào sổ.")]


@command('dondoc pause --reason "đổi máy chủ thư" --until 2026-12-31')
def pause(
    reason: Reason,
    until: Annotated[
        str | None, typer.Option("--until", metavar="NGÀY", help="Đến hết ngày này; không nêu thì đến khi mở lại.")
    ] = None,
    by: By = None,
) -> None:
    """Tạm dừng mọi việc gửi.

    Vẫn quét và soạn tin; tin được giữ lại đến khi 'dondoc resume'. Xem tin đang giữ: 'dondoc messages --state held'.
    """
    from cli.operations import pause_all

    pause_all(reason, until, by)


@command("dondoc resume")
def resume(by: By = None) -> None:
    """Gửi lại sau khi tạm dừng.

    Việc đã xong trong lúc dừng thì không nhắc nữa; của mỗi việc chỉ nhắc bậc cao nhất đã đến.
    """
    from cli.operations import resume_all

    resume_all(by)


@command('dondoc delegate 926 --to tran-van-an --reason "nắm rõ việc"\ndondoc delegate 926 --back')
def delegate(
    number: Number,
    to: Annotated[str | None, typer.Option("--to", metavar="NGƯỜI", help="Mã hoặc họ tên người được giao.")] = None,
    back: Annotated[bool, typer.Option("--back", help="Thôi giao riêng, nhắc lại theo chức danh.")] = False,
    reason: ReasonIfAny = "",
    by: By = None,
) -> None:
    """Giao riêng một nghĩa vụ cho một người.

    Lời nhắc đơn vị chủ trì đến người đó cho đến khi thôi giao (--back). Khi giao phải nêu lý do.
    """
    from cli.operations import delegate_one

    delegate_one(number, to, reason, by, back=back)


@command("dondoc handover tran-van-an le-thi-binh --on 2024-03-01")
def handover(
    leaver: Annotated[str, typer.Argument(metavar="NGƯỜI_GIAO", help="Mã hoặc họ tên.")],
    successor: Annotated[str, typer.Argument(metavar="NGƯỜI_NHẬN", help="Mã hoặc họ tên.")],
    on: Annotated[str, typer.Option("--on", metavar="NGÀY", help="Từ ngày này.")],
    reason: ReasonIfAny = "",
    by: By = None,
) -> None:
    """Bàn giao mọi chức danh của một người cho người khác.

    Cả việc được giao riêng và lượt đứng thay; lời nhắc chưa đến được người cũ thì đi theo.
    """
    from cli.operations import hand_over

    hand_over(leaver, successor, on, reason, by)


@messages_app.callback(invoke_without_command=True)
def messages(
    context: typer.Context,
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            metavar="TRẠNG_THÁI",
            help="Một trong: pending, sending, sent, failed, dead, unknown, empty, cancelled; held: đang giữ vì tạm dừng.",
        ),
    ] = None,
    person: Annotated[str | None, typer.Option("--person", metavar="NGƯỜI", help="Mã hoặc họ tên người nhận.")] = None,
    limit: Annotated[str, typer.Option("--limit", metavar="SỐ", help="Nhiều nhất bấy nhiêu tin.")] = "100",
    as_json: Json = False,
) -> None:
    """Các tin, mới nhất trước: xem, gửi lại, hủy."""
    if context.invoked_subcommand is None:
        from cli.operations import list_messages

        list_messages(state, person, limit, as_json=as_json)


@message_command("dondoc messages show 12")
def show(number: Message, as_json: Json = False) -> None:
    """Một tin: nội dung, các việc trong đó, từng lần gửi."""
    from cli.operations import show_message

    show_message(number, as_json=as_json)


@message_command('dondoc messages resend 12 --reason "không nhận được"')
def resend(number: Message, reason: ReasonIfAny = "", by: By = None) -> None:
    """Gửi lại một tin, có ghi "(gửi lại)".

    Cho tin đã gửi, sẽ thử lại hoặc không gửi được; tin không gửi được thì đi địa chỉ kế tiếp của người nhận.
    """
    from cli.operations import resend_message

    resend_message(number, reason, by)


@message_command('dondoc messages cancel 12 --reason "gửi nhầm"')
def cancel(number: Message, reason: Reason, by: By = None) -> None:
    """Hủy một tin chưa đến được người nhận.

    Các bậc nhắc sau của những việc trong đó vẫn đến.
    """
    from cli.operations import cancel_message

    cancel_message(number, reason, by)
