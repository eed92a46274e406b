"""Lists of what is due, what is wrong and what to remember, as the rules give them, each with its basis."""

from collections.abc import Sequence

from db.arithmetic.days import day_text, period_text
from db.changes import Basis, Duty, Finding, Reminder
from db.reports.document import Grid, Heading, Paragraph, ReportDocument, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource, year_of
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts

SEVERITIES = {"S1": "严重", "S2": "一般", "S3": "提示"}
_FINDING_STATES = {"open": "待处理", "explained": "已说明", "fixed": "已改正", "not_applicable": "不适用"}
_DUTY_STATES = {"done": "已完成", "due": "未到期", "late": "逾期", "not_applicable": "本年不发生"}
_REMINDERS = {
    "birthday": "生日",
    "political_birthday": "政治生日",
    "medal_50": "光荣在党50年",
    "probation_end": "预备期满",
    "admission": "发展党员",
    "term_end": "任期届满",
    "contact": "联系",
    "duty": "待办",
    "transfer": "组织关系",
    "out_of_contact": "失联党员",
    "discipline": "党纪处分",
    "dues_arrears": "党费",
}
REMINDER_DAYS = 30


def _basis_words(basis: Basis) -> str:
    """The basis under a heading that already says 依据."""
    return basis.text.removeprefix("依据：")


def build_reminders(_source: ReportSource, facts: Facts, _options: PrintOptions) -> ReportDocument:
    """What is coming in the next days."""
    from db.rules.reminders import reminders

    return reminders_list(reminders(facts, REMINDER_DAYS), facts)


def reminders_list(found: Sequence[Reminder], facts: Facts) -> ReportDocument:
    """The reminders in their order."""
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("日期", 6, "center"),
        TableColumn("类别", 5),
        TableColumn("事项", 14),
        TableColumn("依据或说明", 12),
        TableColumn("办理情况", 6),
    )
    rows = tuple(
        (
            str(number),
            reminder.on,
            _REMINDERS.get(reminder.kind, reminder.kind),
            reminder.title,
            reminder.note or (_basis_words(reminder.basis) if reminder.basis else ""),
            "",
        )
        for number, reminder in enumerate(found, start=1)
    )
    return ReportDocument(
        title="近期提醒事项",
        subtitle=f"{day_text(facts.today.isoformat())}起{REMINDER_DAYS}天",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, facts.today.year),
        form="sheet",
        blocks=(Table(columns, rows, empty="（近期没有提醒事项）"),),
    )


def build_findings(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """What an inspection of the year would notice."""
    from db.rules.findings import findings

    year = year_of(options, facts)
    return findings_list(findings(facts, year), facts, year)


def findings_list(found: Sequence[Finding], facts: Facts, year: int) -> ReportDocument:
    """The findings by severity; answered ones keep their place with their reason."""
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("编号", 4.8, "center"),
        TableColumn("时段", 6, "center"),
        TableColumn("对象", 6),
        TableColumn("问题", 18),
        TableColumn("依据", 12),
        TableColumn("建议", 12),
        TableColumn("处理情况", 6),
    )
    blocks: list[Heading | Table | Paragraph] = [Paragraph(_finding_counts(found), "note")]
    for number, (code, word) in enumerate(SEVERITIES.items()):
        listed = [finding for finding in found if finding.severity == code]
        if listed:
            blocks.append(Heading(f"{'一二三'[number]}、{word}（{len(listed)}项）"))
            blocks.append(
                Table(columns, tuple(_finding_row(n, each) for n, each in enumerate(listed, start=1)))
            )
    return ReportDocument(
        title=f"{year}年自查问题清单",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year),
        landscape=True,
        form="sheet",
        blocks=tuple(blocks),
    )


def _finding_row(number: int, finding: Finding) -> tuple[str, ...]:
    state = _FINDING_STATES.get(finding.state, finding.state)
    return (
        str(number),
        finding.rule,
        finding.period,
        finding.subject,
        finding.message,
        _basis_words(finding.basis),
        finding.remedy,
        f"{state}：{finding.reason}" if finding.reason else state,
    )


def _finding_counts(found: Sequence[Finding]) -> str:
    if not found:
        return "按本程序的规则检查，没有发现问题。"
    still_open = sum(finding.state == "open" for finding in found)
    return f"共{len(found)}项，其中待处理{still_open}项。本清单由记录自动比对得出，请逐项核实。"


def build_duties(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """Everything owed in the year, with the frequency grid."""
    from db.rules.duties import duties, frequency_grid

    year = year_of(options, facts)
    grid = frequency_grid(facts, year)
    shown = Grid(
        tuple(f"{month}月" for month in range(1, 13)),
        tuple(
            (row.title, tuple(_grid_word(cell.count, cell.state) for cell in row.cells)) for row in grid.rows
        ),
        "类别",
    )
    return duties_table(duties(facts, year), shown, facts, year)


def _grid_word(count: int, state: str) -> str:
    return f"{state}{count}" if count > 1 and state else state


def duties_table(found: Sequence[Duty], grid: Grid, facts: Facts, year: int) -> ReportDocument:
    """The grid of months and the table of duties by due day."""
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("事项", 16),
        TableColumn("时段", 7, "center"),
        TableColumn("期限", 6, "center"),
        TableColumn("状态", 5, "center"),
        TableColumn("依据", 24),
        TableColumn("说明", 8),
    )
    rows = tuple(
        (
            str(number),
            f"{duty.title}·{duty.subject}" if duty.subject else duty.title,
            _period(duty.period),
            duty.due_on,
            _DUTY_STATES.get(duty.state, duty.state),
            _basis_words(duty.basis),
            duty.reason,
        )
        for number, duty in enumerate(found, start=1)
    )
    return ReportDocument(
        title=f"{year}年应办事项与完成情况",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year),
        landscape=True,
        form="sheet",
        blocks=(
            Heading("一、频次一览"),
            grid,
            Paragraph(
                "有：已开展（数字为次数）；补：补记；待：未到期；缺：逾期未开展；空白：本月没有要求。", "note"
            ),
            Heading("二、应办事项"),
            Table(columns, rows, size="small"),
        ),
    )


def _period(period: str) -> str:
    try:
        return period_text(period)
    except ValueError:
        return period
