"""Measures the pages: whether they stay as quick with a million obligations stored as with ten thousand, and 50 people at once.

Both stores are served at once and asked in turn, so that what else the machine does falls on both.
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import httpx2
import sqlalchemy as sa
from fastapi.routing import APIRoute

from benchmarks.databases import KINDS, Databases, opened
from benchmarks.figures import Held, show
from benchmarks.serving import Keys, browser, keys_of, served
from benchmarks.web_store import NOW, OF_PLAN, PEOPLE, build, due_on
from config.database import session
from web.api.cursors import cursor_of
from web.app import ROOMS

SMALL, LARGE = 1, 100  # plans
APART = 2.0  # at most, the 95th percentile with a million against that with ten thousand
PEOPLE_IN = {"administrator": None, "leader": 1, "focal": 2}
# Besides the pages that need nothing but their path: lists narrowed and turned, and things with a number.
NARROWED = (
    "/nghia-vu?status=overdue",
    "/nghia-vu?status=late",
    "/nghia-vu?plan=1/KH-ST&unit=u60",
    "/nghia-vu?plan=all&sort=latest",
    "/nghia-vu?sort=state",
    "/nghia-vu?sort=unit",
    "/nghia-vu?sort=plan&page=20",
    "/nghia-vu?plan=1/KH-ST&sort=duty",
    "/nghia-vu?text=nhiem+vu+so+7",
    "/nghia-vu?page=20",
    "/nghia-vu/5050",
    "/theo-doi?by=period",
    "/theo-doi?status=overdue",
    "/theo-doi/bieu-do/dung-han.svg",
    "/theo-doi.xlsx",
    "/api/v1/obligations",
    f"/api/v1/obligations?after={cursor_of(5050, due_on(1, 20))}",
    "/api/v1/obligations?running=true&status=overdue",
    "/api/v1/obligations?plan=1/KH-ST&limit=200",
    "/api/v1/obligations/5050",
    "/api/v1/matrix?plan=1/KH-ST",
    "/api/v1/requests",
)
LEFT_OUT = (
    "/dang-nhap/oidc",
    "/nghia-vu.xlsx",
    "/nghia-vu.csv",
    "/health",
)  # files of all there is are refused by design
VISITS = ("/", "/theo-doi", "/nghia-vu", "/nghia-vu?status=overdue", "/theo-doi/dong-thoi-gian", "/tai-khoan")


@dataclass(frozen=True)
class Store:
    """A served store and the keys of those who look at it."""

    address: str
    keys: dict[str, Keys]
    crowd: list[Keys]


def paths() -> list[str]:
    """Every page that can be asked for by its path alone, then the others."""
    routes = (route for room in ROOMS for route in room.router.routes if isinstance(route, APIRoute))
    plain = [r.path for r in routes if "GET" in (r.methods or ()) and "{" not in r.path and r.path not in LEFT_OUT]
    return [*dict.fromkeys(plain), *NARROWED]


def stored(stack: ExitStack, databases: Databases, plans: int) -> Store:
    """Build a store, let its people sign in, and serve it."""
    engine = stack.enter_context(databases.fresh())
    build(databases, engine, plans)
    with session(engine) as writing:
        keys = {role: keys_of(writing, person, NOW) for role, person in PEOPLE_IN.items()}
        crowd = [keys_of(writing, person, NOW) for person in range(3, 2 + PEOPLE)]
    databases.rest(engine)
    url = _address(engine)
    engine.dispose()
    return Store(stack.enter_context(served(url, NOW)), keys, [keys["focal"], *crowd])


def _address(engine: sa.Engine) -> str:
    return engine.url.set(drivername=engine.url.get_backend_name()).render_as_string(hide_password=False)


def milliseconds(client: httpx2.Client, path: str) -> float:
    """How long one answer takes."""
    start = time.perf_counter()
    answer = client.get(path)
    taken = time.perf_counter() - start
    if answer.status_code >= 500:
        raise SystemExit(f"{path} answered {answer.status_code}")
    return taken * 1000


def measure(small: httpx2.Client, large: httpx2.Client, path: str, times: int) -> tuple[list[float], list[float]]:
    """Both stores in turn, after one visit each that does not count."""
    for client in (small, large):
        milliseconds(client, path)
    pairs = [(milliseconds(small, path), milliseconds(large, path)) for _ in range(times)]
    return [few for few, _ in pairs], [many for _, many in pairs]


def quickest(
    small: httpx2.Client, large: httpx2.Client, path: str, rounds: int, times: int
) -> tuple[list[float], list[float]]:
    """The quickest round of each store: one is enough if it holds, for other work on the machine only ever adds."""
    few, many = measure(small, large, path, times)
    for _ in range(rounds - 1):
        if p95(many) <= APART * p95(few):
            break
        again = measure(small, large, path, times)
        few, many = min(few, again[0], key=p95), min(many, again[1], key=p95)
    return few, many


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def compared(kind: str, stores: tuple[Store, Store], wanted: Sequence[str], rounds: int, times: int) -> Iterator[Held]:
    """Each of these pages for each role, by its quickest round; what a role may not open is passed over."""
    for role in PEOPLE_IN:
        small, large = (browser(each.address, each.keys[role]) for each in stores)
        for path in wanted:
            if small.get(path).status_code != 200:
                continue
            few, many = quickest(small, large, path, rounds, times)
            yield Held(path, f"{kind}, {role}", _figures(many), _figures(few), p95(many) / p95(few), APART, False)


def _figures(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.0f} / {p95(values):.0f} ms"


def visit(address: str, keys: Keys) -> tuple[list[float], int]:
    """One person goes through some pages and makes a calendar address; gives the times and how many answers were errors."""
    taken, errors = [], 0
    with browser(address, keys) as client:
        for path in VISITS:
            start = time.perf_counter()
            errors += client.get(path).status_code != 200
            taken.append((time.perf_counter() - start) * 1000)
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/tai-khoan/lich").text)
        made = client.post("/tai-khoan/lich", data={"csrf": token[1] if token else "", "unit": ""})
        return taken, errors + (made.status_code != 200)


def at_once(kind: str, store: Store) -> Held:
    """All the people at the same time."""
    with ThreadPoolExecutor(len(store.crowd)) as pool:
        visits = list(pool.map(lambda keys: visit(store.address, keys), store.crowd))
    times, errors = [each for taken, _ in visits for each in taken], sum(wrong for _, wrong in visits)
    what = f"errors of {len(store.crowd)} people at once"
    answers = len(store.crowd) * (len(VISITS) + 1)
    return Held(what, kind, _figures(times), f"{answers} answers", float(errors), 0.0, at_least=False)


def run(kind: str, only: str, rounds: int, times: int) -> list[Held]:
    """Both stores of one kind of database."""
    wanted = [path for path in paths() if only in path]
    with ExitStack() as stack:
        databases = stack.enter_context(opened(kind))
        stores = stored(stack, databases, SMALL), stored(stack, databases, LARGE)
        return [*compared(kind, stores, wanted, rounds, times), at_once(kind, stores[1])]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=[*KINDS, "both"], default="sqlite")
    parser.add_argument("--only", default="", metavar="TEXT", help="only the pages whose path holds this")
    parser.add_argument("--rounds", type=int, default=5, help="rounds at most, of which the quickest counts")
    parser.add_argument("--times", type=int, default=12, help="visits to each page in one round")
    given = parser.parse_args()
    kinds = KINDS if given.database == "both" else (given.database,)
    found = [row for kind in kinds for row in run(kind, given.only, given.rounds, given.times)]
    title = f"Pages, p50 / p95: ours with {LARGE * OF_PLAN:,} obligations stored, other with {SMALL * OF_PLAN:,}"
    return show(title, found)


if __name__ == "__main__":
    sys.exit(main())
