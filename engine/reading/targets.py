"""Numbers to reach: "tối thiểu 40% hồ sơ mức độ 3", "02 phóng sự"."""

import re
from dataclasses import dataclass

from engine.reading.folding import fold
from models.timings import Target

AT_LEAST = r"tối thiểu|ít nhất|trên|đạt từ|từ|hơn|đạt|phấn đấu đạt|phấn đấu|bảo đảm|đảm bảo"
AT_MOST = r"tối đa|không quá|dưới|giảm còn|giảm xuống|không vượt quá"
PERCENT = re.compile(
    rf"(?:(?P<least>{AT_LEAST})|(?P<most>{AT_MOST}))?(?: \w+){{0,2}}? ?(?P<v>\d{{1,3}}(?:[.,]\d{{1,2}})?) ?%(?P<up> trở lên| trở xuống)?"
)
COUNTED = (
    r"phóng sự|chuyên mục|chuyên đề|lớp|hội nghị|hội thảo|hội thi|cuộc thi|cuộc|đợt|buổi|tin bài|tin, bài|tin|bài viết|bài|mô hình|đơn vị|cơ sở|xã|phường|trường|video clip|video|clip|tờ rơi|pa nô|pano|bản tin|báo cáo"
    r"|sáng kiến|đề tài|người|cán bộ|học sinh|giáo viên|doanh nghiệp|hồ sơ|dịch vụ công|thủ tục|lượt|mẫu|liều|bộ tài liệu|sản phẩm|công trình|dự án"
)
COUNT = re.compile(
    rf"(?:(?P<least>tối thiểu|ít nhất|trên|hơn|từ) )?(?P<v>\d{{1,3}}(?:\.\d{{3}})+|\d{{1,4}}) (?P<u>{COUNTED})\b(?P<up> trở lên)?"
)


@dataclass(frozen=True)
class Found:
    """A target and the span of the folded text that says it."""

    target: Target
    start: int


def percent_in(text: str) -> Found | None:
    """The first percentage to reach."""
    folded = fold(text)
    for match in PERCENT.finditer(folded.text):
        value = float(match["v"].replace(",", "."))
        if value > 100:
            continue
        most = match["most"] or (match["up"] or "").endswith("xuống")
        op = "<=" if most else "=" if value == 100 else ">" if match["least"] in ("trên", "hơn") else ">="
        return Found(
            Target.model_validate({"value": value, "op": op, "unit": "%", "metric": _metric(folded.text, match)}),
            match.start(),
        )
    return None


def _metric(text: str, match: re.Match[str]) -> str:
    after = re.split(r"[;.:(]", text[match.end() :].strip())[0].strip(" ,")
    before = re.split(r"[;.:]", text[: match.start()].strip())[-1].strip(" ,")
    return (after or before)[:90].strip()


def count_in(text: str, *, anywhere: bool = False) -> Found | None:
    """A counted product ("02 phóng sự"); in running text only if it says at least so many."""
    folded = fold(text)
    for match in COUNT.finditer(folded.text):
        if anywhere or match["least"] in ("tối thiểu", "ít nhất") or match["up"]:
            target = Target.model_validate(
                {
                    "value": float(match["v"].replace(".", "")),
                    "op": ">=",
                    "unit": match["u"],
                    "metric": _metric(folded.text, match) or match["u"],
                }
            )
            return Found(target, match.start())
    return None
