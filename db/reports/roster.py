"""党员花名册: the members of the branch as of a day, in the order of surname strokes, numbers masked.

Who is a member, in which group and stage, is read as of that day; the other columns are what is known today.
"""

from dataclasses import dataclass, replace
from datetime import date

from db.arithmetic.days import day_text, dotted
from db.arithmetic.party_standing import party_standing
from db.changes import Row
from db.ledger_spec import LedgerSpec
from db.ledgers import by_key
from db.reports.document import Paper, Paragraph, ReportDocument, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource, day_of
from db.reports.wording import header_of, responsible_of, value_text
from db.rules.facts import Facts

_STAGES = {"full": "正式", "probationary": "预备"}
_FLAGS = {"lives_away": "外出流动", "hardship": "困难党员", "no_attendance_demand": "不作硬性要求"}
_COLUMNS = (
    ("number", TableColumn("序号", 2, "center")),
    ("name", TableColumn("姓名", 4)),
    ("sex", TableColumn("性别", 2, "center")),
    ("ethnicity", TableColumn("民族", 3, "center")),
    ("native_place", TableColumn("籍贯", 5)),
    ("born_on", TableColumn("出生年月", 4, "center")),
    ("id_number", TableColumn("公民身份号码", 9.5, "center")),
    ("education", TableColumn("学历", 4)),
    ("stage", TableColumn("类别", 2, "center")),
    ("admitted_on", TableColumn("入党时间", 4, "center")),
    ("promoted_on", TableColumn("转正时间", 4, "center")),
    ("standing", TableColumn("党龄", 2, "center")),
    ("occupation", TableColumn("职务（岗位）", 7)),
    ("phone", TableColumn("联系电话", 6, "center")),
    ("address", TableColumn("住址", 8)),
    ("group", TableColumn("党小组", 9)),
    ("remark", TableColumn("备注", 6)),
)
_DIGITS = {"id_number": 1.3, "phone": 1.25}
_ONLY_ON_A3 = frozenset({"native_place", "address"})


@dataclass(frozen=True, slots=True)
class RosterPage:
    """What is printed: the day, the paper and whether numbers stand in full."""

    day: date
    paper: Paper = "A4"
    full_numbers: bool = False
    box: str = ""


def build_roster(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The roster as of the day or year chosen."""
    page = RosterPage(day_of(options, facts), options.paper, bool(options.full_for))
    return roster(source.rows("person"), facts, page)


def roster(rows: tuple[Row, ...], facts: Facts, page: RosterPage) -> ReportDocument:
    """The members among `rows` as of a day."""
    members = facts.roster.members_on(page.day)
    listed = sorted((row for row in rows if row.uid in members), key=lambda row: _order(facts, row))
    columns = [(key, column) for key, column in _COLUMNS if page.paper == "A3" or key not in _ONLY_ON_A3]
    if page.full_numbers:  # digits are wider than the stars of a mask
        columns = [
            (key, replace(column, width=column.width * _DIGITS.get(key, 1.0))) for key, column in columns
        ]
    spec = by_key("person")
    cells = [
        _cells(spec, row, facts, page) | {"number": str(number)} for number, row in enumerate(listed, start=1)
    ]
    return ReportDocument(
        title="党员花名册",
        subtitle=f"截至{day_text(page.day.isoformat())}",
        responsible=responsible_of(facts),
        dated_on=page.day.isoformat(),
        header=header_of(facts, page.day.year, page.box),
        paper=page.paper,
        landscape=True,
        form="sheet",
        masked=not page.full_numbers,
        blocks=(
            Table(
                tuple(column for _key, column in columns),
                tuple(tuple(row[key] for key, _column in columns) for row in cells),
                size="small",
                empty="（当日没有在册党员）",
            ),
            Paragraph(_summary(listed, facts, page.day), "note"),
        ),
    )


def _order(facts: Facts, row: Row) -> tuple[str, str, str]:
    person = facts.roster.people[row.uid]
    return person.stroke_key, person.name, row.uid


def _cells(spec: LedgerSpec, row: Row, facts: Facts, page: RosterPage) -> dict[str, str]:
    group = facts.roster.group_on(row.uid, page.day)
    stage = facts.roster.stage_on(row.uid, page.day) or ""
    years = party_standing(facts.roster.people[row.uid].dates).years_on(page.day)
    shown = {
        key: value_text(spec.field(key), row.get(key), page.full_numbers)
        for key in (
            "name",
            "sex",
            "ethnicity",
            "native_place",
            "id_number",
            "education",
            "occupation",
            "phone",
            "address",
        )
    }
    months = {
        key: dotted(row[key]) if row.get(key) else "" for key in ("born_on", "admitted_on", "promoted_on")
    }
    flags = [title for code, title in _FLAGS.items() if code in (row.get("flags") or ())]
    return (
        shown
        | months
        | {
            "stage": _STAGES.get(stage, ""),
            "standing": "" if years is None else str(years),
            "group": facts.roster.groups.get(group or "", ""),
            "remark": "、".join(flags),
        }
    )


def _summary(listed: list[Row], facts: Facts, day: date) -> str:
    """Counts under the table; each is a plain count of the rows above."""
    stages = [facts.roster.stage_on(row.uid, day) for row in listed]
    women = sum(row.get("sex") == "female" for row in listed)
    away = sum("lives_away" in (row.get("flags") or ()) for row in listed)
    return (
        f"截至{day_text(day.isoformat())}，在册党员{len(listed)}名，其中正式党员{stages.count('full')}名、"
        f"预备党员{stages.count('probationary')}名；女党员{women}名；外出流动党员{away}名。"
        "按姓氏笔画排序；党龄为满年数，停止党籍的时间不计。"
    )
