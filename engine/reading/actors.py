"""Who: the units, posts and groups that a clause names, as the document writes them, and the codes the directory has for them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.reading.actor_words import (
    ACTOR_START,
    COMPOUNDS,
    HEAD,
    LINK,
    LONGEST_NAME,
    MANAGED,
    NAMED_BY_VERB,
    NOT_ACTORS,
    PLAIN_GROUP_WORDS,
    QUALIFIER,
    RELATIVE,
    STRONG,
    VERB,
)
from engine.reading.folding import UPPER, plain
from engine.reading.passages import Passage

LISTED = re.compile(rf"[^.;:()]{{0,30}}?(?:,| và) (?=[{UPPER}])")
GROUP = re.compile(r"(?:tất cả )?các\b", re.IGNORECASE)
MORE_OF_GROUP = re.compile(r"(?:địa phương|đoàn thể|hội|đơn vị|cơ quan|doanh nghiệp|tổ chức|cấp|thành phố|thị xã)\b")
COUNT = re.compile(r"(?<!số)(?<!phố)(?<!thôn)(?<!ấp)(?<!khu)(?<!tổ)(?<!đội)(?<!,) (?:ít nhất |tối thiểu )?0\d [a-zà-ỹ]")
PART_OF_NAME = re.compile(r"(?:kế toán|y tế|khoa học|văn thư|thanh tra|thư viện|quản lý|giáo viên)\b", re.IGNORECASE)
ROLE = re.compile(r"\s*\((?:đầu mối|chủ trì|thường trực|phối hợp|thành lập theo|theo)\b[^()]*(?:\)|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Subject:
    """Who does something in a sentence, and where the rest of the sentence begins."""

    names: tuple[str, ...]
    rest: int
    start: int = 0


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
    order = re.match(r"(?:Giao|Yêu cầu|Đề nghị|Phân công|giao(?! ban)|yêu cầu|đề nghị)(?: cho)?\s+", text)
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
    if link and GROUP.match(text, start) and MORE_OF_GROUP.match(text, link.end()):
        return _end_of_name(text, link.end())
    after = text[end:].lstrip()
    verb = verb_in(text, end, end + 40)
    return end if not after or after[0] in ",:(.;" or (verb and not text[end : verb.start()].strip()) else None


def _end_of_name(text: str, start: int) -> int | None:
    """Where a name ends: at a colon, or before the verb; a relative clause ("làm nhiệm vụ …") belongs to the name."""
    colon = text.find(":", start, start + LONGEST_NAME)
    head = ACTOR_START.match(text, start)
    relative = RELATIVE.search(text, head.end() if head else start, start + LONGEST_NAME)
    verb = _first_verb(text, start, relative)
    count = COUNT.search(text, start, start + LONGEST_NAME)
    ends = [place for place in (colon if colon >= 0 else None, verb, count and count.start()) if place is not None]
    stop = re.compile(r"[.;]").search(text, start)
    if not ends:
        return (
            len(text)
            if len(text) - start < LONGEST_NAME and not stop
            else stop.start()
            if stop and stop.start() - start < 80
            else None
        )
    return min(ends)


def _first_verb(text: str, start: int, relative: re.Match[str] | None) -> int | None:
    """Where the verb begins; a word such as "quản lý" right after "phòng" belongs to the name if another verb follows."""
    head = ACTOR_START.match(text, start)
    verb = verb_in(text, head.end() if head else start)
    named = NAMED_BY_VERB.match(text, head.start()) if head else None
    verb = _after_doing(text, head, _after_list(text, head, _after_named(text, head, verb)))
    if head and verb and named and verb.start() < named.end():
        later = verb_in(text, verb.end(), start + LONGEST_NAME)
        verb = later if later or text.find(":", verb.end(), start + LONGEST_NAME) >= 0 else verb
    verb = _after_object(text, head, verb)
    if relative and verb and relative.start() <= verb.start():
        strong = STRONG.search(text, relative.end()) or verb_in(text, relative.end(), start + LONGEST_NAME)
        return strong.start() if strong else None
    return verb.start() if verb else None


def _after_named(text: str, head: re.Match[str] | None, verb: re.Match[str] | None) -> re.Match[str] | None:
    """In "Các chủ đầu tư, ban quản lý dự án" the verb belongs to the second name."""
    while head and verb and (name := _listed_name(text, head.end(), verb.start())):
        verb = verb_in(text, max(name.end(), verb.end()))
    return verb


def _listed_name(text: str, start: int, place: int) -> re.Match[str] | None:
    """The name after a comma that takes in a place: "…, ban quản lý"."""
    links = [link for link in LINK.finditer(text, start, place) if link.end() <= place]
    name = NAMED_BY_VERB.match(text, links[-1].end()) if links else None
    return name if name and name.end() > place else None


def _after_list(text: str, head: re.Match[str] | None, verb: re.Match[str] | None) -> re.Match[str] | None:
    """In "Phòng Giám sát, kiểm tra và Xử lý vi phạm báo cáo …" what stands before the last capital belongs to the name."""
    more = LISTED.match(text, verb.end()) if head and verb else None
    if not more or not verb or text[: verb.start()].rstrip()[-1:] not in (",", "-") or starts_actor(text[more.end() :]):
        return verb
    return verb_in(text, more.end())


def _after_doing(text: str, head: re.Match[str] | None, verb: re.Match[str] | None) -> re.Match[str] | None:
    """In "Trung tâm Chẩn đoán, xét nghiệm lấy mẫu …" an office is named by two doings, and the third is its verb."""
    named = text[head.end() : verb.start()].strip() if head and verb else ""
    if not verb or not named.endswith(",") or not VERB.fullmatch(named[:-1].lower()):
        return verb
    after = verb_in(text, verb.end(), verb.end() + 14)
    return after if after and not text[verb.end() : after.start()].strip() else verb


def _after_object(text: str, head: re.Match[str] | None, verb: re.Match[str] | None) -> re.Match[str] | None:
    """In "Phòng Quản lý xây dựng thẩm định …" the first verb is what the office manages, if another follows at once."""
    named = NAMED_BY_VERB.match(text, head.start()) if head else None
    if not named or not verb or verb["v"] not in MANAGED or text[named.end() : verb.start()].strip():
        return verb
    after = verb_in(text, verb.end(), verb.end() + 14)
    return after if after and not text[verb.end() : after.start()].strip() else verb


def verb_in(text: str, start: int, end: int | None = None) -> re.Match[str] | None:
    """The first verb from a place on; "trình" in "công trình" is none."""
    for found in VERB.finditer(text, start, len(text) if end is None else min(end, len(text))):
        if text.count("(", start, found.start()) > text.count(")", start, found.start()):
            continue
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
        if "-" in link[0] and PART_OF_NAME.match(text, link.end()):
            continue
        if _starts_another(text[link.end() :], text[start : link.start()]):
            pieces.append(text[start : link.start()])
            start = link.end()
    pieces.append(text[start:])
    pieces = [ROLE.sub("", piece).strip(" .,;:-–+") for piece in pieces]
    return [piece for piece in pieces if piece]


def _starts_another(after: str, before: str) -> bool:
    """Whether another name begins here, and not the next word of a group such as "sở, ban, ngành"."""
    if not before.strip() or before.count("(") > before.count(")"):
        return False
    if re.search(r"(?:văn phòng|vp)(?:[^,;]* và)? (?:hđnd|đoàn đbqh|đoàn đại biểu quốc hội)$", plain(before)):
        return False
    if _is_pair(before, after) or (
        re.match(r"\s*(?:đồng chí|đ/c|ông|bà)\b", before, re.IGNORECASE)
        and not re.match(r"(?:đồng chí|đ/c|ông|bà)\b", after, re.IGNORECASE)
    ):
        return False
    found = ACTOR_START.match(after)
    if not found or NOT_ACTORS.match(after):
        return False
    head = plain(found[0])
    if head in PLAIN_GROUP_WORDS or (head.split(" ")[-1] in ("ban", "ngành") and head != "các ban"):
        return bool(after[: len(found[0])][0].isupper()) and head not in ("ban", "ngành")
    return True


def _is_pair(before: str, after: str) -> bool:
    """As in "Các phòng, đơn vị thuộc Sở": two bare words under one "các" are one group."""
    return (
        bool(
            re.fullmatch(
                rf"\s*(?:các|những|mỗi|trưởng các|thủ trưởng các|lãnh đạo các)\s+{HEAD}\s*", before, re.IGNORECASE
            )
        )
        and after[:1].islower()
        and not re.match(r"(?:các|những|mỗi|từng|ubnd|thủ trưởng|lãnh đạo)\b", after)
    )


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
