"""Prints a table per document and sets ``dateparser`` beside our reading of the same timing phrases.

``python -m benchmarks.reading [FOLDER OF DOCUMENTS FOLDER OF EXPECTED REGISTERS]``; without arguments the plans this was built
from, where they are at hand, and the documents written for the tests.
"""

import sys
import time
import warnings
from pathlib import Path

from ruamel.yaml import YAML

from benchmarks.reading.scoring import Score, score
from engine.reading.formats.files import source_of
from engine.reading.plans import read_plan
from models.errors import BadInputError
from models.working_days import vietnamese_calendar

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests" / "reading"
SEEDS = ROOT.parent / "shared" / "seeds"
COLUMNS = (
    "document",
    "duties",
    "recall A",
    "recall A+B",
    "precision",
    "lead exact",
    "kinds",
    "dates",
    "silently wrong",
    "ms",
)


def scored(documents: Path, expected: Path) -> list[Score]:
    """The scores of every expected register whose document is there."""
    calendar = vietnamese_calendar(range(2019, 2028))
    scores = []
    for path in sorted(expected.glob("*.yaml")):
        register = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        document = documents / register["document"]
        if document.exists():
            started = time.process_time()
            try:
                reading = read_plan(source_of(document), calendar=calendar)
            except BadInputError as error:
                print(f"{document.name}: {error}")
                continue
            result = score(reading, register, document.name[:24])
            result.notes.insert(0, f"{(time.process_time() - started) * 1000:.0f}")
            scores.append(result)
    return scores


def line(result: Score) -> str:
    """One row of the table."""
    cells = [
        result.name,
        str(result.duties),
        f"{result.recall_a:.2f}",
        f"{result.found}/{result.wanted}",
        f"{result.precision:.2f}",
        f"{result.lead_exact:.2f}",
        f"{result.kinds_right}/{result.found}",
        f"{result.dates_right}/{result.dates}",
        str(result.silently_wrong),
        result.notes[0],
    ]
    return " | ".join(f"{cell:>{max(len(head), 10)}}" for cell, head in zip(cells, COLUMNS, strict=True))


def total(scores: list[Score]) -> Score:
    """All documents as one."""
    whole = Score("all", notes=["-"])
    for name in (
        "duties",
        "wanted_a",
        "found_a",
        "wanted",
        "found",
        "optional",
        "extra",
        "leads",
        "leads_exact",
        "dates",
        "dates_right",
        "kinds_right",
        "silently_wrong",
    ):
        setattr(whole, name, sum(getattr(each, name) for each in scores))
    return whole


def show(title: str, scores: list[Score], *, with_notes: bool) -> None:
    """The table of one set of documents."""
    if not scores:
        print(f"{title}: not at hand")
        return
    print(title)
    print(" | ".join(f"{head:>{max(len(head), 10)}}" for head in COLUMNS))
    for each in [*scores, total(scores)]:
        print(line(each))
    if with_notes:
        for each in scores:
            print(*(f"  {each.name}: {note}" for note in each.notes[1:]), sep="\n")


def main() -> None:
    """Scores what is asked for on the command line."""
    warnings.filterwarnings("ignore")
    arguments = [a for a in sys.argv[1:] if not a.startswith("-")]
    notes = "--notes" in sys.argv
    if len(arguments) == 2:
        show(arguments[0], scored(Path(arguments[0]), Path(arguments[1])), with_notes=notes)
        return
    show("The five plans", scored(SEEDS, TESTS / "expected"), with_notes=notes)
    show("Written for the project", scored(TESTS / "written", TESTS / "written" / "expected"), with_notes=notes)
    show("Kept apart", scored(TESTS / "apart", TESTS / "apart" / "expected"), with_notes=notes)
    if "--no-phrases" not in sys.argv:
        from benchmarks.reading.phrases import compare

        compare(TESTS / "phrases.yaml")


if __name__ == "__main__":
    main()
