"""Who: the units, posts and groups that a clause names, as the document writes them, and the codes the directory has for them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.reading.folding import UPPER, plain
from engine.reading.passages import Passage

HEAD = (
    r"(?:sở|ban chỉ đạo|ban giám đốc|ban quản lý|ban tổ chức|ban tuyên giáo|ban giám hiệu|ban|phòng|văn phòng|ubnd|ủy ban nhân dân|ủy ban mặt trận|ủy ban|hđnd|hội đồng"
    r"|trung tâm|tt|ttyt|ttkscbt|ttkt|bệnh viện|bv|chi cục|cục|tổng cục|trường|đơn vị|cơ quan|tổ công tác|tổ giúp việc|tổ|hội|đoàn thanh niên|đoàn|tỉnh đoàn|thành đoàn|liên đoàn|công đoàn"
    r"|mặt trận|mttq|thủ trưởng|người đứng đầu|giám đốc|phó giám đốc|lãnh đạo|trưởng|phó trưởng|chủ tịch|phó chủ tịch|hiệu trưởng|chánh văn phòng|chánh thanh tra"
    r"|cán bộ|công chức|viên chức|bộ phận|thanh tra|đài|báo|công an|bộ chỉ huy|bộ đội|ngân hàng|kho bạc|bảo hiểm xã hội|bhxh|công ty|doanh nghiệp|viện|khoa"
    r"|trạm|đảng ủy|chi bộ|tòa án|viện kiểm sát|cổng thông tin|trang thông tin|cổng ttđt|các cơ sở|cơ sở|nhà trường|bộ|tổng công ty|quỹ|chi nhánh|điện lực|thị đoàn|huyện đoàn|cdc|vnpt|viettel|phóng viên|giáo viên|ban ngành|thư ký|trạm y tế|thành viên|hạt|đội|tiểu ban|chi đoàn|hợp tác xã|xã đoàn|ban điều hành|học viện|đại học|đồng chí|đ/c|kho|nhà máy|cảng|bến xe|liên minh|hiệp hội|tập đoàn|bưu điện|người phát ngôn|hội viên|kế toán|giáo sư|y tế)"
)
DETERMINER = r"(?:(?:tất cả |toàn thể |toàn bộ )?(?:các|những|mỗi|từng|toàn thể|toàn bộ|mọi|100%(?: các| số)?)\s+)?"
GROUPS = r"(?:sở, (?:ban, )?ngành|huyện, thị|xã, phường|phòng, ban|thị xã, thành phố|phòng, khoa|khoa, phòng|ban, ngành)"
ACTOR_START = re.compile(rf"{DETERMINER}{HEAD}(?![a-zà-ỹđ])", re.IGNORECASE)
NOT_ACTORS = re.compile(
    r"(?:đơn vị tính|cơ quan nhà nước,|báo cáo|bộ (?:thủ tục|tiêu chí|chỉ số|câu hỏi|hồ sơ|máy|tài liệu|luật)|hội nghị|hội thảo|hội thi|đoàn kiểm tra|đoàn viên|tổ chức|trường hợp|cơ sở (?:dữ liệu|vật chất|hạ tầng|pháp lý)"
    r"|ban hành|viện trợ|trưởng thành|đài thọ|khoa học|quỹ đất|đơn vị hành chính|trung tâm dữ liệu|báo (?:giấy|điện tử)|ban đầu|tổ (?:dân phố|chức)|bộ phận cấu thành|hội đồng nhân dân tỉnh khóa|cục bộ|hội nhập|hội (?:họp|trường|tụ)|thanh tra (?!sở|tỉnh|huyện|thành phố|chính phủ|bộ|nhà nước|viên|cấp|ubnd|chuyên ngành|nhân dân|xây dựng)|doanh nghiệp,|phòng(?:,)? chống|phòng ngừa|phòng bệnh|phòng dịch|phòng cháy|phòng hộ)",
    re.IGNORECASE,
)
VERBS = (
    r"(?:chủ trì|phối hợp|xây dựng|tổ chức|tham mưu|hướng dẫn|đôn đốc|kiểm tra|báo cáo|gửi|tổng hợp|rà soát|thực hiện|triển khai|căn cứ|tăng cường|đẩy mạnh|chủ động"
    r"|thường xuyên|định kỳ|kịp thời|chịu trách nhiệm|có trách nhiệm|có nhiệm vụ|làm đầu mối|là đầu mối|là cơ quan|là đơn vị|là bộ phận|đầu mối|khẩn trương|bố trí|lựa chọn|cử|đăng tải|niêm yết|theo dõi|giám sát"
    r"|đánh giá|cân đối|đề nghị|phản ánh|tiếp tục|trình|ban hành|phổ biến|quán triệt|nghiên cứu|đề xuất|lập|cập nhật|duy trì|bảo đảm|đảm bảo|lồng ghép|hoàn thành|hoàn thiện"
    r"|tuyên truyền|thông tin (?=về|cho|tới|đến|kịp|rộng)|thông báo|đưa|viết|cung cấp|thiết kế|mở|sử dụng|chuẩn bị|quản lý|phân công|chỉ đạo|tiếp nhận|xử lý|thẩm định|công khai|khảo sát|tập huấn|đào tạo|bồi dưỡng"
    r"|kiện toàn|thành lập|tích cực|nghiêm túc|phải|cần|sẽ|được giao|hàng năm|hàng tháng|hàng quý|hàng tuần|hằng năm|hằng tháng|hằng quý|hằng tuần|trước ngày|trước|chậm nhất|thông qua|nhắc nhở|trực tiếp|quan tâm|nâng cao|phát huy|đổi mới"
    r"|bảo quản|trực tiếp|làm tốt|tập trung|ưu tiên|chấp hành|khai thác|vận hành|tự|nộp|chuyển|ký|mua sắm|cấp (?!tỉnh|huyện|xã|trên|dưới|ủy|sở|cơ sở|trung ương)|chi (?!cục|nhánh|bộ|đoàn|hội|ủy)|giải quyết|tiến hành|vận động|huy động|xem xét|phê duyệt|bám sát|đăng ký|biên soạn|sản xuất|phát sóng|phát động|ra quân|trực(?! thuộc| tuyến| tiếp)|tham gia|tham dự|sơ kết|tổng kết|góp ý|có văn bản|có kế hoạch|có biện pháp|lấy ý kiến|công bố|giao (?!thông|ban|dịch)|phát hành|mời|thu thập|nhập|rút kinh nghiệm|khắc phục|không được|tạo điều kiện|gắn|kết hợp|hỗ trợ|phục vụ|in (?!ấn)|treo|dọn|phun|tiêm|điều tra|quản trị|đối chiếu|lưu trữ|xác minh|khen thưởng|dự báo|phân tích|nhân rộng|tiếp thu|bàn giao|sắp xếp|đôn đốc,"
    r"|lấy mẫu|lấy|thống kê|nắm bắt|nắm|vận chuyển|cung ứng|thu gom|xác định|chẩn đoán|tập hợp|đón|nhận|bảo vệ|kiểm kê|phân bổ|phân phối|quyết toán|thanh toán|đầu tư|sửa chữa|nâng cấp|bảo trì|bảo dưỡng|trang bị|làm việc|làm"
    r"|thúc đẩy|khuyến khích|động viên|chăm sóc|tư vấn|quan trắc|ghi nhận|tính toán|lưu|số hóa|kết nối|tích hợp|chia sẻ|liên hệ|đối thoại|gặp mặt|tặng|thăm|trao|trồng|xuất bản|công nhận|tuyển dụng|điều động|luân chuyển|ngăn chặn|xử phạt"
    r"|tịch thu|truy quét|tuần tra|cưỡng chế|hòa giải|trợ giúp|cấp phát|dự họp|thảo luận|thí điểm|áp dụng|thay thế|bổ sung|điều chỉnh|sửa đổi|thẩm tra|giới thiệu|quảng bá|xúc tiến|tiêu hủy|khử trùng|thường trực|đăng|phản hồi|trả lời|tiếp dân|soát xét"
    r"|yêu cầu|phân loại|bình xét|đề cử|cải tạo|khôi phục|cứu trợ|sơ tán|ứng phó|ứng trực|cảnh báo|nghiệm thu|bồi thường|rà phá|tiếp tục|thống nhất|tổ chức|khám|chữa|vay|nuôi|đo|họp|mở rộng|bán|mua|thu|phát triển|củng cố|xóa|giảm|tạo)"
)
VERB = re.compile(rf"(?<![\w/])(?<!được )(?P<v>{VERBS})(?:(?<= )|(?!\w))")
STRONG = re.compile(r"(?<!\w)(?:thường xuyên|khẩn trương|chủ động|kịp thời|định kỳ|cử|có trách nhiệm|chịu trách nhiệm|phải|cần|tích cực|nghiêm túc|lập|đề xuất|báo cáo)(?!\w)")
RELATIVE = re.compile(r"(?<!\w)(?:làm nhiệm vụ|làm công tác|tham gia|phụ trách|trực tiếp(?= giải quyết| tiếp nhận| quản lý| thực hiện| phụ trách| tham gia)|có nhiều|có liên quan|được phân công|được giao|có thủ tục|đang|có thẩm quyền|có chức năng|theo dõi lĩnh vực)(?!\w)")
COMPOUNDS = {
    *("công trình", "chương trình", "quá trình", "lịch trình", "quy trình", "giáo trình", "lộ trình", "độc lập", "công lập", "dân lập", "bầu cử", "thành lập"),
    *("hoạch tổng hợp", "chính tổng hợp", "chính quản trị", "việc làm", "nghiên cứu", "phục vụ", "y tế", "vụ bảo vệ", "tổng thu", "doanh thu", "thị trấn", "cơ sở", "tích thu", "vụ quản lý", "viện quản lý", "dân vận", "chăn nuôi", "các tổ chức", "những tổ chức", "mỗi tổ chức", "của tổ chức", "là tổ chức", "và tổ chức", "đào tạo", "đồng thuận", "thể thao", "đề nghị", "sáng tạo", "chế tạo", "tái tạo", "thú y", "giúp việc"),
    *("chữ ký", "trung cấp", "cao cấp", "sơ cấp", "phân cấp", "các cấp", "cùng cấp", "bảo trợ", "quốc lập", "hợp tác", "nghề nghiệp", "y tế", "vận tải", "chuyên trách"),
}
LINK = re.compile(r"\s*(?:;|,|\bvà\b|\bcùng\b|\+|\n| - (?=[A-ZĐ]))\s*(?:-\s*)?")
PLAIN_GROUP_WORDS = ("ban", "ngành", "thị xã", "thành phố", "phường", "thị trấn", "đoàn thể", "huyện", "xã", "thị", "hội", "đoàn", "khoa", "công chức", "viên chức", "phó giám đốc", "tổ")
LONGEST_NAME = 150
NAMED_BY_VERB = re.compile(
    rf"{DETERMINER}(?:phòng|ban|hạt|trung tâm|tổ|bộ phận|cơ quan|đội|chi cục|khoa|ban quản lý)\s+(?:quản lý|kiểm soát|tiếp nhận|đào tạo|kiểm tra|điều tra|khảo sát"
    r"|thẩm định|xây dựng|tuyên truyền|giám sát|phục vụ|vận hành|tổ chức|hỗ trợ|tư vấn|chỉ đạo|báo cáo viên)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Subject:
    """Who does something in a sentence, and where the rest of the sentence begins."""

    names: tuple[str, ...]
    rest: int
    start: int = 0


QUALIFIER = re.compile(rf"\s+(?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|cấp (?:tỉnh|huyện|xã)|trực thuộc(?: Sở)?|thuộc Sở|Sở)(?:\s+(?:[{UPPER}]\w*)){{0,3}}")


def known_end(text: str, start: int, known: Sequence[str]) -> int | None:
    """Where a name that the document or the directory knows ends, with the place added to it."""
    lowered = text[start : start + LONGEST_NAME].lower()
    for name in known:
        if lowered.startswith(name) and not lowered[len(name) : len(name) + 1].isalnum():
            end = start + len(name)
            while found := QUALIFIER.match(text, end):
                end = found.end()
            return end
    return None


def starts_actor(text: str) -> bool:
    """Whether a text begins with the name of someone who can owe something."""
    return bool(ACTOR_START.match(text)) and not NOT_ACTORS.match(text)


def subject_of(text: str, known: Sequence[str] = ()) -> Subject | None:
    """The subject at the beginning of a sentence: "Văn phòng Sở chủ trì …", "Giao Sở Y tế …", "Các phòng: …".

    ``known`` are names in small letters, the longest first: where one begins the sentence, it ends there.
    """
    if re.match(r"\d+ ?%?", text) and not re.match(r"100% (?:các|số)", text):
        return None
    order = re.match(r"(?:Giao|Yêu cầu|Đề nghị|Phân công|giao|yêu cầu|đề nghị)(?: cho)?\s+", text)
    start = order.end() if order else 0
    if not starts_actor(text[start:]):
        return None
    end = _end_of_known(text, start, known) or _end_of_name(text, start)
    if end is None or end - start > LONGEST_NAME:
        return None
    names = names_in(text[start:end])
    rest = re.compile(r"\s*(?:\([^()]{0,80}\)\s*)?[:,]?\s*").match(text, end)
    return Subject(tuple(names), rest.end() if rest else end, start) if names else None


def _end_of_known(text: str, start: int, known: Sequence[str]) -> int | None:
    """The end of a list of known names; None if the list goes on with a name that is not known."""
    end = known_end(text, start, known)
    if end is None:
        return None
    link = LINK.match(text, end)
    if link and _starts_another(text[link.end() :], text[start:end]):
        return _end_of_known(text, link.end(), known) or _end_of_name(text, link.end())
    after = text[end:].lstrip()
    verb = verb_in(text, end, end + 40)
    return end if not after or after[0] in ",:(.;" or verb and not text[end : verb.start()].strip() else None


def _end_of_name(text: str, start: int) -> int | None:
    """Where a name ends: at a colon, or before the verb; a relative clause ("làm nhiệm vụ …") belongs to the name."""
    colon = text.find(":", start, start + LONGEST_NAME)
    relative = RELATIVE.search(text, start, start + LONGEST_NAME)
    verb = _first_verb(text, start, relative)
    ends = [place for place in (colon if colon >= 0 else None, verb) if place is not None]
    stop = re.compile(r"[.;]").search(text, start)
    if not ends:
        return len(text) if len(text) - start < LONGEST_NAME and not stop else stop.start() if stop and stop.start() - start < 80 else None
    return min(ends)


def _first_verb(text: str, start: int, relative: re.Match[str] | None) -> int | None:
    """Where the verb begins; a word such as "quản lý" right after "phòng" belongs to the name if another verb follows."""
    head = ACTOR_START.match(text, start)
    verb = verb_in(text, head.end() if head else start)
    if head and verb and NAMED_BY_VERB.match(text, head.start()) and verb.start() - head.end() <= 1:
        later = verb_in(text, verb.end(), start + LONGEST_NAME)
        verb = later if later or text.find(":", verb.end(), start + LONGEST_NAME) >= 0 else verb
    if relative and verb and relative.start() <= verb.start():
        strong = STRONG.search(text, relative.end())
        return strong.start() if strong else None
    return verb.start() if verb else None


def verb_in(text: str, start: int, end: int | None = None) -> re.Match[str] | None:
    """The first verb from a place on; "trình" in "công trình" is none."""
    for found in VERB.finditer(text, start, len(text) if end is None else min(end, len(text))):
        before = re.search(r"(\w+) $", text[max(0, found.start() - 14) : found.start()])
        if not before or f"{before[1].lower()} {found['v'].strip()}" not in COMPOUNDS:
            return found
    return None


def names_in(text: str) -> list[str]:
    """The names in a list of them: "Văn phòng Sở; Các đơn vị trực thuộc"."""
    text = text.strip(" .,;:-–+")
    if not text:
        return []
    pieces, start = [], 0
    for link in LINK.finditer(text):
        if _starts_another(text[link.end() :], text[start : link.start()]):
            pieces.append(text[start : link.start()])
            start = link.end()
    pieces.append(text[start:])
    return [piece.strip(" .,;:-–+") for piece in pieces if piece.strip(" .,;:-–+")]


def _starts_another(after: str, before: str) -> bool:
    """Whether another name begins here, and not the next word of a group such as "sở, ban, ngành"."""
    if not before.strip() or before.count("(") > before.count(")"):
        return False
    if re.search(r"(?:văn phòng|vp)(?:[^,;]* và)? (?:hđnd|đoàn đbqh|đoàn đại biểu quốc hội)$", plain(before)):
        return False
    if _is_pair(before, after) or re.match(r"\s*(?:đồng chí|đ/c|ông|bà)\b", before, re.IGNORECASE) and not re.match(r"(?:đồng chí|đ/c|ông|bà)\b", after, re.IGNORECASE):
        return False
    found = ACTOR_START.match(after)
    if not found or NOT_ACTORS.match(after):
        return False
    head = plain(found[0])
    if head in PLAIN_GROUP_WORDS or head.split(" ")[-1] in ("ban", "ngành") and head != "các ban":
        return bool(after[: len(found[0])][0].isupper()) and head not in ("ban", "ngành")
    return True


def _is_pair(before: str, after: str) -> bool:
    """"Các phòng, đơn vị thuộc Sở": two bare words under one "các" are one group."""
    return bool(re.fullmatch(rf"\s*(?:các|những|mỗi|trưởng các|thủ trưởng các|lãnh đạo các)\s+{HEAD}\s*", before, re.IGNORECASE)) and after[:1].islower() and not re.match(r"(?:các|những|mỗi|từng|ubnd|thủ trưởng|lãnh đạo)\b", after)


def known_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names once each, in order."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(plain(name), name)
    return tuple(seen.values())


def cooperators_in(part: Passage | str) -> list[str]:
    """Whom a sentence names after "phối hợp với"."""
    text = part if isinstance(part, str) else part.text
    names: list[str] = []
    for found in re.finditer(r"[Pp]hối hợp(?: chặt chẽ| cùng| tốt)*,? (?:với|cùng)(?: với)? ", text):
        start = found.end()
        if starts_actor(text[start:]):
            end = _end_of_name(text, start) or start
            names += names_in(_until_clause(text[start:end]))
    return list(known_names(names))


def _until_clause(text: str) -> str:
    return re.split(r"\s(?:trong|để|và sự|nhằm|theo|trong việc|đồng thời)\s", text)[0]


RECIPIENT = re.compile(
    r"(?:[Gg]ửi|[Bb]áo cáo|[Nn]ộp|[Tt]rình|[Pp]hản ánh|[Đđ]ề xuất)(?:(?![.;]).){0,160}?(?:\bvề|\bcho|\btới|\blên|\bđến|\bqua|\bgửi|\btrình|báo cáo) (?=(?P<who>" + DETERMINER + HEAD + r"\b))",
    re.IGNORECASE,
)
SENT = re.compile(r"(?:gửi|gởi|nộp|chuyển)(?: [^.;,]{0,60}?)?\s(?:về|cho|tới|đến)(?: cho)? (?=(?P<who>" + DETERMINER + HEAD + r"\b))", re.IGNORECASE)
DIRECT = re.compile(r"(?:báo cáo|trình|gửi|đề xuất)(?: kết quả)? (?=(?P<who>" + DETERMINER + HEAD + r"\b))", re.IGNORECASE)
THROUGH = re.compile(r"\(?\s*(?:qua|thông qua) (?P<who>[^()]{3,80}?)\)?(?=\s(?:để|trước|theo|xem)|[.;)]|$)")


def recipient_in(text: str) -> str | None:
    """To whom a report goes, with the office it goes through: "Sở Y tế (qua Văn phòng)"."""
    text = re.split(r"\s(?:để|nhằm)\s+(?:kịp thời\s+)?tổng hợp", text)[0] or text
    for pattern in (SENT, DIRECT, RECIPIENT):
        for found in pattern.finditer(text):
            who = _recipient_at(text, found.end())
            if who:
                return who
    return None


def _recipient_at(text: str, start: int) -> str | None:
    if NOT_ACTORS.match(text[start:]):
        return None
    stop = re.compile(r"\s(?:để|trước|theo|xem xét|chậm nhất|định kỳ|thẩm định|phê duyệt|ban hành|công bố|giải quyết|và chỉ đạo|khi|trong|vào|đúng|hàng|hằng|kết quả|về|bố trí|quyết định|kịp thời|\d)|[.;:]|, (?!phòng|qua|Sở|Bộ|UBND|Trung tâm|Văn phòng|Ban )").search(text, start)
    end = stop.start() if stop else len(text)
    who = text[start:end].strip(" ,")
    return who if 3 < len(who) <= 120 else None


def receiving_unit(recipient: str) -> str:
    """The office at which something arrives: the one in brackets or named by "qua", else the one named."""
    through = re.search(r"(?:\(|\bqua |, )\s*(?:qua |thông qua )?(?P<who>[^()]{3,90}?)\)?$", recipient)
    if through and starts_actor(through["who"]):
        return through["who"].strip()
    return recipient.strip()
