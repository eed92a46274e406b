"""Reminders of dues that were not paid: all together after one month, by name after three and five, and from six on with
the words of article 13 (DUES08).
"""

from collections.abc import Iterator

from db.arithmetic.dues import month_after, months_text
from db.changes import Ref, Reminder
from db.rules.dues.months import LEVELS, DuesRow, DuesView, first_day_after
from db.rules.facts import Facts
from db.rules.library import basis

NAMES_SHOWN = 5
_FIRST, _SECOND, _THIRD, _RED = LEVELS


def dues_reminders(facts: Facts) -> tuple[Reminder, ...]:
    """As of today, from the last complete month back. A break in the months ends what counts as one run."""
    if not facts.dues.standards:
        return ()
    dues = DuesView(facts)
    behind = [row for row in dues.rows(dues.last_complete) if row.state == "late"]
    return (*_together(dues, [row for row in behind if row.run < _SECOND]), *_by_name(behind))


def _together(dues: DuesView, rows: list[DuesRow]) -> Iterator[Reminder]:
    if not rows:
        return
    names = "、".join(row.label for row in rows[:NAMES_SHOWN])
    told = names if len(rows) <= NAMES_SHOWN else f"{names}等{len(rows)}人"
    on = first_day_after(dues.last_complete)
    title = f"{int(dues.last_complete[5:])}月党费还有{len(rows)}人没有交"
    yield Reminder("dues_arrears", on.isoformat(), title, basis=basis("dues_arrears", on), note=told)


def _by_name(rows: list[DuesRow]) -> Iterator[Reminder]:
    for row in rows:
        level = max((level for level in LEVELS if level <= row.run), default=0)
        if level < _SECOND:
            continue
        begun = row.arrears[-row.run]
        on = first_day_after(month_after(begun, level - 1))
        note = f"{months_text(row.arrears[-row.run :])}未交"
        if level == _RED:
            note += "；无正当理由连续6个月不交的，按自行脱党处理，请当面核实原因"
        yield Reminder(
            "dues_arrears",
            on.isoformat(),
            f"{row.label}已连续{row.run}个月没有交纳党费",
            person=Ref(row.person, row.name),
            basis=basis("dues_arrears", on),
            note=note,
        )
