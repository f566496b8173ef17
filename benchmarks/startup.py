"""How soon `dondoc --help` answers, against Python importing Typer alone.

python -m benchmarks.startup [--rounds 15]
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.figures import Held, median, median_ratio, show, timed

HELP = (str(Path(sys.executable).parent / "dondoc"), "--help")
TYPER = (sys.executable, "-c", "import typer")


def start(command: Sequence[str]) -> None:
    """Run a command to its end; it must succeed."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    start(HELP)
    start(TYPER)
    pairs = [(timed(partial(start, TYPER)), timed(partial(start, HELP))) for _ in range(rounds)]
    typer, ours = (median([pair[n] for pair in pairs]) for n in range(2))
    size = f"{rounds} starts"
    row = Held("dondoc --help", size, f"{ours:.2f} s", f"{typer:.2f} s", median_ratio(pairs), 3, at_least=False)
    return show("Start", [row])


if __name__ == "__main__":
    sys.exit(main())
