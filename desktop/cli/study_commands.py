"""Study hours of a year: what each member needs, has and lacks, every source with how it counts; the table as a file."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.files import target_file
from desktop.cli.options import UsageError, read_year
from desktop.cli.showing import basis_object, records_object, table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.rules.study.hours import StudyAccount, StudyYear

_SUFFIXES = (".xlsx", ".csv")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("study-hours")(study_hours)


def study_hours(
    context: typer.Context,
    year: Annotated[int | None, typer.Option("--year", metavar="Y", help="哪一年，不写为今年")] = None,
    person: Annotated[str, typer.Option("--person", metavar="NAME", help="只看这一人，逐项列出来源")] = "",
    file: Annotated[
        Path | None, typer.Option("--to", metavar="FILE.xlsx|FILE.csv", help="另存为电子表格")
    ] = None,
) -> None:
    """学时：每名党员一年应达、已达、还缺的学时，由会议记录和教育培训记录自动折算，逐项有来源。"""
    from db.rules.gathering import gather
    from db.rules.study.hours import StudyYear
    from db.services.naming_records import names_of

    if file is not None and file.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"--to 的文件名应以 .xlsx 或 .csv 结尾，不是“{file.name[:30]}”")
    chosen = read_year(year)
    with state_of(context).options.opened() as branch:
        chosen = chosen or branch.today.year
        study = StudyYear(gather(branch), chosen)
        accounts = study.accounts
        if person:
            accounts = (study.account(names_of(branch).find("person", person, False)),)
        written = None
        if file is not None:
            from db.files import atomic_write
            from db.reports.study_sheet import export_study

            target = target_file(file)
            content, _count = export_study(branch, target.name, chosen)
            written = atomic_write(target, content)
    rows = [account_object(each, chosen) for each in accounts]
    told = [f"已存为 {written.name}"] if written else []
    state_of(context).answer.give(rows, lambda: [*_lines(study, accounts, bool(person)), *told])


def account_object(account: "StudyAccount", year: int) -> dict[str, Any]:
    """One member as `study-hours --json` gives it; hours are numbers with one decimal."""
    from db.services.values import in_tenths

    return {
        "person": {"uid": account.person, "name": account.label},
        "year": year,
        "required": account.required,
        "reached": in_tenths(account.reached),
        "missing": in_tenths(account.missing),
        "exempt": account.exempt,
        "basis": basis_object(account.basis),
        "months": {str(month): in_tenths(account.month(month)) for month in range(1, 13)},
        "lines": [
            {
                "ledger": line.ledger,
                "uid": line.uid,
                "on": line.on,
                "title": line.title,
                "hours": in_tenths(line.tenths),
                "how": line.words,
            }
            for line in account.lines
        ],
        "untimed": records_object(account.untimed),
    }


def _lines(study: "StudyYear", accounts: Iterable["StudyAccount"], is_detailed: bool) -> Iterable[str]:
    from db.arithmetic.study_hours import hours_text
    from db.reports.study import summary_of

    cells = [
        (
            each.label,
            str(each.required),
            hours_text(each.reached),
            hours_text(each.missing) if each.missing else "",
            each.exempt,
            each.basis.text,
        )
        for each in accounts
    ]
    yield from table(("姓名", "应达", "已达", "还缺", "说明", "依据"), cells)
    if not is_detailed:
        yield summary_of(study)
        return
    for each in accounts:
        for line in each.lines:
            yield f"    {line.on}  {line.title}  {hours_text(line.tenths)}学时  （{line.words}）"
        if each.untimed:
            yield f"    另有{len(each.untimed)}次会议没有写起止时间，没有计入"
