"""Training and volunteering as facts. Reads rows of the open branch and knows no SQL."""

from collections.abc import Mapping
from typing import Any

from db.changes import Row
from db.rules.study.facts import Course, Participant, Service, StudyRecords
from db.services.branch import Branch


def gather_study(branch: Branch, with_papers: frozenset[str]) -> StudyRecords:
    """What is complete enough to be counted: an exchange may bring a record of which half was typed.

    `with_papers` are the uids of records with attachments.
    """
    courses = [_course(row, row.uid in with_papers) for row in branch.rows("study") if row.get("begins_on")]
    services = [_service(row) for row in branch.rows("volunteer") if row.get("served_on")]
    return StudyRecords(
        tuple(sorted(courses, key=lambda each: (each.begins_on, each.uid))),
        tuple(sorted(services, key=lambda each: (each.served_on, each.uid))),
    )


def _course(row: Row, has_paper: bool) -> Course:
    return Course(
        uid=row.uid,
        title=row.text("title"),
        begins_on=row["begins_on"],
        ends_on=row.get("ends_on"),
        kind=row.text("kind"),
        tenths=_tenths(row.get("hours")),
        organizer=row.text("organizer"),
        organizer_level=row.text("organizer_level"),
        document=row.text("document"),
        content=row.text("content"),
        participants=tuple(_participant(each) for each in row.get("participants", ()) if each.get("person")),
        has_paper=has_paper,
        entered_on=row.entered_on,
    )


def _participant(element: Mapping[str, Any]) -> Participant:
    return Participant(
        person=element["person"].uid,
        tenths=_tenths(element.get("hours")),
        certificate_number=element.get("certificate_number") or "",
        result=element.get("result") or "",
    )


def _tenths(hours: int | float | None) -> int | None:
    return None if hours is None else round(hours * 10)


def _service(row: Row) -> Service:
    return Service(
        uid=row.uid,
        served_on=row["served_on"],
        service=row.text("service"),
        people=frozenset(person.uid for person in row.get("people", ()) if person.uid),
        starts_at=row.get("starts_at"),
        ends_at=row.get("ends_at"),
        tenths=_tenths(row.get("hours")),
    )
