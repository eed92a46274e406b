"""The files of 发展党员 of an open branch as facts."""

from datetime import date

from db.arithmetic.admission import AdmissionHistory
from db.changes import Row
from db.ledgers.admission import history_of
from db.records.roster import Roster
from db.rules.admission_facts import AdmissionFile
from db.services.branch import Branch


def admission_files(branch: Branch, roster: Roster) -> tuple[AdmissionFile, ...]:
    """Every file whose person is still on record, by name."""
    around = roster.around()
    files = []
    for row in branch.rows("admission"):
        person = row.get("person")
        if person and person.uid in roster.people:
            files.append(_file(row, history_of(row.values, roster, around)))
    return tuple(sorted(files, key=lambda each: (roster.people[each.person].stroke_key, each.uid)))


def _file(row: Row, history: AdmissionHistory) -> AdmissionFile:
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
    )
