"""Reading what a command names as evidence."""

import pytest

from cli.evidence import read_files
from engine.fulfilment import evidence
from models.errors import BadInputError


def test_a_file_named_twice_is_read_once(tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    assert len(read_files([str(tmp_path / "a"), str(tmp_path / "a")])) == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("khong-co", "không đọc được tệp .*khong-co .*— kiểm tra lại đường dẫn"),
        (".", "không phải tệp"),
        ("/dev/zero", "không phải tệp"),
        ("trong", "' trống"),
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
