"""民主评议党员 (BRANCH art. 18, EDU19 art. 18): one round with its stages, ballots, grades, feedback and what follows.

Grades are typed by people. How many may be excellent, what the ballots come to and what does not fit is worked out beside
the entry (db.arithmetic.appraisal). Probationary members take part and are given no grade.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from db.arithmetic.appraisal import (
    COMMON_BASIS,
    CORRECTION_BASIS,
    EXCELLENT,
    GRADE_TITLES,
    GRADES,
    LONGEST_CORRECTION_MONTHS,
    Tally,
    excellent_cap,
    propose,
)
from db.arithmetic.days import add_months
from db.changes import Ref
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy, PartSpec
from db.records.base import Part, Record
from db.records.roster import Roster

GRADE_CHOICES = choices(**GRADE_TITLES)
CAP_BASES = choices(graded="应评定等次的党员", full="当日在册正式党员", members="当日在册党员（含预备党员）")
UNGRADED = choices(
    probationary="预备党员",
    away="流动外出（本地要求）",
    ill="年老体弱、患病（本地要求）",
    suspended="停止党籍（本地要求）",
    other="其他",
)
DECIDERS = choices(committee="支部委员会", general_meeting="支部党员大会")
MEASURES = choices(talk="教育谈话", timed_correction="限期改正", removal="除名", other="其他")
OUTCOMES = choices(open="期限未满", corrected="已改正", not_corrected="未改正")
STAGES = (
    ("study_on", "学习动员"),
    ("self_review_on", "个人自评"),
    ("mutual_review_on", "党员互评"),
    ("held_on", "民主测评"),
    ("decided_on", "组织评定"),
)
BY_LAW = STAGES[1:]  # EDU19 art. 18 names these four, in this order
NAMES_SHOWN = 8


class AppraisalMember(Part, table=True):
    """One member in a round: ballots by grade, the grade given, or why none is."""

    __tablename__ = "appraisal_member"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    self_reviewed: bool = column("已自评", Kind.BOOLEAN)
    votes_excellent: int | None = column("优秀票", Kind.INTEGER, key="excellent")
    votes_qualified: int | None = column("合格票", Kind.INTEGER, key="qualified")
    votes_basic: int | None = column("基本合格票", Kind.INTEGER, key="basically_qualified")
    votes_unqualified: int | None = column("不合格票", Kind.INTEGER, key="unqualified")
    grade: str | None = column("评定等次", Kind.CHOICE, choices=GRADE_CHOICES)
    ungraded: str | None = column("不定等次原因", Kind.CHOICE, choices=UNGRADED)
    feedback_on: str | None = column("反馈日期", Kind.DAY)
    note: str | None = column("说明")


class AppraisalMeasure(Part, table=True):
    """What follows for a member who is not qualified: a talk, a time to correct in, and what came of it."""

    __tablename__ = "appraisal_measure"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    kind: str | None = column("处置", Kind.CHOICE, required=True, choices=MEASURES)
    begun_on: str | None = column("日期（起）", Kind.DAY)
    ends_on: str | None = column("期限（止）", Kind.DAY)
    outcome: str | None = column("结果", Kind.CHOICE, choices=OUTCOMES)
    note: str | None = column("说明")


class Appraisal(Record, table=True):
    """One round; `held_on` is the day of the ballots, as of which the roster counts."""

    __tablename__ = "appraisal"

    year: int | None = column("评议年度", Kind.INTEGER, required=True, hint="如 2025")
    held_on: str | None = column("民主测评日期", Kind.DAY, required=True)
    meeting_uid: str | None = column("会议记录", Kind.REFERENCE, refers_to="meeting")
    study_on: str | None = column("学习动员日期", Kind.DAY)
    self_review_on: str | None = column("个人自评日期", Kind.DAY)
    mutual_review_on: str | None = column("党员互评日期", Kind.DAY)
    decided_on: str | None = column("组织评定日期", Kind.DAY)
    decided_by: str | None = column("评定机构", Kind.CHOICE, choices=DECIDERS)
    notice_from: str | None = column("公示开始", Kind.DAY, key="notice.from")
    notice_to: str | None = column("公示结束", Kind.DAY, key="notice.to")
    reported_on: str | None = column("结果上报日期", Kind.DAY)
    ballots_issued: int | None = column("发出测评票", Kind.INTEGER)
    ballots_returned: int | None = column("收回测评票", Kind.INTEGER)
    ballots_valid: int | None = column("有效测评票", Kind.INTEGER)
    cap_base: str = column("优秀比例的基数", Kind.CHOICE, choices=CAP_BASES, default="graded")
    excess_reason: str | None = column("优秀超过三分之一的说明", Kind.LONG_TEXT)
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)


def _computed(key: str, title: str, looks: Kind | None = None) -> FieldSpec:
    return FieldSpec(key, title, Kind.COMPUTED, computed_as=looks)


EXTRA = (
    _computed("expected_count", "当日在册党员", Kind.INTEGER),
    _computed("listed_count", "参加评议", Kind.INTEGER),
    _computed("graded_count", "已定等次", Kind.INTEGER),
    *(_computed(f"{grade}_count", GRADE_TITLES[grade], Kind.INTEGER) for grade in GRADES),
    _computed("ungraded_count", "不定等次", Kind.INTEGER),
    _computed("cap", "优秀最多", Kind.INTEGER),
    _computed("reasons", "说明"),
)
MEMBER_COMPUTED = (_computed("voted", "合计", Kind.INTEGER), _computed("proposed", "测评结果"))

MEMBER_TABLE = (
    "person", "self_reviewed", *GRADES, "voted", "proposed", "grade", "ungraded", "feedback_on", "note",
)  # fmt: skip
MEASURE_TABLE = ("person", "kind", "begun_on", "ends_on", "outcome", "note")


# --- what is worked out ---------------------------------------------------------------------------------------
def to_be_graded(values: Mapping[str, Any], roster: Roster) -> tuple[Mapping[str, Any], ...]:
    """The members of the list who are to be given a grade: without a reason why not, and not probationary."""
    probationary = _probationary(values, roster)
    return tuple(
        each
        for each in values.get("members") or ()
        if isinstance(each.get("person"), Ref)
        and not each.get("ungraded")
        and each["person"].uid not in probationary
    )


def cap_base_of(values: Mapping[str, Any], roster: Roster) -> int:
    """The number of members of which one third may be excellent, by the base chosen."""
    chosen, held_on = values.get("cap_base") or "graded", values.get("held_on")
    if chosen == "graded" or not held_on:
        return len(to_be_graded(values, roster))
    return len(roster.full_members_on(held_on) if chosen == "full" else roster.members_on(held_on))


def _probationary(values: Mapping[str, Any], roster: Roster) -> frozenset[str]:
    held_on = values.get("held_on")
    return roster.members_on(held_on) - roster.full_members_on(held_on) if held_on else frozenset()


def compute_appraisal(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """Counts, the cap on excellent with its base, what the ballots of each member come to, and what does not fit."""
    members = [each for each in values.get("members") or () if isinstance(each.get("person"), Ref)]
    held_on = values.get("held_on")
    expected = roster.members_on(held_on) if held_on else frozenset()
    cap = excellent_cap(cap_base_of(values, roster))
    tallies = [Tally(each["person"].uid, votes_of(each)) for each in to_be_graded(values, roster)]
    proposals = propose(tallies, cap)
    given = [each.get("grade") for each in members]
    shown = []
    for each in values.get("members") or ():
        person = each.get("person")
        proposal = proposals.get(person.uid) if isinstance(person, Ref) else None
        shown.append({**each, "voted": sum(votes_of(each)), "proposed": proposal.text if proposal else ""})
    return {
        "members": shown,
        "expected_count": len(expected) if held_on else None,
        "listed_count": len(members),
        "graded_count": sum(grade in GRADES for grade in given),
        **{f"{grade}_count": given.count(grade) for grade in GRADES},
        "ungraded_count": len(members) - len(to_be_graded(values, roster)),
        "cap": cap,
        "reasons": [_told(*reason) for reason in _reasons(values, members, roster)],
    }


def votes_of(member: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """The ballots of one member in the order of GRADES; nothing written counts as none."""
    counts = [member.get(grade) or 0 for grade in GRADES]
    return counts[0], counts[1], counts[2], counts[3]


def _told(text: str, article: str, is_fault: bool) -> dict[str, Any]:
    """A sentence with its basis: an article of EDU19, or the general explanation where there is none."""
    source = ("《中国共产党党员教育管理工作条例》", "2019版") if article else (COMMON_BASIS, "")
    basis = {"regulation": source[0], "edition": source[1], "article": article, "mark": "V"}
    return {"text": text, "basis": basis, "is_fault": is_fault}


def _reasons(
    values: Mapping[str, Any], members: list[Mapping[str, Any]], roster: Roster
) -> Iterator[tuple[str, str, bool]]:
    """Sentences about the round with the article, and whether something is not as it has to be."""
    base, held_on = cap_base_of(values, roster), values.get("held_on")
    titles = {choice.code: choice.title for choice in CAP_BASES}
    base_title = titles.get(values.get("cap_base") or "graded", "")
    yield (
        f"优秀一般不超过三分之一：基数为{base_title}{base}人，最多{excellent_cap(base)}人",
        "",
        False,
    )
    excellent = sum(each.get("grade") == EXCELLENT for each in members)
    if excellent > excellent_cap(base):
        told = "，已写明原因" if values.get("excess_reason") else "，请在说明里写明原因，或重新研究"
        yield f"评为优秀{excellent}人，超过{excellent_cap(base)}人{told}", "", True
    both = [str(each["person"]) for each in members if each.get("grade") and each.get("ungraded")]
    if both:
        yield f"{_names(both)}已定等次，又填了不定等次的原因", "", True
    late = stage_problem(values)
    if late:
        yield late, "第十八条", True
    if held_on:
        listed = {each["person"].uid for each in members}
        expected = roster.members_on(held_on)
        missing = [roster.people[uid].name for uid in sorted(expected - listed, key=_order(roster))]
        strange = [str(each["person"]) for each in members if each["person"].uid not in expected]
        if missing:
            yield f"当日在册、名单里没有：{_names(missing)}", "第十八条", True
        if strange:
            yield f"名单里有、当日不在册：{_names(strange)}", "第十八条", True


def stage_problem(values: Mapping[str, Any]) -> str:
    """The first stage that is dated before the one that comes before it; "" where all are in order."""
    before, title_before = "", ""
    for key, title in STAGES:
        day = values.get(key)
        if day and day < before:
            return f"{title}（{day}）早于{title_before}（{before}）"
        if day:
            before, title_before = day, title
    return ""


def _order(roster: Roster) -> Any:
    return lambda uid: (roster.people[uid].stroke_key, uid)


def _names(names: list[str]) -> str:
    shown = "、".join(names[:NAMES_SHOWN])
    return shown if len(names) <= NAMES_SHOWN else f"{shown}等{len(names)}人"


def start_appraisal(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """A new round: everybody on the roll on the day of the ballots (or today), probationary members without a grade."""
    held_on = values.get("held_on") or roster.around().today.isoformat()
    members = sorted(roster.members_on(held_on), key=_order(roster))
    full = roster.full_members_on(held_on)
    return {
        "members": [
            {"person": Ref(uid, roster.people[uid].name)}
            | ({} if uid in full else {"ungraded": "probationary"})
            for uid in members
        ]
    }


# --- what cannot be -------------------------------------------------------------------------------------------
def check_appraisal(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Counts that cannot be, days in no order, and a time to correct of more than a year without a word on it."""
    issued, returned = values.get("ballots_issued"), values.get("ballots_returned")
    valid, year = values.get("ballots_valid"), values.get("year")
    counts = ("ballots_issued", "ballots_returned", "ballots_valid")
    problems = {key: "票数不能是负数" for key in counts if (values.get(key) or 0) < 0}
    if issued is not None and returned is not None and returned > issued:
        problems["ballots_returned"] = f"收回测评票{returned}张，多于发出的{issued}张"
    if returned is not None and valid is not None and valid > returned:
        problems["ballots_valid"] = f"有效测评票{valid}张，多于收回的{returned}张"
    if year is not None and not 1921 <= year <= 9999:
        problems["year"] = "评议年度应是四位数的年份"
    begun, ended = values.get("notice.from"), values.get("notice.to")
    if begun and ended and ended < begun:
        problems["notice.to"] = "公示结束早于公示开始"
    told = list(_vote_problems(values, valid))
    if told:
        problems["members"] = "；".join(told[:3])
    told = list(_measure_problems(values))
    if told:
        problems["measures"] = "；".join(told[:3])
    return problems


def _vote_problems(values: Mapping[str, Any], valid: int | None) -> Iterator[str]:
    for each in values.get("members") or ():
        votes = votes_of(each)
        if min(votes) < 0:
            yield f"{each.get('person')}的票数不能是负数"
        elif valid is not None and sum(votes) > valid:
            yield f"{each.get('person')}的四项共{sum(votes)}票，多于有效测评票{valid}张"


def _measure_problems(values: Mapping[str, Any]) -> Iterator[str]:
    for each in values.get("measures") or ():
        begun, ends = each.get("begun_on"), each.get("ends_on")
        if begun and ends and ends < begun:
            yield f"{each.get('person')}的期限早于开始日期"
        elif each.get("kind") == "timed_correction" and begun and ends and not each.get("note"):
            longest = add_months(date.fromisoformat(begun), LONGEST_CORRECTION_MONTHS).isoformat()
            if ends > longest:
                yield (
                    f"{each.get('person')}限期改正不超过1年，最迟到{longest}（{CORRECTION_BASIS}）；"
                    "已经这样决定的，请在说明里写明"
                )


def check_appraisal_on_roster(values: Mapping[str, Any], roster: Roster) -> Mapping[str, str]:
    """A grade for somebody who was a probationary member on the day."""
    probationary = _probationary(values, roster)
    graded = [
        each["person"].name
        for each in values.get("members") or ()
        if isinstance(each.get("person"), Ref) and each.get("grade") and each["person"].uid in probationary
    ]
    if not graded:
        return {}
    return {
        "members": f"{_names(graded)}当日是预备党员，参加评议但不定等次（{COMMON_BASIS}）；请去掉等次，原因选“预备党员”"
    }


SPEC = LedgerSpec(
    key="appraisal",
    title="民主评议党员",
    record=Appraisal,
    columns=(
        Column("year", 4),
        Column("held_on", 6),
        Column("listed_count", 4, right=True),
        *(Column(f"{grade}_count", 4, right=True) for grade in GRADES),
        Column("ungraded_count", 5, right=True),
        Column("cap", 5, right=True),
        Column("decided_on", 6),
        Column("reported_on", 6, shown=False),
    ),
    form=(
        FormGroup("评议", ("year", "held_on", "meeting", "cap_base")),
        FormGroup(
            "程序",
            (
                "study_on",
                "self_review_on",
                "mutual_review_on",
                "decided_on",
                "decided_by",
                "notice.from",
                "notice.to",
            ),
        ),
        FormGroup("测评票", ("ballots_issued", "ballots_returned", "ballots_valid")),
        FormGroup("名单、计票和等次", ("members",)),
        FormGroup("不合格党员的处置", ("measures",)),
        FormGroup("结果", ("reported_on", "excess_reason", "note")),
    ),
    sort="held_on",
    box="life_meeting",
    place="life",
    merge=MergePolicy(identity=("year", "held_on")),
    extra=EXTRA,
    parts=(
        PartSpec(
            "members",
            "评议名单",
            AppraisalMember,
            identity="person_uid",
            computed=MEMBER_COMPUTED,
            table=MEMBER_TABLE,
            is_erased=True,
        ),
        PartSpec("measures", "处置", AppraisalMeasure, table=MEASURE_TABLE, is_erased=True),
    ),
    day="held_on",
    summary=("year", "held_on"),
    check=check_appraisal,
    check_roster=check_appraisal_on_roster,
    compute=compute_appraisal,
    starts=start_appraisal,
    attachments=("测评票", "测评汇总表", "评定会议记录", "公示", "反馈单"),
    notes="每年一次，按个人自评、党员互评、民主测评、组织评定的次序；等次由支部研究确定，程序只算票和名额。",
    inspected="四个环节是否齐全，优秀是否超过三分之一，预备党员有没有定等次，结果是否反馈到人，不合格的有没有处置。",
)
