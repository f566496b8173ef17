"""Times said of something else than the duty: of a thing it is about, of the period a report is on, of a holiday."""

import re

from engine.reading.actor_words import NAMED_BY_VERB, VERB

THING = (
    r"(?:hồ sơ|công trình|dự án|nhiệm vụ|văn bản|nhà|cơ sở|đơn|đơn thư|hợp đồng|kết luận|quyết định|giấy phép|phương tiện|xe"
    r"|vụ việc|vụ án|khoản|tài sản|thửa đất|chuẩn|tiêu chí|quy định|nợ|kinh phí|chứng chỉ|giấy chứng nhận)"
)
PERSON = r"(?:người|cán bộ|công chức|viên chức|đảng viên|học sinh|trẻ|trẻ em|lao động|đối tượng|hộ|doanh nghiệp|nhân viên|giáo viên|hội viên)"
STATE = r"(?:tiếp nhận|khởi công|ban hành|ký(?: kết)?|cấp(?: phép)?|sinh|tồn(?: đọng)?|phát sinh|thành lập|tuyển dụng|bổ nhiệm|kết nạp|nghiệm thu|xây dựng|áp dụng|tốt nghiệp|có(?: (?:thời )?hạn)?|(?:đến|hết|quá) hạn)"
DONE = r"(?:giao|phê duyệt|hoàn thành|công bố|công nhận|đăng ký|nộp|lập|giải ngân|thu hồi|đưa vào sử dụng|quyết toán|phát hiện|tham gia|hưởng)"
BETWEEN = r"(?: (?!(?:trình|gửi|để|và|đề nghị|tham mưu|phải|cần|sẽ)\b)[^\W\d_]+){0,5}?"
OF_A_THING = re.compile(
    rf"\b(?:{THING}{BETWEEN} (?:đã |được |bị |mới )*{STATE}|(?:{THING}|{PERSON}){BETWEEN} (?:đã |được |bị |mới )+(?:{STATE}|{DONE})|{PERSON}{BETWEEN} (?:sinh|tham gia|nghỉ hưu|nhập ngũ|hưởng)|{THING} (?:của|do){BETWEEN} (?:nộp|gửi|lập|trình)"
    rf"|(?:các|những|số|toàn bộ){BETWEEN} (?:đã |được |bị )+(?:{STATE}|{DONE}))(?: từ| sau| trước| vào| kể từ| ngày)* ?$"
)
OWED = re.compile(r"\b(?:phải|cần|sẽ|bảo đảm|đảm bảo|để)\b")
ABOUT = re.compile(
    r"\b(?:báo cáo|kết quả|số liệu|kế hoạch|dự toán|quyết toán|kinh phí|tình hình|nhiệm vụ|chương trình|sơ kết|tổng kết|đánh giá|công tác"
    r"|hoạt động|thi đua|giải ngân|chỉ tiêu|bình xét|xếp loại|nguồn vốn|vốn|lương|phụ cấp|trợ cấp|hỗ trợ|chi trả|học phí|sản lượng|doanh thu"
    r"|chuyên đề|giao ban|họp|kiểm điểm|tuyển sinh|nội dung|phương hướng)\b[^.;:()¤]{0,70}$"
)
PERIOD = re.compile(r"(?:năm học|tháng|quý|đầu|giữa|cuối|6|06|sáu|9|09|chín|t\.?|\d{1,2} ?/ ?\d{4})")
OCCASION = re.compile(r"\b(?:dịp|lễ|nghỉ|ngày hội|kỷ niệm|chào mừng)\b[^.;:]{0,40}$")
SERVING = re.compile(r"\b(?:để|phục vụ|nhằm|cho|về|của|theo)\b|\([^)]*$")


def is_of_a_thing(text: str, place: int) -> bool:
    """Whether a time belongs to a thing that the sentence's verb is about: "kiểm tra các công trình khởi công trước ngày …"."""
    found = OF_A_THING.search(text[:place])
    if not found or OWED.search(text[:place]):
        return False
    return _has_verb(text, 0, found.start()) or not _has_verb(text, place, len(text))


def is_thing_before(text: str, place: int) -> bool:
    """Whether a thing and its state stand before a time, whatever the verb."""
    return bool(OF_A_THING.search(text[:place]))


def is_topic(text: str, place: int) -> bool:
    """Whether a month or quarter names the period that a report, a budget or a payment is about: "kết quả quý I"."""
    return bool(PERIOD.match(text, place) and ABOUT.search(text[:place]))


def is_occasion(text: str, place: int) -> bool:
    """Whether a day is a holiday's or a jubilee's."""
    return bool(OCCASION.search(text[:place]))


def is_served(text: str) -> bool:
    """Whether what stands after these words is what something is done for ("để tổng hợp báo cáo quý I")."""
    return bool(SERVING.search(text))


def _has_verb(text: str, start: int, end: int) -> bool:
    """Whether something is to be done in a stretch of text; "quản lý" in "Ban Quản lý dự án" is a name."""
    names = [name.span() for name in NAMED_BY_VERB.finditer(text)]
    return any(
        not any(first <= verb.start() < last for first, last in names) for verb in VERB.finditer(text, start, end)
    )
