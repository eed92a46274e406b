"""The files of 发展党员 of an open branch as facts."""

from collections.abc import Mapping
from datetime import date

from db.arithmetic.admission import ADMIT, APPROVE, PROMOTE, AdmissionHistory
from db.changes import Row
from db.ledgers.admission import history_of
from db.records.roster import Roster
from db.rules.admission.facts import AdmissionFile
from db.services.branch import Branch

FORM_STEPS = {ADMIT: "form.admitted_on", APPROVE: "form.approved_on", PROMOTE: "form.promoted_on"}
NEAR_OF_KIN = frozenset(
    (
        "配偶", "丈夫", "妻子", "爱人", "父亲", "母亲", "父", "母", "儿子", "女儿", "子", "女", "长子", "次子", "独子",
        "长女", "次女", "独女", "祖父", "祖母", "爷爷", "奶奶", "外祖父", "外祖母", "外公", "外婆", "孙子", "孙女",
        "外孙", "外孙女",
    )
)  # fmt: skip


def admission_files(branch: Branch, roster: Roster) -> tuple[AdmissionFile, ...]:
    """Every file whose person is still on record, by name."""
    around = roster.around()
    families = _families(branch)
    files = []
    for row in branch.rows("admission"):
        person = row.get("person")
        if person and person.uid in roster.people:
            files.append(_file(row, history_of(row.values, roster, around), families))
    return tuple(sorted(files, key=lambda each: (roster.people[each.person].stroke_key, each.uid)))


def _families(branch: Branch) -> Mapping[str, Mapping[str, str]]:
    """By person: the relatives near of kin whom the care files name, with their relation."""
    found: dict[str, dict[str, str]] = {}
    for row in branch.rows("care_file"):
        if person := row.get("person"):
            for each in row.get("family") or ():
                if each.get("name") and each.get("relation") in NEAR_OF_KIN:
                    found.setdefault(person.uid, {})[each["name"]] = each["relation"]
    return found


def _relatives(row: Row, families: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Introducers and mentors whose name stands among the person's family, or the person's name among theirs."""
    person = row["person"]
    own = families.get(person.uid, {})
    found = {}
    for other in (*row["introducers"], *row["mentors"]):
        relation = own.get(other.name) or families.get(other.uid, {}).get(person.name)
        if relation:
            found[other.uid] = relation
    return found


def _file(row: Row, history: AdmissionHistory, families: Mapping[str, Mapping[str, str]]) -> AdmissionFile:
    entries = {entry["step"]: entry for entry in row["steps"]}
    person = row["person"]
    return AdmissionFile(
        uid=row.uid,
        person=person.uid,
        name=person.name,
        history=history,
        typed={n: date.fromisoformat(each["done_on"]) for n, each in entries.items() if each.get("done_on")},
        meetings={number: each["meeting"].uid for number, each in entries.items() if each.get("meeting")},
        documents={number: each["document"] for number, each in entries.items() if each.get("document")},
        notes={number: each["note"] for number, each in entries.items() if each.get("note")},
        written={number: each["written"] for number, each in entries.items() if each.get("written")},
        introducers=tuple(each.uid for each in row["introducers"]),
        mentors=tuple(each.uid for each in row["mentors"]),
        reports=tuple(sorted(date.fromisoformat(each["on"]) for each in row["reports"] if each.get("on"))),
        superior_view=row.text("superior_view"),
        promotion_notice=(_day(row.get("promotion_notice.from")), _day(row.get("promotion_notice.to"))),
        form={step: day for step, key in FORM_STEPS.items() if (day := _day(row.get(key)))},
        extension_count=row.get("extension_count"),
        relatives=_relatives(row, families),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
