"""What looks like a timing and is none: citations, programme periods, homographs, numbers of other things.

Each is blanked out before any timing is looked for, letter for letter, and named, so that a reader sees why it gave nothing.
"""

import re
from dataclasses import dataclass

BLANK = "¤"
DAY = r"(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{4}|\d{1,2} ?(?:tháng|/) ?\d{1,2},? ?năm ?\d{4}|\d{1,2} ?/ ?\d{1,2} ?/ ?\d{2})(?!\d)"
PAPER = (
    r"(?:nghị quyết|quyết định|quy định|quy chế|nghị định|thông tư(?: liên tịch)?|thông báo|công văn|công điện|chỉ thị|kế hoạch"
    r"|chương trình|đề án|dự án|kết luận|hướng dẫn|tờ trình|báo cáo|văn bản|bộ luật|luật|pháp lệnh|lệnh|hiến pháp|biên bản"
    r"|giấy mời|hợp đồng|thư|quy hoạch|điều lệ|phương án|danh mục)"
)
NUMBER = r"\d{0,5}(?: ?/ ?\d{4})? ?[/-] ?[a-zđ][a-zđ0-9.]*(?: ?- ?[a-zđ][a-zđ0-9]*)*(?: ?/ ?[a-zđ]+(?: ?- ?[a-zđ]+)*)?"
ISSUER = (
    r"(?:chính phủ|thủ tướng|phó thủ tướng|bộ|ủy ban|ubnd|hđnd|hội đồng|ban |sở|chủ tịch|giám đốc|tỉnh|thành ủy|huyện ủy"
    r"|quốc hội|trung ương|bộ chính trị|văn phòng|cục|tổng cục|liên bộ|thường trực|ngành|cơ quan|công an|viện|đảng)"
)
ANY_DAY = rf"(?:{DAY}|\d{{1,2}}/\d{{1,2}}(?!\d|/))"
PART_OF = r"chi phí|kinh phí|tổng(?: số)?|số (?:hộ|xã|người|đơn vị|dân)|giá trị|diện tích|dân số|mức (?:lương|hỗ trợ|phạt)|vốn|học phí|thành viên|ý kiến|đại biểu|khối lượng"
CLOCK = r"\d{1,2} ?(?:giờ|h|:)(?: ?\d{1,2})?(?: ?phút)?'?,? "
MADE = r"(?:được )?(?:ban hành|ký|phát hành|phê duyệt|thông qua|công bố|lập|phát)"
NOT_HELD = r"(?: (?!(?:vào|trước|dự kiến|tổ chức|diễn ra|lúc|trong|từ|đến|xong|hoàn thành|chậm|sáng|chiều|tối|hạn|bắt đầu)\b)[^ .;:,()]+)"
OF_PAPERS = r"(?:sử dụng|đăng kiểm|kiểm định|bảo hành|bảo hiểm|lưu hành|cấp phép|khai thác|thuê|cư trú|tạm trú|hợp đồng|giấy phép|chứng chỉ|thẻ)"
UNTIL = rf"(?: ?(?:đến|-)(?: hết)?(?: ngày)? ?{ANY_DAY})?"

KINDS: tuple[tuple[str, str], ...] = (
    ("another's", rf"\b(?:giao|quy định|nêu|yêu cầu|ấn định|đề ra) (?:tại|trong|ở|theo) {PAPER}[^.;()]{{0,90}}?,? ?\b(?:có )?(?:thời )?hạn(?: cuối| chót| là|:)*(?: trước| đến(?: hết)?)?(?: ngày)? ?{ANY_DAY}"),
    ("another's", rf"\b(?:hạn|thời hạn) cũ ?:?(?: là)?(?: trước)?(?: ngày)? ?{ANY_DAY}"),
    ("another's", rf"\b(?:hết hạn|đáo hạn|hết hiệu lực|mãn hạn|có thời hạn)(?: {OF_PAPERS})?(?: trước| vào| đến(?: hết)?| từ| sau| kể từ| trong)*(?: ngày)? ?{ANY_DAY}(?: đến(?: hết)?(?: ngày)? ?{ANY_DAY})?"),
    ("another's", rf"\b(?:hết hạn|đáo hạn|hết hiệu lực|mãn hạn)(?: {OF_PAPERS})?(?: trong| vào| trước| sau| từ| đến(?: hết)?)? (?:năm \d{{4}}|tháng \d{{1,2}}(?:/\d{{4}}| năm \d{{4}})?|quý [ivx]+(?:/\d{{4}}| năm \d{{4}})?)"),
    ("another's", rf"\bhạn (?:sử dụng|dùng|bảo hành|kiểm định|lưu hành|thuê|vay|hợp đồng)(?: [^ .;:,()\d]+){{0,3}}? ?:? ?(?:{ANY_DAY}|(?:tháng |quý |năm )?(?:\d{{1,2}}(?:/\d{{4}}| năm \d{{4}})|[ivx]+/\d{{4}}|\d{{4}}))"),
    ("in force", rf"\b(?:(?:có|còn|hết) (?:hiệu lực|giá trị)(?: sử dụng| pháp lý| thi hành)?) (?:đến|tới)(?: hết)?(?: ngày)? ?{ANY_DAY}"),
    ("another's", r"\b(?:dự trù|nhu cầu|vật tư|kinh phí|dự toán|chỉ tiêu|số liệu|kết quả|lương|học phí|doanh thu|sản lượng)(?: [^ .;:,()]+){0,6}? cả năm\b"),
    ("past", rf"\b(?:do|vì|bởi)(?: [^ .;:,()]+){{1,5}}? (?:trong )?(?:các ngày |từ ngày |từ |ngày )?{ANY_DAY} ?(?:đến|-)(?: hết)?(?: ngày)? ?{ANY_DAY}"),
    ("cut-off", rf"(?<!học )\b(?:kỳ|thời kỳ)(?: (?:báo cáo|rà soát|hệ thống hóa|thanh tra|kiểm tra|thống kê))?,? ?\(?(?:tính )?từ(?: ngày)? ?{ANY_DAY} ?(?:đến|-)(?: hết)?(?: ngày)? ?{ANY_DAY}"),
    ("cut-off", rf"\btừ(?: ngày)? ?\d{{1,2}}/\d{{1,2}} (?:của )?năm (?:trước|ngoái) đến(?: hết)?(?: ngày)? ?{ANY_DAY}(?: (?:của )?năm \w+)?"),
    ("cut-off", rf"\b(?:số liệu|kết quả|lũy kế|thống kê|kỳ báo cáo)(?: [^ .;:,()]+){{0,5}}?(?: được)?(?: tính)? từ(?: ngày)? ?{ANY_DAY} ?(?:đến|-)(?: hết)?(?: ngày)? ?{ANY_DAY}"),
    ("cut-off", r"\b(?:số liệu|kết quả|lũy kế|thống kê|tình hình)(?: [^ .;:,()]+){0,4}?(?: từ (?:tháng|quý) [\divx]+(?:/\d{4})?)? đến(?: hết)? (?:tháng|quý) [\divx]+(?:/\d{4}| năm \d{4})?\b"),
    ("cut-off", rf"\bmốc(?: thời gian| thời điểm)?(?: kiểm tra| giám sát| thanh tra)?(?: tính)? ?:? ?từ(?: ngày)? ?{ANY_DAY}(?: đến[^.;]{{0,40}})?"),
    ("past", r"(?<!trước ngày )(?<!nhất ngày )(?<!là ngày )(?<!vào ngày )(?<!trước )(?<!nhất )(?<!là )(?<!vào )(?:\bngày )?\b\d{1,2}/\d{1,2} (?:của )?năm (?:trước|ngoái)\b"),
    ("blank", r"\bngày ?(?:[._]+|\d{1,2}) ?[/-] ?[._]+ ?[/-] ?(?:\d{4}|[._]*)|\bngày ?[._]+ ?[/-] ?\d{1,2}(?: ?[/-] ?\d{4})?"),
    ("rate", rf"\b\d ?/ ?\d{{1,2}}(?: ?(?:đến|-) ?\d ?/ ?\d{{1,2}})? (?:{PART_OF})\b"),
    ("rate", r"(?<!ngày )(?<!từ )(?<!đến )(?<!trước )\b\d ?/ ?\d{1,2} (?:ngày|buổi|giờ|tháng)\b"),
    ("custom", r"\bthường(?: là)?(?: rơi)?(?: vào| trong)(?: khoảng)?(?: đầu| giữa| cuối)? (?:tháng|quý|ngày|tuần) ?[\divx]+(?:/\d{1,2})?(?:/\d{4}| năm \d{4})?"),
    ("another's", r"\btrước (?:khi |kỳ |mùa |đợt |dịp )(?:[^ .;:,()\d]+ ){1,8}\((?:dự kiến |khoảng |vào |trong )*(?:tháng|quý|ngày)[^()]{1,40}\)"),
    ("past", rf"\btrước đây(?:[^.;]{{0,70}}?(?=,? nay | thành | sang )|(?: là| quy định| giao|:)* ?(?:trước )?(?:ngày )?{ANY_DAY})"),
    ("past", rf"\b(?:gia hạn|điều chỉnh|lùi|chuyển|đổi|thay đổi)(?: [^.;]{{0,50}}?)? từ ngày ?(?:{DAY}|\d{{1,2}}/\d{{1,2}})(?= sang| thành| đến)"),
    ("past", r"\bđã(?: [^ .;:,()]+){0,6}? trong (?:tháng \d{1,2}|quý (?:iv|i{1,3}|[1-4])\b|năm)(?:[ /](?:năm )?\d{4})?"),
    ("cut-off", r"\b(?:chốt|lấy)(?: số liệu)?[^.;]{0,60}? từ ngày \d{1,2}/\d{1,2}[^.;]{0,40}? đến(?: hết)? ngày \d{1,2}(?:/\d{1,2}(?:/\d{4})?)?(?: của [^.;,]{0,24})?"),
    ("cut-off", r"\bchốt(?: số liệu)?[^.;,]{0,40}? ngày \d{1,2}(?!\d)(?:/\d{1,2}(?:/\d{4})?)?(?: (?:hàng|của|mỗi) [^.;,]{0,24})?"),
    ("cut-off", rf"\bđến(?: hết)?(?: thời điểm)? ngày ?(?:{DAY}|\d{{1,2}}/\d{{1,2}})(?=,? (?:còn|có|đã|mới có|toàn|tổng|cả|số)\b)"),
    ("url", r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:gov|com|org|edu|net)\.vn\S*"),
    ("citation", rf"\b{PAPER}[^.;:()]{{0,90}}?\bsố ?:? ?{NUMBER}(?:[ ,(]{{0,3}}(?:{MADE} )?(?:vào )?(?:ngày ?{DAY}|(?:lúc|hồi) {CLOCK}(?:ngày ?)?{ANY_DAY}))?\)?"),
    ("citation", rf"\b(?:{PAPER}|bản tin)(?: [^ .;:,()]+){{0,6}}? {MADE} (?:vào )?(?:lúc |hồi )?{CLOCK}(?:ngày ?)?{ANY_DAY}"),
    ("citation", rf"\bsố ?:? ?{NUMBER}[ ,(]{{1,3}}(?:ban hành |ký )?ngày ?{DAY}"),
    ("citation", rf"\b\d{{1,5}} ?(?:/\d{{4}})?[/-] ?(?!ngày|tuần|tháng|quý|năm|lần|t\d)[a-zđ]{{2,8}}[0-9]{{0,2}}(?:-[a-zđ0-9]+)*(?:/[a-zđ]+(?:-[a-zđ]+)*)?(?: ?,? ngày ?{DAY})?"),
    ("citation", rf"\b(?<!gửi )(?<!nộp ){PAPER}(?: [^ .;:()]+){{0,9}}? ?,? (?<!trước )(?<!nhất )(?<!hết )(?:ký |ban hành )?ngày ?{DAY}(?= của| về| ban|,? (?:do|quy định))"),
    ("citation", rf"\b(?:luật|bộ luật|pháp lệnh|hiến pháp)(?: (?!(?:trước|chậm|xong|trình|gửi|nộp|báo|hoàn|trong|đến|vào)\b)[^ .;:()]+){{0,8}}? ?,? ngày ?{DAY}"),
    ("citation", rf"\b(?:{PAPER}) ngày ?{DAY}"),
    ("citation", rf"(?<!trước )(?<!nhất )(?<!hết )(?<!vào )(?<!từ )(?<!đến )(?<!là )\bngày ?{DAY}(?= của {ISSUER})"),
    ("citation", r"\b(?:sửa đổi|bổ sung|thay thế)[^.;]{0,40} năm \d{4}\b"),
    ("citation", r"\b(?:bộ luật|luật|hiến pháp|pháp lệnh|nghị định|thông tư|điều lệ)(?: [^ .;:,()]+){0,8}? năm \d{4}\b"),
    ("blank", r"\bngày ?[._]* ?tháng ?[._]* ?năm ?(?:\d{4}|[._]*)"),
    ("programme", r"\b(?:giai đoạn|thời kỳ|nhiệm kỳ|niên độ|niên khóa|nhiệm kì|khóa)(?: từ)?(?: năm)? ?\d{4}(?: ?(?:-|đến|và)(?: năm)? ?\d{4})?(?: ?,? ?(?:và )?(?:định hướng|tầm nhìn)(?: đến)? năm \d{4})?"),
    ("programme", r"\b(?:thời kỳ|niên độ)(?: (?:thanh tra|kiểm tra|kiểm toán|báo cáo|giám sát))? ?:? ?(?:từ )?(?:năm )?\d{4}(?: ?(?:-|đến|và)(?: hết)?(?: năm)? ?\d{4})?"),
    ("programme", r"\b(?:định hướng|tầm nhìn|hướng tới|hướng đến|mục tiêu)(?: đến)? ?(?:năm )?\d{4}\b"),
    ("programme", r"\bđến năm \d{4}(?: và)? (?:những năm|các năm|tầm nhìn)[^.;,]*|, ?(?:định hướng|tầm nhìn)[^.;,]{0,30}\d{4}"),
    ("programme", r"\b(?:chương trình|chiến lược|đề án|quy hoạch)[^.;:()]{0,80}? đến năm \d{4}\b"),
    ("form", r"\b(?:mẫu|biểu|biểu mẫu|phụ lục|bảng)(?: số)? ?:? ?\d{0,3}[a-z]?(?:[-/.][a-zđ0-9]+)+"),
    ("form", r"\b(?:mẫu|biểu mẫu|biểu|phụ lục|bảng|hình|mục|phần|chương|khoản|điểm|điều|tiết|bước)(?: số)? (?:\d+[a-zđ]?|[ivx]+)\b(?! ?/\d)"),
    ("phone", r"(?:\b(?:đt|điện thoại|số máy|hotline|fax|di động|tel|sđt|zalo)[ .:]*(?:số )?[ :]*|\b(?=0\d\d))\(?\+?\d[\d .\-)]{6,}\d"),
    ("money", r"\b\d[\d.,]* ?(?:đồng|vnđ|vnd|đ\b|triệu|tỷ|nghìn|ngàn|usd)"),
    ("rate", r"\b(?:tỷ lệ|tỉ lệ|mức|mức độ|cấp độ|độ|chiếm|đạt|điểm) ?:? ?(?:trên |dưới )?\d{1,3}(?: ?[/,] ?\d{1,3})+(?!\d| ?/)|\b24/7\b|\b24/24\b|\b\d+[.,]?\d* ?%"),
    ("homograph", r"\bquý (?:cơ quan|đơn vị|vị|ông|bà|khách|báu|hiếm|giá|đại biểu|phụ huynh|thầy|cô|độc giả|bạn|ngài|sở|ban|công ty|doanh nghiệp|lãnh đạo|tử|nhân|tộc|phái|mến|trọng)"),
    ("homograph", r"\b(?:đá|kim loại|cao|yêu|quí|phú|quyền|vàng bạc) quý\b(?! (?:[ivx]+|\d)\b)"),
    ("homograph", r"\b(?:(?<!giải )ngân|khách|cửa|mặt|nhà|bán|xếp|đặt|mua|bạn|kho|lô|đơn|dãy|giao|chợ|gian|tiệm) hàng\b(?: năm\b| tháng\b)?|\bhàng (?:rào|hóa|đầu|loạt|không|hải|ngũ|xóm|trăm|nghìn|ngàn|vạn|triệu|cột|dọc|ngang|hiệu|giả|việt|tồn)\b"),
    ("homograph", r"\b(?:như )?trước (?:hết|mắt|đây|đó|tiên|pháp luật|nhân dân|đảng|toàn|thực trạng|tình hình|yêu cầu|sức ép|áp lực|công luận|dư luận|hội đồng|lãnh đạo|cấp trên|thủ trưởng|ban|chủ tịch|giám đốc|ubnd|sở)\b"),
    ("homograph", r"[“\"'](?:ngày )?(?:chủ nhật|thứ bảy|thứ \w+|tháng|tuần|ngày) [a-zà-ỹ][^”\"'\d]{1,60}[”\"']"),
    ("lunar", r"(?<=\d) \((?:tức |nhằm |là )?(?:từ )?(?:ngày )?(?:mùng |mồng )?\d{1,2}(?! ?[/.-] ?\d)[^()/]{0,40}(?:chạp|giêng|tết|âm lịch)[^()/]{0,20}\)"),
    ("homograph", r"\btháng (?:hành động|thanh niên|công nhân|an toàn|nhân đạo|khuyến mại|tuổi)\b|\btuần (?:lễ(?! (?:thứ|đầu|cuối|\d))|hoàn)\b|\b(?:ngày )?(?:chủ nhật|thứ bảy) (?:xanh|đỏ|tình nguyện|văn minh|hồng)\b"),
    ("holiday", r"\((?:ngày )?(?P<day>\d{1,2} ?[/-] ?\d{1,2}) ?[/-] ?\d{4} ?- ?(?:ngày )?(?P=day) ?[/-] ?\d{4}\)"),
    ("holiday", rf"\b(?:(?:kỷ niệm|chào mừng|hưởng ứng|nhân|mừng){NOT_HELD}{{0,10}}?|lễ(?: lớn)?) \(?(?:ngày )?(?<!- )\d{{1,2}}(?: ?/ ?|-)\d{{1,2}}(?: ?[/-] ?\d{{4}})?\)?(?:(?:,| và) (?:ngày )?\d{{1,2}}/\d{{1,2}}(?!\d|/))*"),
    ("holiday", rf"\b(?:kỷ niệm|chào mừng){NOT_HELD}{{0,10}} ngày ?{DAY}"),
    ("past", rf"\btừ (?:năm \d{{4}}|tháng \d{{1,2}}/\d{{4}}|ngày {DAY}) trở (?:về trước|lại trước)"),
    ("past", rf"\b(?:so với|quá) (?:thời )?hạn(?: cuối| chót| nộp| gửi| báo cáo| là| trước| vào)*(?: ngày)? ?{ANY_DAY}"),
    ("cut-off", rf"\b(?:số liệu|kết quả|lũy kế|thống kê|chốt|dư nợ|số dư|công nợ|tồn đọng)(?: [^ .;:,()]+){{0,6}}?(?: được)?(?: tính)?(?: từ ngày ?[\d/.]+)? đến(?: hết)?(?: thời điểm)?(?: ngày)? ?(?:{DAY}|\d{{1,2}}/\d{{1,2}})"),
    ("cut-off", rf"\btính (?:đến|tới|từ)(?: hết)?(?: thời điểm)?(?: ngày)? ?(?:{DAY}|\d{{1,2}}/\d{{1,2}}|tháng \d{{1,2}}(?:/\d{{4}})?)"),
    ("past", rf"\b(?:đã|từng|vừa)(?: [^ .;:,()]+){{0,12}}? (?:trước|trong|vào|từ|xong|đến)? ?ngày ?(?:{DAY}|\d{{1,2}}/\d{{1,2}}){UNTIL}"),
    ("past", r"\b(?:đã|từng|vừa|kết quả(?: đạt được)?|tình hình)(?: (?!ngày |\d{1,2}/\d)[^ .;:,()]+){0,8}? (?:trong )?(?:quý [ivx1-4]+|năm|tháng \d{1,2})(?:[ /]?(?:năm )?\d{4})"),
    ("past", rf"\b(?:thay cho|thay vì|thời hạn cũ|trước đây|thay thế|gia hạn từ|điều chỉnh từ|lùi từ|chuyển từ)(?: [^ .;:,()]+){{0,10}}? ?ngày ?(?:{DAY}|\d{{1,2}}/\d{{1,2}})"),
    ("in force", rf"\b(?:có hiệu lực|hiệu lực thi hành|thành lập|sinh|áp dụng)(?: thi hành)?(?: kể)?(?: từ)?(?: ngày)? ?{DAY}{UNTIL}"),
    ("quoted", rf"¤(?: của [^.;,¤]{{0,60}}?)?,? ?(?:đã )?(?:yêu cầu|đề nghị|quy định|ấn định|đề ra|giao)[^.;¤]{{0,120}}? ngày ?(?:{DAY}|\d{{1,2}}/\d{{1,2}})"),
    ("quoted", rf"\b(?:thời hạn|hạn)?(?: là)?(?: trước| chậm nhất| đến hết)?(?: ngày)? ?(?:{DAY}|\d{{1,2}}/\d{{1,2}})(?: đã)? ?(?:nêu|quy định|đã giao|yêu cầu|ấn định|đề ra|được giao) (?:tại|trong|ở)\b"),
    ("homograph", r"\b(?:kiểm tra|thi|đề thi|đánh giá|điểm|họp phụ huynh|ôn tập) (?:giữa|cuối|đầu) (?:học )?kỳ(?: i{1,2}\b| [12]\b)?"),
    ("ordinal", r"(?<!định )(?<!thường )\b(?:lần|đợt|kỳ|vòng|phiên|khóa|ca|mũi|nhóm|hạng|loại|người|ngày làm việc|cấp|vị trí) thứ (?:nhất|hai|ba|tư|năm|sáu|bảy|[2-9]\d?)\b(?: trong(?: năm)?(?: \d{4})?)?"),
)  # fmt: skip
PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in KINDS)
NOTES = {
    "url": "địa chỉ mạng, không phải thời hạn",
    "citation": "ngày trong trích dẫn văn bản không phải thời hạn",
    "blank": "ngày còn để trống, không đoán",
    "programme": "giai đoạn, nhiệm kỳ, định hướng của chương trình không phải thời hạn",
    "form": "số của biểu mẫu, điều khoản",
    "phone": "số điện thoại",
    "money": "số tiền",
    "rate": "tỷ lệ, mức độ",
    "homograph": "từ đồng âm, không chỉ thời gian",
    "another's": "thời hạn, ngày của việc khác hoặc vật khác",
    "custom": "thông lệ, không phải thời hạn",
    "holiday": "ngày lễ, ngày kỷ niệm",
    "cut-off": "mốc chốt số liệu, không phải hạn gửi",
    "past": "việc đã qua hoặc thời hạn cũ được nhắc lại",
    "in force": "ngày hiệu lực, ngày thành lập",
    "quoted": "thời hạn của văn bản khác được nhắc lại",
    "lunar": "ngày âm lịch của ngày dương lịch vừa nêu",
    "ordinal": "số thứ tự",
}


@dataclass(frozen=True)
class Decoy:
    """One thing that gives no timing: what it is and where it stands in the folded text."""

    name: str
    start: int
    end: int

    @property
    def rule(self) -> str:
        return f"{self.name}: {NOTES[self.name]}"


def blanked(text: str) -> tuple[str, list[Decoy]]:
    """Folded text with every decoy blanked out, letter for letter, and the list of them."""
    found: list[Decoy] = []
    for name, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if match.end() > match.start():
                found.append(Decoy(name, match.start(), match.end()))
        text = pattern.sub(_blank, text)
    return text, found


def _blank(match: re.Match[str]) -> str:
    """Blanks for a match; a bracket that is opened or closed outside of it stays, so that what stands in brackets is still known."""
    text = match[0]
    if text.count("(") == text.count(")"):
        return BLANK * len(text)
    return re.sub(r"[^()]", BLANK, text)
