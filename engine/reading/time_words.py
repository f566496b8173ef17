"""The vocabulary of time: days, months, quarters, bounds, frequencies, and the letter and value that each has as a term."""

import datetime as dt
import re
from collections.abc import Callable

from engine.reading.actor_words import VERB
from engine.reading.targets import COUNTED

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
WEEKDAY = {"hai": "mon", "ba": "tue", "tư": "wed", "năm": "thu", "sáu": "fri", "bảy": "sat", "chủ nhật": "sun"}
WEEKDAY |= {str(n): day for n, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat"), start=2)}
MONTH_WORDS = {"một": 1, "hai": 2, "ba": 3, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
MONTH_WORDS |= {"mười một": 11, "mười hai": 12}
COUNTS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
UNITS = {"ngày": "D", "tuần": "W", "tháng": "M", "quý": "Q", "6 tháng": "H", "9 tháng": "9M", "năm": "Y"}

Q = r"(?:iv|iii|ii|i|[1-4])"
DD = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)"
MM = r"(?:0?[1-9]|1[0-2])(?!\d)"
Y4 = r"(?:19|20)\d\d(?!\d)"
OF_YEAR = rf"(?: ?[/,.-]? ?(?:của )?(?:năm )?(?P<y>{Y4}))?"
YEAR_AFTER = rf"(?: (?:của )?năm (?P<y>{Y4}))?"
UNIT = r"(?P<u>0?6 tháng|sáu tháng|0?9 tháng|chín tháng|0?3 tháng|ba tháng|ngày|tuần|tháng|quý|năm)"
NOT_COUNTED = rf"(?! ?(?:ngày|giờ|tuần|%|lần|tháng|cấp|hội nghị|{COUNTED})\b)(?! ?%)(?! ?/ ?\d{{1,2}}(?!\d))"
HOUR = r"(?P<h>[01]?\d|2[0-4]) ?(?:giờ|h|g)(?: ?(?P<mi>[0-5]\d)(?: ?phút)?)?'?(?: (?:sáng|chiều|trưa|tối))?(?![a-zà-ỹ])"
PART_OF_DAY = rf"(?:buổi )?(?:sáng|trưa|chiều|tối),?(?= (?:(?:thứ \w+|chủ nhật),? (?:\(?ngày )?|ngày |mùng |mồng )?{DD} ?(?:[/.-] ?{MM}|tháng))"
OWN_TIME = r"(?!,? (?:định kỳ|hàng (?:tuần|tháng|quý|năm))|,? (?:và )?(?:trước|chậm nhất|muộn nhất|hoàn thành trong|xong trong|đến hết|trong) (?:ngày |tháng |quý )?(?:\d{1,2}\b(?! ?(?:ngày|giờ))|[ivx]+\b))"
UNTIL_TIME = rf"(?:{OWN_TIME}[^.;:()\n]){{0,60}}"
ANCHOR_END = rf"(?:{OWN_TIME}[^.;:()\n]){{0,90}}"

Value = dict[str, object]


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + 2000 if len(text) <= 2 else int(text)


def _day(found: re.Match[str]) -> tuple[str, Value] | None:
    day, month, year = int(found["d"]), int(found["m"]), _year(found["y"])
    return ("D" if year or found["w"] else "P"), {"d": day, "m": month, "y": year}


def _day_range(found: re.Match[str]) -> tuple[str, Value] | None:
    first, last = int(found["d"]), int(found["e"])
    return ("G", {"d": first, "d2": last, "m": int(found["m"]), "y": _year(found["y"])}) if first < last else None


def _month(found: re.Match[str]) -> tuple[str, Value]:
    word = found["m"]
    return "M", {"m": MONTH_WORDS.get(word) or int(word), "y": _year(found["y"])}


def _months(found: re.Match[str]) -> tuple[str, Value] | None:
    numbers = [int(n) for n in re.findall(r"\d+", found["list"])]
    if any(not 1 <= n <= 12 for n in numbers):
        return None
    return "N", {"months": numbers, "y": _year(found["y"])}


def _month_range(found: re.Match[str]) -> tuple[str, Value]:
    return "R", {"m": int(found["a"]), "m2": int(found["b"]), "y": _year(found["y"])}


def _quarters(found: re.Match[str]) -> tuple[str, Value]:
    numbers = [ROMAN[n] for n in re.findall(rf"\b{Q}\b", found["list"])]
    return "K", {"quarters": numbers, "y": _year(found["y"])}


def _unit(text: str) -> str:
    folded = text.lstrip("0").replace("sáu", "6").replace("chín", "9").replace("ba tháng", "3 tháng")
    return "Q" if folded == "3 tháng" else UNITS[folded]


def _frequency(found: re.Match[str]) -> tuple[str, Value]:
    return "F", {"unit": _unit(found["u"])}


def _times(found: re.Match[str]) -> tuple[str, Value]:
    count = COUNTS.get(found["n"]) or int(found["n"]) if found["n"] else 1
    return "F", {"unit": _unit(found["u"]), "times": count}


def _counted(found: re.Match[str]) -> tuple[str, Value]:
    """So many things per period, which are owed by the period's end."""
    return "F", {"unit": _unit(found["u"]), "counted": True}


def _month_of_quarter(found: re.Match[str]) -> tuple[str, Value]:
    first = {"nhất": 1, "1": 1, "ba": 3, "3": 3}.get(found["n"], 2)
    return "e", {"months": [first, first + 3, first + 6, first + 9]}


def _clock(found: re.Match[str]) -> tuple[str, Value]:
    hour, minute = int(found["h"]), int(found["mi"] or 0)
    return "h", {"at": dt.time(23, 59) if hour == 24 else dt.time(hour, minute)}


def _limit(found: re.Match[str]) -> tuple[str, Value] | None:
    text = found["n"]
    count = COUNTS.get(text) or (int(text) if text.isdigit() else 0)
    return "l", {"n": count, "working": bool(found["work"]), "anchor": found["anchor"].strip(" ,")}


def _long_limit(found: re.Match[str]) -> tuple[str, Value]:
    """Hours, weeks, months or years from something; from a day that is named they are a question, else an event."""
    return ("A", {}) if re.search(r"\d ?[/.-] ?\d", found[0]) else ("v", {"trigger": found[0].strip(" ,")})


def _ahead(letter: str) -> Callable[[re.Match[str]], tuple[str, Value]]:
    """So many days before something."""
    return lambda f: (
        letter,
        {"n": COUNTS.get(f["n"]) or int(f["n"]), "working": bool(f["work"]), "trigger": f[0].strip(" ,")},
    )


def _as(letter: str, **value: object) -> Callable[[re.Match[str]], tuple[str, Value]]:
    return lambda found: (letter, value)


def _week_of_month(found: re.Match[str]) -> tuple[str, Value]:
    """A week of a month begins on no day that all agree on; counted in sevens from its first day it ends on one."""
    named = re.search(r"đầu|cuối|nhất|hai|ba|tư|[1-5](?= của| tháng)", found[0])
    last = {"đầu": 7, "nhất": 7, "hai": 14, "ba": 21, "tư": 28, "1": 7, "2": 14, "3": 21, "4": 28}
    return "A", {"d": last.get(named[0]) if named else None, "m": int(found["m"]), "y": _year(found["y"])}


def _quarter(found: re.Match[str]) -> tuple[str, Value]:
    return "Q", {"q": ROMAN[found["q"]], "y": _year(found["y"])}


def _half(found: re.Match[str]) -> tuple[str, Value]:
    return "H", {"half": 1 if found["which"] == "đầu" else 2, "y": _year(found["y"])}


def _part(found: re.Match[str]) -> tuple[str, Value]:
    value: Value = {"part": found["p"], "y": _year(found["y"])}
    if found["q"]:
        return "E", {**value, "q": ROMAN[found["q"]]}
    if found["m"]:
        return "E", {**value, "m": int(found["m"])}
    if found["year"]:
        return "E", value
    return "x", {"unit": UNITS[found["unit"]], "part": found["p"]}


EVENT = (
    r"(?:ngay )?(?:sau )?khi (?:có|cần|phát sinh|xảy ra|được yêu cầu|nhận được|kết thúc|hoàn thành|phát hiện|xuất hiện|được giao"
    r"|được phê duyệt|ban hành|tổ chức xong)"
    + ANCHOR_END
    + r"|(?:nếu|trường hợp)(?: có| phát sinh| gặp| xảy ra)"
    + UNTIL_TIME
    + r""
    r"|đột xuất(?:[ ,]*(?:khi|theo|nếu) (?:có |cần |được )?(?:yêu cầu|chỉ đạo|đề nghị)" + UNTIL_TIME + r")?"
    r"|(?:theo|khi có) (?:yêu cầu|đề nghị|chỉ đạo)(?: đột xuất)? của "
    + UNTIL_TIME
    + r"|khi cần(?: thiết)?|theo yêu cầu(?: đột xuất| nhiệm vụ)?"
)
VAGUE = (
    r"khẩn trương|kịp thời|theo quy định(?: hiện hành)?|đúng (?:thời gian|thời hạn|tiến độ)(?: quy định)?|theo tiến độ(?: đề ra)?"
    r"|trong thời gian (?:sớm nhất|tới|ngắn nhất)|sớm nhất|năm học(?: \d{4} ?- ?\d{4})?|học kỳ (?:i{1,2}|[12])(?: năm học \d{4} ?- ?\d{4})?|theo lịch"
)
WEEK = r"tuần(?: lễ)? (?:đầu(?: tiên)?|cuối(?: cùng)?|thứ (?:nhất|hai|ba|tư|[1-5])|[1-4](?: ?- ?[1-5])?)"
NOT_PLACED = (
    r"(?:trước|trong|sau|đến|vào|dịp|nghỉ)(?:(?:,| và)? (?:trước|trong|sau|dịp))* tết\b(?! trồng)(?: nguyên đán| âm lịch| trung thu| dương lịch| cổ truyền)?"
    r"|(?:đầu|cuối|giữa|hết|kết thúc|khai giảng|trước|sau|trong) (?:học kỳ(?: (?:i{1,2}|[12]))?(?: năm học)?|năm học)(?: \d{4} ?- ?\d{4})?"
    r"|(?:thượng|trung|hạ) tuần tháng \d{1,2}|(?:trong |dịp |nghỉ |đợt )*(?<!vỉa )hè\b(?: (?:năm )?\d{4})?|(?:trước|trong|sau|đến) (?:các )?(?:mùa (?!vụ)|kỳ họp|đợt kiểm tra|ngày khai giảng|lễ khai giảng|đại hội)(?:(?! (?:từ|đến|trước|tháng|quý|ngày) )[^.;:(),\d]){0,40}"
    rf"|{WEEK}(?: của)? tháng \d{{1,2}}(?:/\d{{4}}| năm \d{{4}})?"
)
ROUND = r"(?:lần|đợt|lớp|giai đoạn|vòng|kỳ|tổ|nhóm) (?:thứ )?(?:\d{1,2}(?![\d/])|i{1,3}|nhất|hai|ba|cuối)(?: là| vào)? ?:?(?= ?(?:(?:vào |trong )?(?:ngày |tháng |quý |t)\d?|\d{1,2}/))"
BEFORE = r"(?:đến )?trước(?: thời điểm)?"
BY = (
    r"chậm nhất(?: là)?(?: vào)?(?: đến)?|muộn nhất(?: là)?(?: vào)?|trễ nhất(?: là)?|không (?:để )?(?:muộn|chậm|quá|trễ)(?: hơn)?|đến hết|hết hạn|hết|(?:sang|thành)(?= ngày)"
    r"|dự kiến(?: là)?(?: trong| vào| khoảng)*|xong trong|hoàn thành trong|trong|vào(?: khoảng)?|kết thúc(?: vào)?(?= ?:? (?:(?:ngày|tháng) ?\d|\d{1,2}[/.-]\d))|hạn (?:cuối|chót)(?: cùng)?|thời hạn(?: gửi| nộp| báo cáo| hoàn thành| thực hiện)?"
    r"|thời gian(?: thực hiện| hoàn thành| tổ chức| báo cáo| gửi)?|tiến độ(?: hoàn thành)?|hoàn thành|xong|hạn|nội"
)
FROM = r"(?:bắt đầu |được thực hiện |thực hiện )?(?:kể )?từ|bắt đầu"

LEXICON: tuple[tuple[str, Callable[[re.Match[str]], tuple[str, Value] | None]], ...] = (
    (
        (r"(?:chậm nhất |không quá |tối đa )?(?:(?:trong(?: vòng| thời hạn| thời gian)?|sau|không quá|tối đa|chậm nhất) )(?:là )?(?:không quá |tối đa )?(?:sau )?"
        r"(?P<n>\d{1,3}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) ngày(?P<work> làm việc)?(?: \(?(?:ngày )?làm việc\)?)?[ ,]*"
        rf"(?P<anchor>(?:kể từ|tính từ|từ khi|từ ngày(?! \d{{1,2}} (?:đến|-))|sau khi|sau ngày|kể)(?:{OWN_TIME}[^.;:()\n]|(?<=\d)\.(?=\d)){{0,90}})"),
        _limit,
    ),
    (r"(?P<n>\d{1,2}|một|hai|ba|bốn|năm|mười) ngày(?P<work> làm việc)? (?P<anchor>(?:kể từ|sau khi)(?:[^.;:()\n]|(?<=\d)\.(?=\d)){0,90})", _limit),
    ((r"(?:chậm nhất |không quá |tối đa )?(?:trong(?: vòng| thời hạn| thời gian)?|sau|không quá|tối đa|chậm nhất) (?:là |sau |không quá |tối đa )*(?:\d{1,3}|một|hai|ba|bốn|năm|sáu) (?:năm|tháng|tuần|quý|giờ|phút)"
        rf"(?= (?:kể từ|tính từ|từ khi|từ ngày|sau khi|sau ngày))(?:{OWN_TIME}[^.;:()\n]|(?<=\d)\.(?=\d)){{0,120}}"), _long_limit),
    (r"từ nay|kể từ nay|từ thời điểm này|(?:kể )?từ (?:khi|ngày) (?:ký|ban hành|ký ban hành|kế hoạch được ban hành)(?: kế hoạch)?(?: này)?(?= đến| cho đến)", _as("n", now=True)),
    (rf"(?:{DD}(?: ?[-,] ?))?năm học \d{{4}} ?- ?\d{{4}}", _as("S")),
    (rf"(?<![\d/.-])(?<!\d[/.-] )(?:ngày )?(?P<d>{DD}) ?(?:-|,|và|đến) ?(?:ngày )?(?P<e>{DD}) ?[/.] ?(?P<m>{MM})(?:(?: ?[/.] ?| (?:của )?năm (?={Y4}))(?P<y>{Y4}|\d\d(?!\d)))?(?! ?[/%-] ?\w)", _day_range),
    (rf"ngày (?P<d>{DD}) ?(?:-|,|và|đến) ?(?:ngày )?(?P<e>{DD}) tháng (?P<m>{MM})(?:[ ,/]*(?:năm )?(?P<y>{Y4}))?", _day_range),
    (rf"(?P<w>(?:ngày )?m[ùồ]ng |ngày )?(?P<d>{DD}) ?(?P<s>[/.-]) ?(?P<m>{MM}) ?(?P=s) ?(?P<y>{Y4}|\d\d(?!\d))(?! ?[/]\d)", _day),
    (rf"(?P<w>(?:ngày )?m[ùồ]ng |ngày )?(?P<d>{DD}) ?(?:của )?tháng ?(?P<m>{MM})(?:[ ,/]*(?:năm )?(?P<y>{Y4}))?(?! ?[,&+] ?\d{{1,2}}\b(?!/))", _day),
    (rf"(?P<w>(?:ngày )?m[ùồ]ng |ngày )?(?P<d>{DD}) ?(?P<s>/) ?(?P<m>{MM})(?! ?[/%] ?\w)(?! ?- ?[a-zđ])(?! ?-\d{{1,4}}(?![\d/])){YEAR_AFTER}", _day),
    (rf"(?P<w>ngày )(?P<d>{DD}) ?(?P<s>[-.]) ?(?P<m>{MM})(?! ?[/%.-] ?[\w]){YEAR_AFTER}", _day),
    (r"ngày (?:\d{1,2} ?[/.-] ?\d{1,2}(?: ?[/.-] ?\d{2,4})?|\d{1,2} tháng \d{1,2}(?! ?[,&+] ?\d)(?: năm \d{4})?)", _as("I")),
    (rf"(?:các )?tháng (?P<list>{MM}(?:(?: ?, ?| ?; ?| và | ?[&+] ?)(?:tháng )?{MM}{NOT_COUNTED})+){OF_YEAR}", _months),
    (rf"(?<![/.\d])(?:tháng |t\.? ?)?(?P<a>{MM}) ?- ?(?:tháng |t\.? ?)?(?P<b>{MM})(?: ?/ ?|(?<=\d) năm )(?P<y>{Y4})", _month_range),
    (rf"tháng (?P<a>{MM}) ?- ?(?:tháng )?(?P<b>{MM})(?! ?[/-])(?P<y>)", _month_range),
    (
        r"tháng cuối(?: cùng)?(?: của)?(?: mỗi| hàng| từng| các)? (?:quý|6 tháng|năm)",
        _as("e", month="last"),
    ),
    (
        r"tháng cuối(?: cùng)?(?: của)?(?: mỗi| hàng| từng| các)? kỳ(?: báo cáo)?",
        _as("e", month="last", unit="?"),
    ),
    (
        (r"tháng (?:đầu(?: tiên)?(?: của)? (?:quý|kỳ)(?: báo cáo)? (?:sau|tiếp theo|kế tiếp|liền kề|kế sau)|(?:liền )?(?:sau|tiếp theo|kế tiếp|liền kề|kế sau|tới)(?: liền kề)?"
        r"(?:(?: của)?(?: quý| kỳ(?: báo cáo)?| tháng báo cáo| năm)(?: báo cáo)?)?)"),
        lambda f: ("e", {"month": "after", "unit": "Q" if "quý" in f[0] or "kỳ" in f[0] else "Y" if "năm" in f[0] else "M"}),
    ),
    (r"tháng đầu(?: tiên)?(?: của)?(?: mỗi| hàng)? quý", _as("e", month="first")),
    (r"tháng (?:thứ (?P<n>nhất|hai|ba|[123])|giữa)(?: của)?(?: mỗi| hàng| từng| các)? quý", _month_of_quarter),
    (
        rf"(?P<p>đầu|giữa|cuối) (?:(?:của )?tháng (?P<m>{MM})(?! ?[-/]\d\d?\b)|quý (?P<q>{Q})\b|(?P<year>năm(?! học)(?! \d{{1,3}}\b)))(?P<unit>){OF_YEAR}",
        _part,
    ),
    (rf"(?:đầu|giữa) (?:các )?tháng {MM}(?:(?: ?, ?| và )(?:tháng )?{MM})+{OF_YEAR}", _as("A")),
    (rf"nửa (?P<p>đầu|cuối) (?:của )?tháng (?P<m>{MM}){OF_YEAR}", lambda f: ("E", {"part": "giữa" if f["p"] == "đầu" else "cuối", "m": int(f["m"]), "y": _year(f["y"])})),
    (r"(?P<p>đầu|giữa|cuối) (?:mỗi |hàng |các |từng )?(?P<unit>tháng|quý|tuần)(?! \d)(?P<m>)(?P<q>)(?P<year>)(?P<y>)", _part),
    (rf"tháng (?P<m>{MM}){OF_YEAR}", _month),
    (r"tháng (?P<m>mười một|mười hai|mười|một|hai|ba|tư|sáu|bảy|tám|chín)(?! tháng| ngày| lần)(?: ?/? ?(?:năm )?(?P<y>(?:19|20)\d\d))?", _month),
    (rf"t\.? ?(?P<m>{MM})(?: ?[/.-] ?(?P<y>{Y4}))", _month),
    (rf"(?<![\d/.-])(?P<m>{MM}) ?[/] ?(?P<y>{Y4})", lambda found: ("m", _month(found)[1])),
    (rf"quý (?P<list>{Q}\b(?:(?: ?, ?| ?; ?| ?\+ ?| và | ?& ?)(?:quý )?{Q}\b{NOT_COUNTED})+){OF_YEAR}", _quarters),
    (rf"quý (?P<a>{Q}) ?- ?(?:quý )?(?P<b>{Q})\b{OF_YEAR}", lambda f: ("R", {"q": ROMAN[f["a"]], "q2": ROMAN[f["b"]], "y": _year(f["y"])})),
    (rf"(?:quý |q(?:\.(?=[iv]|[1-4] ?/ ?20))?)(?P<q>{Q})(?![\w])(?! (?:tháng|ngày|lần)\b){OF_YEAR}", _quarter),
    (rf"(?:(?:0?6|sáu) tháng|nửa) (?P<which>đầu|cuối)(?: của)?(?: năm)?{OF_YEAR}(?! tháng)", _half),
    (rf"(?:0?9|chín) tháng(?: đầu)?(?: của)? năm{OF_YEAR}", lambda f: ("H", {"half": 0, "y": _year(f["y"])})),
    (rf"(?:các |hai |ba |\d )?năm (?P<a>{Y4}) ?(?:-|đến|,|và) ?(?:năm )?(?P<b>{Y4})|(?P<c>{Y4}) ?- ?(?P<e>{Y4})", lambda f: ("U", {"y1": int(f["a"] or f["c"]), "y2": int(f["b"] or f["e"])})),
    (r"(?:mỗi|hàng) tuần(?: ít nhất| tối thiểu)? (?P<n>0?[1-7]|một|hai|ba|bốn|năm) (?:ngày|buổi|lượt)", lambda f: ("r", {"n": COUNTS.get(f["n"]) or int(f["n"])})),
    (r"(?P<n>0?[1-7]|một|hai|ba|bốn|năm) (?:ngày|buổi|lượt) ?(?:/|mỗi|một|trong|trên) ?(?:một |1 )?tuần", lambda f: ("r", {"n": COUNTS.get(f["n"]) or int(f["n"])})),
    (rf"(?P<n>\d{{1,2}}|một|hai|ba|bốn) ?(?:lần|kỳ|đợt|số|cuộc) ?(?:/|mỗi|trong|một|trên)(?: ?(?:1|01|một))? ?{UNIT}\b(?! \d)", _times),
    (rf"(?:mỗi|hàng|định kỳ|cứ|thường kỳ) (?:1 |01 |một )?{UNIT}(?: ?(?:/|tổ chức|họp)? ?(?:ít nhất |tối thiểu |không dưới )?(?P<n>\d{{1,2}}|một|hai|ba|bốn)? (?:lần|kỳ|cuộc|đợt|số))(?! thứ)", _times),
    (rf"\d{{1,3}} (?:{COUNTED}) ?(?:/|mỗi|trong một|trong mỗi|trên) ?(?:01 |1 |một )?{UNIT}\b(?! \d)", _counted),
    (rf"(?:mỗi|hàng) {UNIT},? (?:[^\W\d_]+ ){{0,2}}?(?:ít nhất |tối thiểu )?(?:\d{{1,3}}|một) (?:{COUNTED})\b", _counted),
    (rf"(?:(?:\b01|\b1|một) )?{UNIT} ?(?:/|một|1|01|mỗi) ?(?:1 )?(?:lần|kỳ)\b(?P<n>)", lambda f: ("F", {"unit": _unit(f["u"])})),
    (r"(?:2|02|hai) tuần ?(?:/|một|1|mỗi) ?(?:1 )?lần|(?:2|02|hai|4|04|bốn|5|05|năm) (?:tháng|năm) ?(?:/|một|1) ?lần", _as("F", unit="?")),
    (rf"(?:định kỳ |thường kỳ )?(?:hàng|mỗi|từng|theo|theo từng) {UNIT}(?! ?\d)(?! (?:cuối|đầu|giữa|học|báo cáo năm \d))", _frequency),
    (r"(?:vào )?(?:\d{1,2} )?ngày làm việc (?:đầu(?: tiên)?|cuối(?: cùng)?|thứ \w+)(?: của)? (?:mỗi |hàng )?(?P<u>tháng|quý)(?: báo cáo)?(?! ?\d)", lambda f: ("V", {"unit": UNITS[f["u"]]})),
    (r"(?:vào )?ngày cuối(?: cùng)?(?: của)? (?P<u>tháng|quý|kỳ)(?: báo cáo)?", lambda f: ("L", {"day": "last", "unit": UNITS.get(f["u"])})),
    (rf"{WEEK}(?: của)? tháng (?:đầu|giữa|cuối)(?: của)?(?: mỗi| hàng)? (?P<u>quý)(?! ?\d)", lambda f: ("V", {"unit": UNITS[f["u"]]})),
    (rf"{WEEK}(?: của)?(?: mỗi| hàng)? (?P<u>tháng|quý)(?! ?\d)", lambda f: ("V", {"unit": UNITS[f["u"]]})),
    (rf"{WEEK}(?: của)? tháng (?P<m>{MM}){OF_YEAR}", _week_of_month),
    (NOT_PLACED, _as("A")),
    (ROUND, _as("O")),
    (
        rf"ngày (?P<list>{DD}(?:(?: ?, ?| và | ?& ?)(?:ngày )?{DD}(?! ?[/.-] ?\d)(?! tháng \d))+)(?! ?%)",
        lambda f: ("d", {"d": int(re.findall(r"\d+", f["list"])[0]), "days": [int(n) for n in re.findall(r"\d+", f["list"])]}),
    ),
    (r"(?:trước )?(?P<n>\d{1,2}|một|hai|ba|bốn|năm|bảy|mười) ngày(?P<work> làm việc)? trước(?= (?:ngày )?\d)", _ahead("j")),
    (r"(?:trước )?(?P<n>\d{1,2}|một|hai|ba|bốn|năm|bảy|mười) ngày(?P<work> làm việc)? trước (?:khi|thời điểm|ngày)(?! ?\d)" + ANCHOR_END, _ahead("i")),
    (r"trước (?:khi|ngày|thời điểm)? ?(?:[^.;:()\d,]){2,60}? (?P<n>\d{1,2}|một|hai|ba|bốn|năm|bảy|mười) ngày(?P<work> làm việc)?(?! \d| tháng)", _ahead("i")),
    (r"(?P<n>\d{1,2}) ngày(?P<work> làm việc)?(?! ?\d)", _ahead("J")),
    (r"(?P<w>(?:ngày )?m[ùồ]ng |ngày )(?P<d>" + DD + r")(?! ?[/.-] ?\d)(?! ?%)", lambda f: ("d", {"d": int(f["d"])})),
    (PART_OF_DAY, _as("h")),
    (r"(?:sáng |chiều |tối )?(?:ngày )?(?:thứ (?P<n>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<cn>chủ nhật))\b", lambda f: ("w", {"weekday": WEEKDAY[f["n"] or f["cn"]]})),
    (HOUR, _clock),
    (r"(?P<h>[01]?\d|2[0-3]) ?: ?(?P<mi>[0-5]\d)(?!\d)", _clock),
    (rf"năm (?P<y>{Y4})", lambda f: ("Y", {"y": int(f["y"])})),
    (r"(?:trong |cả |suốt )?(?:năm nay|cả năm|suốt năm|các tháng trong năm|các quý trong năm)", _as("y")),
    (r"(?:của )?năm (?:liền )?trước(?: liền kề)?(?: (?:của )?năm kế hoạch)?(?! ngày| (?:khi|tháng|quý|\d))", _as("p")),
    (r"năm (?:sau|tiếp theo|kế tiếp|liền kề|tới)", _as("z")),
    (r"(?:được )?(?:thường xuyên|liên tục|xuyên suốt|hàng ngày)|trong suốt (?:thời gian|quá trình|năm|giai đoạn)[^.;:()\n]{0,30}", _as("a")),
    (EVENT, lambda f: ("v", {"trigger": f[0].strip(" ,")})),
    (VAGUE, lambda f: ("u", {"word": f[0]})),
    (r"trở đi|trở về sau", _as("o")),
    (rf"(?:{BEFORE})", _as("b")),
    (rf"(?:{FROM})", _as("f")),
    (r"(?:cho )?(?:đến|tới)", _as("t")),
    (r"- ?(?=(?:tháng|quý|ngày|[qt]?\d))", _as("-")),
    (rf"(?:{BY})", lambda f: ("c", {"word": f[0]})),
    (r"sau", _as("s")),
    (r"định kỳ|thường kỳ", _as("k")),
    (r"báo cáo|sơ kết|tổng kết|giao ban|họp|bản tin", lambda f: ("g", {"word": f[0]})),
    (rf"(?:1 |01 )?{UNIT}(?! ?[\d¤])(?! (?:học|nay|sau|qua|cuối|đầu|trước(?! \(?(?:ngày|thứ|\d))))", lambda f: ("x", {"unit": _unit(f["u"])})),
    (rf"(?P<y>{Y4})", lambda f: ("Z", {"y": int(f["y"])})),
    (rf": (?!{BY}|{BEFORE}|{FROM})(?={VERB.pattern})", _as("q")),
    (r"\bhoặc\b|\bhay\b", _as(",", either=True)),
    (r",|;|/|\bvà\b|\bcùng\b", _as(",")),
    (r"\(|\[", _as("(")),
    (r"\)|\]", _as(")")),
)  # fmt: skip
