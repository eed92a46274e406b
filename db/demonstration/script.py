"""What is typed into a demonstration branch, in the order of the days on which it is typed.

The content stands in `resources/demo/<kind>/*.toml`; the README there tells the keys. This module only reads
it and writes out what is abbreviated: usual places and times, leave that lasts, the check character of a
citizen number. It knows no database; people are still plain names, with the year of birth where two share
one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from db.arithmetic.admission_steps import step
from db.arithmetic.citizen_number import check_character
from db.demonstration.dues_script import dues_typed
from db.demonstration.life_script import appraisals_typed, items_typed
from db.ledgers.rubric import values_of
from db.rules.scoring import bundled

DemonstrationKind = Literal["village", "office"]
Values = dict[str, Any]

AREA_CODE = "330899"  # assigned to no place
UNASSIGNED_PHONES = 12033000000  # no telephone number begins with 120 and has eleven digits
MEMBERS_MEETINGS = ("general_meeting", "party_lecture", "theme_day", "life_meeting")
MEETINGS = (*MEMBERS_MEETINGS, "committee_meeting", "group_meeting")
_SINGLE_LISTS = (
    # the day of typing is that of the first of these fields that has one
    ("heart_talk", "talk", ("held_on",)),
    ("secretary_appraisal", "hearing", ("decided_on", "held_on")),
    ("care_visit", "visit", ("visited_on",)),
    ("care_file", "file", ("typed_on",)),
    ("study", "course", ("ends_on", "begins_on")),
    ("volunteer", "service", ("served_on",)),
    ("commendation", "honour", ("awarded_on",)),
    ("term", "term", ("approved_on", "elected_on")),
    ("election", "election", ("approved_on", "held_on")),
    ("transfer", "transfer", ("receipt_on", "issued_on")),
    ("mobile_member", "absence", ("typed_on", "since")),
    ("out_of_contact", "search", ("typed_on", "since")),
)
_DESK_DAYS = (1, 4)  # Tuesday and Friday, on which the ledger is kept: no day is more than three days away
_ORDER = ("group", "person", "post", "document")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing typed. `changes` names the person or group it is about, "" for a new record.

    `papers` are the roles of the specimens that are attached to it on the same day.
    """

    typed_on: date
    ledger: str
    values: Mapping[str, Any]
    changes: str = ""
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A whole branch: its profile, who keeps its books from which day, and everything typed since, by day."""

    profile: Mapping[str, Any]
    keeper: str
    begins_on: date
    entries: tuple[Entry, ...]


def read_script(kind: DemonstrationKind) -> Script:
    """The content of one demonstration branch; FileNotFoundError for a kind there is none of."""
    from resources import read_toml

    files = {
        name: read_toml(f"demo/{kind}/{name}.toml")
        for name in ("branch", "people", "document", "dues", *MEETINGS)
    }
    files |= {ledger: read_toml(f"demo/{kind}/{ledger}.toml") for ledger, _, _ in _SINGLE_LISTS}
    branch = files["branch"]
    begins_on = date.fromisoformat(branch["opening"]["begins_on"])
    entries = [*_organization(branch, begins_on), *_people(files["people"], begins_on), *_meetings(files)]
    for ledger, key, days in _SINGLE_LISTS:
        for values in files[ledger][key]:
            happened = next(values[day] for day in days if day in values)
            kept = {name: value for name, value in values.items() if name != "typed_on"}
            entries.append(_dated(ledger, kept, happened, begins_on))
    for values in files["document"]["document"]:
        arrived = values.get("received_on") or values["dated_on"]
        entries.append(_dated("document", values, arrived, begins_on))
    entries += [_dated(*typed, begins_on) for typed in dues_typed(files["dues"])]
    entries += _life(kind, files["life_meeting"]["meeting"], begins_on)
    entries += _rubrics(read_toml(f"demo/{kind}/rubric.toml")["table"], begins_on)
    entries += _admissions(read_toml(f"demo/{kind}/admission.toml")["file"])
    ordered = sorted(entries, key=lambda entry: (entry.typed_on, _rank(entry)))
    return Script(branch["branch"], branch["opening"]["keeper"], begins_on, tuple(ordered))


def desk_day(happened: date) -> date:
    """The next day on which the ledger is kept, at most three days later."""
    return next(
        day for day in (happened + timedelta(days=n) for n in range(4)) if day.weekday() in _DESK_DAYS
    )


def _rank(entry: Entry) -> tuple[int, str]:
    """People before what mentions them; a group's leader after the people."""
    if entry.changes and entry.ledger == "group":
        return len(_ORDER), ""
    return (_ORDER.index(entry.ledger), "") if entry.ledger in _ORDER else (len(_ORDER) + 1, entry.ledger)


def _dated(ledger: str, values: Mapping[str, Any], happened: str, begins_on: date) -> Entry:
    return Entry(max(desk_day(date.fromisoformat(happened)), begins_on), ledger, values)


def _life(kind: str, meetings: Iterable[Mapping[str, Any]], begins_on: date) -> Iterator[Entry]:
    """Appraisals, and what came of the life meeting; an item that was done is changed on the day it was."""
    from resources import read_toml

    for values, typed_on in appraisals_typed(read_toml(f"demo/{kind}/appraisal.toml")["round"]):
        yield Entry(date.fromisoformat(typed_on), "appraisal", values)
    items = read_toml(f"demo/{kind}/rectification.toml")["item"]
    for meeting in list(meetings)[:1]:
        for values, day, changes in items_typed(meeting, items):
            typed = _dated("rectification", values, day, begins_on)
            yield Entry(typed.typed_on, typed.ledger, typed.values, changes=changes)


def _rubrics(tables: Iterable[Mapping[str, Any]], begins_on: date) -> Iterator[Entry]:
    """Scoring tables made from the bundled ones, with what the branch gave itself."""
    for written in tables:
        values = dict(written)
        name, typed_on, marks = (values.pop(key) for key in ("from", "typed_on", "mark"))
        held = values_of(bundled(name), values["year"], f"bundled:{name}")
        for mark in marks:
            line = next(each for each in held["lines"] if each["number"] == mark["number"])
            line |= {"marked": mark["points"], "reason": mark["reason"]}
        yield _dated("rubric", held | values, typed_on, begins_on)


def _admissions(files: Iterable[Mapping[str, Any]]) -> Iterator[Entry]:
    """Files of 发展党员, each typed in on one day with all papers of the steps done."""
    for written in files:
        values = dict(written)
        typed_on = date.fromisoformat(values.pop("typed_on"))
        parts = {key: values.pop(key, {}) for key in ("days", "planned", "meetings", "written")}
        numbers = sorted({int(number) for part in parts.values() for number in part})
        values["steps"] = [_admission_step(number, parts) for number in numbers]
        yield Entry(typed_on, "admission", values)


def _admission_step(number: int, parts: Mapping[str, Mapping[str, Any]]) -> Values:
    key = str(number)
    is_done = key in parts["days"] or key in parts["meetings"]
    return {
        "step": number,
        "done_on": parts["days"].get(key),
        "planned_on": parts["planned"].get(key),
        "meeting": parts["meetings"].get(key),
        "written": parts["written"].get(key),
        "document": "、".join(step(number).documents) if is_done else None,
    }


def _organization(branch: Mapping[str, Any], begins_on: date) -> Iterator[Entry]:
    """Groups come without leaders first: those are people who are not on record yet."""
    for group in branch["group"]:
        yield Entry(begins_on, "group", {key: value for key, value in group.items() if key != "leader"})
        yield Entry(begins_on, "group", {"leader": group["leader"]}, changes=group["name"])
    for post in branch["post"]:
        yield Entry(begins_on, "post", post)


def _people(people: Mapping[str, Any], begins_on: date) -> Iterator[Entry]:
    for number, values in enumerate(people["person"], start=1):
        typed = {key: value for key, value in values.items() if key != "papers"}
        yield Entry(begins_on, "person", _person(typed, number), papers=tuple(values.get("papers", ())))
    for number, values in enumerate(people["later"], start=len(people["person"]) + 1):
        typed = {key: value for key, value in values.items() if key not in ("on", "person", "new")}
        typed_on = date.fromisoformat(values["on"])
        if values.get("new"):
            yield Entry(typed_on, "person", _person(typed, number))
        else:
            yield Entry(typed_on, "person", typed, changes=values["person"])


def _person(values: Mapping[str, Any], number: int) -> Values:
    """A person with the citizen number that `serial` stands for, and an unassigned telephone number."""
    person = {"ethnicity": "汉族", "phone": str(UNASSIGNED_PHONES + number)} | dict(values)
    serial = person.pop("serial", None)
    if serial:
        first = f"{AREA_CODE}{person['born_on'].replace('-', '')}{serial}"
        person["id_number"] = first + check_character(first)
    return person


def _meetings(files: Mapping[str, Mapping[str, Any]]) -> Iterator[Entry]:
    branch = files["branch"]
    groups = _groups_of_people(files["people"])
    for ledger in MEETINGS:
        for written in files[ledger]["meeting"]:
            usual = branch["usual"][ledger] | branch["usual_group"].get(written.get("group"), {})
            values = usual | written
            typed_on, papers = values.pop("typed_on", None), tuple(values.pop("papers", ()))
            leave = dict(_leave(branch["leave"], ledger, values, groups))
            yield Entry(
                date.fromisoformat(typed_on) if typed_on else desk_day(date.fromisoformat(values["held_on"])),
                ledger,
                _meeting(values, leave),
                papers=papers,
            )


def _groups_of_people(people: Mapping[str, Any]) -> Mapping[str, str]:
    """The group of everybody whose name is borne by nobody else: only they may be on lasting leave."""
    return {person["name"]: person.get("group", "") for person in people["person"]}


def _leave(
    leave: list[Mapping[str, str]], ledger: str, meeting: Mapping[str, Any], groups: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Who is on lasting leave from a meeting they ought to attend, and why."""
    for each in leave:
        is_expected = ledger in MEMBERS_MEETINGS or (
            ledger == "group_meeting" and groups[each["person"]] == meeting["group"]
        )
        if is_expected and each["from"] <= meeting["held_on"] <= each.get("until", "9999-12-31"):
            yield each["person"], each["reason"]


def _meeting(values: Mapping[str, Any], leave: Mapping[str, str]) -> Values:
    """A meeting in the fields of its ledger; what it says of a person itself goes before lasting leave."""
    meeting = dict(values)
    states = {name: {"state": "excused", "reason": reason} for name, reason in leave.items()}
    states |= {name: {"state": "present"} for name in meeting.pop("present", ())}
    for state in ("excused", "absent"):
        reasons = meeting.pop(state, {})
        states |= {name: {"state": state, "reason": reason} for name, reason in reasons.items()}
    states |= {name: {"state": "observer"} for name in meeting.pop("observers", ())}
    meeting["attendance"] = [{"person": name, **stood} for name, stood in states.items()]
    meeting["agenda"] = [_agenda_item(item) for item in meeting.get("agenda", ())]
    return meeting


def _agenda_item(item: Mapping[str, Any]) -> Values:
    speakers = [{"person": person, "words": words} for person, words in item.get("speakers", ())]
    return {**item, "speakers": speakers}
