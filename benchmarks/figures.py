"""Times, ratios and the table in which a benchmark says what holds and what does not."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Held:
    """One number to hold: a measured ratio and the bound that it must keep; without one it is shown only."""

    what: str
    size: str
    ours: str
    other: str
    ratio: float
    bound: float | None
    at_least: bool = True

    @property
    def holds(self) -> bool:
        if self.bound is None:
            return True
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    @property
    def cells(self) -> tuple[str, ...]:
        if self.bound is None:
            bound, verdict = "", ""
        else:
            bound = f"{'>=' if self.at_least else '<='} {self.bound:g}"
            verdict = "holds" if self.holds else "does not hold"
        return self.what, self.size, self.ours, self.other, f"{self.ratio:.2f}", bound, verdict


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes by the wall clock; Python's own clearing up is done before, not meanwhile."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_ratio(pairs: Sequence[tuple[float, float]]) -> float:
    """The median of the ratios second / first, each of one pair measured one right after the other."""
    return statistics.median(second / first for first, second in pairs)


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def show(title: str, rows: Sequence[Held]) -> int:
    """Print the table; the exit code is 1 if any number does not hold."""
    table = Table(title=title)
    for name in ("what", "size", "ours", "other", "ratio", "hold", ""):
        table.add_column(name, justify="right" if name == "ratio" else "left", no_wrap=name == "ratio")
    for row in rows:
        table.add_row(*row.cells)
    console = Console()
    Console(width=max(100, console.width)).print(table)
    return 0 if all(row.holds for row in rows) else 1
