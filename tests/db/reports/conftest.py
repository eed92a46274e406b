"""A small invented branch as rows and facts, without a database: what reports are made from."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from db.arithmetic.admission_steps import step
from db.arithmetic.membership import PersonDates, Timed
from db.arithmetic.working_days import seed_calendar
from db.changes import Ref, Row
from db.families.meeting import count_attendance
from db.ledgers import by_key
from db.records.roster import PostHeld, Roster, RosterPerson
from db.rules.facts import BranchProfile, Facts
from db.services.handed_files import HandedFile
from db.services.handing_on import HandedOn, Holder
from tests.support.paper_election import election_row
from tests.support.paper_hearing import hearing_row
from tests.support.paper_life import appraisal_row, item_row, pack

TODAY = date(2026, 11, 22)
BRANCH = "中共上溪村支部委员会"
NAMES = ("王建国", "李秀英", "方桂𬭛", "陈大山", "欧阳春花", "周长根", "王建国", "唐小龙")


def _person(index: int, name: str) -> RosterPerson:
    admitted = "2026-03-01" if name == "唐小龙" else f"19{71 + 3 * index}-07-01"
    promoted = None if name == "唐小龙" else f"19{72 + 3 * index}-07-01"
    return RosterPerson(
        f"p{index}",
        name,
        PersonDates(admitted_on=admitted, promoted_on=promoted),
        sex="female" if index in (1, 4) else "male",
        born_on="1952-08" if index == 5 else f"19{50 + 2 * index}-0{index + 1}-15",
        lunar_birthday="leap6-20" if index == 3 else None,
        birthday_calendar="lunar" if index == 3 else "solar",
        worked_since="1990-09-01",
        group_events=(Timed(None, f"g{index % 2}"),),
        stroke_key=f"{index:02d}",
    )


PEOPLE = {f"p{index}": _person(index, name) for index, name in enumerate(NAMES)}
POSTS = tuple(
    PostHeld(f"t{index}", f"p{index}", post, "2021-01-10")
    for index, post in enumerate(("secretary", "organization", "publicity"))
)
ROSTER = Roster(PEOPLE, POSTS, {"g0": "第一党小组", "g1": "第二党小组"})

TRAIL = (
    ("1", "2025-12-30 08:01", "方桂𬭛", "打开台账", "台账", "口令", ""),
    ("2", "2026-03-05 09:00", "方桂𬭛", "导出", "党员名册 → 名册.xlsx", "8条，完整号码", "填写上级表格"),
    ("3", "2026-03-06 09:00（时钟可疑）", "方桂𬭛", "打印", "党员花名册", "2页，PDF", ""),
)

HANDED_ON = (
    HandedOn(
        "2026-10-08 09:30",
        "方桂𬭛",
        "rollup",
        "中共云溪镇委员会",
        "第4号",
        "人员8人、组织生活12次",
        "向上级党组织报告",
    ),
    HandedOn(
        "2026-03-05 09:00", "方桂𬭛", "export", "", "党员名册 → 名册.xlsx", "8条，完整号码", "填写上级表格"
    ),
    HandedOn(
        "2025-12-30 10:00",
        "方桂𬭛",
        "sync",
        "本支部的电脑",
        "第1号",
        "31次改动",
        "本支部几台电脑用同一套台账",
    ),
)
HOLDERS = (
    Holder("本机“村部”，方桂𬭛用", "全部台账、附件、改动历史、操作登记"),
    Holder("中共云溪镇委员会", "上报包里的内容，新的一份顶替旧的", "报过4次，最近2026-10-08"),
)

ABSENCE = {
    "person": Ref("p3", "陈大山"),
    "direction": "out",
    "since": "2026-03-01",
    "until": "2026-07-31",
    "place": "省城",
    "occupation": "进修",
    "other_branch": "省城师范支部",
}
SEARCH = {
    "person": Ref("p2", "方桂𬭛"),
    "since": "2026-01-10",
    "counted_from": "dues",
    "searches": [
        {"uid": "a2", "on": "2026-05-02", "way": "friends", "who": "唐小龙", "result": "说去年换了号码"},
        {"uid": "a1", "on": "2026-04-01", "way": "relatives", "who": "其兄", "result": "不知去向"},
    ],
    "ways_missing": "找邻居、找原单位、找同事、请其帮助联系",
    "state_text": "2026年7月10日已满6个月",
}
TRANSFER = {
    "person": Ref("p3", "陈大山"),
    "direction": "out",
    "from_organization": None,
    "to_organization": "中共云溪镇中心校支部委员会",
    "letter_number": "2026008",
    "issued_on": "2026-08-20",
    "valid_days": None,
    "dues_paid_to": "2026-08",
    "receipt_on": None,
    "reason": "调动工作",
    "expires_on": "2026-11-18",
    "state": "late",
}


ADMISSION_DAYS = {
    1: "2024-01-10", 2: "2024-01-25", 3: "2024-07-01", 4: "2024-07-10", 5: "2024-07-01", 6: "2025-07-01", 7: "2025-07-08",
    8: "2025-07-15", 9: "2025-07-18", 10: "2025-08-20", 11: "2025-09-10", 12: "2025-12-20", 13: "2026-01-28",
    14: "2026-02-09", 15: "2026-03-01",
}  # fmt: skip


def admission() -> Row:
    """A file of 发展党员 up to the meeting that admitted, computed as the branch does."""
    steps = [
        {"step": number, "done_on": day, "planned_on": None, "meeting": None, "written": None, "note": None,
         "document": "、".join(step(number).documents[:1])}
        for number, day in ADMISSION_DAYS.items()
    ]  # fmt: skip
    values: dict[str, Any] = {
        "person": Ref("p7", "唐小龙"), "steps": steps, "mentors": [Ref("p0", "王建国")],
        "introducers": [Ref("p0", "王建国"), Ref("p1", "李秀英")], "training.days": 3, "training.hours": None,
        "notice.from": "2025-06-30", "notice.to": "2025-07-04", "reports": [{"on": "2025-03-20", "subject": "学党章"}],
        "half_yearly": [{"on": "2024-12-30", "opinion": "表现良好"}, {"on": "2025-06-27", "opinion": "基本成熟"}],
    }  # fmt: skip
    computed = by_key("admission").compute
    assert computed is not None
    return Row("admission", "ad1", values | dict(computed(values | {"as_of": TODAY.isoformat()}, ROSTER)))


def _person_row(uid: str) -> Row:
    person = PEOPLE[uid]
    values = {
        "name": person.name,
        "sex": person.sex,
        "ethnicity": "汉族",
        "id_number": f"33089919{uid[1]}0010112{uid[1]}X",
        "born_on": person.born_on,
        "admitted_on": person.dates.admitted_on,
        "promoted_on": person.dates.promoted_on,
        "education": "高中",
        "phone": f"1380000{int(uid[1]):04d}",
        "address": "上溪村3组12号",
        "flags": ["lives_away"] if uid == "p3" else [],
    }
    return Row("person", uid, values, entered_on="2026-01-05")


def agenda_item(title: str = "道路硬化占地补偿", **more: Any) -> dict[str, Any]:
    """One matter as rows hold it."""
    speech = {"uid": "s1", "person": Ref("p1", "李秀英"), "words": "先量地、后签字，补多少当面算清楚。"}
    item: dict[str, Any] = {
        "uid": "a1",
        "title": title,
        "matter": "ordinary",
        "resolution": "同意先行丈量，公示三天。",
        "responsible": Ref("p3", "陈大山"),
        "due_on": "2026-04-15",
        "vote": {"method": "open", "for": 5, "against": 1, "abstain": 0},
        "speakers": [speech],
    }
    return item | more


def attendance(present: int = 6) -> list[dict[str, Any]]:
    """The first `present` people came, the next was excused, the last absent; an outsider sat in."""
    states = ["present"] * present + ["excused"] + ["absent"] * (len(NAMES) - present - 1)
    entries: list[dict[str, Any]] = [
        {
            "person": Ref(f"p{index}", NAMES[index]),
            "state": state,
            "reason": "住院" if state == "excused" else None,
        }
        for index, state in enumerate(states)
    ]
    return [*entries, {"person": Ref("", "镇党建办周敏"), "state": "observer", "reason": None}]


def meeting(ledger: str, uid: str, held_on: str, entered_on: str = "", **more: Any) -> Row:
    """A meeting with its computed fields, as the branch gives it."""
    values: dict[str, Any] = {
        "held_on": held_on,
        "starts_at": "14:30",
        "ends_at": "16:10",
        "place": "村党群服务中心",
        "number": "2026年第1次",
        "chair": Ref("p0", "王建国"),
        "minute_taker": Ref("p1", "李秀英"),
        "topic": "研究道路硬化",
        "everyone_present": False,
        "agenda": [agenda_item()],
        "attendance": attendance(),
    } | more
    entered = entered_on or held_on
    counted = count_attendance(by_key(ledger).meeting, values | {"entered_on": entered}, ROSTER)
    return Row(ledger, uid, values | counted, entered_on=entered)


def document(uid: str, kind: str, subject: str | None = None, year: int | None = 2026) -> Row:
    """A paper of 文件材料."""
    values = {"kind": kind, "subject": subject, "title": f"文件{uid}", "dated_on": "2026-02-03", "year": year}
    return Row("document", uid, values, entered_on="2026-02-04")


@dataclass
class Source:
    """What a branch offers to reports, from lists."""

    held: dict[str, list[Row]] = field(default_factory=dict)
    today: date = TODAY
    layouts: tuple[HandedFile, ...] = ()

    def rows(self, ledger_key: str, year: int | None = None) -> tuple[Row, ...]:
        day = by_key(ledger_key).day
        found = self.held.get(ledger_key, [])
        return tuple(row for row in found if year is None or not day or row.text(day).startswith(str(year)))

    def portrait(self, person_uid: str) -> bytes | None:
        return None

    def trail(self) -> tuple[tuple[str, ...], ...]:
        return TRAIL

    def handed_on(self) -> tuple[HandedOn, ...]:
        return HANDED_ON

    def holders(self) -> tuple[Holder, ...]:
        return HOLDERS

    def handed_files(self, kind: str) -> tuple[HandedFile, ...]:
        return self.layouts


@pytest.fixture
def facts() -> Facts:
    """The facts of the branch, without records."""
    profile = BranchProfile(name=BRANCH, kind="village", term_start_on="2024-01-10")
    return Facts(today=TODAY, profile=profile, roster=ROSTER, calendar=seed_calendar())


@pytest.fixture
def source() -> Source:
    """The branch with a few records of most kinds."""
    talk = {
        "held_on": "2026-01-06",
        "initiator": Ref("p0", "王建国"),
        "partner": Ref("p2", "方桂𬭛"),
        "reason": "routine",
        "words": "家里老人身体和秋茶采摘的安排。",
    }
    return Source(
        {
            "branch": [Row("branch", "b", {"name": BRANCH, "kind": "village"}, entered_on="2026-01-01")],
            "person": [_person_row(uid) for uid in PEOPLE],
            "general_meeting": [
                meeting("general_meeting", "m1", "2026-02-15"),
                meeting("general_meeting", "m2", "2026-05-10", "2026-05-20", late_note="当日用纸笔记录。"),
            ],
            "admission": [admission()],
            "committee_meeting": [
                meeting("committee_meeting", "c1", "2026-02-08", everyone_present=True, attendance=[])
            ],
            "heart_talk": [Row("heart_talk", "h1", talk, entered_on="2026-01-06")],
            "mobile_member": [Row("mobile_member", "o1", ABSENCE, entered_on="2026-03-02")],
            "out_of_contact": [Row("out_of_contact", "l1", SEARCH, entered_on="2026-03-02")],
            "transfer": [Row("transfer", "t1", TRANSFER, entered_on="2026-08-21")],
            "election": [election_row(ROSTER)],
            "secretary_appraisal": [hearing_row(ROSTER)],
            "appraisal": [appraisal_row(ROSTER)],
            "life_meeting": [meeting("life_meeting", "l1", "2026-03-05", **pack(ROSTER))],
            "rectification": [item_row("r1", "2026-04-10", "2026-04-02"), item_row("r2", "2026-12-31")],
            "document": [document("d1", "plan", "annual"), document("d2", "received", None)],
        }
    )


@pytest.fixture
def make_meeting() -> Callable[..., Row]:
    """Builds further meetings."""
    return meeting


@pytest.fixture
def make_document() -> Callable[..., Row]:
    """Builds further papers."""
    return document


@pytest.fixture
def make_agenda_item() -> Callable[..., dict[str, Any]]:
    """Builds agenda items."""
    return agenda_item


@pytest.fixture
def with_answers(facts: Facts) -> Callable[[dict[str, tuple[str, str]]], Facts]:
    """The facts with a person's answers."""
    return lambda answers: replace(facts, answers=answers)
