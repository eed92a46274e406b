"""党员名册: everybody the branch keeps a record of, from applicant to retired member."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Field

from db.fields import FieldSpec, Kind, Sensitivity, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record
from db.records.roster import Roster

SEXES = choices(male="男", female="女")
STAGES = choices(
    applicant="入党申请人",
    activist="入党积极分子",
    prospective="发展对象",
    probationary="预备党员",
    full="正式党员",
)
ROLL_STATUSES = choices(
    on_roll="在册",
    transferred_out="已转出",
    deceased="已去世",
    suspended="停止党籍",
    struck_off="除名",
    withdrew="退党",
    expelled="开除党籍",
)

OCCUPATION_CLASSES = choices(  # the occupations of the yearly statistics
    worker="工人（工勤技能人员）",
    farmer="农牧渔民",
    specialist="企事业单位、社会组织专业技术人员",
    administrator="企事业单位、社会组织管理人员",
    official="党政机关工作人员",
    student="学生",
    other="其他职业人员",
    retired="离退休人员",
)
PERSONNEL_FILES = choices(kept="有人事档案", none="没有人事档案，由党组织建党员档案")


class Person(Record, table=True):
    """What stays true of a person; stage, roll status and group are values with a history (`timed`)."""

    __tablename__ = "person"

    name: str = column(
        "姓名", required=True, default="", searched=True, longest=100, spellings=("党员姓名", "名字")
    )
    sex: str | None = column("性别", Kind.CHOICE, choices=SEXES)
    ethnicity: str | None = column("民族", hint="如：汉族")
    id_number: str | None = column(
        "公民身份号码",
        searched=True,
        sensitivity=Sensitivity.CITIZEN_NUMBER,
        spellings=("身份证号", "身份证号码", "身份证", "证件号码", "公民身份证号码"),
    )
    born_on: str | None = column(
        "出生日期", Kind.PARTIAL_DAY, spellings=("出生年月", "出生年月日", "出生时间")
    )
    lunar_birthday: str | None = column("农历生日", Kind.LUNAR)
    birthday_calendar: str = column(
        "过生日按", Kind.CHOICE, choices=choices(solar="公历", lunar="农历"), default="solar"
    )
    native_place: str | None = column("籍贯")
    education: str | None = column("学历", spellings=("文化程度",))
    occupation: str | None = column("工作岗位", searched=True, spellings=("职务", "工作单位及职务", "职业"))
    worked_since: str | None = column(
        "参加工作时间", Kind.PARTIAL_DAY, spellings=("参加工作日期", "工作时间")
    )
    applied_on: str | None = column(
        "申请入党日期", Kind.PARTIAL_DAY, spellings=("申请入党时间", "递交申请书时间")
    )
    admitted_on: str | None = column(
        "入党日期", Kind.PARTIAL_DAY, spellings=("入党时间", "入党年月", "加入中共组织日期", "加入党组织日期")
    )
    promoted_on: str | None = column(
        "转正日期", Kind.PARTIAL_DAY, spellings=("转正时间", "转正年月", "转为正式党员日期")
    )
    phone: str | None = column(
        "联系电话",
        searched=True,
        sensitivity=Sensitivity.PHONE,
        spellings=("手机号码", "手机", "电话", "联系方式", "手机号"),
    )
    address: str | None = column(
        "家庭住址", sensitivity=Sensitivity.ADDRESS, spellings=("住址", "地址", "现居住地", "居住地址")
    )
    no_attendance_demand: bool = column("参加活动不作硬性要求", Kind.FLAG, key="flags.no_attendance_demand")
    hardship: bool = column("困难党员", Kind.FLAG, key="flags.hardship")
    lives_away: bool = column("外出流动", Kind.FLAG, key="flags.lives_away")
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)
    occupation_class: str | None = column(
        "职业类别", Kind.CHOICE, choices=OCCUPATION_CLASSES, hint="党内统计的分类", spellings=("年报职业",)
    )
    recorded_standing_from: str | None = column(
        "登记的党龄起算", Kind.PARTIAL_DAY, hint="档案或系统里写的日期", spellings=("党龄起算日期",)
    )
    personnel_file: str | None = column("人事档案", Kind.CHOICE, choices=PERSONNEL_FILES)
    file_papers: str | None = column(
        "党员档案材料", hint="入党申请书、入党志愿书、政治审查材料、培养考察材料、转正申请书"
    )
    # kept for search and sorting; the pinyin may be corrected by hand
    pinyin: str = column("姓名拼音", default="", searched=True, hint="多音字可改，如 zeng shu")
    initials: str = Field(default="")
    stroke_key: str = Field(default="")


EXTRA = (
    FieldSpec(
        "stage", "人员类别", Kind.CHOICE, choices=STAGES, timed=True, spellings=("党员类别", "政治面貌")
    ),
    FieldSpec(
        "roll_status",
        "党籍状态",
        Kind.CHOICE,
        choices=ROLL_STATUSES,
        timed=True,
        default="on_roll",
        spellings=("状态", "在册情况"),
    ),
    FieldSpec("group", "所在党小组", Kind.REFERENCE, refers_to="group", timed=True, spellings=("党小组",)),
    FieldSpec("id_number_problem", "身份证号核对", Kind.COMPUTED),
    FieldSpec("age", "年龄", Kind.COMPUTED),
    FieldSpec("standing_from", "党龄起算", Kind.COMPUTED),
    FieldSpec("standing_years", "党龄", Kind.COMPUTED),
    FieldSpec("standing_text", "党龄的计算", Kind.COMPUTED),
)

_ORDER = (
    ("applied_on", "admitted_on", "入党日期早于申请入党日期"),
    ("admitted_on", "promoted_on", "转正日期早于入党日期"),
)


def check_person(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Impossible orders of days; what is merely odd is left to the findings."""
    problems = {
        then: message
        for first, then, message in _ORDER
        if values.get(first) and values.get(then) and _is_before(values[then], values[first])
    }
    born = values.get("born_on")
    if born and values.get("admitted_on") and _is_before(values["admitted_on"], born):
        problems["admitted_on"] = "入党日期早于出生日期"
    return problems


def _is_before(day: str, other: str) -> bool:
    """Whether a partial day was over before another one began. Days in order as texts are in order as days."""
    if day >= other:
        return False
    from db.arithmetic.days import earliest, latest

    return latest(day) < earliest(other)


def compute_person(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """Stage and roll status as of the day (dates and typed events together; no status before a transfer in), age and
    党龄, without the time of a suspension.
    """
    from datetime import date

    from db.arithmetic.days import age_on
    from db.arithmetic.membership import PersonDates, has_come, status_on
    from db.arithmetic.party_standing import party_standing, standing_text

    day = date.fromisoformat(values["as_of"])
    known = values["uid"] in roster.people
    if not known:  # while a new form is typed
        dates = PersonDates(values.get("applied_on"), values.get("admitted_on"), values.get("promoted_on"))
        status: str | None = values.get("roll_status") or "on_roll"
    else:
        dates = roster.people[values["uid"]].dates
        status = status_on(dates, day) if has_come(dates, day) else None
    standing = party_standing(dates)
    has_joined = dates.admitted_on is not None
    return {
        "stage": roster.stage_on(values["uid"], day) if known else values.get("stage"),
        "roll_status": status,
        "id_number_problem": number_problem(values),
        "age": age_on(values["born_on"], day) if values.get("born_on") else None,
        "standing_from": standing.counted_from if has_joined else None,
        "standing_years": standing.years_on(day) if has_joined else None,
        "standing_text": standing_text(dates, day) or None if has_joined else None,
    }


def number_problem(values: Mapping[str, Any]) -> str | None:
    """What is odd about the citizen number, for the person typing it; it is kept all the same (GB 11643)."""
    from db.arithmetic.citizen_number import number_conflict, number_error

    number = values.get("id_number")
    if not number:
        return None
    return number_error(number) or number_conflict(number, values.get("born_on"), values.get("sex")) or None


def derive_person(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The tidied name, its pinyin (unless corrected by hand), initials and stroke order; the number in its one spelling."""
    from db.arithmetic.citizen_number import stored_number
    from db.arithmetic.naming import pinyin_of, stroke_key, tidy_name

    name = tidy_name(values["name"])
    full, initials = pinyin_of(name)
    if values.get("pinyin"):
        full = values["pinyin"].lower()
        initials = "".join(part[0] for part in full.split())
    derived = {"name": name, "pinyin": full, "initials": initials, "stroke_key": stroke_key(name)}
    if values.get("id_number"):
        derived["id_number"] = stored_number(values["id_number"])
    return derived


SPEC = LedgerSpec(
    key="person",
    title="党员名册",
    record=Person,
    columns=(
        Column("name", 5),
        Column("sex", 3),
        Column("ethnicity", 4),
        Column("born_on", 6),
        Column("standing_years", 4, right=True),
        Column("admitted_on", 6),
        Column("promoted_on", 6),
        Column("education", 4),
        Column("group", 6),
        Column("phone", 7),
        Column("stage", 5),
        Column("roll_status", 4),
        Column("id_number", 10, shown=False),
        Column("age", 3, shown=False, right=True),
        Column("occupation", 8, shown=False),
        Column("native_place", 5, shown=False),
        Column("address", 10, shown=False),
        Column("note", 8, shown=False),
    ),
    form=(
        FormGroup(
            "基本情况",
            ("name", "pinyin", "sex", "ethnicity", "id_number", "born_on", "native_place", "education"),
        ),
        FormGroup("生日", ("birthday_calendar", "lunar_birthday")),
        FormGroup(
            "党内情况",
            (
                "stage",
                "stage_since",
                "applied_on",
                "admitted_on",
                "promoted_on",
                "group",
                "group_since",
                "roll_status",
                "roll_status_since",
                "recorded_standing_from",
                "personnel_file",
                "file_papers",
            ),
        ),
        FormGroup(
            "联系与关怀",
            ("phone", "address", "occupation", "occupation_class", "worked_since", "flags", "note"),
        ),
    ),
    sort="stroke_key",
    box="organization",
    place="members",
    merge=MergePolicy(identity=("id_number",)),
    extra=EXTRA,
    summary=("name",),
    check=check_person,
    compute=compute_person,
    derive=derive_person,
    attachments=("照片", "入党志愿书", "介绍信", "其他"),
    notes="支部的每一个人：党员、入党积极分子、入党申请人。党籍、党小组的变化按发生的日子记，不按录入的日子记。",
    inspected="花名册人数与各党小组之和是否一致，入党、转正日期是否齐全，转出和去世的是否及时注明。",
    retention="永久",
)
