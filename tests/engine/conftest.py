"""The world of the engine's tests, new for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.cast import World, new_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The cast in a fresh SQLite file."""
    made = new_world(f"sqlite:///{tmp_path}/test.db")
    yield made
    made.close()
