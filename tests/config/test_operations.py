"""What an office writes about rates and quiet is refused with its line when it cannot be meant."""

from pathlib import Path

import pytest

from config.office import load_directory, load_office
from models.errors import RefusedFileError
from tests.config.conftest import SAMPLE


def change(folder: Path, name: str, right: str, wrong: str) -> None:
    path = folder / f"{name}.yaml"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), "utf-8")


NAME, BINH = "name: Văn phòng thử\n", "  - {code: binh, name: Vũ Bình, email: binh@so.example}\n"


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ("{email: 120/minute}", "'email': '120/minute' không phải mức gửi — viết như '120 per minute'"),
        ("{email: 120}", "'email': '120' không phải mức gửi — viết như '120 per minute'"),
        ("{emial: 120 per minute}", "office.yaml:3: 'emial'"),
    ],
)
def test_a_rate_that_is_none_or_of_no_channel_is_refused(folder: Path, rates: str, said: str) -> None:
    change(folder, "office", NAME, f"name: x\nsending:\n  rates: {rates}\n")
    with pytest.raises(RefusedFileError) as caught:
        load_office(folder, years=[2024])
    (problem,) = caught.value.problems
    assert (problem.line, said in str(problem)) == (3, True), str(problem)


@pytest.mark.parametrize(
    ("quiet", "said"),
    [
        ("{days: [sun, saturday]}", "'saturday' không dùng được ở đây — viết một trong: mon, tue"),
        ("{from: 17:30}", "giờ yên lặng thiếu một đầu — ghi cả hai, như từ (from) 17:30 đến (to) 08:00"),
        ("{hours: 3}", "không có mục 'hours'"),
        ("{dates: [{from: 2024-02-30, to: 2024-03-01}]}", "ngày '2024-02-30' không có trong lịch"),
    ],
)
def test_a_quiet_that_makes_no_sense_is_refused_with_its_line(folder: Path, quiet: str, said: str) -> None:
    right = f"  - code: binh\n    name: Vũ Bình\n    email: binh@so.example\n    quiet: {quiet}\n"
    change(folder, "directory/so", BINH, right)
    with pytest.raises(RefusedFileError) as caught:
        load_directory(folder)
    (problem,) = caught.value.problems
    line = (folder / "directory" / "so.yaml").read_text("utf-8").splitlines().index(f"    quiet: {quiet}") + 1
    assert (problem.line, said in str(problem)) == (line, True), str(problem)


def test_the_sample_shows_a_rate_and_a_quiet_person() -> None:
    assert load_office(SAMPLE, years=[2024]).setup.sending.limits["email"].count == 120
    assert [person.code for person in load_directory(SAMPLE).people if person.quiet] == ["khong-gia-quan"]
