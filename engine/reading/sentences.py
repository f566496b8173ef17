"""A clause cut into the things to be done in it, and what kind of doing each is."""

import re
from collections.abc import Sequence

from engine.reading.actor_words import VERB
from engine.reading.actors import Subject, starts_actor, subject_of
from engine.reading.folding import UPPER, plain
from engine.reading.passages import Passage

CUT = re.compile(
    rf"(?<=[.;!?…])\s+(?=[{UPPER}(“\"])|(?<=;)\s+(?=\d{{1,3}}(?:,\d+)?\s?%)|(?<=;)\s+(?=[a-zà-ỹđ])"
    r"|(?<=[\wà-ỹ]),\s+(?=(?:định kỳ|hàng quý|hằng quý|hàng tháng|hằng tháng|hàng năm|hằng năm)[^.;]{0,80}(?:báo cáo|tổng hợp))|(?<=[\wà-ỹ]),\s+(?=báo cáo (?:kết quả )?(?:tổng hợp|định kỳ)|lập kế hoạch cụ thể)"
    r"|\s+(?=và báo cáo kết quả (?:về|cho|gửi))|,?\s+(?=đồng thời,? (?:báo cáo|gửi|tổng hợp|thống nhất|phụ trách))"
)
MANAGING = re.compile(
    r"(?:đồng thời,? |và |thường xuyên )?(?:(?:mọi |có |nếu có )?(?:khó khăn|vướng mắc)|báo cáo|tổng hợp|gửi|đôn đốc|theo dõi|bố trí|lập\b|định kỳ|đồng thời|hoàn thành|hàng (?:tháng|quý|năm)|hằng (?:tháng|quý|năm))\b"
)
HANDING = re.compile(r"(?:và )?(?:trình|gửi|nộp|chuyển)(?: về| cho| lên)? ")
PAPER = re.compile(r"\b(?:báo cáo|kết quả|danh sách|hồ sơ|số liệu|tờ trình|dự thảo|văn bản|dự toán|kế hoạch|đề án)\b")
TELLING = re.compile(
    r"(?:lồng ghép|đăng|viết|đưa|hướng dẫn|tuyên truyền|phổ biến|quán triệt|phát|treo|in |niêm yết|công khai|giới thiệu|thông tin|tổ chức tuyên truyền|xây dựng (?:chuyên mục|tin))"
)
TIMED = re.compile(r"(?:trước|chậm nhất|xong trong|định kỳ|vào|đến hết|từ)\s+(?:ngày|tháng|quý|năm|tuần|hàng|hằng|\d)")
TAIL = re.compile(
    r"(?:tiến hành|thực hiện|hoàn thành|xong|thời gian|thời hạn|triển khai|kết thúc)[^;.]{0,12}\s(?:từ|trong|trước|vào|chậm|xong|đến|quý|tháng)\b"
)
SECOND = re.compile(rf",?\s+để\s+(?=[{UPPER}])|(?<=[\d\w]),\s+(?:sau đó,?\s+)?(?=[{UPPER}])")
WHEN = re.compile(
    r"(?:[Tt]rước|[Cc]hậm nhất|[Mm]uộn nhất|[Đđ]ến hết|[Tt]rong|[Xx]ong|[Vv]ào|là)\s+(?:ngày|tháng|quý|\d)"
)
WHEN_FIRST = re.compile(
    r"^(?:trong |vào |từ |đến |đầu |cuối |giữa )*(?:tháng|quý|năm|ngày|thứ) ?[\dIVXhbtsnc][\w/.-]*(?: năm \d{4})?,? (?=[a-zà-ỹđ])"
)
LEADING = re.compile(r"^(?:(?:mỗi|vào|cuối|đầu|ngày|thứ|sáng|chiều|trước|chậm nhất)\b[^,.;:]{2,50}, )+(?=[a-zà-ỹđ])")
NEXT_NUMBER = re.compile(
    r"[,;]\s+(?:và )?(?=(?:tỷ lệ|tỉ lệ|trên \d|tối thiểu|ít nhất|phấn đấu|bảo đảm|đạt \d|duy trì|giảm|tăng|(?:\w+ ){1,6}đạt (?:trên )?\d|\d)[^,;.%]{0,80}\d{0,3}(?:[.,]\d+)? ?%)"
)
REPORTS = re.compile(
    r"(?![^.;]*(?:hằng|hàng|mỗi|định kỳ))(?:gửi |lập |có )?(?:báo cáo|kết quả)[^.;]{0,60} (?:trước|chậm nhất|trong|xong|muộn nhất)\b[^.;]{0,16}\d"
)
TIME = re.compile(
    r"\d/\d|\b(?:tháng|quý) [\dIVX]|\b(?:[Hh]ằng|[Hh]àng|[Mm]ỗi|[Tt]hường xuyên|[Đđ]ịnh kỳ|[Kk]ịp thời|[Tt]heo dõi|[Đđ]ôn đốc|%)"
)
ABBREVIATION = re.compile(r"(?:\b(?:TP|Tp|tp|TX|TS|ThS|BS|PGS|GS|KT|TM|TL|Q|v\.v|St)\.|\b[A-Z]\.|\.\.\.)$")
LABEL = re.compile(r"^(?P<label>[^:;.]{3,160}?)\s*:\s+(?=\S)")
EMPTY_LABELS = re.compile(
    r"(?:nội dung|đối tượng|địa điểm|thành phần|hình thức|phương pháp|phương thức|chủ đề|thông điệp|nguồn|lưu ý|ghi chú|ví dụ|kinh phí|căn cứ|tên|thời kỳ|niên độ|mục tiêu|mục đích|yêu cầu)\b"
)
THING_DUE = r"(?:các |mỗi |toàn bộ )?(?:hồ sơ|biên bản|danh sách|báo cáo|bản|hội phí|đoàn phí|quỹ|kết quả|số liệu|sản phẩm|bài dự thi|tác phẩm|văn bản|phiếu|đơn|dữ liệu|chứng từ|đề cương|dự thảo|đăng ký|tin bài)"
HANDED_IN = re.compile(
    rf"{THING_DUE}\b(?:(?! (?:đã|chưa|do|khi|nếu|để) )[^.;:,]){{0,90}}? (?:gửi|gởi|nộp|chuyển|trình)(?: về| cho| lên| tới| trước| chậm| đến)? "
)
ADVERBIAL = re.compile(
    r"(?:Trong|Căn cứ|Thực hiện|Hàng|Hằng|Định kỳ|Trước|Nếu|Khi|Trên cơ sở|Để|Đối với|Sau khi|Sau|Từ|Theo|Giám đốc|Chủ tịch|Trường hợp|Chậm nhất|Đến|Ngay|Ngoài ra|Riêng|Trên đây|Lãnh đạo|UBND|Ủy ban|Sở|Vào|Hoàn thành|Nhận được|Đề nghị|Yêu cầu|Giao|\()"
)
HAPPENS = re.compile(r"(?:Khi|Nếu|Trường hợp) (?:có|phát hiện|xảy ra|phát sinh|xuất hiện|nhận được)\b")
ORDER = re.compile(r"(?:yêu cầu|đề nghị|giao(?! ban)|phân công)(?: cho)?\s+(?=\S)")
AFTER_PREFACE = re.compile(
    r"(?:Thực hiện|Triển khai|Theo|Nhằm|Căn cứ|Để)\b.{10,600}?[,;] (?:[^,.;:]{2,60} )(?:yêu cầu|đề nghị|giao) (?=(?:các|toàn thể|UBND|Ủy ban|Sở|Phòng|Trung tâm|Văn phòng|Ban|Thủ trưởng|Chi cục|Bệnh viện|Trường|Công an)\b)"
)
INNER = re.compile(
    r"(?:,|\bthì|\bvướng mắc|\bkhó khăn|\bphát sinh|\bcần thiết|\))\s*,?\s*(?:thì |đề nghị |yêu cầu |kính đề nghị )?(?=\S)"
)
STANDING = re.compile(
    r"thường xuyên|theo dõi|đôn đốc|giám sát|hướng dẫn|phối hợp|tăng cường|đẩy mạnh|tiếp tục|duy trì|chủ động|tuyên truyền|phổ biến|quán triệt|thực hiện|triển khai|bố trí|cân đối|bảo đảm|đảm bảo|cập nhật|công khai|niêm yết|kiểm tra|chịu trách nhiệm|chỉ đạo|nâng cao|lồng ghép|quản lý|tham mưu|hỗ trợ|vận động|đưa|viết|cung cấp|khai thác|sử dụng|vận hành|tập trung|kịp thời|đăng tải|nhắc nhở|xử lý|căn cứ"
)
ONE_OFF = re.compile(
    r"(?:và |đồng thời,? |có trách nhiệm |chủ trì,? |chủ động |khẩn trương |kịp thời |nghiên cứu,? )*(?:tham mưu )?(?:xây dựng(?!,? (?:và )?tổ chức| đội ngũ| và phát triển| mỗi)|ban hành|lập\b|thành lập|kiện toàn|đề xuất|trình\b|lựa chọn|hoàn thành|hoàn thiện|tổng hợp|báo cáo|gửi|gởi|nộp|cử\b|đăng ký|sơ kết|tổng kết|ký\b|tổ chức (?:hội nghị|hội thi|lễ|cuộc|tổng kết|sơ kết)|phê duyệt|mua sắm|đề nghị)"
)
TOPIC = re.compile(
    r"(?:tình hình|kết quả|việc|các (?:quy định|mô hình|chương trình|chính sách|nội dung|hoạt động|điển hình|tthc)|nội dung|hình thức|đối tượng|chương trình|những|một số|vai trò|ý nghĩa|\(|-)"
)
OPTIONAL = re.compile(
    r"khuyến khích|có thể |các khu vực còn lại|trân trọng|đề nghị quý|rất mong|mọi (?:vướng mắc|thắc mắc) (?:xin|đề nghị) liên hệ|kính (?:gửi|đề nghị)|chi tiết (?:theo|tại)|\(?có phụ lục|\(?các nhiệm vụ cụ thể|\(?kèm theo|(?:năm(?: học)?|kỳ|đợt|quý) (?:trước|vừa qua)(?=,? (?:một số|có|các|nhiều|vẫn|còn))|(?:hồ sơ|báo cáo|đơn) [^.;]{0,60} (?:không (?:được )?(?:tiếp nhận|xét|giải quyết)|sẽ bị|coi như)"
)
EVENT = re.compile(
    r"trong quá trình[^,.;]{0,60}(?:,| có) ?(?:nếu )?(?:có )?(?:phát sinh|khó khăn|vướng mắc)|(?:nếu|khi|trường hợp)(?: [^\s.,;]+){0,3} (?:có |gặp |phát sinh |xảy ra )?(?:những |các |vấn đề )?(?:khó khăn|vướng mắc|phát sinh|vấn đề|thay đổi|bất cập|đột xuất)"
    r"|^(?:mọi |các |có )?(?:khó khăn|vướng mắc)[^.;]{0,40}? (?:báo cáo|phản ánh)"
)


def segments_of(part: Passage, known: Sequence[str] = ()) -> list[Passage]:
    """The sentences and half-sentences of a clause, each with a doing of its own."""
    pieces: list[Passage] = []
    start = 0
    for found in CUT.finditer(part.text):
        if ABBREVIATION.search(part.text[: found.start()]) or _in_brackets(part.text[: found.start()]):
            continue
        if part.text[found.start() - 1] == ";" and not _stands_alone(part.text[found.end() :], known):
            continue
        if (
            part.text[found.start() - 1] == ";"
            and part.text[found.end()].islower()
            and not _is_own_order(
                part.text[found.end() :], known, after_time=bool(WHEN.search(part.text, start, found.start()))
            )
        ):
            continue
        if REPORTS.match(part.text, found.end()) and not (TIME.search(part.text, start, found.start())):
            continue
        pieces.append(part[start : found.start()].stripped())
        start = found.end()
    pieces.append(part[start:].stripped())
    halves = [half for piece in pieces for half in _by_actor(piece, known)]
    return [each for half in halves for each in _by_number(half) if len(each) > 3]


def _by_number(part: Passage) -> list[Passage]:
    """Several percentages to reach in one sentence without a time, each with what it measures."""
    if TIME.search(part.text.replace("%", "")) or WHEN.search(part.text):
        return [part]
    cut = next((m for m in NEXT_NUMBER.finditer(part.text) if "%" in part.text[: m.start()]), None)
    return [part[: cut.start()].stripped(), *_by_number(part[cut.end() :].stripped())] if cut else [part]


def _by_actor(part: Passage, known: Sequence[str]) -> list[Passage]:
    """A sentence cut where a second actor begins who has a time of its own ("…, Văn phòng Sở tổng hợp … trước ngày 20")."""
    for found in SECOND.finditer(part.text):
        rest = part.text[found.end() :]
        subject = subject_of(rest, known) if starts_actor(rest) else None
        if not subject or not VERB.match(rest, subject.rest) or _in_brackets(part.text[: found.start()]):
            continue
        if WHEN.search(part.text[: found.start()]) and WHEN.search(rest):
            return [part[: found.start()].stripped(), *_by_actor(part[found.end() :].stripped(), known)]
    return [part]


def _stands_alone(text: str, known: Sequence[str]) -> bool:
    """Whether what follows a semicolon orders something itself and is not one more thing of a list."""
    return (
        text[:1].islower()
        or begins_with_verb(text)
        or subject_in(text, known) is not None
        or bool(re.match(r"\d{1,3}(?:[.,]\d+)? ?%", text))
    )


def _is_own_order(text: str, known: Sequence[str], *, after_time: bool) -> bool:
    """Whether a half-sentence after a semicolon orders something else; one more way of telling people does so only with a time of its own."""
    half = re.split(r"[;.]\s", text)[0]
    if half.startswith("giao ban ") or is_handed_in(half) or _orders_another(half, known):
        return True
    if TAIL.match(half) or (not after_time and _hands_on(half)):
        return False
    return bool(MANAGING.match(half)) or bool(
        VERB.match(half) and (after_time or TIMED.search(half) or not TELLING.match(half))
    )


def _orders_another(half: str, known: Sequence[str]) -> bool:
    """Whether a half-sentence names someone else who does something by a time ("…; các trường gửi danh sách trước ngày 5/9")."""
    subject = subject_of(half, known) if TIMED.search(half) else None
    return bool(subject and VERB.match(half, subject.rest))


def _hands_on(half: str) -> bool:
    """Whether a half-sentence hands on what the one before made ("…; trình Giám đốc ký duyệt trước ngày …")."""
    found = HANDING.match(half)
    return bool(found and starts_actor(half[found.end() :]) and not PAPER.search(half))


def _in_brackets(before: str) -> bool:
    return before.count("(") > before.count(")")


def without_label(part: Passage, known: Sequence[str] = ()) -> tuple[str, Passage]:
    """A label such as "Hình thức tuyên truyền:" and the text after it; a name before a colon is no label."""
    found = LABEL.match(part.text)
    if not found or (starts_actor(part.text) and subject_of(part.text, known)):
        return "", part
    rest = part[found.end() :]
    if len(found["label"]) > 90 and not (starts_actor(rest.text) and subject_of(rest.text, known)):
        return "", part
    return found["label"], rest


def is_empty_label(label: str) -> bool:
    """Whether what follows a label describes and orders nothing ("Nội dung tuyên truyền: …")."""
    return bool(EMPTY_LABELS.match(plain(label)))


def subject_in(text: str, known: Sequence[str] = ()) -> Subject | None:
    """Who acts in a sentence, at its beginning or after an adverbial ("Trong quá trình …, các đơn vị báo cáo …")."""
    ordered = next((m for m in ORDER.finditer(text[:200]) if starts_actor(text[m.end() :])), None)
    if ordered and (
        ordered.start() == 0
        or re.match(r"(?:Giám đốc|Chủ tịch|Sở|UBND|Ủy ban|Lãnh đạo|Trên đây|Căn cứ|Nhận|Trong|Để|Đề)", text)
    ):
        found = subject_of(text[ordered.end() :], known)
        if found:
            return Subject(found.names, ordered.end() + found.rest, ordered.end())
    if re.match(r"\d", text):
        return None
    if (preface := AFTER_PREFACE.match(text)) and (found := subject_of(text[preface.end() :], known)):
        return Subject(found.names, preface.end() + found.rest, preface.end())
    if found := subject_of(text, known):
        return found
    if ADVERBIAL.match(text[:1].upper() + text[1:]) or re.match(THING_DUE, plain(text)):
        return _inner_subject(text, known)
    return _labelled_subject(text, known)


def ordered_in(text: str, known: Sequence[str] = ()) -> Subject | None:
    """Who is ordered to do what follows: "…, Sở Y tế yêu cầu các trung tâm y tế thực hiện:"."""
    for order in reversed(list(ORDER.finditer(text))):
        found = subject_of(text[order.end() :], known)
        if found:
            return Subject(found.names, order.end() + found.rest, order.end())
    return None


def _labelled_subject(text: str, known: Sequence[str]) -> Subject | None:
    """Who acts after a label: "Thu hồi nợ đến hạn: Phòng Tín dụng rà soát …"."""
    label = LABEL.match(text)
    found = subject_of(text[label.end() :], known) if label else None
    if not label or not found or not VERB.match(text, label.end() + found.rest):
        return None
    return Subject(found.names, label.end() + found.rest, label.end())


def _inner_subject(text: str, known: Sequence[str]) -> Subject | None:
    for inner in INNER.finditer(text[:260]):
        found = subject_of(text[inner.end() :], known)
        fresh = (
            text[inner.end()].isupper()
            or HAPPENS.match(text)
            or re.match(r"(?:các|những|mỗi|từng|mọi|tất cả|toàn)\b", text[inner.end() :])
        )
        if found and fresh and VERB.match(text, inner.end() + found.rest):
            return Subject(found.names, inner.end() + found.rest, inner.end())
    return None


def begins_with_verb(text: str) -> bool:
    """Whether a text begins with something to do, adverbs and time words aside."""
    lowered = text[:1].lower() + text[1:]
    if VERB.match(lowered):
        return True
    labelled = re.match(r"[^:.;]{2,50}:\s*", lowered)
    if labelled:
        lowered = lowered[labelled.end() :][:1].lower() + lowered[labelled.end() :][1:]
    lowered = LEADING.sub("", WHEN_FIRST.sub("", lowered))
    lowered = re.sub(
        r"^(?:(?:đồng thời|và|ngoài ra|sau đó|hàng năm|hằng năm|hàng quý|hằng quý|hàng tháng|hằng tháng|định kỳ|thông qua|việc|trong năm|tiếp theo)[ ,:]*)+",
        "",
        lowered,
    )
    return bool(VERB.match(lowered)) or bool(
        re.match(
            r"hình thức tổ chức|giao ban|[^,.]{0,90}, (?:tổng hợp|báo cáo|gửi|nộp|trình|xây dựng|tổ chức|đưa)|(?:quý|6 tháng|9 tháng|\d+ năm|\d)[^.;]{0,60}(?:báo cáo|tổng hợp|đưa|gửi)|gởi|đưa|phổ biến|tuyên truyền|xóa|nắm|làm|chú trọng|đổi mới|rút ngắn|thí điểm|trang bị|đầu tư|xây|nhân|tôn vinh|biểu dương|thúc đẩy|củng cố|tạo|gắn|kết nối|số hóa|cải thiện|cải tiến|giảm|phấn đấu|đề cao|khởi công|nghiệm thu|bàn giao",
            lowered,
        )
    )


def is_handed_in(text: str) -> bool:
    """Whether a paper or a sum begins the sentence that is to be sent somewhere ("Hồ sơ đề nghị khen thưởng gửi về Ban trước ngày …")."""
    return bool(HANDED_IN.match(plain(text)))


def is_one_off(text: str) -> bool:
    """Whether the doing has one result on one day, which then must be asked for, rather than going on all the time."""
    lowered = plain(text)
    return bool(ONE_OFF.match(lowered))


def is_topic(text: str) -> bool:
    """Whether a text names a subject to speak about and not something to do."""
    return bool(TOPIC.match(plain(text)))


def is_optional(text: str) -> bool:
    """An exhortation, a pointer to an annex, a courtesy."""
    return bool(OPTIONAL.match(plain(text)))


def is_event(text: str) -> bool:
    """Whether it is to be done only if something happens ("nếu có khó khăn, vướng mắc")."""
    return bool(EVENT.search(plain(text)))
