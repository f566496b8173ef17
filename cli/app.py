"""The command ``dondoc``: names, options and help; what a command does is in the other modules of this room.

Nothing heavy is imported here, so that ``--help`` answers at once; Prefect is never imported by any command.
"""

import sys
from typing import Annotated

import click
import typer

from cli.operations import operations
from cli.options import AsOf, By, Json, Number, PlanName, Reason
from models.errors import DondocError

app = typer.Typer(
    name="dondoc",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Đôn Đốc: đọc kế hoạch, lập sổ nhiệm vụ, nhắc việc và báo cáo việc chậm lên đúng người.\n\n"
    "Lần đầu: `dondoc demo --as-of 2024-01-08` chạy trọn một ngày mẫu, không cần cài đặt gì.",
)
plan_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Kế hoạch và sổ đăng ký nhiệm vụ.")
app.add_typer(plan_app, name="plan")

app.add_typer(operations)


@app.command()
def start(port: Annotated[int | None, typer.Option("--port", help="Cổng của trang web.")] = None) -> None:
    """Chạy cả hệ thống: tạo cơ sở dữ liệu, nạp cơ quan mẫu nếu trống, quét, mở trang web và lịch chạy. Ctrl-C để dừng."""
    from cli.start import start as run

    run(port)


@app.command()
def demo(as_of: AsOf = None) -> None:
    """Chạy việc chính một lần rồi thoát: nạp năm kế hoạch, trải lịch, quét, gửi vào hộp thư tại máy, kể lại đã làm gì."""
    from cli.demo import demo as run

    run(as_of)


@plan_app.command("import")
def plan_import(
    register: Annotated[str, typer.Argument(metavar="REGISTER.yaml", help="Tệp sổ đăng ký.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ cho xem thay đổi.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Áp dụng, không hỏi lại.")] = False,
    by: By = None,
) -> None:
    """Xem một sổ đăng ký thay đổi những gì (mới, đổi hạn, rút, giữ nguyên), rồi áp dụng sau khi xác nhận."""
    from cli.plans import import_plan

    import_plan(register, dry_run=dry_run, yes=yes, by=by)


@plan_app.command("list")
def plan_list(as_json: Json = False) -> None:
    """Các kế hoạch đã nhập."""
    from cli.plans import list_plans

    list_plans(as_json=as_json)


@plan_app.command("show")
def plan_show(number: Annotated[str, typer.Argument(help="Số hoặc id của kế hoạch.")], as_json: Json = False) -> None:
    """Các nhiệm vụ của một kế hoạch, với câu chữ và thời hạn đã hiểu."""
    from cli.plans import show_plan

    show_plan(number, as_json=as_json)


@plan_app.command("export")
def plan_export(
    number: Annotated[str, typer.Argument(help="Số hoặc id của kế hoạch.")],
    output: Annotated[str | None, typer.Option("-o", "--output", help="Ghi vào tệp này.")] = None,
) -> None:
    """In sổ đăng ký của một kế hoạch thành YAML; nhập lại thì không đổi gì."""
    from cli.plans import export_plan

    export_plan(number, output)


@app.command()
def expand(
    plan: PlanName = None,
    until: Annotated[str | None, typer.Option("--until", help="Đến ngày này; không nêu thì 13 tháng tới.")] = None,
    as_json: Json = False,
) -> None:
    """Trải nhiệm vụ thành nghĩa vụ có hạn cho từng đơn vị. Chạy lại không thêm gì."""
    from cli.runs import expand_plans

    expand_plans(plan, until, as_json=as_json)


@app.command()
def obligations(
    plan: PlanName = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Mã đơn vị.")] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", help="open, submitted, returned, accepted, waived, cancelled; hoặc overdue, due_soon, "
                     "not_due, not_open, undated, on_time, late, excused."),
    ] = None,
    due_before: Annotated[str | None, typer.Option("--due-before", help="Hạn trước ngày này.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="In CSV.")] = False,
) -> None:  # fmt: skip
    """Danh sách nghĩa vụ, hạn gần nhất trước."""
    from cli.duties import list_obligations

    list_obligations(plan, unit, status, due_before, as_of, as_json=as_json, as_csv=as_csv)


@app.command()
def why(number: Number, as_json: Json = False, as_of: AsOf = None) -> None:
    """Vì sao đơn vị này phải làm việc này vào ngày đó: mục, câu chữ, quy tắc, lịch, và đã nhắc ai."""
    from cli.duties import explain

    explain(number, as_of, as_json=as_json)


@app.command()
def done(
    number: Number,
    document: Annotated[str, typer.Option("--document", help="Số văn bản, ví dụ 123/BC-TTYT.")],
    on: Annotated[str | None, typer.Option("--on", help="Ngày nộp; không nêu thì hôm nay.")] = None,
    file: Annotated[list[str] | None, typer.Option("--file", help="Tệp minh chứng, nêu được nhiều lần.")] = None,
    quantity: Annotated[float | None, typer.Option("--quantity", help="Số đo được, cho chỉ tiêu.")] = None,
    note: Annotated[str, typer.Option("--note", help="Ghi chú.")] = "",
    by: By = None,
) -> None:
    """Ghi đã hoàn thành bằng một văn bản; người theo dõi sẽ duyệt."""
    from cli.duties import hand_in

    hand_in(number, document, on, file or [], quantity, note, by)


@app.command()
def accept(number: Number, note: Annotated[str, typer.Option("--note")] = "", by: By = None) -> None:
    """Duyệt việc đã nộp."""
    from cli.duties import accept_one

    accept_one(number, note, by)


@app.command("return")
def send_back(number: Number, reason: Reason, by: By = None) -> None:
    """Trả lại việc đã nộp, nêu lý do; đơn vị có thời hạn mới để bổ sung."""
    from cli.duties import return_one

    return_one(number, reason, by)


@app.command()
def waive(number: Number, reason: Reason, by: By = None) -> None:
    """Miễn cho đơn vị khỏi phải làm việc này, nêu lý do."""
    from cli.duties import waive_one

    waive_one(number, reason, by)


@app.command()
def extend(
    number: Number,
    until: Annotated[str, typer.Option("--until", help="Hạn mới.")],
    reason: Reason,
    by: By = None,
) -> None:
    """Gia hạn đến một ngày, nêu lý do; hạn gốc vẫn được giữ."""
    from cli.duties import extend_one

    extend_one(number, until, reason, by)


@app.command()
def date(
    number: Number,
    due: Annotated[str, typer.Argument(metavar="NGÀY", help="Hạn được ấn định: 2024-03-20.")],
    reason: Annotated[str, typer.Option("--reason", help="Căn cứ.")] = "",
    by: By = None,
) -> None:
    """Ấn định hạn cho việc mà văn bản không nêu ngày; mọi đơn vị cùng kỳ đó nhận hạn này."""
    from cli.duties import date_one

    date_one(number, due, reason, by)


@app.command("raise")
def raise_event(
    plan: Annotated[str, typer.Option("--plan", help="Số hoặc id của kế hoạch.")],
    activity: Annotated[str, typer.Option("--activity", help="Khóa của hoạt động kiểu 'event'.")],
    unit: Annotated[str, typer.Option("--unit", help="Mã đơn vị phải làm.")],
    reason: Reason,
    by: By = None,
) -> None:
    """Nêu một việc phát sinh (khó khăn, đột xuất, theo yêu cầu): từ đó mới có nghĩa vụ và hạn."""
    from cli.duties import raise_one

    raise_one(plan, activity, unit, reason, by)


@app.command()
def sweep(
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ đếm, không ghi gì.")] = False,
    digest: Annotated[bool, typer.Option("--digest", help="Đóng cả các bản tổng hợp.")] = False,
    as_json: Json = False,
) -> None:
    """Quét một lần: việc nào đến bậc nhắc thì soạn tin cho đúng người. Gửi đi bằng 'dondoc deliver'."""
    from cli.runs import sweep_once

    sweep_once(as_of, dry_run=dry_run, digest=digest, as_json=as_json)


@app.command()
def deliver(as_json: Json = False) -> None:
    """Gửi các tin đang chờ."""
    from cli.runs import deliver_waiting

    deliver_waiting(as_json=as_json)


@app.command()
def preview(
    days: Annotated[int, typer.Option("--days", min=1, max=60, help="Số ngày tới.")] = 7,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Trong những ngày tới ai sẽ nhận gì, nếu không có gì thay đổi. Không gửi gì."""
    from cli.runs import preview_days

    preview_days(days, as_of, as_json=as_json)


@app.command()
def rehearse(
    first: Annotated[str, typer.Option("--from", help="Ngày đầu.")],
    last: Annotated[str, typer.Option("--to", help="Ngày cuối.")],
    late_share: Annotated[
        float | None,
        typer.Option(
            "--late-share", min=0, max=1, help="Phần đơn vị nộp chậm, 0.2 là 20%. Không nêu: không ai nộp gì."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Diễn tập trên bản sao, không gửi gì: ngày nào ai nhận gì, bao nhiêu tin, thang đôn đốc lên đến đâu."""
    from cli.runs import rehearse_days

    rehearse_days(first, last, late_share, as_json=as_json)


@app.command()
def doctor(
    quiet: Annotated[bool, typer.Option("--quiet", help="Chỉ in điều hỏng; không in gì khi mọi thứ ổn.")] = False,
    as_json: Json = False,
) -> None:
    """Mọi điều có thể làm hỏng lời hứa: chức danh không người, địa chỉ chết, năm chưa có lịch, lần quét cuối."""
    from cli.checkup import doctor as run

    run(quiet=quiet, as_json=as_json)


@app.command()
def settings(as_json: Json = False) -> None:
    """Các thiết lập đang có và đến từ đâu; bí mật được che."""
    from cli.checkup import show_settings

    show_settings(as_json=as_json)


def database_trouble(error: Exception) -> int:
    """A database that is away, locked or out of room is no fault of ours to trace; anything else is raised."""
    from sqlalchemy.exc import OperationalError

    if not isinstance(error, OperationalError):
        raise error
    print(
        f"dondoc: cơ sở dữ liệu không dùng được ({error.orig}) — xem 'dondoc settings', mục database_url",
        file=sys.stderr,
    )
    return 1


def main() -> None:
    """Run a command; every error of ours becomes one clear message and its exit code."""
    try:
        code = app(standalone_mode=False)
    except DondocError as error:
        print(f"dondoc: {error}", file=sys.stderr)
        code = error.exit_code
    except click.exceptions.Abort:
        print("dondoc: đã dừng, không thay đổi gì", file=sys.stderr)
        code = 1
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BrokenPipeError:
        code = 0
    except Exception as error:  # noqa: BLE001 - raised again unless the database is at fault
        code = database_trouble(error)
    sys.exit(code if isinstance(code, int) else 0)
