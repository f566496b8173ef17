"""The options that several commands share, each with one meaning everywhere."""

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="In JSON cho chương trình đọc.")]
PlanOption = Annotated[str | None, typer.Option("--plan", metavar="KẾ_HOẠCH", help="Số hoặc id của kế hoạch.")]
PlanArgument = Annotated[str, typer.Argument(metavar="KẾ_HOẠCH", help="Số hoặc id, xem 'dondoc plan list'.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="LÚC", help="Coi như đang là ngày (09:00) hoặc giờ này: '2024-01-08 14:30'."),
]
Number = Annotated[str, typer.Argument(metavar="ID", help="Số của nghĩa vụ, cột ID của 'dondoc obligations'.")]
By = Annotated[
    str | None,
    typer.Option("--by", metavar="TÊN", envvar="DONDOC_BY", help="Người làm, ghi vào sổ; không nêu thì tên đăng nhập."),
]
Reason = Annotated[str, typer.Option("--reason", metavar="LÝ_DO", help="Lý do, ghi vào sổ.")]
Note = Annotated[str, typer.Option("--note", metavar="CHỮ", help="Ghi chú, ghi vào sổ.")]
