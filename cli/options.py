"""The options that many commands share, each with one name and one help text."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="In JSON cho chương trình đọc.")]
PlanName = Annotated[str | None, typer.Option("--plan", help="Số hoặc id của kế hoạch.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Coi như đang là ngày (09:00) hoặc giờ này: 2024-01-08.")]
Number = Annotated[int, typer.Argument(metavar="ID", help="Số của nghĩa vụ, xem 'dondoc obligations'.")]
By = Annotated[str | None, typer.Option("--by", envvar="DONDOC_BY", help="Tên người làm, ghi vào sổ theo dõi.")]
Reason = Annotated[str, typer.Option("--reason", help="Lý do, bắt buộc.")]
