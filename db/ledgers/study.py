"""教育培训: courses, online classes and studying alone. What was learnt in a meeting is counted from its record.

One record for a course, with everybody who took part: nobody types it twice. How hours are counted is told by
`db.arithmetic.study_hours` and the settings of the branch.
"""

from collections.abc import Mapping
from typing import Any

from db.arithmetic.study_hours import days_between, hour_rules, hours_of_days
from db.families.organ_levels import LEVELS
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy, PartSpec
from db.records.base import Part, Record
from db.records.roster import Roster

KINDS = choices(intensive="集中培训", online="网络学习", self_study="自学")
LONGEST_HOURS = 999
PARTICIPANT_TABLE = ("person", "hours", "certificate_number", "result")


class Study(Record, table=True):
    """One course; `hours` are those of the whole course, empty: eight a day."""

    __tablename__ = "study"

    kind: str = column("方式", Kind.CHOICE, required=True, choices=KINDS, default="intensive")
    title: str = column("培训（学习）名称", required=True, default="", searched=True)
    begins_on: str | None = column("开始日期", Kind.DAY, required=True)
    ends_on: str | None = column("结束日期", Kind.DAY, hint="只有一天的不填")
    hours_tenths: int | None = column(
        "学时", Kind.HOURS, key="hours", hint="按通知或证书；不填的按天折算，半天的填4"
    )
    organizer: str | None = column("举办单位", searched=True)
    organizer_level: str | None = column("举办单位级别", Kind.CHOICE, choices=LEVELS)
    document: str | None = column("通知文号", searched=True)
    content: str | None = column("学习内容", Kind.LONG_TEXT, searched=True)
    note: str | None = column("备注", Kind.LONG_TEXT)


class StudyParticipant(Part, table=True):
    """One person who took part; `hours` only where they differ from those of the course."""

    __tablename__ = "study_participant"

    person_uid: str = column("姓名", Kind.PERSON, required=True, default="")
    hours_tenths: int | None = column("学时", Kind.HOURS, key="hours", hint="与培训学时不同的才填")
    certificate_number: str | None = column("证书编号", searched=True)
    result: str | None = column("测试（考核）结果")


EXTRA = (
    FieldSpec("counted_hours", "计学时", Kind.COMPUTED, computed_as=Kind.HOURS),
    FieldSpec("participant_count", "参加人数", Kind.COMPUTED, computed_as=Kind.INTEGER),
    FieldSpec("hours_text", "怎样计算", Kind.COMPUTED),
)


def check_study(values: Mapping[str, Any]) -> Mapping[str, str]:
    """The order of the days, hours that cannot be, and a person named twice."""
    problems: dict[str, str] = {}
    begins, ends, hours = values.get("begins_on"), values.get("ends_on"), values.get("hours")
    if begins and ends and ends < begins:
        problems["ends_on"] = "结束日期早于开始日期"
    if hours is not None and not 0 < hours <= LONGEST_HOURS:
        problems["hours"] = f"学时应大于0，不超过{LONGEST_HOURS}"
    people = [each["person"].uid for each in values.get("participants") or () if each.get("person")]
    own = [each.get("hours") for each in values.get("participants") or ()]
    if len(set(people)) < len(people):
        problems["participants"] = "同一个人列了两次"
    elif any(each is not None and not 0 <= each <= LONGEST_HOURS for each in own):
        problems["participants"] = f"每个人的学时应在0至{LONGEST_HOURS}之间"
    return problems


def compute_study(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """The hours counted for each participant without hours of their own, and how they come about."""
    count = len(values.get("participants") or ())
    begins, hours = values.get("begins_on"), values.get("hours")
    if not begins:
        return {"counted_hours": None, "participant_count": count, "hours_text": None}
    days = len(days_between(begins, values.get("ends_on")))
    rules = hour_rules(roster.around().settings)
    text = (
        f"{days}天，按每天{rules.day}学时折算（本地要求）" if hours is None else f"{days}天，学时按登记的数"
    )
    return {
        "counted_hours": hours_of_days(days, rules) if hours is None else hours,
        "participant_count": count,
        "hours_text": text,
    }


SPEC = LedgerSpec(
    key="study",
    title="教育培训",
    record=Study,
    columns=(
        Column("begins_on", 6),
        Column("ends_on", 6, shown=False),
        Column("title", 14),
        Column("kind", 5),
        Column("organizer", 9),
        Column("organizer_level", 6, shown=False),
        Column("counted_hours", 4, right=True),
        Column("participant_count", 4, right=True),
        Column("document", 7, shown=False),
    ),
    form=(
        FormGroup(
            "培训",
            (
                "title",
                "kind",
                "begins_on",
                "ends_on",
                "hours",
                "organizer",
                "organizer_level",
                "document",
            ),
        ),
        FormGroup("参加人员", ("participants",)),
        FormGroup("内容", ("content", "note")),
    ),
    sort="begins_on",
    box="party_lecture",
    place="members",
    merge=MergePolicy(identity=("title", "begins_on")),
    extra=EXTRA,
    parts=(
        PartSpec(
            "participants",
            "参加人员",
            StudyParticipant,
            identity="person_uid",
            table=PARTICIPANT_TABLE,
            is_erased=True,
        ),
    ),
    day="begins_on",
    summary=("title", "begins_on"),
    check=check_study,
    compute=compute_study,
    attachments=("培训通知", "结业证书", "学习心得"),
    notes="不是开会的学习：集中培训、网络学习、自学。三会一课、主题党日的学时由会议记录自动折算，不用在这里再登记。",
    inspected="党员每年学时够不够，书记和支委有没有参加集中培训，证书、通知是否留存。",
    retention="30年",
)
