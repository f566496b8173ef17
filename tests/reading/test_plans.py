"""Whole documents: the plans written for the project always, the five real ones where they are at hand."""

import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from benchmarks.reading.scoring import score
from engine.reading.formats.files import source_from, source_of
from engine.reading.formats.scanned import tesseract
from engine.reading.plans import read_plan
from engine.reading.sources import Source
from models.errors import BadInputError, NotAPlanError, OcrMissingError
from models.working_days import vietnamese_calendar

HERE = Path(__file__).parent
SEEDS = next((p / "shared" / "seeds" for p in HERE.parents if (p / "shared" / "seeds").is_dir()), None)
CALENDAR = vietnamese_calendar(range(2019, 2028))


def registers(folder):
    return {
        path.stem: YAML(typ="safe").load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yaml"))
    }


def has_tesseract():
    try:
        return bool(tesseract())
    except BadInputError:
        return False


def scored(document, register):
    return score(read_plan(source_of(document), calendar=CALENDAR), register, document.name)


WRITTEN = {
    name: (HERE / folder, register)
    for folder in ("written", "apart")
    for name, register in registers(HERE / folder / "expected").items()
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_written_plan_is_read_with_no_date_silently_wrong(name):
    folder, register = WRITTEN[name]
    if register.get("needs") == "tesseract" and not has_tesseract():
        pytest.skip("tesseract with Vietnamese is not installed")
    result = scored(folder / register["document"], register)
    assert result.silently_wrong == 0, result.notes
    assert result.recall_a >= 0.85, result.notes
    assert result.precision >= 0.85, result.notes


@pytest.mark.seeds
@pytest.mark.parametrize("name", registers(HERE / "expected"))
def test_a_real_plan_is_read_as_a_clerk_reads_it(name):
    if SEEDS is None:
        pytest.skip("the five plans are not at hand")
    register = registers(HERE / "expected")[name]
    result = scored(SEEDS / register["document"], register)
    assert result.silently_wrong == 0, result.notes
    assert result.recall_a >= 0.95, result.notes
    assert result.precision >= 0.9, result.notes
    assert result.lead_exact >= 0.9, result.notes


@pytest.mark.seeds
@pytest.mark.parametrize("name", registers(HERE / "expected"))
def test_the_head_of_a_real_plan_is_read_and_blanks_stay_blank(name):
    if SEEDS is None:
        pytest.skip("the five plans are not at hand")
    register = registers(HERE / "expected")[name]
    head = read_plan(source_of(SEEDS / register["document"])).head
    wanted = register["plan"]
    assert (head.number, head.issued_on) == (wanted["number"], wanted["issued_on"])
    assert head.period is not None
    assert (head.period.first, head.period.last) == (wanted["from"], wanted["to"])
    assert head.parent == wanted.get("parent", head.parent)


def test_an_issuer_that_ends_in_its_kind_of_place_is_given_the_place_once():
    head = read_plan(source_of(HERE / "written" / "thanh-tra-2026.txt")).head
    assert head.issuer == "Thanh tra tỉnh Đông Phú"


def test_the_source_of_a_duty_stands_in_the_document_word_for_word():
    document = source_of(HERE / "written" / "thuong-mai-2021.txt")
    folded = " ".join(document.text.split())
    assert all(duty.source in folded for duty in read_plan(document).duties)


def test_the_automatic_numbers_of_a_word_document_become_sections():
    reading = read_plan(source_of(HERE / "apart" / "dich-ta-2020.docx"))
    assert [duty.section for duty in reading.duties][:4] == ["I.1", "I.2", "I.3", "II.1"]


def test_each_duty_of_a_pdf_knows_its_page():
    pages = {duty.section: duty.page for duty in read_plan(source_of(HERE / "apart" / "an-toan-2023.pdf")).duties}
    assert pages["II.1"] == 1
    assert pages["IV"] == 2


LETTER = (
    "SỞ MẪU\nSố: 12/SM-VP\nV/v cung cấp thông tin\n\nKính gửi: Quý cơ quan\n\n"
    + "Trân trọng đề nghị Quý cơ quan quan tâm, phối hợp. " * 12
)
NOVEL = "Trời mưa suốt đêm. Cô gái đứng bên hàng rào, nhìn ra con đường vắng. " * 60
LAW = "LUẬT MẪU\n\n" + "".join(
    f"Điều {n}. Quy định chung\n1. Cơ quan nhà nước thực hiện nhiệm vụ theo quy định của pháp luật.\n"
    for n in range(1, 300)
)


@pytest.mark.parametrize(
    "text", ["", " \n ", LETTER, NOVEL, LAW, "abc " * 400], ids=["empty", "blank", "letter", "novel", "law", "noise"]
)
def test_what_is_no_plan_is_refused(text):
    with pytest.raises(NotAPlanError):
        read_plan(Source(text, "tep.txt"))


def test_a_text_far_too_long_is_refused_at_once():
    with pytest.raises(NotAPlanError, match="quá dài"):
        read_plan(Source("KẾ HOẠCH\n" * 100_000, "dai.txt"))


def test_a_scan_without_tesseract_names_the_two_packages(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(OcrMissingError, match="tesseract-ocr-vie") as caught:
        source_of(HERE / "apart" / "scanned.pdf")
    assert caught.value.exit_code == 2


@pytest.mark.skipif(not shutil.which("tesseract"), reason="apt-get install tesseract-ocr tesseract-ocr-vie")
def test_a_scan_tells_how_many_of_its_pages_are_done():
    told: list[tuple[int, int]] = []
    content = (HERE / "apart" / "scanned.pdf").read_bytes()
    source = source_from(content, "scanned.pdf", lambda done, total: told.append((done, total)))
    assert told == [(number, len(source.pages)) for number in range(len(source.pages))] != []
