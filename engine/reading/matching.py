"""Names of a document matched to the directory: spelling variants, abbreviations, posts, and the office it was issued by."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from engine.reading.folding import bare, plain
from models.office import Directory

ABBREVIATED = (
    (r"\bubnd\b", "uy ban nhan dan"), (r"\bsyt\b", "so y te"), (r"\bsnv\b", "so noi vu"), (r"\bstc\b", "so tai chinh"), (r"\bstttt\b", "so thong tin truyen thong"),
    (r"\btt ?tt\b", "thong tin truyen thong"), (r"\btt va truyen thong\b", "thong tin truyen thong"), (r"\bttksbt\b|\bttkscbt\b|\bcdc\b|\btrung tam ksbt\b|\btt ?ksbt\b|\btt kiem soat benh tat\b", "trung tam kiem soat benh tat"),
    (r"\bttyt\b", "trung tam y te"), (r"\bbv\b|\bbvdk\b", "benh vien"), (r"\bvp\b", "van phong"), (r"\btchc\b", "to chuc hanh chinh"), (r"\btccb\b", "to chuc can bo"), (r"\bkhtc\b|\bkh ?tc\b", "ke hoach tai chinh"),
    (r"\bttpvhcc\b|\bhcc\b(?= tinh)", "trung tam phuc vu hanh chinh cong"), (r"\btrung tam phuc vu hcc\b", "trung tam phuc vu hanh chinh cong"), (r"\bbcd\b", "ban chi dao"), (r"\bcchc\b", "cai cach hanh chinh"), (r"\bbhxh\b", "bao hiem xa hoi"), (r"\bgddt\b|\bgd va dt\b|\bgd dt\b", "giao duc dao tao"), (r"\bnvy\b", "nghiep vu y"), (r"\bnvd\b", "nghiep vu duoc"),
)  # fmt: skip
DROPPED = re.compile(
    r"\b(?:cac|nhung|moi|tung|toan the|tat ca|co quan|trong nganh|lien quan|va|cua|thuoc|tinh|thanh pho|y te trong|tren dia ban|cap tinh|chuyen mon|chuc nang)\b"
)
POSTS = re.compile(
    r"^(?:thu truong|lanh dao|giam doc|truong|nguoi dung dau|chu tich|hieu truong|can bo|cong chuc|vien chuc)\s+"
)
NEAR = 0.92
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Named:
    """A unit or a group of the directory: its code, every name that documents give it, and what it stands under."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    members: tuple[str, ...] = ()


def entries_of(directory: Directory) -> tuple[Named, ...]:
    """The names of a reviewed directory."""
    units = (Named(u.code, u.name, tuple(n for n in (u.short, *u.aliases) if n), u.parent) for u in directory.units)
    groups = (Named(g.code, g.name, tuple(g.aliases), None, tuple(m.unit for m in g.members)) for g in directory.groups)
    return (*units, *groups)


def normal_name(name: str) -> str:
    """A name as it is compared: no marks, abbreviations written out, words left out that documents add or drop."""
    text = bare(re.sub(r"\([^)]*\)", " ", name))
    for pattern, full in ABBREVIATED:
        text = re.sub(pattern, full, text)
    return " ".join(DROPPED.sub(" ", text).split())


class Matcher:
    """The directory as the reader of one plan sees it: what stands under the issuer first, then what stands beside it.

    A name that fits several entries equally well fits none: a person decides. ``settled`` is the code of the issuer
    where somebody said who it is and the document does not tell.
    """

    def __init__(
        self, entries: Sequence[Named], issuer: str = "", text: str = "", *, settled: str | None = None
    ) -> None:
        self.labels: dict[str, list[str]] = defaultdict(list)
        self.entries = {entry.code: entry for entry in entries}
        for entry in entries:
            for label in (entry.name, *entry.aliases):
                if (form := normal_name(label)) and entry.code not in self.labels[form]:
                    self.labels[form].append(entry.code)
        self.issuer = self._issuer(issuer, plain(text[:6000])) or (settled if settled in self.entries else None)
        self.under = self._subtree(self.issuer)
        self.beside = self._subtree(self._root(self.issuer))

    def code_of(self, name: str) -> str | None:
        """The code for a name, with or without the post that it names ("Thủ trưởng các đơn vị")."""
        form = normal_name(name)
        if POSTS.sub("", form) in ("so", "ban giam doc so") and self.issuer:
            return self.issuer
        for each in dict.fromkeys((form, POSTS.sub("", form))):
            found = self._best(self.labels.get(each, ()))
            if found:
                return found
        return self._nearly(form)

    def _issuer(self, name: str, text: str) -> str | None:
        """The issuing body; of several with one name the one whose place the document names most."""
        form = normal_name(name)
        codes = [*self.labels.get(form, ())] or [
            c for label, cs in self.labels.items() if form and label.startswith(form + " ") for c in cs
        ]
        scored = sorted(
            ((self._mentions(code, plain(name), text), code) for code in dict.fromkeys(codes)), reverse=True
        )
        if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
            return None
        if not scored[0][0] and self._has_place(str(scored[0][1]), form):
            return None
        return str(scored[0][1])

    def _mentions(self, code: str, form: str, text: str) -> int:
        entry = self.entries[code]
        places = {
            plain(label).removeprefix(form).strip().removeprefix("tỉnh ") for label in (entry.name, *entry.aliases)
        }
        return max((text.count(place) for place in places if len(place) > 4), default=0)

    def _has_place(self, code: str, form: str) -> bool:
        """Whether the directory's full name says a place that the document's name leaves out."""
        return normal_name(self.entries[code].name) != form

    def _root(self, code: str | None) -> str | None:
        """The top of the tree in which a unit stands."""
        while code and self.entries[code].parent in self.entries:
            code = self.entries[code].parent
        return code

    def _subtree(self, code: str | None) -> set[str]:
        """A unit with all that stands under it, and the groups whose members do."""
        if code is None:
            return set()
        found, fresh = {code}, {code}
        while fresh:
            fresh = {e.code for e in self.entries.values() if e.parent in fresh} - found
            found |= fresh
        return found | {e.code for e in self.entries.values() if found & set(e.members)}

    def _best(self, codes: Iterable[str]) -> str | None:
        codes = list(codes)
        for near in (self.under, self.beside):
            inside = [code for code in codes if code in near]
            if inside:
                return inside[0] if len(inside) == 1 else None
        return None

    def _nearly(self, form: str) -> str | None:
        """The one entry that differs by a letter or two, as OCR leaves it; "Phòng 1" is not "Phòng 2"."""
        if len(form) < 7:
            return None
        near = {
            c
            for label, codes in self.labels.items()
            if abs(len(label) - len(form)) < 4
            and DIGITS.findall(label) == DIGITS.findall(form)
            and SequenceMatcher(None, form, label).ratio() >= NEAR
            for c in codes
        }
        return self._best(near)
