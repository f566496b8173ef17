"""Units and groups as people choose them from a list or type them: by name, or by name and code where names are shared."""

from dataclasses import dataclass

from sqlmodel import Session

from engine.names import bare_group_names, group_names, told_apart, unit_names
from models.errors import BadInputError
from models.proposals import Who


@dataclass(frozen=True)
class Choices:
    """What can be chosen: a label for each code, no label twice. ``codes`` knows a group without its size as well."""

    labels: dict[str, str]
    codes: dict[str, str]
    units: frozenset[str]

    def label(self, who: Who | None) -> str:
        """A body as a form shows it: by its label, or as the document names it."""
        return self.labels.get(who.code or "", who.name) if who else ""

    def who(self, text: str, *, before: tuple[Who, ...] = ()) -> Who:
        """What was typed as a body; a name that nothing bears is kept as it stands, to be asked for."""
        text = " ".join(text.split())
        code = self.codes.get(text) or (text if text in self.labels else None)
        known = next((who for who in before if who.name and (who.name == text or (code and who.code == code))), None)
        return Who(name=known.name if known else "" if code else text, code=code)

    def code(self, text: str) -> str:
        """The code of what was typed; refused if nothing bears that name."""
        found = self.who(text).code
        if found is None:
            raise BadInputError(f"danh bạ không có '{text.strip()}' — chọn một tên trong danh sách gợi ý")
        return found


def choices(session: Session) -> Choices:
    """Everything that a plan may name."""
    units, groups = unit_names(session), group_names(session)
    labels = told_apart(units | groups)
    bare = told_apart(units | bare_group_names(session))
    return Choices(labels, {name: code for each in (bare, labels) for code, name in each.items()}, frozenset(units))
