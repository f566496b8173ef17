"""Which paper of an office a document is, and its head parted: what stands above the title, the title, the preface.

Plans are the rule; programmes, schemes, directives and letters that hand out tasks hold duties of the same kind.
"""

import re

from engine.reading.folding import plain

PAPER = r"(?:[Kk]ế hoạch|[Cc]hương trình|[Pp]hương án|[Cc]hỉ thị|[Cc]ông văn)"
TITLES = (
    re.compile(r"\W*(?:DỰ THẢO\s+)?KẾ HOẠCH\b\W*"),
    re.compile(r"\W*(?:DỰ THẢO\s+)?(?:CHƯƠNG TRÌNH|PHƯƠNG ÁN|CHỈ THỊ)\b\W*"),
)
ADDRESS = re.compile(r"\W*Kính gửi\s*:")
SUBJECT = re.compile(r"\W*(?:V/v|Về việc)\s*:?\s*")
PREFACE = re.compile(
    r"\W*(?:Căn cứ|Thực hiện (?:Kế|Quyết|Nghị|Chỉ|Công|chức|Luật|Thông|Chương)|Để |Nhằm |Theo |Triển khai (?:Kế|Quyết|thực hiện (?:Kế|Quyết|Nghị)))"
)
BASED = re.compile(r"\s(?=(?:Căn cứ|Thực hiện|Để|Nhằm) (?:[A-ZĐ]|triển khai|chủ))")
NUMBERED = re.compile(r"\bsố\s*:?\s*\d+\s*/")


def head_parts(texts: list[str]) -> tuple[list[str], str, list[str]]:
    """What stands above the title, the title, and the paragraphs before the first section."""
    for title in TITLES:
        place = next((n for n, text in enumerate(texts) if title.match(text) or _is_bare(text)), None)
        if place is not None:
            return texts[:place], *_title_and_rest(title.sub("", texts[place], count=1).strip(), texts[place + 1 :])
    return _parts_of_letter(texts)


def _is_bare(text: str) -> bool:
    return plain(text).strip(" *#") == "kế hoạch"


def _title_and_rest(same: str, after: list[str]) -> tuple[str, list[str]]:
    """The title, which begins in the line of the paper's kind or under it, and what follows."""
    if _is_bare(same):
        same = ""
    if cut := BASED.search(same):
        after, same = [same[cut.start() :].strip(), *after], same[: cut.start()]
    title = [same] if same else []
    while after and not title_ends(after[0], title):
        title.append(after.pop(0))
    return " ".join(title).strip(" .*"), after


def _parts_of_letter(texts: list[str]) -> tuple[list[str], str, list[str]]:
    """A letter says under its number what it is about, and below to whom it goes; without an address it is no letter."""
    place = next((n for n, text in enumerate(texts) if ADDRESS.match(text)), None)
    if place is None:
        return texts[:6], "", texts
    subject = next((n for n, text in enumerate(texts[:place]) if SUBJECT.match(text)), None)
    title = SUBJECT.sub("", texts[subject], count=1) if subject is not None else ""
    return texts[:place], title.strip(" .*"), texts[place + 1 :]


def title_ends(text: str, title: list[str]) -> bool:
    """Whether a paragraph under the title is no longer title."""
    if not title and not NUMBERED.search(text) and not re.match(r"\W*Căn cứ", text) and len(text) < 300:
        return False
    if PREFACE.match(text):
        return True
    return (
        (bool(title) and (text.rstrip().endswith((".", ";", ":")) or len(" ".join(title)) > 200))
        or len(text) > 300
        or bool(re.match(r"[-_*=]{3,}|\(", text))
    )
