"""What a page says after something was done: the address carries a code, and its words stand here."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from fastapi import Request
from fastapi.responses import RedirectResponse

from web.guard import own_address

FIELD = "xong"
DONE = {
    "nop": "Đã ghi văn bản; đơn vị theo dõi sẽ xem và duyệt.",
    "ghi-them": "Đã ghi; chưa đủ chỉ tiêu nên việc còn mở.",
    "dang-lam": "Đã báo là đang làm; lời nhắc tạm dừng đến gần hạn.",
    "xin-gia-han": "Đã gửi đề nghị gia hạn; hạn cũ còn hiệu lực đến khi được chấp thuận.",
    "kho-khan": "Đã gửi khó khăn, vướng mắc đến đơn vị theo dõi.",
    "nhac-sau": "Đã hoãn nhắc.",
    "duyet": "Đã duyệt; việc này đã hoàn thành.",
    "tra-lai": "Đã trả lại; đơn vị sẽ được báo và có hạn mới để sửa.",
    "cho-gia-han": "Đã chấp thuận gia hạn; đơn vị sẽ được báo.",
    "khong-gia-han": "Đã trả lời không gia hạn; đơn vị sẽ được báo.",
    "tra-loi": "Đã trả lời; đơn vị sẽ được báo.",
    "an-dinh-han": "Đã ấn định hạn cho mọi đơn vị cùng kỳ.",
    "don-doc": "Đã đôn đốc; đầu mối và thủ trưởng đơn vị được báo ở lần gửi tới.",
    "gia-han": "Đã gia hạn; đơn vị sẽ được báo.",
    "mien": "Đã miễn việc này cho đơn vị.",
    "trao-doi": "Đã ghi ý kiến.",
    "phat-sinh": "Đã nêu việc phát sinh; đơn vị được báo ở lần gửi tới.",
}


def after(onward: str, code: str) -> RedirectResponse:
    """Go on to a page of ours, which then says what was done."""
    parts = urlsplit(own_address(onward))
    return RedirectResponse(urlunsplit(parts._replace(query=urlencode({FIELD: code}), fragment="")), status_code=303)


def said(request: Request) -> str:
    """What was just done, in words; whatever else somebody writes into the address says nothing."""
    return DONE.get(request.query_params.get(FIELD, ""), "")
