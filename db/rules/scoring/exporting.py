"""A scored table as a workbook, noted in the trail: the columns of the township's own tables, so that it can be copied over."""

from db.rules.scoring.presenting import fault_lines, head_line, proofs_text, state_text, worth_text
from db.rules.scoring.table import ItemScore, ScoreTable
from db.services.branch import Branch
from db.services.exporting_tables import Sheet, workbook_of_sheets
from db.services.trail import note
from db.services.values import in_tenths

_TITLES = (
    "序号",
    "类别",
    "评分内容",
    "分值",
    "扣分办法",
    "得分",
    "情况",
    "扣分原因、待办",
    "佐证要求",
    "佐证记录",
)
_WIDTHS = (6, 12, 30, 8, 20, 6, 10, 40, 20, 40)


def export_score(branch: Branch, name: str, found: ScoreTable) -> bytes:
    """The content of the .xlsx file `name`; LedgerError as from any write where the trail cannot be written."""
    note(branch, "export", f"评分表 → {name}", f"{len(found.items)}项，{found.year}年度")
    rows: list[tuple[str | int | float, ...]] = [_row(each) for each in found.items]
    total = ("合计", "", head_line(found), in_tenths(found.full), "", in_tenths(found.score), "", "", "", "")
    notes = (found.rubric.note,) if found.rubric.note else ()
    sheet = Sheet(f"{found.year}年度自评", _TITLES, [*rows, total], bold_rows=1, notes=notes, widths=_WIDTHS)
    return workbook_of_sheets(found.rubric.title, (sheet,))


def _row(each: ItemScore) -> tuple[str | int | float, ...]:
    item = each.item
    return (
        item.number,
        item.group,
        item.title,
        worth_text(each),
        item.deduction,
        in_tenths(each.score),
        state_text(each),
        "；".join(fault_lines(each)),
        item.evidence,
        proofs_text(each),
    )
