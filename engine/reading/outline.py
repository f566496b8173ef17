"""The outline of a plan: which part each paragraph stands in, its section label, and what kind of section that is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.reading.folding import plain
from engine.reading.paragraphs import LEVELS, Paragraph
from engine.reading.sentences import AFTER_PREFACE
from engine.reading.titles import ADDRESS

RECIPIENTS = re.compile(r"\W*n[ơo]i nhận\b")
SIGNATURE = re.compile(
    r"\W*(?:kt|tm|tl|tuq|q|quyền)\. ?(?:giám đốc|chủ tịch|ủy ban|thủ trưởng|chánh văn phòng|bộ trưởng|hiệu trưởng|trưởng)|\W*(?:phó )?(?:giám đốc|chủ tịch|hiệu trưởng|trưởng phòng)\W*$"
)
APPENDIX = re.compile(
    r"\W*(?:phụ lục|phụ biểu|biểu (?:phân công|tổng hợp|chi tiết)|danh mục (?:nhiệm vụ|công việc|các nhiệm vụ)|bảng phân công)\b"
)
CLOSING = re.compile(
    r"\W*(?:trong quá trình (?:tổ chức )?(?:triển khai|thực hiện)|trên đây là|(?:giám đốc|chủ tịch|sở|ubnd|ủy ban)[^.:]{0,40}(?:yêu cầu|đề nghị)|yêu cầu (?:các|thủ trưởng|giám đốc)|đề nghị (?:các|thủ trưởng|giám đốc)|nhận được (?:kế hoạch|công văn|chương trình|phương án|chỉ thị|văn bản)|căn cứ (?:kế hoạch|công văn|chương trình|phương án) này)"
)
ORDERED = re.compile(
    rf"(?:[^.;:,]{{2,60}} )?(?:[Yy]êu cầu|[Đđ]ề nghị|[Gg]iao|[Pp]hân công)(?: cho)? (?=[^\W\d_])|{AFTER_PREFACE.pattern}"
)
KINDS: tuple[tuple[str, str], ...] = (
    ("time", r"thời gian(?: thực hiện| tổ chức| triển khai|,? địa điểm| và địa điểm)?[^:]{0,30}"),
    ("audience", r"(?:đối tượng|phạm vi|thành phần|địa điểm|địa bàn)\b(?!.*thời gian).*"),
    ("targets", r".*(?:chỉ tiêu|mục tiêu cụ thể|kết quả cần đạt|các mục tiêu).*"),
    ("background", r".*(?:sự cần thiết|cơ sở pháp lý|đặc điểm(?:,)? tình hình|thực trạng|đánh giá (?:chung|tình hình|kết quả)|kết quả (?:thực hiện|đạt được|(?:công tác )?(?:năm|quý|6 tháng|9 tháng)(?: [^:]{0,20})? \d{4}$)|khái quát|bối cảnh|tình hình (?:chung|dịch|kết quả|thực hiện)).*|tình hình(?!.*(?:nhiệm vụ|giải pháp|phương hướng|kế hoạch)).*"),
    ("purpose", r".*(?:mục đích|yêu cầu|mục tiêu|quan điểm|phương châm|nguyên tắc).*"),
    ("organising", r".*(?:tổ chức thực hiện|phân công|trách nhiệm|tổ chức triển khai|chế độ báo cáo|chế độ thông tin|thông tin,? báo cáo|kiểm tra,? đôn đốc).*"),
    ("money", r".*(?:kinh phí|nguồn lực|dự toán|kinh tế|ngân sách).*"),
    ("topics", r"(?:nội dung|chủ đề|thông điệp|trọng tâm) (?:tuyên truyền|truyền thông|trọng tâm tuyên truyền|phổ biến|tập huấn|kiểm tra|thanh tra|hội nghị|giám sát|đào tạo|học tập)(?:,? [^.:]{0,40})?"),
)  # fmt: skip
PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in KINDS)


@dataclass(frozen=True)
class Node:
    """A paragraph in its place: ``part`` head, body, closing, recipients, signature or appendix; ``parent`` by index."""

    index: int
    paragraph: Paragraph
    part: str
    section: str
    kind: str
    parent: int | None = None
    has_children: bool = False

    @property
    def text(self) -> str:
        return self.paragraph.text


def kind_of(heading: str) -> str:
    """What a section with this heading holds, empty where the heading does not say."""
    text = plain(heading).strip(" .:;*()")
    if len(text) > 90 or len(text.split()) > 12:
        return ""
    if re.match(r"căn cứ(?: pháp lý| xây dựng| lập)?(?: kế hoạch)?$", text):
        return "background"
    return next((kind for kind, pattern in PATTERNS if pattern.fullmatch(text)), "")


def outline_of(paragraphs: Iterable[Paragraph]) -> list[Node]:
    """Every paragraph with its part, parent and section label."""
    builder = _Builder()
    for paragraph in paragraphs:
        builder.add(paragraph)
    parents = {node.parent for node in builder.nodes}
    return [replace(node, has_children=node.index in parents) for node in builder.nodes]


class _Builder:
    """Collects nodes while the stack of open sections goes up and down."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.open: list[int] = []
        self.part = "head"

    def add(self, paragraph: Paragraph) -> None:
        """One more paragraph."""
        opens = self.part == "head" and self._opens_letter(paragraph)
        if opens:
            paragraph = replace(paragraph, level=LEVELS["roman"])
        else:
            self._turn(paragraph)
        level = paragraph.level
        if self.part == "closing" and level < LEVELS["bullet"]:
            self.part = "body"
        if self.part in ("closing", "head", "recipients", "signature"):
            self.open = []
        parent = self._parent(paragraph)
        section = self._section(paragraph, parent)
        kind = self._kind(paragraph, parent)
        index = len(self.nodes)
        self.nodes.append(Node(index, paragraph, self.part, section, kind, parent))
        if level < LEVELS["text"] and self.part in ("body", "appendix"):
            self.open.append(index)
        if opens:
            self.part, self.open = "body", [index]

    def _opens_letter(self, paragraph: Paragraph) -> bool:
        """Whether a sentence of a letter ends in a colon, so that what it asks of its receivers follows."""
        asks = paragraph.level == LEVELS["text"] and paragraph.text.rstrip().endswith(":")
        return asks and self._is_addressed() and not ADDRESS.match(paragraph.text)

    def _is_order_of_letter(self, paragraph: Paragraph) -> bool:
        """Whether a sentence of a letter orders someone without more ado."""
        ordered = paragraph.level == LEVELS["text"] and ORDERED.match(paragraph.text)
        return bool(ordered) and self._is_addressed()

    def _is_addressed(self) -> bool:
        return any(ADDRESS.match(node.text) for node in self.nodes)

    def _turn(self, paragraph: Paragraph) -> None:
        """Which part of the document begins here."""
        text, level = plain(paragraph.text)[:120], paragraph.level
        if RECIPIENTS.match(text):
            self.part = "recipients"
        elif (
            APPENDIX.match(text)
            and level in (LEVELS["text"], LEVELS["roman"])
            and (self.part != "head" and len(text) < 110)
        ):
            self.part, self.open = "appendix", []
        elif SIGNATURE.match(text) and self.part in ("body", "closing", "recipients"):
            self.part = "signature"
        elif self.part == "head" and (_begins_body(paragraph) or self._is_order_of_letter(paragraph)):
            self.part = "body"
        elif self.part == "body" and level == LEVELS["text"] and CLOSING.match(text):
            self.part = "closing"
        elif self.part in ("recipients", "signature") and paragraph.is_row and len(paragraph.cells) > 3:
            self.part = "appendix"

    def _parent(self, paragraph: Paragraph) -> int | None:
        if self.part not in ("body", "appendix"):
            return None
        if paragraph.level >= LEVELS["text"]:
            return self._container(paragraph)
        while self.open and self.nodes[self.open[-1]].paragraph.level >= paragraph.level:
            self.open.pop()
        return self.open[-1] if self.open else None

    def _container(self, paragraph: Paragraph) -> int | None:
        """A paragraph without marker belongs to the bullet that ends in a colon before it, else to the numbered section."""
        if self.open and self.nodes[self.open[-1]].text.rstrip().endswith(":"):
            return self.open[-1]
        while self.open and self.nodes[self.open[-1]].paragraph.level >= LEVELS["bullet"] and not paragraph.is_row:
            self.open.pop()
        return self.open[-1] if self.open else None

    def _section(self, paragraph: Paragraph, parent: int | None) -> str:
        if self.part == "closing":
            return "Kết luận"
        above = self.nodes[parent].section if parent is not None else ("PL" if self.part == "appendix" else "")
        label = paragraph.label if paragraph.level < LEVELS["bullet"] else ""
        if not label or label == "-":
            return above
        last = above.split(".")[-1] if above else ""
        if "." in label and last and label.startswith(last + "."):
            label = label[len(last) + 1 :]
        return f"{above}.{label}" if above else label

    def _kind(self, paragraph: Paragraph, parent: int | None) -> str:
        own = (
            kind_of(paragraph.text.split(":")[0])
            if paragraph.level < LEVELS["bullet"] or paragraph.text.endswith(":")
            else ""
        )
        if own == "organising" and paragraph.level >= LEVELS["number"] and len(paragraph.text) > 60:
            own = ""
        return own or (self.nodes[parent].kind if parent is not None else "")


def _begins_body(paragraph: Paragraph) -> bool:
    """The first section: a roman or capital letter, a numbered heading, or a table."""
    if paragraph.level in (LEVELS["roman"], LEVELS["capital"]) or (paragraph.is_row and len(paragraph.cells) > 3):
        return True
    return LEVELS["number"] <= paragraph.level < LEVELS["bullet"] and bool(paragraph.text)
