"""The commands ``dondoc account …``: names, options and help; what they do is in ``cli/accounts.py``."""

from typing import Annotated

import typer

from cli.help import Group, commands
from cli.options import By, Json

accounts_app = typer.Typer(
    cls=Group, rich_markup_mode=None, help="Tài khoản vào trang web: mở, gửi liên kết đặt mật khẩu, khóa."
)
command = commands(accounts_app)
Name = Annotated[str, typer.Argument(metavar="TÊN", help="Tên đăng nhập, chữ thường không dấu.")]


@command("dondoc account add dung.la --person la-hoai-dung\ndondoc account add quan-tri --administrator", name="add")
def account_add(
    name: Name,
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="MÃ", help="Người trong danh bạ; quyền đi theo vị trí của người đó."),
    ] = None,
    administrator: Annotated[bool, typer.Option("--administrator", help="Được quản trị.")] = False,
    by: By = None,
) -> None:
    """Mở một tài khoản và in liên kết đặt mật khẩu, dùng một lần."""
    from cli.accounts import add

    add(name, person, by, is_administrator=administrator)


@command("dondoc account link dung.la", name="link")
def account_link(name: Name, by: By = None) -> None:
    """In liên kết đặt mật khẩu mới, dùng một lần trong bảy ngày; mật khẩu cũ còn dùng được đến khi đặt mật khẩu mới."""
    from cli.accounts import link

    link(name, by)


@command("dondoc account disable dung.la", name="disable")
def account_disable(name: Name, by: By = None) -> None:
    """Khóa một tài khoản: đăng xuất mọi máy, không vào được nữa."""
    from cli.accounts import switch

    switch(name, by, is_disabled=True)


@command("dondoc account enable dung.la", name="enable")
def account_enable(name: Name, by: By = None) -> None:
    """Mở lại một tài khoản đã khóa."""
    from cli.accounts import switch

    switch(name, by, is_disabled=False)


@command("dondoc account list", name="list")
def account_list(as_json: Json = False) -> None:
    """Các tài khoản, của ai, vào bằng gì."""
    from cli.accounts import list_accounts

    list_accounts(as_json=as_json)
