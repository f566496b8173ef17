"""A register in which anything cannot be is refused as a whole: every fault is named, and the database stays as it was."""

from typing import Any

import pytest

from models.errors import RefusedRegisterError
from models.registers import Register
from tests.engine.cast import World, deadline, monthly, office, register, timed

DUE = "2024-03-15"
GOOD = register(deadline(DUE))
OTHER: dict[str, Any] = {"id": "kh-khac", "number": "02/KH-ST"}


def refusal(world: World, wanted: Register) -> list[tuple[str, str, str]]:
    """Where, what and what instead, of a register that is refused and changes nothing."""
    before = world.dump()
    with pytest.raises(RefusedRegisterError) as caught:
        world.import_(wanted, on="2024-02-01")
    assert world.dump() == before
    return [(".".join(map(str, fault.at)), fault.what, fault.instead) for fault in caught.value.faults]


def test_a_unit_that_nobody_knows_is_refused_with_the_nearest_name(either_world: World) -> None:
    assert refusal(either_world, register(deadline(DUE, lead=["bv-mott"]))) == [
        ("activities.0.lead.0", "không có đơn vị hay nhóm 'bv-mott' trong danh bạ", "có phải 'bv-mot'?")
    ]


def test_a_unit_like_no_other_is_refused_with_what_to_do(world: World) -> None:
    assert refusal(world, register(deadline(DUE, cooperate=["cdc", "xyz"]))) == [
        (
            "activities.0.cooperate.1",
            "không có đơn vị hay nhóm 'xyz' trong danh bạ",
            "thêm đơn vị vào danh bạ hoặc sửa mã",
        )
    ]


@pytest.mark.parametrize("name", ["issuer", "monitor"])
def test_a_plan_of_an_unknown_body_is_refused(world: World, name: str) -> None:
    parts: dict[str, Any] = {name: "van-fong"}
    assert refusal(world, register(deadline(DUE), **parts)) == [
        (f"plan.{name}", "không có đơn vị 'van-fong' trong danh bạ", "có phải 'van-phong'?")
    ]


def test_a_group_issues_no_plan_and_takes_no_reports(world: World) -> None:
    faults = refusal(world, register(deadline(DUE, reports_to="truc-thuoc"), issuer="truc-thuoc"))
    assert [fault[0] for fault in faults] == ["plan.issuer", "activities.0.reports_to"]


def test_two_activities_with_one_key_are_refused(world: World) -> None:
    assert refusal(world, register(deadline(DUE), monthly(), deadline("2024-04-15"))) == [
        ("activities.2.key", "hai hoạt động cùng khóa 'bao-cao'", "đặt khóa khác cho một trong hai")
    ]


@pytest.mark.parametrize(
    ("timing", "what"),
    [
        ({"kind": "deadline", "on": "2025-Q1"}, "kỳ 2025-Q1 sau khi kế hoạch kết thúc 31/12/2024"),
        ({"kind": "deadline", "on": "2023-12-28"}, "hạn 28/12/2023 trước khi có kế hoạch (29/12/2023)"),
        ({"kind": "window", "to": "2025-01-31"}, "'to' 31/01/2025 sau khi kế hoạch kết thúc 31/12/2024"),
        ({"kind": "window", "from": "2023-11-01"}, "'from' 01/11/2023 trước khi có kế hoạch (29/12/2023)"),
        ({"kind": "recurring", "every": ["Y"], "due": None, "to": "2024-06-30"}, "không có kỳ nào nằm trong thời gian kế hoạch"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_in_the_plan_is_refused(world: World, timing: dict[str, Any], what: str) -> None:
    faults = refusal(world, register({"key": "bao-cao", "timing": timing}))
    assert faults == [("activities.0.timing", what, "sửa ngày hoặc thời gian của kế hoạch")]


def test_a_day_between_the_issue_and_the_start_of_the_plan_is_taken(world: World) -> None:
    world.import_(register(deadline("2023-12-29")))
    assert world.owed()[0][3] == "2023-12-29"


def test_a_number_that_another_plan_has_is_refused(world: World) -> None:
    world.import_(GOOD)
    assert refusal(world, register(deadline(DUE), id="kh-khac")) == [
        ("plan.id", "số 01/KH-ST đã nhập với id 'kh-thu'", "viết id: kh-thu để sửa kế hoạch đó, hoặc sửa lại số")
    ]


def test_an_id_that_another_plan_has_is_refused(world: World) -> None:
    world.import_(GOOD)
    assert refusal(world, register(deadline(DUE), number="02/KH-ST")) == [
        ("plan.id", "id 'kh-thu' đã là kế hoạch số 01/KH-ST, không phải 02/KH-ST",
         "đặt id khác cho kế hoạch mới, hoặc sửa lại số")
    ]  # fmt: skip


def test_the_same_number_of_another_body_or_another_year_is_another_plan(world: World) -> None:
    world.import_(GOOD)
    world.import_(register(deadline(DUE), id="kh-cdc", issuer="cdc"))
    next_year: dict[str, Any] = {"issued_on": "2024-12-30", "from": "2025-01-01", "to": "2025-12-31"}
    world.import_(register(deadline("2025-03-14"), id="kh-2025", **next_year))
    assert len(world.owed()) == 12


def test_an_unknown_ladder_is_refused_with_those_there_are(world: World) -> None:
    assert refusal(world, register(deadline(DUE, ladder="gap"), ladder="cham")) == [
        ("plan.ladder", "không có thang đôn đốc 'cham'", "viết một trong: check, review, standard"),
        ("activities.0.ladder", "không có thang đôn đốc 'gap'", "viết một trong: check, review, standard"),
    ]


def test_an_input_that_is_no_activity_of_the_register_is_refused(world: World) -> None:
    assert refusal(world, register(deadline(DUE, inputs=["bao-cao", "thang"]))) == [
        ("activities.0.inputs", "không có hoạt động 'thang' trong sổ", "viết khóa của một hoạt động trong sổ này")
    ]


@pytest.mark.parametrize("parent", ["kh-cha", "99/KH-ST"])
def test_an_unknown_parent_is_refused(world: World, parent: str) -> None:
    assert refusal(world, register(deadline(DUE), parent=parent)) == [
        ("plan.parent", f"chưa có kế hoạch cha '{parent}'", "nhập kế hoạch cha trước")
    ]


def test_a_plan_is_not_its_own_parent(world: World) -> None:
    world.import_(GOOD)
    faults = refusal(world, register(deadline(DUE), parent="kh-thu"))
    assert [fault[0] for fault in faults] == ["plan.parent"]


def test_all_faults_are_named_at_once(world: World) -> None:
    wanted = register(
        deadline("2020-01-01", lead=["la"]), deadline(DUE, ladder="gap", inputs=["x"]), monitor="la", parent="la"
    )
    assert [fault[0] for fault in refusal(world, wanted)] == [
        "plan.monitor", "plan.parent", "activities.0.lead.0", "activities.0.timing", "activities.1.key",
        "activities.1.inputs", "activities.1.ladder",
    ]  # fmt: skip


def test_one_bad_duty_among_many_leaves_all_out(either_world: World) -> None:
    either_world.import_(GOOD)
    wanted = register(
        *(deadline(f"2024-05-{n:02d}", f"viec-{n}") for n in range(1, 20)),
        timed("window", "thuong-xuyen", {"to": "2026-01-01"}),
    )
    assert len(refusal(either_world, wanted)) == 1


def test_the_refusal_says_it_all_in_its_text(world: World) -> None:
    with pytest.raises(
        RefusedRegisterError, match=r"activities.0.lead.0: .*'bv-mott' .* — có phải 'bv-mot'\?"
    ) as caught:
        world.import_(register(deadline(DUE, lead=["bv-mott"])))
    assert caught.value.exit_code == 2


def test_rules_of_the_plan_decide_what_can_be(world: World) -> None:
    world.office = office(rules={"before_is_strict": True})
    before_it_exists = timed("deadline", "bao-cao", {"on": "2023-12-29", "bound": "before"})
    assert len(refusal(world, register(before_it_exists))) == 1
    world.import_(register(before_it_exists, rules={"before_is_strict": False}))
