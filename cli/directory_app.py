"""The commands ``dondoc directory …``: names, options and help; what they do is in ``cli/directory.py``."""

from typing import Annotated

import typer

from cli.help import Group, commands
from cli.options import By, Json

directory_app = typer.Typer(cls=Group, rich_markup_mode=None, help="Danh bạ: đơn vị, chức danh, người và địa chỉ.")
command = commands(directory_app)


@command("dondoc directory load --dry-run\ndondoc directory load --yes", name="load")
def directory_load(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ cho xem thay đổi.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Áp dụng, không hỏi lại.")] = False,
    by: By = None,
    as_json: Json = False,
) -> None:
    """Nạp lại danh bạ đã sửa của cơ quan.

    Cho xem thay đổi rồi hỏi. Ai thôi giữ, ai mới giữ một chức danh thì tính từ hôm nay, hoặc từ ngày ghi trong tệp; ai đã
    giữ trước đó vẫn được nhớ. Tệp trái với bàn giao đã làm bằng lệnh thì bị từ chối toàn bộ, kèm dòng và cách sửa.
    """
    from cli.directory import load

    load(dry_run=dry_run, yes=yes, by=by, as_json=as_json)


@command("dondoc directory export -o danh-ba.yaml", name="export")
def directory_export(
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="TỆP", help="Ghi vào tệp này thay vì in ra.")
    ] = None,
) -> None:
    """In danh bạ đang dùng thành YAML, cả những gì đã bàn giao bằng lệnh.

    Nạp lại tệp này không đổi gì. Dùng nó để đưa các bàn giao vào tệp danh bạ của cơ quan.
    """
    from cli.directory import export

    export(output)
