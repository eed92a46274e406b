"""签到表: everybody who ought to attend as of the day of the meeting, with an empty cell each to sign in.

The names follow from the roster as of that day; nobody is ticked here: a signature is made by hand.
"""

from db.changes import Row
from db.families.meeting import expected_uids
from db.ledger_spec import LedgerSpec
from db.ledgers import by_key
from db.records.roster import Roster
from db.reports.document import Field, Fields, Heading, Paragraph, ReportDocument, Table, TableColumn
from db.reports.minutes import meeting_time, name_row
from db.reports.source import PrintOptions, ReportSource, row_of
from db.reports.wording import header_of, person_name, responsible_of
from db.rules.facts import Facts

_PER_ROW = 3
_OBSERVERS = 6
_COLUMNS = tuple(
    column for _ in range(_PER_ROW) for column in (TableColumn("姓名", 5, "center"), TableColumn("签名", 6))
)


def build_sign_in_sheet(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The sheet of the meeting named by `ledger` and `uid`."""
    return sign_in_sheet(by_key(options.ledger), row_of(source, options.ledger, options.uid), facts)


def sign_in_sheet(spec: LedgerSpec, row: Row, facts: Facts) -> ReportDocument:
    """The sheet of one meeting, saved before it is held."""
    day = row.text("held_on")
    expected = sorted(
        expected_uids(spec.meeting, row.values, facts.roster),
        key=lambda uid: (facts.roster.people[uid].stroke_key, facts.roster.people[uid].name),
    )
    listed = [_name(facts.roster, uid, day) for uid in expected]
    fields = Fields(
        (
            name_row(spec, row),
            (Field("主　题", row.text("topic")),),
            (Field("时　间", meeting_time(row)),),
            (Field("地　点", row.text("place")),),
            (
                Field("主持人", person_name(row.get("chair"))),
                Field("记录人", person_name(row.get("minute_taker"))),
            ),
            (Field("应　到", f"{len(expected)}人"), Field("实　到", "")),
        )
    )
    return ReportDocument(
        title=f"{spec.title}签到表",
        responsible=responsible_of(facts),
        dated_on=day,
        header=header_of(facts, int(day[:4]) if day else None),
        form="sheet",
        blocks=(
            fields,
            Table(
                _COLUMNS, _in_rows(listed), row_height=11.0, size="large", empty="（当日名册中没有应到人员）"
            ),
            Heading("列席人员", 2),
            Table(_COLUMNS, _in_rows([""] * _OBSERVERS), row_height=11.0, size="large"),
            Paragraph(
                "应到人员按会议当日的名册列出，按姓氏笔画排序；“（预）”为预备党员。请本人签名，不得代签。",
                "note",
            ),
        ),
    )


def _name(roster: Roster, uid: str, day: str) -> str:
    name = roster.people[uid].name
    return f"{name}（预）" if roster.stage_on(uid, day) == "probationary" else name


def _in_rows(listed: list[str]) -> tuple[tuple[str, ...], ...]:
    rows = []
    for start in range(0, len(listed), _PER_ROW):
        cells = [cell for name in listed[start : start + _PER_ROW] for cell in (name, "")]
        rows.append(tuple(cells + [""] * (2 * _PER_ROW - len(cells))))
    return tuple(rows)
