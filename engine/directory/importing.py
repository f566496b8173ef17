"""Bring a file's directory into the stored one: look at what it would change, then do exactly that."""

from dataclasses import dataclass

from sqlmodel import Session

from engine.dialect import one_at_a_time
from engine.directory.changes import Change, ChangedMeanwhileError, change, compare, fingerprint, laid_over
from engine.directory.rows import Rows, rows_of, stored_rows
from engine.directory.words import Told, in_words
from engine.directory.workbook import Read, check
from engine.journal import By, record
from models.office import Directory


@dataclass(frozen=True)
class Proposal:
    """What a file would change, and the directory as it would be; ``mark`` names exactly these changes."""

    changes: list[Change]
    rows: Rows

    @property
    def mark(self) -> str:
        return fingerprint(self.changes)

    @property
    def told(self) -> list[Told]:
        return in_words(self.changes, self.rows)


def proposed(session: Session, said: Read | Directory) -> Proposal:
    """What the file would add and change; what it does not speak of is left alone. A file with faults is refused whole."""
    stored = stored_rows(session)
    rows = laid_over(stored, said.rows if isinstance(said, Read) else rows_of(said))
    if isinstance(said, Read):
        check(said, rows)
    return Proposal(compare(stored, rows), rows)


def bring_in(session: Session, said: Read | Directory, mark: str, by: By, source: str) -> Proposal:
    """Do what was looked at, if it is still what would be done."""
    one_at_a_time(session, "directory")
    found = proposed(session, said)
    if found.mark != mark:
        raise ChangedMeanwhileError
    change(session, found.changes, by, reason=source)
    record(session, now=by.now, actor=by.actor, action="import", subject="directory", reason=source,
           after={"changes": len(found.changes)})  # fmt: skip
    return found
