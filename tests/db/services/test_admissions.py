"""发展党员 through the door of the branch: refusals with reasons, meetings as the same fact, and all 25 steps shown."""

from typing import Any

import pytest

from db.changes import Draft
from db.errors import InvalidDraftError, LedgerError
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import ListQuery, get_row, list_rows
from db.services.saving import preview, save, validate
from db.services.settings import set_setting
from tests.support.branches import change, full_member, save_new

ADMISSION = by_key("admission")
UP_TO_LIST = (
    (1, "2024-01-10"), (2, "2024-01-25"), (3, "2024-07-01"), (4, "2024-07-10"), (5, "2024-07-01"),
)  # fmt: skip


@pytest.fixture
def person(branch: Branch) -> str:
    return save_new(branch, "person", name="方晓", born_on="2000-03-15", stage="activist")


def steps(*days: tuple[int, str], **more: Any) -> list[dict[str, Any]]:
    return [{"step": number, "done_on": day, **more} for number, day in (*UP_TO_LIST, *days)]


def refused(branch: Branch, **values: Any) -> str:
    with pytest.raises(InvalidDraftError) as told:
        validate(branch, ADMISSION, Draft(values))
    return "".join(told.value.problems.values())


def step(branch: Branch, uid: str, number: int) -> dict[str, Any]:
    found: dict[str, Any] = get_row(branch, ADMISSION, uid)["steps"][number - 1]
    return found


def test_all_25_steps_are_shown_whatever_was_typed(branch: Branch, person: str) -> None:
    uid = save_new(branch, "admission", person=person, steps=steps())
    row = get_row(branch, ADMISSION, uid)
    assert [each["step"] for each in row["steps"]] == list(range(1, 26))
    assert [each["state"] for each in row["steps"]][:8] == ["done"] * 5 + ["next", "waiting", "waiting"]
    seventh = row["steps"][6]
    assert (seventh["basis"]["edition"], seventh["basis"]["article"]) == ("2026版", "第十三条")
    assert "先公示，不少于5个工作日" in seventh["reasons"]
    assert (row["stage"], row["next_step"]) == ("入党积极分子", "第7步“确定发展对象”")


def test_the_list_tells_where_everybody_stands(branch: Branch, person: str) -> None:
    save_new(branch, "admission", person=person, steps=steps())
    (row,) = list_rows(branch, ADMISSION, ListQuery())
    assert (row["person"].name, row["stage"]) == ("方晓", "入党积极分子")


def test_an_impossible_day_is_refused_with_its_reason_unless_the_note_explains_it(
    branch: Branch, person: str
) -> None:
    early = steps((7, "2025-06-30"))
    told = refused(branch, person=person, steps=early)
    assert "满12个月是2025年7月1日（依据2014版第十三条）" in told
    early[-1]["note"] = "档案如此，已向上级说明"
    uid = save_new(branch, "admission", person=person, steps=early)
    assert step(branch, uid, 7)["state"] == "refused"


def test_steps_in_the_wrong_order_are_refused_in_whatever_order_they_are_typed(
    branch: Branch, person: str
) -> None:
    for typed in (steps(), list(reversed(steps()))):
        wrong = [{**each, "done_on": "2024-01-09"} if each["step"] == 2 else each for each in typed]
        assert "第2步“派人谈话”的日期2024年1月9日太早" in refused(branch, person=person, steps=wrong)


def test_a_young_applicant_is_refused(branch: Branch) -> None:
    young = save_new(branch, "person", name="小方", born_on="2009-01-01", stage="applicant")
    assert "年满18周岁" in refused(branch, person=young, steps=[{"step": 1, "done_on": "2026-06-01"}])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"steps": [{"step": 26}]}, ""),
        ({"steps": [{"step": 26, "done_on": "2026-01-01"}]}, "步骤是1至25"),
        (
            {"steps": [{"step": 3, "done_on": "2026-01-01"}, {"step": 3, "done_on": "2026-01-02"}]},
            "出现了两次",
        ),
        ({"extension_months": 3}, "不少于6个月、不超过12个月"),
        ({"notice": {"from": "2026-06-05", "to": "2026-06-01"}}, "公示结束早于公示开始"),
        ({"half_yearly": ["2026-13-01"]}, "不是有效的日期"),
    ],
)
def test_odd_values_get_a_plain_sentence(
    branch: Branch, person: str, values: dict[str, Any], words: str
) -> None:
    if words:
        assert words in refused(branch, person=person, **values)
    else:
        validate(branch, ADMISSION, Draft({"person": person, **values}))


def test_a_step_linked_to_a_meeting_is_the_same_fact(branch: Branch, person: str) -> None:
    full_member(branch, "曾淑")
    meeting = save_new(branch, "committee_meeting", held_on="2024-07-01", topic="研究积极分子")
    linked = [each for each in steps() if each["step"] != 3] + [{"step": 3, "meeting": meeting}]
    uid = save_new(branch, "admission", person=person, steps=linked)
    assert (step(branch, uid, 3)["state"], step(branch, uid, 3)["meeting"].name) == (
        "done",
        "支委会 2024-07-01",
    )
    other = [{**each, "done_on": "2024-07-02"} if each["step"] == 3 else each for each in linked]
    assert "两处应当是同一天" in refused(branch, person=person, steps=other)
    change(branch, "committee_meeting", meeting, held_on="2024-07-05")
    assert "第3步“推荐和确定入党积极分子”" in "".join(step(branch, uid, 5)["reasons"])


def test_the_admitting_meeting_is_a_general_meeting(branch: Branch, person: str) -> None:
    meeting = save_new(branch, "committee_meeting", held_on="2026-06-01")
    told = refused(branch, person=person, steps=[{"step": 15, "meeting": meeting}])
    assert "应选支部党员大会的记录" in told
    assert "支委会 2026-06-01" in get_meeting_by_day(branch, person)


def get_meeting_by_day(branch: Branch, person: str) -> str:
    """What a meeting named by its day alone is shown as."""
    uid = save_new(branch, "admission", person=person, steps=[{"step": 12, "meeting": "2026-06-01"}])
    return str(step(branch, uid, 12)["meeting"].name)


def test_training_notice_and_half_yearly_days_may_be_given_as_objects_and_lists(
    branch: Branch, person: str
) -> None:
    uid = save_new(
        branch, "admission", person=person, training={"days": 3, "hours": 24},
        notice={"from": "2026-06-01", "to": "2026-06-05"}, half_yearly=["2025-01-05", "2025-07-05"],
    )  # fmt: skip
    row = get_row(branch, ADMISSION, uid)
    assert (row["training.days"], row["training.hours"], row["notice.from"]) == (3, 24, "2026-06-01")
    assert [each["on"] for each in row["half_yearly"]] == ["2025-01-05", "2025-07-05"]


def test_planned_days_are_kept_apart_and_judged(branch: Branch, person: str) -> None:
    uid = save_new(
        branch, "admission", person=person, steps=[*steps(), {"step": 7, "planned_on": "2026-08-20"}]
    )
    planned = step(branch, uid, 7)
    assert (planned["planned_on"], planned["done_on"], planned["state"]) == ("2026-08-20", None, "waiting")
    uid = save_new(
        branch, "admission", person=person, steps=[*steps(), {"step": 7, "planned_on": "2025-06-30"}]
    )
    assert step(branch, uid, 7)["state"] == "refused"


def test_the_switch_of_the_editions_is_a_setting(branch: Branch, person: str) -> None:
    uid = save_new(branch, "admission", person=person, steps=steps((7, "2026-06-20")))
    assert step(branch, uid, 7)["basis"]["edition"] == "2026版"
    set_setting(branch, "admission.switch_on", "2026-06-21")
    assert step(branch, uid, 7)["basis"]["edition"] == "2014版"


def test_what_is_typed_is_judged_before_it_is_saved(branch: Branch, person: str) -> None:
    seen = preview(branch, ADMISSION, {"person": person, "steps": steps((7, "2025-06-30"))})
    assert seen["steps"][6]["state"] == "refused"
    assert list_rows(branch, ADMISSION, ListQuery()) == ()


def test_one_person_has_one_record(branch: Branch, person: str) -> None:
    first = save_new(branch, "admission", person=person, steps=steps())
    assert save_new(branch, "admission", person=person, note="再登记") == first


def test_two_pcs_that_tick_a_step_write_the_same_row(branch: Branch, person: str) -> None:
    uid = save_new(branch, "admission", person=person, steps=steps())
    before = step(branch, uid, 3)["uid"]
    save(branch, ADMISSION, Draft({"steps": list(reversed(steps()))}, uid))
    assert step(branch, uid, 3)["uid"] == before


def test_a_meeting_that_is_not_there_is_refused(branch: Branch, person: str) -> None:
    with pytest.raises(LedgerError, match="会议记录里没有"):
        validate(
            branch, ADMISSION, Draft({"person": person, "steps": [{"step": 3, "meeting": "2020-01-01"}]})
        )
