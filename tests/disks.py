"""A small disk of its own that a test can fill up and free again: what ``df`` would show as 100 %."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BLOCK = 64 * 1024


@dataclass(frozen=True)
class SmallDisk:
    """A file system in memory; ``folder`` is where it is mounted."""

    folder: Path

    def fill(self, *, but: int = 0) -> None:
        """Leave not a byte, or so many."""
        with (self.folder / "ballast").open("wb", buffering=0) as file:
            size = BLOCK
            while size:
                try:
                    file.write(b"\0" * size)
                except OSError:
                    size //= 2
            os.truncate(file.name, max(0, file.tell() - but))

    def free(self) -> None:
        """Somebody has made room."""
        (self.folder / "ballast").unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk | None]:
    """The disk, if this user may mount one. Not in pytest's folder: the user of a database server could not go there."""
    with tempfile.TemporaryDirectory(prefix="dondoc-disk-") as folder:
        os.chmod(folder, 0o711)
        place = Path(folder) / "disk"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
        is_mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
        try:
            yield SmallDisk(place) if is_mounted else None
        finally:
            if is_mounted:
                subprocess.run(["umount", "-l", str(place)], check=True)
