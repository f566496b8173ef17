"""The commands ``dondoc plan …``: names, options and help; what they do is in ``cli/plans.py``."""

from typing import Annotated

import typer

from cli.help import Group, commands
from cli.options import By, Json, PlanArgument

plan_app = typer.Typer(cls=Group, rich_markup_mode=None, help="Kế hoạch và sổ đăng ký nhiệm vụ của nó.")
command = commands(plan_app)


@command("dondoc plan read ke-hoach.docx\ndondoc plan read ke-hoach.pdf -o so-dang-ky.yaml", name="read")
def plan_read(
    file: Annotated[str, typer.Argument(metavar="TỆP", help="Văn bản: txt, md, docx, pdf, pdf quét.")],
    as_json: Json = False,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="TỆP.yaml", help="Ghi bản nháp sổ đăng ký vào tệp này.")
    ] = None,
) -> None:
    """Đọc một văn bản kế hoạch thành bản nháp sổ đăng ký.

    Mỗi nhiệm vụ có câu chữ làm căn cứ, ai chủ trì, hạn nào và theo quy tắc nào. Ngày không nêu thì để trống, không đoán.
    Sửa bản nháp rồi nhập bằng 'dondoc plan import'.
    """
    from cli.reading import read_file

    read_file(file, as_json=as_json, output=output)


@command(
    "dondoc plan import soyte-2027.yaml --dry-run\ndondoc plan import soyte-2027.yaml --yes\n"
    "dondoc plan import soyte-2027.yaml --tell-from 2027-07-01",
    name="import",
)
def plan_import(
    register: Annotated[str, typer.Argument(metavar="TỆP.yaml", help="Tệp sổ đăng ký.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ cho xem thay đổi.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Áp dụng, không hỏi lại.")] = False,
    tell_from: Annotated[
        str | None, typer.Option("--tell-from", metavar="NGÀY", help="Chỉ nhắc việc có hạn từ ngày này.")
    ] = None,
    by: By = None,
) -> None:
    """Nhập một sổ đăng ký mới hoặc đã sửa.

    Cho xem thay đổi (thêm, sửa, rút, đổi hạn), rồi hỏi trước khi áp dụng vào kế hoạch đã nhập; kế hoạch mới thì nhập ngay.
    Việc đã xong không bị đụng đến. Tệp có một chỗ sai là bị từ chối toàn bộ, kèm dòng và cách sửa.

    Kế hoạch nhập giữa chừng có việc đã quá hạn: không nêu --tell-from thì lần quét tới báo thẳng bậc cao nhất.
    """
    from cli.plans import import_plan

    import_plan(register, dry_run=dry_run, yes=yes, tell_from=tell_from, by=by)


@command("dondoc plan list", name="list")
def plan_list(as_json: Json = False) -> None:
    """Các kế hoạch đã nhập."""
    from cli.plans import list_plans

    list_plans(as_json=as_json)


@command("dondoc plan show 4672/KH-SYT", name="show")
def plan_show(plan: PlanArgument, as_json: Json = False) -> None:
    """Các nhiệm vụ của một kế hoạch, với câu chữ làm căn cứ.

    Mỗi nhiệm vụ: ai chủ trì, văn bản viết gì, hiểu là hạn nào, điều người duyệt đã ghi chú.
    """
    from cli.plans import show_plan

    show_plan(plan, as_json=as_json)


@command("dondoc plan export 4672/KH-SYT -o so-4672.yaml", name="export")
def plan_export(
    plan: PlanArgument,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="TỆP", help="Ghi vào tệp này thay vì in ra.")
    ] = None,
) -> None:
    """In sổ đăng ký của một kế hoạch thành YAML.

    Sửa tệp rồi nhập lại bằng 'dondoc plan import'; không sửa gì thì nhập lại không đổi gì.
    """
    from cli.plans import export_plan

    export_plan(plan, output)
