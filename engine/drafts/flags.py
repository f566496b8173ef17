"""What a person should look at in a duty that a machine read: what is missing or doubtful, why, and what may help."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from engine.drafts.registering import timing_faults
from engine.reading.matching import Named, normal_name
from models.office import Office
from models.proposals import ProposedDuty, ProposedHead, Standing
from models.timings import Undated

UNSURE = 0.6  # below it a duty is looked at even if nothing is missing
CLOSE = 0.75
ASKED = "phải hỏi"  # how the rules of the reading end that leave a question


class Doubt(enum.StrEnum):
    """Kinds of doubt; ``unknown`` and ``impossible`` keep a plan from being activated, the others only ask to be looked at."""

    NO_DATE = "no_date"
    UNKNOWN = "unknown"
    IMPOSSIBLE = "impossible"
    NOBODY = "nobody"
    OUTSIDE = "outside"
    UNSURE = "unsure"


LABELS = {
    Doubt.NO_DATE: "Cần ngày",
    Doubt.UNKNOWN: "Chưa khớp đơn vị",
    Doubt.IMPOSSIBLE: "Hạn không thể có",
    Doubt.NOBODY: "Chưa nêu ai chủ trì",
    Doubt.OUTSIDE: "Phối hợp ngoài danh bạ",
    Doubt.UNSURE: "Độ tin cậy thấp",
}
BLOCKING = (Doubt.UNKNOWN, Doubt.IMPOSSIBLE)


@dataclass(frozen=True)
class Flag:
    """One doubt about a duty, why it is one, and what a person may do."""

    doubt: Doubt
    reason: str
    suggestion: str

    @property
    def label(self) -> str:
        return LABELS[self.doubt]

    @property
    def blocks(self) -> bool:
        return self.doubt in BLOCKING


def flags_of(duty: ProposedDuty, head: ProposedHead, office: Office) -> list[Flag]:
    """The doubts about a duty, those that block first."""
    if duty.is_removed:
        return []
    found = [
        *(Flag(Doubt.UNKNOWN, f"danh bạ không có “{who.name}”", "chọn đơn vị trong danh bạ") for who in duty.lead if not who.code),
        *(Flag(Doubt.IMPOSSIBLE, why, "sửa hạn hoặc thời gian của kế hoạch") for why in timing_faults(duty.timing, head, office)),
    ]  # fmt: skip
    if duty.needs_date:
        found.append(Flag(Doubt.NO_DATE, _why_asked(duty), _advice(duty)))
    if not duty.lead:
        found.append(
            Flag(Doubt.NOBODY, "văn bản không nêu ai chủ trì", "chọn đơn vị; để trống thì cơ quan ban hành làm")
        )
    outside = "; ".join(who.name for who in duty.cooperate if not who.code)
    if outside:
        found.append(Flag(Doubt.OUTSIDE, f"danh bạ không có “{outside}”", "để nguyên: ghi vào chú thích, không nhắc"))
    if duty.confidence < UNSURE:
        found.append(Flag(Doubt.UNSURE, f"máy đọc chắc {duty.confidence:.0%}", "so với câu trong văn bản"))
    return found


def awaits(duty: ProposedDuty, flags: list[Flag]) -> bool:
    """Whether somebody still has to look: a doubt that blocks, or any doubt about what no person has touched."""
    return any(flag.blocks for flag in flags) or (bool(flags) and duty.standing is Standing.READ)


def _why_asked(duty: ProposedDuty) -> str:
    asked = [rule.split(":", 1)[-1].strip() for rule in duty.rules if ASKED in rule]
    return asked[-1] if asked else "không nêu ngày"


def _advice(duty: ProposedDuty) -> str:
    if duty.answers:
        return "có thể là " + " hoặc ".join(f"{day:%d/%m/%Y}" for day in duty.answers)
    if isinstance(duty.timing, Undated) and duty.timing.suggest:
        return f"gợi ý {duty.timing.suggest:%d/%m/%Y} ({duty.timing.suggest_from})"
    return "nhập ngày, hoặc chấp nhận và nhập sau cho từng đơn vị"


def nearest(name: str, directory: Iterable[Named]) -> Named | None:
    """The unit or group whose name is most like one that the directory lacks, if any is like it at all."""
    labels = {normal_name(label): entry for entry in directory for label in (entry.name, *entry.aliases)}
    close = get_close_matches(normal_name(name), labels, n=1, cutoff=CLOSE)
    return labels[close[0]] if close else None
