"""整改清单: one problem with its measure, who answers for it, by when, and what shows that it is done.

Problems come from the organizational life meeting, an appraisal, an inspection or the branch's own check. Nothing is done
because a day has passed: `done_on` is typed by a person, and a later look (`checked_on`) may say that it did not hold.
"""

from collections.abc import Mapping
from typing import Any

from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record
from db.records.roster import Roster

SOURCES = choices(
    life_meeting="组织生活会",
    appraisal="民主评议党员",
    secretary_appraisal="书记述职评议",
    inspection="上级检查、巡察反馈",
    own_check="支部自查",
    masses="群众反映",
    other="其他",
)
SUBJECTS = choices(branch="支部（支委会）", person="个人")
STATES = {"done": "已完成", "late": "已逾期", "open": "整改中", "unplanned": "没有定期限"}


class Rectification(Record, table=True):
    """One item of the list; `person` where the problem is that of one member."""

    __tablename__ = "rectification"

    found_on: str | None = column("查摆日期", Kind.DAY, required=True)
    source: str = column("来源", Kind.CHOICE, choices=SOURCES, default="life_meeting")
    meeting_uid: str | None = column("会议记录", Kind.REFERENCE, refers_to="meeting")
    subject: str = column("谁的问题", Kind.CHOICE, choices=SUBJECTS, default="branch")
    person_uid: str | None = column("本人", Kind.PERSON, hint="是个人问题的填")
    problem: str | None = column("问题", Kind.LONG_TEXT, required=True, searched=True)
    measure: str | None = column("整改措施", Kind.LONG_TEXT, searched=True)
    owner_uid: str | None = column("责任人", Kind.PERSON_OR_TEXT, key="owner", outsiders="always")
    due_on: str | None = column("完成期限", Kind.DAY)
    done_on: str | None = column("完成日期", Kind.DAY)
    evidence: str | None = column("完成情况和佐证", Kind.LONG_TEXT, searched=True)
    checked_on: str | None = column("回头看日期", Kind.DAY)
    check_result: str | None = column("回头看情况")


EXTRA = (FieldSpec("state_text", "整改情况", Kind.COMPUTED),)


def state_of(due_on: str | None, done_on: str | None, as_of: str) -> str:
    """done, late (the day after the due day), open, or unplanned where no day was set; days are ISO text."""
    if done_on and done_on <= as_of:
        return "done"
    if not due_on:
        return "unplanned"
    return "late" if due_on < as_of else "open"


def compute_rectification(values: Mapping[str, Any], _roster: Roster) -> Mapping[str, Any]:
    """How the item stands as of the day."""
    return {"state_text": STATES[state_of(values.get("due_on"), values.get("done_on"), values["as_of"])]}


def check_rectification(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Days in no order, and a personal problem of nobody."""
    problems: dict[str, str] = {}
    found = values.get("found_on")
    for key, title in (("due_on", "完成期限"), ("done_on", "完成日期")):
        if found and values.get(key) and values[key] < found:
            problems[key] = f"{title}早于查摆日期"
    done, checked = values.get("done_on"), values.get("checked_on")
    if done and checked and checked < done:
        problems["checked_on"] = "回头看日期早于完成日期"
    if values.get("subject") == "person" and not values.get("person"):
        problems["person"] = "个人的问题要写明是谁的"
    return problems


SPEC = LedgerSpec(
    key="rectification",
    title="整改清单",
    record=Rectification,
    columns=(
        Column("found_on", 6),
        Column("source", 6),
        Column("person", 4, shown=False),
        Column("problem", 14),
        Column("measure", 14, shown=False),
        Column("owner", 5),
        Column("due_on", 6),
        Column("done_on", 6),
        Column("state_text", 5),
        Column("checked_on", 6, shown=False),
    ),
    form=(
        FormGroup("问题", ("found_on", "source", "meeting", "subject", "person", "problem")),
        FormGroup("整改", ("measure", "owner", "due_on")),
        FormGroup("完成", ("done_on", "evidence", "checked_on", "check_result")),
    ),
    sort="due_on",
    box="life_meeting",
    place="responsibility",
    merge=MergePolicy(identity=("problem", "found_on")),
    extra=EXTRA,
    day="found_on",
    summary=("found_on", "problem"),
    check=check_rectification,
    compute=compute_rectification,
    attachments=("整改佐证", "照片"),
    notes="每条问题一行：措施、责任人、期限、完成情况和佐证；组织生活会、民主评议、检查反馈的都登记在这里。",
    inspected="组织生活会后有没有清单，每条有没有责任人和期限，到期的是否完成、有没有佐证。",
)
