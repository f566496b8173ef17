"""The time that a plan covers, as title, preface and sections say it, and the reasons to doubt it."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.reading.folding import fold
from engine.reading.outline import Node
from engine.reading.paragraphs import LEVELS
from engine.reading.resolving import Context
from engine.reading.timings import timings_in
from engine.reading.titles import PAPER
from models.errors import BadInputError
from models.periods import Days, Period
from models.timings import Window, first_day, last_day

Y = r"(?<!\d)20\d\d(?![\d])"
NOT_THE_PLANS = re.compile(
    rf"[,(]? ?(?:và )?(?:định hướng|tầm nhìn|hướng tới|hướng đến)(?:[^,;.\d]{{0,20}})(?: ?(?:năm )?{Y})(?: ?- ?{Y})?\)?"
    rf"|(?:nhiệm kỳ|nhiệm kì|khóa|niên khóa|niên độ)[^,;.\d]{{0,16}}\(? ?(?:năm )?{Y}(?: ?(?:-|đến) ?(?:năm )?{Y})?\)?"
    r"|số \d+[^ ,;]*(?: ngày [\d/]+)?"
)
SCHOOL = re.compile(rf"năm học (?P<a>{Y}) ?- ?(?P<b>{Y})")
SCHOOL_TERM = re.compile(r"(?:học kỳ|học kì|kỳ thi|thi|tuyển sinh|khai giảng|hè|đầu năm học|cuối năm học)\b")
PART = re.compile(
    rf"(?P<which>quý (?:iv|i{{1,3}}|[1-4])|6 tháng (?:đầu|cuối) năm|tháng \d{{1,2}})(?: năm)? ?/?(?:năm )?(?P<y>{Y})"
)
STAGE = re.compile(
    rf"(?P<said>(?:giai đoạn|thời kỳ|(?:trong |các |hai |ba |\d )*năm|từ(?: năm)?) )?\(?(?P<a>{Y}) ?(?:-|đến|và|,) ?(?:năm )?(?:{Y}(?:,| và) )*(?P<b>{Y})"
)
UNTIL = re.compile(rf"đến (?:hết |cuối )?năm (?P<y>{Y})")
YEAR = re.compile(rf"năm (?P<y>{Y})(?! ?- ?20)")
OWN_PREFACE = re.compile(rf"(?:[Xx]ây dựng|ban hành|lập) {PAPER}")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
LONGEST = 5
EARLY = dt.timedelta(days=150)


@dataclass(frozen=True)
class PlanPeriod:
    """The days of a plan and where they were said.

    ``doubt`` = what is said does not agree and everything that leans on it must be looked at; ``is_assumed`` = no end is stated,
    and series that run to it must be looked at; ``core`` = the narrower from-to of a campaign within it.
    """

    days: Days | None = None
    rule: str = ""
    is_assumed: bool = False
    doubt: str = ""
    core: Days | None = None

    @property
    def is_to_check(self) -> bool:
        """Whether a person should look at it."""
        return self.is_assumed or bool(self.doubt)


def period_of(title: str, preface: Sequence[str], nodes: Sequence[Node], issued_on: dt.date | None) -> PlanPeriod:
    """The plan's time: its title says it, else its own sentence in the preface, else a section of times, else it is assumed."""
    own = [OWN_PREFACE.split(text)[-1] for text in preface if OWN_PREFACE.search(text)]
    times = [n.text for n in nodes if _is_time_of_plan(n, nodes)][:6]
    found = PlanPeriod()
    for texts, rule in (([title], "period_from_title"), (own, "period_from_preface"), (times, "period_from_section")):
        said = next((each for text in texts if (each := period_in(text, issued_on))), None)
        if said:
            found = replace(said, rule=f"{rule}: {said.rule}")
            break
    past = found.days and issued_on and found.days.last < issued_on
    if issued_on and (past or not found.days):
        found = PlanPeriod(Days(issued_on, dt.date(issued_on.year, 12, 31)), is_assumed=True)
    found = _narrowed(found, times, issued_on)
    if not found.rule:
        found = replace(found, rule=_missing(found.days, is_past=bool(past)), is_assumed=True)
    return replace(found, doubt=found.doubt or _contradiction(found.days, issued_on))


def _missing(days: Days | None, *, is_past: bool) -> str:
    if not days:
        return "no_period: văn bản không nêu thời gian thực hiện, phải hỏi"
    why = "thời gian nêu đã hết trước ngày ban hành" if is_past else "văn bản không nêu thời gian thực hiện"
    return f"period_assumed: {why}, tạm tính đến hết năm ban hành"


def _is_time_of_plan(node: Node, nodes: Sequence[Node]) -> bool:
    """A section of times that holds for the plan and not for one task in it."""
    if node.kind != "time" or node.part not in ("body", "closing") or node.paragraph.is_row:
        return False
    above = nodes[node.parent] if node.parent is not None else None
    return above is None or above.kind == "time" or above.paragraph.level <= LEVELS["capital"]


def _narrowed(found: PlanPeriod, times: Sequence[str], issued_on: dt.date | None) -> PlanPeriod:
    """With the from-to of a section of times: the plan's own where it reaches over the year of the title, else its core."""
    span = next((each for text in times if (each := _span_in(text, found.days, issued_on))), None)
    if not span or not found.days or span == found.days:
        return found
    inside = found.days.first <= span.first and span.last <= found.days.last
    if found.is_assumed or not inside:
        return PlanPeriod(span, f"period_from_section: từ {span.first:%d/%m/%Y} đến {span.last:%d/%m/%Y}")
    return replace(found, core=span)


def _contradiction(days: Days | None, issued_on: dt.date | None) -> str:
    """Why a period cannot simply be believed beside the plan's day of issue; empty if it can."""
    if not days or not issued_on:
        return ""
    if days.first > issued_on + EARLY:
        why = "bắt đầu quá lâu sau ngày ban hành"
    elif days.last.year > issued_on.year + LONGEST:
        why = f"kéo dài hơn {LONGEST} năm sau khi ban hành"
    elif days.first.year < issued_on.year - 1:
        why = "bắt đầu từ nhiều năm trước ngày ban hành"
    else:
        return ""
    return f"period_doubtful: thời gian của kế hoạch đọc được ({days.first:%d/%m/%Y}-{days.last:%d/%m/%Y}) {why}; phải soát lại"


def period_in(text: str, issued_on: dt.date | None = None) -> PlanPeriod | None:
    """The time that a title or a heading says: "giai đoạn 2021-2022", "năm 2024", "năm học 2024-2025", "từ 15/4 đến 15/5/2024".

    Horizons ("định hướng đến năm 2030") and terms of office are not the plan's time.
    """
    folded = NOT_THE_PLANS.sub(" ", fold(text).text)
    if span := _span_in(folded, None, issued_on):
        return PlanPeriod(span, f"từ {span.first:%d/%m/%Y} đến {span.last:%d/%m/%Y}")
    if found := SCHOOL.search(folded):
        return _school_year(folded, found)
    if (found := PART.search(folded)) and (code := part_code(found["which"], int(found["y"]))):
        return PlanPeriod(Period.parse(code).days, found[0])
    return _years_in(folded, issued_on)


def _span_in(text: str, plan: Days | None, issued_on: dt.date | None) -> Days | None:
    """The first from-to with both of its days said."""
    for each in timings_in(text, Context(plan, issued_on, column=True)).found:
        window = each.timing
        if (
            isinstance(window, Window)
            and window.start
            and window.end
            and not any("window_end: thực hiện trong cả năm" in r for r in each.rules)
        ):
            days = Days(first_day(window.start), last_day(window.end))
            return days if not _is_whole_years(days) else None
    return None


def _is_whole_years(days: Days) -> bool:
    return (days.first.month, days.first.day, days.last.month, days.last.day) == (1, 1, 12, 31)


def _school_year(text: str, found: re.Match[str]) -> PlanPeriod:
    days = Days(dt.date(int(found["a"]), 9, 1), dt.date(int(found["b"]), 8, 31))
    rule = f"{found[0]} (ngày cụ thể do quyết định từng năm học)"
    doubt = f"period_doubtful: kế hoạch chỉ cho một phần của {found[0]}; phải soát lại"
    return PlanPeriod(days, rule, True, doubt if SCHOOL_TERM.search(text) else "")


def _years_in(text: str, issued_on: dt.date | None) -> PlanPeriod | None:
    """A single year goes before the stage of the programme that the plan carries out; a horizon is only an end."""
    stages = [m for m in STAGE.finditer(text) if int(m["a"]) < int(m["b"])]
    goals = list(UNTIL.finditer(text))
    taken = [m.span() for m in (*stages, *goals)]
    years = {int(m["y"]) for m in YEAR.finditer(text) if not any(a <= m.start() < b for a, b in taken)}
    if issued_on and len(years) > 1:
        years = {year for year in years if year >= issued_on.year} or years
    if len(years) > 1 or (stages and years and re.search(r"và (?:kế hoạch )?năm 20\d\d", text)):
        several = ", ".join([*(m[0].strip() for m in stages), *map(str, sorted(years))])
        year = issued_on.year if issued_on and issued_on.year in years else max(years)
        doubt = f"period_doubtful: tiêu đề nêu nhiều thời gian ({several}); phải soát lại"
        return PlanPeriod(_years(year, year), f"năm {year}", doubt=doubt)
    if years:
        return PlanPeriod(_years(year := years.pop(), year), f"năm {year}")
    if stages:
        found = stages[-1]
        doubt = (
            "" if found["said"] else f"period_doubtful: «{found[0].strip()}» có thể là một vụ, một mùa; phải soát lại"
        )
        return PlanPeriod(_years(int(found["a"]), int(found["b"])), found[0].strip(), doubt=doubt)
    last = int(goals[-1]["y"]) if goals else 0
    if goals and issued_on and last >= issued_on.year:
        return PlanPeriod(Days(issued_on, dt.date(last, 12, 31)), goals[-1][0])
    return None


def _years(first: int, last: int) -> Days:
    return Days(dt.date(first, 1, 1), dt.date(last, 12, 31))


def part_code(which: str, year: int) -> str | None:
    """The period's code of "quý II", "6 tháng đầu năm", "tháng 5"."""
    last = which.split()[-1]
    if which.startswith("quý"):
        return f"{year}-Q{ROMAN.get(last, last)}"
    if which.startswith("6"):
        return f"{year}-H{1 if 'đầu' in which else 2}"
    try:
        return Period.parse(f"{year}-M{int(last):02d}").code
    except BadInputError:
        return None
