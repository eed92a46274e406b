"""个人信息查阅件: everything the books hold about one person, where each thing came from, and who was handed it.

Gathered from the readers that pages use anyway: the roster, the ledgers, the history, the attachments, the register of
packages, the trail, and the places that are listed after an erasure. Numbers are masked unless a reason was given.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import select

from db.changes import Row
from db.exchange.doubles import united_with
from db.exchange.erasing import backups_holding, imports_holding, mentions_of
from db.exchange.manifest import KIND_TITLES
from db.exchange.scope import scope_title
from db.fields import Kind
from db.journal.tables import BATCH, PACKAGE, ROW_CHANGE, TRANSACTION
from db.ledger_spec import LedgerSpec
from db.ledgers import by_key
from db.privacy.mentions import SUBJECTS, Said, all_said, said_of
from db.privacy.personal_fields import kept_because, reported_fields
from db.records.parts import ATTACHMENT_ROLES
from db.services.attaching import attachments
from db.services.branch import Branch
from db.services.handing_on import WHOLE, time_here
from db.services.history import HistoryEntry, history_of
from db.services.queries import ListQuery, full_rows, get_row
from db.services.searching import Hit
from db.services.trail import RECORD, note
from db.services.trail_reading import ShownEntry, shown_trail
from db.services.whole_numbers import LONGEST_REASON, check_reason, mark_of

_MOST_MENTIONS = 500
FORMAT = 1  # of the JSON file
OWN_WISH = "本人要求查阅"  # the reason where no other was given
TITLE = "个人信息查阅件"
_OF_THE_JOURNAL = ("sync", "invite", "handover")
_WITH_PEOPLE = ("all", "group:", "ledger:person", "ledger:post")  # scopes of a roll-up that hold members


@dataclass(frozen=True, slots=True)
class Known:
    """One field of the roster: its value, and who typed it on which day, how."""

    key: str
    title: str
    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class RecordAbout:
    """One record that says something of the person; `on` is its day, `origin` who typed it and when, `note` whether it is
    in the recycle bin."""

    ledger: str
    ledger_title: str
    uid: str
    on: str
    said: tuple[Said, ...]
    origin: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class AttachedAbout:
    """A file that belongs to a record about the person."""

    name: str
    role: str
    size: int
    of: str


@dataclass(frozen=True, slots=True)
class HandedTo:
    """Once that something of the person left the house: when, how, to whom ("" where the program does not know), what, why."""

    at: str
    way: str
    to: str
    what: str
    person: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonExtract:
    """The extract as of a day. `looked_at` are the times whole numbers were shown, `places` where something of the person
    may be besides, `kept` why ledgers that hold something are not simply emptied, `number` its row of the trail, `mark` the line on one with whole
    numbers."""

    branch: str
    on: str
    by: str
    reason: str
    uid: str
    name: str
    known: tuple[Known, ...]
    records: tuple[RecordAbout, ...]
    files: tuple[AttachedAbout, ...]
    handed: tuple[HandedTo, ...]
    looked_at: tuple[HandedTo, ...]
    places: tuple[str, ...]
    kept: tuple[tuple[str, str, str], ...]
    imported_from: tuple[str, ...]
    number: int
    mark: str = ""

    @property
    def is_masked(self) -> bool:
        """Whether numbers are hidden."""
        return not self.mark


def extract_person(
    branch: Branch, uid: str, way: str, reason: str = "", *, full: bool = False
) -> PersonExtract:
    """Gather the extract of the person with this uid, once the trail has it; `way` says on what ("PDF", "JSON").

    LedgerErrors: not_found, reason_missing (whole numbers without a reason).
    """
    spec = by_key("person")
    row = get_row(branch, spec, uid)
    if full:
        check_reason(reason)
    why = reason.strip()[:LONGEST_REASON] or OWN_WISH
    number = note(branch, "export", f"person:{uid}", f"{TITLE}，{way}，{WHOLE if full else '号码遮盖'}", why)
    people = {uid, *united_with(branch, uid)}
    records = tuple(_records(branch, people, masked=not full))
    name = row.text("name")
    return PersonExtract(
        branch=branch.name, on=branch.today.isoformat(), by=branch.actor, reason=why, uid=uid, name=name,
        known=tuple(_known(branch, spec, row, masked=not full)), records=records,
        files=tuple(_files(branch, spec, row, records)), handed=tuple(_handed(branch, people, records, number)),
        looked_at=tuple(_looked_at(branch, people, records)),
        places=tuple(_places(branch, row, records)), kept=tuple(_kept(records)),
        imported_from=tuple(_imported_from(branch, people)), number=number, mark=mark_of(branch, number, why) if full else "",
    )  # fmt: skip


def to_json(extract: PersonExtract) -> bytes:
    """The extract as a file for other programs: UTF-8, keys as the fields are called, in the order of the page."""
    content = {"format": FORMAT, "title": TITLE, "masked": extract.is_masked, **asdict(extract)}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


# --- what is known --------------------------------------------------------------------------------------------
def _known(branch: Branch, spec: LedgerSpec, row: Row, *, masked: bool) -> Iterator[Known]:
    origins = _origins(branch, history_of(branch, spec, row.uid))
    first = _typed(row)
    for said in all_said(spec, row, masked=masked):
        yield Known(said.key, said.title, said.text, origins.get(said.key.removesuffix("_since"), first))


def _origins(branch: Branch, history: tuple[HistoryEntry, ...]) -> Mapping[str, str]:
    """By field: who changed it last, on which day, on which PC, in what."""
    found: dict[str, str] = {}
    for entry in history:
        place = f"，在“{entry.place}”" if entry.place else ""
        doubt = "（时钟可疑）" if entry.clock_doubt else ""
        told = f"{entry.actor or '没有记名'}，{time_here(branch, entry.at)[:10]}{doubt}{place}，{entry.note}"
        for change in entry.changes:
            found.setdefault(change.key.partition(".")[0], told)
    return found


def _typed(row: Row) -> str:
    return f"{row.entered_by or '没有记名'}，{row.entered_on}录入"


def _imported_from(branch: Branch, people: set[str]) -> Iterator[str]:
    """Files that the person's own record was imported from, on this PC."""
    query = (
        select(BATCH.c.source, BATCH.c.made_on)
        .join(TRANSACTION, TRANSACTION.c.batch == BATCH.c.batch)
        .join(
            ROW_CHANGE,
            (ROW_CHANGE.c.site == TRANSACTION.c.site) & (ROW_CHANGE.c.sequence == TRANSACTION.c.sequence),
        )
        .where(ROW_CHANGE.c.row.in_(people))
        .distinct()
        .order_by(BATCH.c.made_on)
    )
    for source, made_on in branch.database.connection.execute(query):
        yield f"“{source}”（{made_on}导入）"


# --- records --------------------------------------------------------------------------------------------------
def _records(branch: Branch, people: set[str], *, masked: bool) -> Iterator[RecordAbout]:
    """What every ledger but the roster says of the person, those in the recycle bin too, the oldest first."""
    came = _attendance(branch, people)
    for spec in branch.ledgers:
        if spec.key == "person":
            continue
        for removed in (False, True):
            query = ListQuery(sort=spec.day or None, removed=removed)
            for row in full_rows(branch, spec, query):
                said = said_of(spec, row, people, masked=masked)
                state = came.get(row.uid, "")
                if state and not any(each.key == "attendance" for each in said):
                    said = (Said("attendance", "到会情况", state), *said)
                if said:
                    where = "在回收站里" if removed else ""
                    on = row.text(spec.day) if spec.day else ""
                    yield RecordAbout(spec.key, spec.title, row.uid, on, said, _typed(row), where)


def _attendance(branch: Branch, people: set[str]) -> Mapping[str, str]:
    """By meeting: how the person stood to it, for those that name only who did not come."""
    from db.rules.gathering import gather

    titles = by_key("general_meeting").by_key["attendance"].fields
    states = next(each for each in titles if each.key == "state")
    found = {}
    for meeting in gather(branch).meetings:
        state = next((each.state for each in meeting.attendance if each.person in people), "")
        if state or not people.isdisjoint(meeting.expected):
            found[meeting.uid] = states.title_of(state) if state else "应到，没有登记"
    return found


def _files(
    branch: Branch, spec: LedgerSpec, row: Row, records: tuple[RecordAbout, ...]
) -> Iterator[AttachedAbout]:
    """Files of the roster and of records that are about the person as a whole; those of meetings are everybody's."""
    owners = [(row.uid, spec.title)]
    owners += [(each.uid, f"{each.ledger_title} {each.on}".strip()) for each in records if _is_own(each)]
    roles = {choice.code: choice.title for choice in ATTACHMENT_ROLES}
    for uid, title in owners:
        for each in attachments(branch, uid):
            yield AttachedAbout(each.name, roles.get(each.role, each.role), each.size, title)


def _places(branch: Branch, row: Row, records: tuple[RecordAbout, ...]) -> Iterator[str]:
    """Where something may be besides: words of records not listed already, backups, files that were imported."""
    listed = {row.uid, *(each.uid for each in records)}
    for each in mentions_of(branch, row.text("name"), row.text("id_number"), _MOST_MENTIONS):
        if each.uid not in listed:
            listed.add(each.uid)
            yield f"文字里提到：{_title(each)}"
    yield from (words.partition("，请")[0] for words in backups_holding(branch))
    yield from (words.partition("，原文件")[0] for words in imports_holding(branch))


def _title(hit: Hit) -> str:
    """What a record is called that only mentions the person: by its day where its title would name others."""
    spec = by_key(hit.ledger)
    kinds = {spec.by_key[key].kind for key in spec.summary}
    is_others = not kinds.isdisjoint((Kind.PERSON, Kind.PERSON_OR_TEXT, Kind.PEOPLE)) or spec.key == "person"
    return f"{spec.title} {hit.on}".strip() if is_others else f"{spec.title} {hit.title}"


def _is_own(record: RecordAbout) -> bool:
    """Whether the record is about the person as a whole."""
    return any(said.key in SUBJECTS for said in record.said)


def _kept(records: tuple[RecordAbout, ...]) -> Iterator[tuple[str, str, str]]:
    """Ledger, retention and reason, of the roster and of every ledger that holds something."""
    told = dict.fromkeys(kept_because(key) for key in ("person", *(each.ledger for each in records)))
    for each in told:
        yield each.title, each.retention, each.kept


# --- who was handed it ----------------------------------------------------------------------------------------
def _handed(
    branch: Branch, people: set[str], records: tuple[RecordAbout, ...], own: int
) -> Iterator[HandedTo]:
    yield from _packages(branch, people)
    objects = _objects(people, records)
    for each in reversed(shown_trail(branch)):
        entry = each.entry
        if entry.action not in ("export", "print") or entry.number == own:
            continue
        is_list = WHOLE in entry.fields and RECORD.fullmatch(entry.object) is None
        if entry.object in objects or is_list:
            named = "（整份，可能有本人）" if is_list else ""
            yield _of_trail(branch, each, f"{each.about}，{entry.fields}{named}")


def _packages(branch: Branch, people: set[str]) -> Iterator[HandedTo]:
    """Packages that carried the person: those of the journal by what they reached, roll-ups by what they may hold."""
    written = select(ROW_CHANGE.c.site, ROW_CHANGE.c.sequence).where(ROW_CHANGE.c.row.in_(people)).distinct()
    changes = branch.database.connection.execute(written).all()
    columns = "、".join(by_key(ledger).by_key[key].title for ledger, key in reported_fields())
    query = PACKAGE.select().where(PACKAGE.c.direction == "sent").order_by(PACKAGE.c.at, PACKAGE.c.number)
    for row in branch.database.connection.execute(query):
        reached = json.loads(row.version_vector or "{}")
        way = f"{KIND_TITLES.get(row.kind, row.kind)}第{row.number}号"
        at = time_here(branch, row.at)
        if row.kind in _OF_THE_JOURNAL and any(reached.get(site, 0) >= number for site, number in changes):
            yield HandedTo(at, way, "本支部的电脑", "全部改动里有本人", row.actor, "")
        elif row.kind == "rollup" and row.scope.startswith(_WITH_PEOPLE):
            told = f"{scope_title(branch, row.scope)}，当时在册的都在内：{columns}"
            yield HandedTo(at, way, row.unit, told, row.actor, "向上级党组织报告")


def _looked_at(branch: Branch, people: set[str], records: tuple[RecordAbout, ...]) -> Iterator[HandedTo]:
    """Who had whole numbers shown, of this person or of a whole ledger."""
    objects = _objects(people, records)
    for each in reversed(shown_trail(branch, action="view_full")):
        if each.entry.object in objects or RECORD.fullmatch(each.entry.object) is None:
            yield _of_trail(branch, each, f"{each.about}，{each.entry.fields}")


def _objects(people: set[str], records: tuple[RecordAbout, ...]) -> frozenset[str]:
    """How the trail names the person's records."""
    own = {f"{each.ledger}:{each.uid}" for each in records if _is_own(each)}
    return frozenset({f"person:{uid}" for uid in people} | own)


def _of_trail(branch: Branch, each: ShownEntry, what: str) -> HandedTo:
    return HandedTo(
        time_here(branch, each.entry.at), each.entry.title, "", what, each.entry.person, each.entry.reason
    )
