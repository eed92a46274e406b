"""The statistics as a workbook with the names behind the numbers, noted in the trail."""

from collections.abc import Sequence
from datetime import date

from db.rules.facts import Facts
from db.rules.statistics.presenting import sheets_of
from db.rules.statistics.table import StatTable
from db.services.branch import Branch
from db.services.exporting_tables import workbook_of_sheets
from db.services.trail import note


def export_statistics(
    branch: Branch, name: str, tables: Sequence[StatTable], facts: Facts, day: date
) -> bytes:
    """The content of the .xlsx file `name`; LedgerError as from any write where the trail cannot be written."""
    note(branch, "export", f"党内统计表 → {name}", f"{len(tables)}张表，截至{day.isoformat()}")
    return workbook_of_sheets("党内统计表", sheets_of(tables, facts, day))
