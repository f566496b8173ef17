"""Evidence: files stored by the hash of their content, whole or not at all."""

import hashlib
import os
from pathlib import Path

import pytest

from cli import evidence
from cli.evidence import File, read_files, store_files
from models.errors import BadInputError


def kept(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_file_is_stored_under_the_hash_of_its_content(tmp_path):
    (tmp_path / "bao-cao.pdf").write_bytes(b"content")
    (file,) = read_files([str(tmp_path / "bao-cao.pdf")])
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


def test_a_file_named_twice_is_read_once(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    assert len(read_files([str(tmp_path / "a"), str(tmp_path / "a")])) == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("khong-co", "không đọc được tệp .*khong-co .*— kiểm tra lại đường dẫn"),
        (".", "không phải tệp"),
        ("/dev/zero", "không phải tệp"),
        ("trong", "là tệp trống"),
        ("to", "lớn hơn 50 MiB"),
    ],
)
def test_what_is_no_evidence_is_refused(tmp_path, monkeypatch, name, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "trong").touch()
    with (tmp_path / "to").open("wb") as file:
        file.truncate(evidence.LARGEST + 1)
    with pytest.raises(BadInputError, match=told):
        read_files([name])


def test_the_largest_file_allowed_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(evidence, "LARGEST", 10)
    (tmp_path / "a").write_bytes(b"0123456789")
    assert read_files([str(tmp_path / "a")])[0].entry[2] == 10


def test_a_write_that_breaks_off_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store_files(tmp_path, [File("a", b"x")])
    assert kept(tmp_path) == {}
