"""A plan document of the cast, and who works on it."""

from dataclasses import replace
from typing import Any

from engine.access.accounts import make_account
from engine.access.rights import Viewer
from engine.directory.load import ids_by_code
from engine.drafts.activating import activate
from engine.drafts.correcting import DutyFields, correct_head, name_unit, shaping
from engine.drafts.keeping import proposal_in
from engine.drafts.uploading import READ, read_upload, upload
from engine.jobs.queue import Desk, Worker
from models.directory import Unit
from models.drafts import PlanDraft
from models.jobs import Job
from models.proposals import Proposal, ProposedDuty
from tests.engine.cast import World, by, described, moment

NAMES = {"so": "Sở Thử tỉnh Mẫu", "van-phong": "Văn phòng Sở", "ke-hoach": "Phòng Kế hoạch", "cdc": "Phòng Đào tạo"}
DOCUMENT = """UBND TỈNH MẪU
SỞ THỬ

Số: 12/KH-ST

Mẫu, ngày 29 tháng 12 năm 2023

KẾ HOẠCH
Cải cách hành chính năm 2024

Sở Thử ban hành kế hoạch cải cách hành chính năm 2024 như sau:

I. NHIỆM VỤ
1. Phòng Kế hoạch chủ trì, phối hợp với Hội Luật gia rà soát thủ tục nội bộ, hoàn thành trước ngày 10/5/2024.
2. Phòng Kế hoạch xây dựng báo cáo thu chi hằng quý, gửi trước ngày 15 của tháng cuối quý.
3. Tổ Đổi mới tham mưu phương án sắp xếp kho lưu trữ, xong trong quý III/2024.
4. Phòng Đào tạo xây dựng tài liệu hướng dẫn tra cứu.

II. TỔ CHỨC THỰC HIỆN
1. Văn phòng Sở theo dõi, đôn đốc, tổng hợp kết quả báo cáo Giám đốc Sở trước ngày 20/12/2024.
"""
ON = "2024-01-08"


class Bench:
    """The cast's database with an uploaded document, and who works on it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.described = [unit | {"name": NAMES.get(unit["code"], unit["name"])} for unit in described()["units"]]
        world.load(units=self.described)
        with world.readings() as session:
            self.units = ids_by_code(session, Unit)
        self.monitor = self.viewer("thu.monitor", "van-phong")
        self.outsider = self.viewer("thu.outsider", "cdc")
        self.administrator = self.viewer("thu.admin", administers=True)

    def viewer(self, name: str, *acting: str, administers: bool = False) -> Viewer:
        with self.world.sessions() as session:
            made = make_account(session, name, person_id=None, is_administrator=administers, now=moment(ON), actor="x")
            units = frozenset(self.units[code] for code in acting)
            return Viewer(int(made.id or 0), name, None, administers, units=units, acting=units)

    def read(self, text: str = DOCUMENT, viewer: Viewer | None = None) -> int:
        with self.world.sessions() as session:
            job_id = upload(session, viewer or self.monitor, "ke-hoach.txt", text.encode(), now=moment(ON))
        desk = Desk(self.world.sessions, self.world.readings, self.world.office, lambda: moment(ON))
        Worker(lambda: desk, {READ: read_upload}).work_off()
        with self.world.readings() as session:
            return int(session.get_one(Job, job_id).arguments["draft"])

    def do(self, verb: Any, draft_id: int, *args: Any, as_: Viewer | None = None, **more: Any) -> Any:
        """One of the verbs on a draft, in the hands of the monitor or of somebody else."""
        with self.world.sessions() as session:
            return verb(shaping(session, as_ or self.monitor, draft_id, by(ON)), *args, **more)

    def proposal(self, draft_id: int) -> Proposal:
        with self.world.readings() as session:
            return proposal_in(session.get_one(PlanDraft, draft_id))

    def duty(self, draft_id: int, number: int) -> ProposedDuty:
        return next(duty for duty in self.proposal(draft_id).duties if duty.number == number)

    def activate(self, draft_id: int, viewer: Viewer | None = None) -> Any:
        whose, revision = viewer or self.monitor, self.proposal(draft_id).revision
        return self.do(activate, draft_id, self.world.office, whose, revision=revision, as_=whose)

    def state_head(self, draft_id: int, viewer: Viewer, **facts: Any) -> None:
        head = self.proposal(draft_id).head
        said = head.model_copy(update=facts)
        self.do(correct_head, draft_id, self.world.office, said, version=head.version, viewer=viewer, as_=viewer)


def fields(duty: ProposedDuty, **more: Any) -> DutyFields:
    kept = DutyFields(
        duty.title, duty.lead, duty.cooperate, duty.reports_to, duty.deliverable, duty.timing, duty.rules
    )  # fmt: skip
    return replace(kept, **more)


def settled(bench: Bench, draft_id: int) -> None:
    """Name the one body that the directory lacks."""
    bench.do(name_unit, draft_id, "Tổ Đổi mới", "ke-hoach", remember=False, viewer=bench.monitor)
