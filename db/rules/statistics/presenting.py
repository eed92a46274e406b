"""The statistics in words: who is behind a number, and the tables as sheets of a workbook."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from db.arithmetic.days import day_text
from db.rules.facts import Facts
from db.rules.statistics.table import StatTable
from db.rules.year_view import Record
from db.services.exporting_tables import Sheet

NAMES_SHEET = "名单"


class Namer:
    """Names of records, told apart by the year of birth where two people share one."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._names = Counter(person.name for person in facts.roster.people.values())
        self._groups = {group.uid: group.name for group in facts.groups}
        self._terms = {term.uid: term.elected_on for term in facts.elections.terms}
        self._sanctioned = {each.uid: each.person for each in facts.affiliation.sanctions}

    def name(self, record: Record) -> str:
        """One record as its readers call it; empty for one that is not kept any more."""
        ledger, uid = record
        if ledger == "person":
            return self._person(uid)
        if ledger == "discipline":
            return self._person(self._sanctioned.get(uid, ""))
        if ledger == "group":
            return self._groups.get(uid, "")
        if ledger == "term":
            return f"{day_text(self._terms[uid])}选举产生" if uid in self._terms else ""
        return self._facts.profile.short_name or self._facts.profile.name

    def names(self, records: Iterable[Record]) -> str:
        """All of them, joined."""
        return "、".join(self.name(record) for record in records)

    def _person(self, uid: str) -> str:
        person = self._facts.roster.people.get(uid)
        if person is None:
            return ""
        is_shared = self._names[person.name] > 1 and person.born_on
        return f"{person.name}（{(person.born_on or '')[:4]}）" if is_shared else person.name


def notes_of(table: StatTable) -> tuple[str, ...]:
    """What stands below a table: its note and every difference found."""
    told = (f"核对：{difference.text}。" for difference in table.differences)
    return (*((table.note,) if table.note else ()), *told)


def sheets_of(tables: Sequence[StatTable], facts: Facts, day: date) -> tuple[Sheet, ...]:
    """A sheet for each table and one with the names behind the rows."""
    namer = Namer(facts)
    as_of = f"截至{day_text(day.isoformat())}"
    sheets = [
        Sheet(
            table.title,
            (as_of, *(column.title for column in table.columns)),
            [(row.label, *(row.count(column.key) for column in table.columns)) for row in table.rows],
            bold_rows=1 if table.has_total else 0,
            notes=notes_of(table),
        )
        for table in tables
    ]
    names = [
        (table.title, row.label.strip("　"), row.count(), namer.names(row.records))
        for table in tables
        for row in table.rows
        if row.records
    ]
    return (*sheets, Sheet(NAMES_SHEET, ("统计表", "项目", "数", "名单"), names))
