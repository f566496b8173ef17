"""The command ``dondoc``: names, options and help; what a command does is in the other modules of this room.

Nothing heavy is imported here, so that ``--help`` answers at once; Prefect is never imported by any command.
"""

import sys
from typing import Annotated

import typer

from cli.accounts_app import accounts_app
from cli.answers_app import answers_app
from cli.directory_app import directory_app
from cli.ending import run as run_command
from cli.help import BEGIN, KEEP, OWED, TELL, Group, commands
from cli.operations_app import messages_app, operations_app
from cli.options import AsOf, By, Json, Note, Number, PlanOption, Reason
from cli.plan_app import plan_app
from cli.zalo_app import zalo_app

app = typer.Typer(
    name="dondoc",
    cls=Group,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Đôn Đốc: đọc kế hoạch, lập sổ nhiệm vụ, nhắc việc và báo cáo việc chậm lên đúng người.\n\n"
    "Lần đầu: 'dondoc demo --as-of 2024-01-08' chạy trọn một ngày mẫu, không cần cài đặt gì.\n\n"
    "Mọi lệnh trả về 0 khi xong, 1 khi không làm được, 2 khi gõ sai hoặc dữ liệu sai, 3 khi chỉ xong một phần.",
)
command = commands(app)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"dondoc {version('dondoc')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="In phiên bản.")] = False,
) -> None:
    """Every command begins here."""


@command("dondoc start --port 8900", section=BEGIN)
def start(
    port: Annotated[str | None, typer.Option("--port", metavar="CỔNG", help="Cổng của trang web.")] = None,
) -> None:
    """Chạy cả hệ thống; Ctrl-C để dừng.

    Tạo cơ sở dữ liệu, nạp cơ quan mẫu nếu trống, quét việc đến hạn, mở trang web và lịch chạy. Chạy lại là đi tiếp.
    """
    from cli.start import start as run
    from cli.typed import count_from

    run(None if port is None else count_from(port, "cổng", least=1, most=65535))


@command("dondoc demo --as-of 2024-01-08", section=BEGIN)
def demo(as_of: AsOf = None) -> None:
    """Chạy việc chính một lần trên dữ liệu mẫu rồi thoát.

    Nạp các kế hoạch mẫu, trải lịch, quét, gửi vào hộp thư tại máy, rồi kể ai được báo việc gì, vì sao. Không gửi đi đâu,
    không đụng đến dữ liệu thật: tất cả nằm trong DONDOC_HOME/demo và làm mới mỗi lần chạy.
    """
    from cli.demo import demo as run

    run(as_of)


app.add_typer(plan_app, name="plan", rich_help_panel=BEGIN)
app.add_typer(answers_app)


@command(
    "dondoc obligations --plan 4672/KH-SYT --status overdue\ndondoc obligations --unit cdc-hue --csv > cdc.csv",
    section=OWED,
)
def obligations(
    plan: PlanOption = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị.")] = None,
    status: Annotated[
        str | None,
        typer.Option(
            "--status",
            metavar="TRẠNG_THÁI",
            help="Một trong: open, submitted, returned, accepted, waived, cancelled; hoặc theo thời gian: overdue, "
            "due_soon, not_due, not_open, undated, on_time, late, excused.",
        ),
    ] = None,
    due_before: Annotated[
        str | None, typer.Option("--due-before", metavar="NGÀY", help="Hạn trước ngày này: 2024-03-01.")
    ] = None,
    as_of: AsOf = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="In CSV.")] = False,
) -> None:
    """Danh sách nghĩa vụ, hạn sớm nhất trước."""
    from cli.duties import list_obligations

    list_obligations(plan, unit, status, due_before, as_of, as_json=as_json, as_csv=as_csv)


@command('dondoc timing "trước ngày 18 hằng tháng" --from 2024-01-01 --to 2024-12-31', section=BEGIN)
def timing(
    phrase: Annotated[str, typer.Argument(metavar="CỤM_TỪ", help="Cụm từ chỉ thời hạn, trong ngoặc kép.")],
    start: Annotated[str | None, typer.Option("--from", metavar="NGÀY", help="Ngày đầu của kế hoạch.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="NGÀY", help="Ngày cuối của kế hoạch.")] = None,
    as_json: Json = False,
) -> None:
    """Một cụm từ chỉ thời hạn được hiểu thế nào, theo quy tắc nào."""
    from cli.reading import explain

    explain(phrase, start=start, end=end, as_json=as_json)


@command("dondoc why 926", section=OWED)
def why(number: Number, as_of: AsOf = None, as_json: Json = False) -> None:
    """Vì sao đơn vị này phải làm việc này vào ngày đó.

    Mục và câu chữ của kế hoạch, quy tắc đã dùng, lịch làm việc, thang đôn đốc và ai đã được nhắc.
    """
    from cli.duties import explain

    explain(number, as_of, as_json=as_json)


@command("dondoc done 926 --document 12/KH-KSBT --on 2024-01-08 --file kehoach.pdf", section=OWED)
def done(
    number: Number,
    document: Annotated[str, typer.Option("--document", metavar="SỐ", help="Số văn bản, như 123/BC-TTYT.")],
    on: Annotated[str | None, typer.Option("--on", metavar="NGÀY", help="Ngày nộp; không nêu thì hôm nay.")] = None,
    file: Annotated[
        list[str] | None, typer.Option("--file", metavar="TỆP", help="Tệp minh chứng; nêu được nhiều lần.")
    ] = None,
    quantity: Annotated[
        str | None, typer.Option("--quantity", metavar="SỐ", help="Số đo được, cho việc có chỉ tiêu.")
    ] = None,
    note: Note = "",
    by: By = None,
) -> None:
    """Ghi đã hoàn thành bằng một văn bản; người theo dõi sẽ duyệt."""
    from cli.acting import hand_in

    hand_in(number, document, on, file or [], quantity, note, by)


@command("dondoc accept 926", section=OWED)
def accept(number: Number, note: Note = "", by: By = None) -> None:
    """Duyệt việc đã nộp."""
    from cli.acting import accept_one

    accept_one(number, note, by)


@command('dondoc return 926 --reason "thiếu phụ lục số liệu"', name="return", section=OWED)
def send_back(number: Number, reason: Reason, by: By = None) -> None:
    """Trả lại việc đã nộp, kèm lý do và thời hạn bổ sung."""
    from cli.acting import return_one

    return_one(number, reason, by)


@command('dondoc waive 926 --reason "đơn vị mới thành lập"', section=OWED)
def waive(number: Number, reason: Reason, by: By = None) -> None:
    """Miễn cho đơn vị khỏi phải làm việc này."""
    from cli.acting import waive_one

    waive_one(number, reason, by)


@command('dondoc extend 926 --until 2024-01-19 --reason "mưa lũ"', section=OWED)
def extend(
    number: Number,
    until: Annotated[str, typer.Option("--until", metavar="NGÀY", help="Hạn mới.")],
    reason: Reason,
    by: By = None,
) -> None:
    """Gia hạn; hạn gốc vẫn được giữ."""
    from cli.acting import extend_one

    extend_one(number, until, reason, by)


@command('dondoc date 1157 2024-04-20 --reason "kết luận giao ban"', section=OWED)
def date(
    number: Number,
    due: Annotated[str, typer.Argument(metavar="NGÀY", help="Hạn được ấn định.")],
    reason: Annotated[str, typer.Option("--reason", metavar="CĂN_CỨ", help="Căn cứ để ấn định.")] = "",
    by: By = None,
) -> None:
    """Ấn định hạn cho việc mà kế hoạch không nêu ngày.

    Mọi đơn vị có cùng việc, cùng kỳ nhận hạn này. Việc đã có hạn thì gia hạn bằng 'dondoc extend', hoặc sửa sổ đăng ký.
    """
    from cli.acting import date_one

    date_one(number, due, reason, by)


@command(
    'dondoc raise --plan svd-2026 --activity vuong-mac \\\n    --unit tt-dulieu-svd --reason "hỏng máy chủ"',
    name="raise",
    section=OWED,
)
def raise_event(
    plan: Annotated[str, typer.Option("--plan", metavar="KẾ_HOẠCH", help="Số hoặc id của kế hoạch.")],
    activity: Annotated[str, typer.Option("--activity", metavar="KHÓA", help="Khóa nhiệm vụ, xem 'dondoc plan show'.")],
    unit: Annotated[str, typer.Option("--unit", metavar="MÃ", help="Mã đơn vị phải làm.")],
    reason: Reason,
    by: By = None,
) -> None:
    """Nêu một việc phát sinh; từ đó mới có nghĩa vụ và hạn.

    Cho nhiệm vụ kiểu 'khi có khó khăn, vướng mắc', 'đột xuất', 'khi có yêu cầu'.
    """
    from cli.acting import raise_one

    raise_one(plan, activity, unit, reason, by)


@command("dondoc expand --plan svd-2026", section=TELL)
def expand(
    plan: PlanOption = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="NGÀY", help="Đến ngày này; không nêu thì 13 tháng tới.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Trải nhiệm vụ thành nghĩa vụ có hạn cho từng đơn vị.

    Lùi cả hạn rơi vào thời gian tạm dừng (calendar.yaml), bãi bỏ việc của đơn vị đã rời nhóm. Chạy lại không thêm gì.
    Lịch chạy đêm làm việc này hằng ngày.
    """
    from cli.runs import expand_plans

    expand_plans(plan, until, as_json=as_json)


@command("dondoc sweep --dry-run\ndondoc sweep --as-of 2024-01-08 --dry-run", section=TELL)
def sweep(
    as_of: AsOf = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ đếm, không ghi gì.")] = False,
    digest: Annotated[bool, typer.Option("--digest", help="Soạn các bản tổng hợp thay vì tin lẻ.")] = False,
    as_json: Json = False,
) -> None:
    """Tìm việc đến lượt nhắc và soạn tin cho đúng người.

    Gửi đi bằng 'dondoc deliver'. Với --as-of, cả kế hoạch đã hết kỳ mà ngày đó còn trong kỳ cũng được quét.
    """
    from cli.runs import sweep_once

    sweep_once(as_of, dry_run=dry_run, digest=digest, as_json=as_json)


@command("dondoc deliver", section=TELL)
def deliver(as_json: Json = False) -> None:
    """Gửi các tin đang chờ.

    Trả về 0 khi gửi hết, 3 khi một số tin không gửi được, 1 khi không gửi được tin nào và còn tin chờ. Không mất tin nào.
    """
    from cli.runs import deliver_waiting

    deliver_waiting(as_json=as_json)


@command("dondoc preview --days 14", section=TELL)
def preview(
    days: Annotated[str, typer.Option("--days", metavar="SỐ", help="Số ngày tới, từ 1 đến 60.")] = "7",
    as_of: AsOf = None,
    full: Annotated[bool, typer.Option("--full", help="In trọn từng tin.")] = False,
    as_json: Json = False,
) -> None:
    """Các tin của những ngày tới như sẽ gửi, nếu không có gì thay đổi.

    Ngày, giờ, người nhận và tiêu đề từng tin. Không gửi gì.
    """
    from cli.rehearsals import preview_days

    preview_days(days, as_of, full=full, as_json=as_json)


@command("dondoc replan --dry-run\ndondoc replan --plan 4672/KH-SYT --ladder standard --yes", section=TELL)
def replan(
    plan: PlanOption = None,
    ladder: Annotated[
        str | None, typer.Option("--ladder", metavar="TÊN", help="Chỉ những việc theo thang này.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ cho xem thay đổi.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Áp dụng, không hỏi lại.")] = False,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Lập lại lịch nhắc của việc đang mở khi thang đôn đốc đã đổi.

    Cho xem bậc nào thêm, bỏ, dời và bảy ngày tới ai nhận khác đi, rồi hỏi. Không chạy lệnh này thì thang mới chỉ dùng
    cho các kỳ lập sau. Điều đã nhắc giữ nguyên, không nhắc lại.
    """
    from cli.replanning import replan_open

    replan_open(plan, ladder, dry_run=dry_run, yes=yes, by=by, as_json=as_json)


@command("dondoc rehearse --from 2024-01-01 --to 2024-12-31 --late-share 20%", section=TELL)
def rehearse(
    first: Annotated[str, typer.Option("--from", metavar="NGÀY", help="Ngày đầu.")],
    last: Annotated[str, typer.Option("--to", metavar="NGÀY", help="Ngày cuối.")],
    late_share: Annotated[
        str | None,
        typer.Option("--late-share", metavar="TỶ_LỆ", help="Phần nộp chậm: 0.2 hoặc 20%. Không nêu: không ai nộp gì."),
    ] = None,
    ladders: Annotated[
        str | None, typer.Option("--ladders", metavar="KHÁC.yaml", help="So với các thang trong tệp này.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Diễn tập trên bản sao: ngày nào ai nhận gì, lên đến cấp nào.

    Không gửi gì và không đổi gì, dù ngày đã qua hay chưa đến.
    """
    from cli.rehearsals import rehearse_days

    rehearse_days(first, last, late_share, ladders, as_json=as_json)


app.add_typer(directory_app, name="directory", rich_help_panel=KEEP)
app.add_typer(messages_app, name="messages", rich_help_panel=KEEP)
app.add_typer(operations_app)
app.add_typer(accounts_app, name="account", rich_help_panel=KEEP)
app.add_typer(zalo_app, name="zalo", rich_help_panel=KEEP)


@command("dondoc doctor --quiet", section=KEEP)
def doctor(
    quiet: Annotated[bool, typer.Option("--quiet", help="Chỉ in điều hỏng; không in gì khi mọi thứ ổn.")] = False,
    as_json: Json = False,
) -> None:
    """Tìm mọi điều có thể làm lỡ việc nhắc.

    Trả về 1 nếu có điều hỏng. Xem chức danh không người, địa chỉ chết, tin không gửi được, năm chưa có lịch nghỉ, lần quét cuối đã lâu, giờ máy sai.
    """
    from cli.checkup import doctor as run

    run(quiet=quiet, as_json=as_json)


@command("dondoc settings", section=KEEP)
def settings(as_json: Json = False) -> None:
    """Các thiết lập đang có và đến từ đâu; bí mật được che."""
    from cli.checkup import show_settings

    show_settings(as_json=as_json)


def main() -> None:
    """Run a command; every error that a person can cause becomes one clear message and its exit code."""
    sys.exit(run_command(app))


if __name__ == "__main__":
    main()
