"""Evidence: files stored by the hash of their content, whole or not at all, and what is taken from strangers."""

import hashlib
import os
from io import BytesIO
from pathlib import Path

import pytest

from engine.fulfilment import evidence
from engine.fulfilment.evidence import File, checked_file, received_file, store_files
from models.errors import BadInputError


def kept(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_file_is_stored_under_the_hash_of_its_content(tmp_path):
    file = checked_file("bao-cao.pdf", BytesIO(b"content"))
    store_files(tmp_path / "home", [file])
    digest = hashlib.sha256(b"content").hexdigest()
    assert file.entry == ("bao-cao.pdf", digest, 7)
    assert (tmp_path / "home" / "evidence" / digest[:2] / digest).read_bytes() == b"content"


def test_only_the_owner_can_look_into_the_store(tmp_path):
    store_files(tmp_path, [File("a", b"x")])
    (folder,) = (tmp_path / "evidence").iterdir()
    assert folder.stat().st_mode & 0o077 == 0


def test_the_same_content_is_stored_once_whatever_its_name(tmp_path):
    store_files(tmp_path, [File("a.pdf", b"x"), File("b.pdf", b"x")])
    store_files(tmp_path, [File("c.pdf", b"x")])
    assert len(kept(tmp_path)) == 1


def test_a_write_that_breaks_off_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store_files(tmp_path, [File("a", b"x")])
    assert kept(tmp_path) == {}


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        ("báo cáo.PDF", "báo cáo.pdf"),
        ("../../etc/bi mat.docx", "bi mat.docx"),
        ("C:\\Tai lieu\\so.xlsx", "so.xlsx"),
        ("a\r\nb\x00.zip", "ab.zip"),
        ("x" * 400 + ".png", "x" * evidence.LONGEST + ".png"),
    ],
)
def test_of_a_strangers_name_only_the_last_part_counts(sent, known):
    assert received_file(sent, BytesIO(b"x")).name == known


@pytest.mark.parametrize("name", ["chay.exe", "trang.html", "anh.svg", "khong-duoi", ".pdf.js", ""])
def test_a_kind_that_no_office_sends_is_refused(name):
    with pytest.raises(BadInputError, match="không nhận tệp"):
        received_file(name, BytesIO(b"x"))


def test_of_a_file_too_large_no_more_is_read_than_shows_it(monkeypatch):
    monkeypatch.setattr(evidence, "LARGEST", 10)
    stream = BytesIO(bytes(1000))
    with pytest.raises(BadInputError, match="lớn hơn"):
        received_file("a.pdf", stream)
    assert stream.tell() == 11
