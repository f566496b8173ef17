"""Commands for the administrator of the sending: pause, look into the queue, give work and posts to others.

Names, options and help only, like ``cli.app``; what they do is in ``cli.operating``.
"""

from typing import Annotated

import typer

from cli.options import By, Json, Number, Reason

operations = typer.Typer(rich_markup_mode=None)
messages_app = typer.Typer(rich_markup_mode=None, help="Các tin: xem, gửi lại, hủy.")
operations.add_typer(messages_app, name="messages")

Message = Annotated[int, typer.Argument(metavar="SỐ", help="Số của tin, xem 'dondoc messages'.")]


@operations.command()
def pause(
    reason: Reason,
    until: Annotated[
        str | None, typer.Option("--until", help="Đến hết ngày này; không nêu thì đến khi mở lại.")
    ] = None,
    by: By = None,
) -> None:
    """Tạm dừng mọi việc gửi. Vẫn quét và soạn tin; tin được giữ lại đến khi 'dondoc resume'."""
    from cli.operating import pause_all

    pause_all(reason, until, by)


@operations.command()
def resume(by: By = None) -> None:
    """Gửi lại sau khi tạm dừng; việc đã xong trong lúc dừng thì không nhắc nữa."""
    from cli.operating import resume_all

    resume_all(by)


@messages_app.callback(invoke_without_command=True)
def messages(
    context: typer.Context,
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            help="pending, sending, sent, failed, dead, unknown, empty, cancelled; held: đang giữ vì tạm dừng.",
        ),
    ] = None,
    person: Annotated[str | None, typer.Option("--person", help="Mã hoặc họ tên người nhận.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Nhiều nhất bấy nhiêu tin.")] = 100,
    as_json: Json = False,
) -> None:
    """Các tin, mới nhất trước: xem, gửi lại, hủy."""
    if context.invoked_subcommand is None:
        from cli.operating import list_messages

        list_messages(state, person, limit, as_json=as_json)


@messages_app.command()
def show(number: Message, as_json: Json = False) -> None:
    """Một tin: nội dung, các việc trong đó, từng lần gửi và ai đã làm gì với nó."""
    from cli.operating import show_message

    show_message(number, as_json=as_json)


@messages_app.command()
def resend(
    number: Message, reason: Annotated[str, typer.Option("--reason", help="Lý do.")] = "", by: By = None
) -> None:
    """Gửi lại một tin, có ghi "(gửi lại)"; tin không gửi được thì đi địa chỉ kế tiếp của người nhận."""
    from cli.operating import resend_message

    resend_message(number, reason, by)


@messages_app.command()
def cancel(number: Message, reason: Reason, by: By = None) -> None:
    """Hủy một tin chưa gửi được; các bậc nhắc sau của những việc trong đó vẫn đến."""
    from cli.operating import cancel_message

    cancel_message(number, reason, by)


@operations.command()
def delegate(
    number: Number,
    to: Annotated[str | None, typer.Option("--to", help="Mã hoặc họ tên người được giao.")] = None,
    back: Annotated[bool, typer.Option("--back", help="Thôi giao riêng, nhắc lại theo chức danh.")] = False,
    reason: Annotated[str, typer.Option("--reason", help="Lý do; bắt buộc khi giao.")] = "",
    by: By = None,
) -> None:
    """Giao riêng một nghĩa vụ cho một người: lời nhắc đơn vị chủ trì đến người đó, cho đến khi thôi giao (--back)."""
    from cli.operating import delegate_one

    delegate_one(number, to, reason, by, back=back)


@operations.command()
def handover(
    leaver: Annotated[str, typer.Argument(metavar="NGƯỜI_GIAO", help="Mã hoặc họ tên.")],
    successor: Annotated[str, typer.Argument(metavar="NGƯỜI_NHẬN", help="Mã hoặc họ tên.")],
    on: Annotated[str, typer.Option("--on", help="Từ ngày này.")],
    reason: Annotated[str, typer.Option("--reason", help="Căn cứ, ví dụ số quyết định.")] = "",
    by: By = None,
) -> None:
    """Bàn giao mọi chức danh của một người cho người khác từ một ngày; tin chưa đến được người cũ thì đi theo."""
    from cli.operating import hand_over

    hand_over(leaver, successor, on, reason, by)
