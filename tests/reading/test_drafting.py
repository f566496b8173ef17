"""A reading as a draft register: valid, commented, with keys that outlive small changes."""

import io
from pathlib import Path

from ruamel.yaml import YAML

from engine.reading.drafting import draft_register, keys_of
from engine.reading.formats.files import source_of
from engine.reading.plans import read_plan
from engine.reading.repair import damage_of
from engine.reading.sources import Source
from models.registers import Register

WRITTEN = Path(__file__).parent / "written"
PLAN = (WRITTEN / "thuong-mai-2021.txt").read_text(encoding="utf-8")


def drafted(text):
    out = io.StringIO()
    YAML().dump(draft_register(read_plan(Source(text, "a.txt"))), out)
    return out.getvalue()


def test_every_draft_of_a_written_plan_is_a_valid_register():
    for path in sorted(WRITTEN.glob("*.*")):
        if path.suffix in (".txt", ".md") and path.name != "README.md":
            out = io.StringIO()
            YAML().dump(draft_register(read_plan(source_of(path))), out)
            register = Register.model_validate(YAML(typ="safe").load(out.getvalue()))
            assert register.activities


def test_what_needs_a_person_stands_as_a_comment():
    assert "CHƯA CÓ HẠN" in drafted((WRITTEN / "thien-tai-2023.txt").read_text(encoding="utf-8"))


def test_keys_stay_when_days_numbers_and_order_of_sections_change():
    before = keys_of(read_plan(Source(PLAN)).duties)
    changed = (
        PLAN.replace("trước 31/3/2021", "trước 15/4/2021")
        .replace("2. Tổ chức hội nghị", "5. Tổ chức hội nghị")
        .replace("ngày 25 hằng tháng", "ngày 20 hằng tháng")
    )
    assert keys_of(read_plan(Source(changed)).duties) == before


def test_a_new_duty_adds_one_key_and_changes_no_other():
    before = set(keys_of(read_plan(Source(PLAN)).duties))
    more = PLAN.replace(
        "III. KINH PHÍ", "5. Văn phòng Sở lập danh mục hàng hóa ưu tiên trước ngày 20/5/2021.\nIII. KINH PHÍ"
    )
    after = set(keys_of(read_plan(Source(more)).duties))
    assert before < after
    assert len(after - before) == 1


def test_keys_are_unique():
    keys = keys_of(read_plan(Source(PLAN)).duties)
    assert len(keys) == len(set(keys))


def test_a_text_without_its_lost_letters_is_mended_and_says_so():
    damaged = "".join(" " if c in "ôọầýbB" else c for c in PLAN.replace("Công Thương", "Công Thương")) * 1
    assert {"ô", "ọ", "ầ", "b"} <= damage_of(damaged).lost
    reading = read_plan(Source(damaged))
    assert any(repair.read == "báo cáo" for repair in reading.repairs)


def test_a_sound_text_is_not_mended():
    assert not damage_of(PLAN).is_damaged
    assert not read_plan(Source(PLAN)).repairs
