"""党费 on paper: receipts with running numbers, the yearly 核定表, the notice of what was collected, the year table.

The notice names members and what they paid, never the base: what somebody earns is nobody's business.
"""

from db.arithmetic.capital_amount import capital_amount
from db.arithmetic.days import day_text, period_text
from db.arithmetic.dues import months_text, rate_text, yuan_text
from db.errors import NotFoundError
from db.reports.document import (
    Block,
    Field,
    Fields,
    Heading,
    PageBreak,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.source import PrintOptions, ReportSource, day_of, year_of
from db.reports.wording import header_of, responsible_of
from db.rules.dues.months import CLASS_TITLES, DuesRow, DuesView
from db.rules.dues.year import DuesYearRow, year_table
from db.rules.facts import DuesPayment, Facts

RECEIPTS_ON_A_PAGE = 3
_WORDS = {"late": "欠", "exempt": "免", "unsettled": "未核定", "away": "—", "due": ""}
_MONTHS = tuple(range(1, 13))


def build_dues_receipts(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The receipts of a month (by the days on which it was paid) or of one payment; blank ones where nothing was paid.

    NotFoundError for a payment that is not there.
    """
    year, month = year_of(options, facts), options.month or facts.today.month
    chosen = f"{year:04d}-{month:02d}"
    payments = [each for each in facts.dues.payments if _is_chosen(each, options.uid, chosen)]
    if options.uid and not payments:
        raise NotFoundError(f"没有编号为“{options.uid[:40]}”的党费交纳")
    blocks: list[Block] = []
    for number, payment in enumerate(payments or [None] * RECEIPTS_ON_A_PAGE):
        if number and number % RECEIPTS_ON_A_PAGE == 0:
            blocks.append(PageBreak())
        blocks += _receipt(payment, facts)
    return ReportDocument(
        title="党费收据",
        responsible=responsible_of(facts),
        dated_on=payments[0].paid_on if payments else chosen,
        header=header_of(facts, int(payments[0].paid_on[:4]) if payments else year),
        form="sheet",
        titled=False,
        blocks=tuple(blocks),
    )


def _is_chosen(payment: DuesPayment, uid: str, month: str) -> bool:
    return payment.uid == uid if uid else payment.paid_on.startswith(month)


def _receipt(payment: DuesPayment | None, facts: Facts) -> tuple[Block, ...]:
    """One receipt; None leaves it to be filled in by hand."""
    person = facts.roster.people.get(payment.person) if payment else None
    number = payment.receipt_number if payment else ""
    return (
        Heading(f"党费收据　No. {number}"),
        Fields(
            (
                (
                    Field("姓名", person.name if person else ""),
                    Field("交纳日期", day_text(payment.paid_on) if payment else ""),
                ),
                (Field("所交月份", months_text(payment.months) if payment else ""),),
                (
                    Field("金额（大写）", capital_amount(payment.amount_fen) if payment else "", weight=1.6),
                    Field("小写", f"¥{yuan_text(payment.amount_fen)}" if payment else "¥"),
                ),
            ),
            label_width=6.0,
        ),
        Paragraph(f"今收到上列党费。{facts.profile.name}", "plain"),
        SignatureLine(("收款人（签名）", "交款人（签名）")),
    )


def build_dues_settling(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The sheet that every member signs: class, base, rate and monthly amount as of the day chosen."""
    year, dues = year_of(options, facts), DuesView(facts)
    month = f"{day_of(options, facts):%Y-%m}"
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("姓名", 4),
        TableColumn("人员类型", 6),
        TableColumn("交纳基数", 5, "right"),
        TableColumn("比例", 3, "right"),
        TableColumn("月交党费", 4, "right"),
        TableColumn("减免", 4),
        TableColumn("自某月起", 5, "center"),
        TableColumn("本人签名", 6),
    )
    rows = [row for row in dues.rows(month) if row.owes]
    lines = tuple(_settled(number, row) for number, row in enumerate(rows, start=1))
    total = sum(row.due_fen for row in rows)
    return ReportDocument(
        title=f"{year}年党费核定表",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year),
        landscape=True,
        form="sheet",
        blocks=(
            Table(columns, lines, ("", "合计", "", "", "", yuan_text(total), "", "", ""), row_height=9.0),
            Paragraph(_rates_note(dues, month), "note"),
            SignatureLine(("党支部书记（签名）", "经办人（签名）"), dated=True),
        ),
    )


def _settled(number: int, row: DuesRow) -> tuple[str, ...]:
    found, standard = row.assessment, row.standard
    if found is None or standard is None:
        return (str(number), row.label, "（未核定）", "", "", "", "", "", "")
    is_of_base = bool(found.rate_permyriad)
    return (
        str(number),
        row.label,
        CLASS_TITLES[standard.dues_class],
        yuan_text(found.base_fen) if is_of_base else "",
        rate_text(found.rate_permyriad),
        yuan_text(found.due_fen),
        standard.reduction,
        period_text(standard.from_month),
        "",
    )


def _rates_note(dues: DuesView, month: str) -> str:
    from db.rules.dues.rates import basis_for

    words = (
        "比例：月工资基数3000元以下0.5%，3000元以上至5000元1%，5000元以上至10000元1.5%，10000元以上2%，按全部基数计算；"
        "离退休5000元以下0.5%，5000元以上1%；农民每月0.2元至1元；学生、下岗失业、抚恤救济、低保每月0.2元。"
    )
    return f"{words}{dues.rounding.title}（本地要求）。{basis_for(month, 'bands').text}。"


def build_dues_notice(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """What was collected and what was done with it, for the wall: a month where one is chosen, else the year."""
    year, dues = year_of(options, facts), DuesView(facts)
    if options.month:
        rows = [row for row in dues.rows(f"{year:04d}-{options.month:02d}") if row.owes or row.paid_fen]
        lines = [(row.label, row.due_fen, row.paid_fen) for row in rows]
    else:
        lines = [(row.label, row.due_fen, row.paid_fen) for row in year_table(dues, year)]
    period = f"{year}年{options.month}月" if options.month else f"{year}年"
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("姓名", 6),
        TableColumn("应交（元）", 6, "right"),
        TableColumn("实交（元）", 6, "right"),
        TableColumn("备注", 6),
    )
    table = tuple(
        (
            str(number),
            name,
            yuan_text(due),
            yuan_text(paid),
            "" if paid >= due else f"未交{yuan_text(due - paid)}",
        )
        for number, (name, due, paid) in enumerate(lines, start=1)
    )
    due, paid = sum(due for _name, due, _paid in lines), sum(paid for _name, _due, paid in lines)
    return ReportDocument(
        title=f"{period}党费收缴情况公示",
        subtitle=facts.profile.name,
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year),
        form="sheet",
        blocks=(
            Table(columns, table, ("", "合计", yuan_text(due), yuan_text(paid), "")),
            *(() if options.month else _money(dues, year)),
            Paragraph("如有疑问，请向党支部提出。", "plain"),
            Paragraph(facts.profile.name, "signature"),
            Paragraph(day_text(facts.today.isoformat()), "signature"),
        ),
    )


def _money(dues: DuesView, year: int) -> tuple[Block, ...]:
    sums = dues.sums(year)
    columns = tuple(
        TableColumn(title, 5, "right")
        for title in ("上年结存", "收缴", "上级下拨", "上缴", "使用", "年末结存")
    )
    amounts = (
        sums.opening_fen,
        sums.collected_fen,
        sums.allotted_fen,
        sums.handed_over_fen,
        sums.used_fen,
        sums.closing_fen,
    )
    return Heading("收支情况（元，按收付日期）"), Table(columns, (tuple(map(yuan_text, amounts)),))


def build_dues_table(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """Members down, months across, with sums and the balance of the year."""
    year, dues = year_of(options, facts), DuesView(facts)
    rows = year_table(dues, year) if dues.is_kept(year) else ()
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("姓名", 4),
        *(TableColumn(f"{month}月", 3, "right") for month in _MONTHS),
        TableColumn("应交", 4, "right"),
        TableColumn("实交", 4, "right"),
    )
    lines = tuple(_year_line(number, row) for number, row in enumerate(rows, start=1))
    monthly = (yuan_text(sum(row.cells[month - 1].paid_fen for row in rows)) for month in _MONTHS)
    totals = (
        "",
        "合计",
        *monthly,
        yuan_text(sum(row.due_fen for row in rows)),
        yuan_text(sum(row.paid_fen for row in rows)),
    )
    return ReportDocument(
        title=f"{year}年党费收缴一览表",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year),
        landscape=True,
        form="sheet",
        blocks=(
            Table(columns, lines, totals, size="small"),
            Paragraph(
                "欠：没有交；免：经批准免交；—：当月不在本支部；空白：还没有到。各月按所交月份计。", "note"
            ),
            *_money(dues, year),
            SignatureLine(("党支部书记（签名）", "经办人（签名）")),
        ),
    )


def _year_line(number: int, row: DuesYearRow) -> tuple[str, ...]:
    cells = (yuan_text(cell.paid_fen) if cell.paid_fen else _WORDS[cell.state] for cell in row.cells)
    return str(number), row.label, *cells, yuan_text(row.due_fen), yuan_text(row.paid_fen)
