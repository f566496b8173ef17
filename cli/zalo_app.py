"""The commands ``dondoc zalo …``: names, options and help; what they do is in ``cli/zalo.py``."""

from typing import Annotated

import typer

from cli.help import Group, commands

zalo_app = typer.Typer(
    cls=Group, rich_markup_mode=None, help="Cài đặt Zalo: ai ở khung chat nào, tài khoản còn dùng được không."
)
command = commands(zalo_app)


@command("dondoc zalo listen --seconds 600", name="listen")
def zalo_listen(
    seconds: Annotated[str, typer.Option("--seconds", metavar="GIÂY", help="Nghe trong bao lâu.")] = "300",
) -> None:
    """In chat_id của từng người nhắn cho bot, để ghi vào danh bạ."""
    from cli.typed import count_from
    from cli.zalo import listen

    listen(count_from(seconds, "số giây", least=1, most=86_400))


@command("dondoc zalo check", name="check")
def zalo_check() -> None:
    """Hỏi xem Zalo OA còn cho vào không; làm mới token nếu đến lúc."""
    from cli.zalo import check

    check()
