"""个人信息提供登记表: what left the house in a year, to whom, which ledgers or fields, of how many, and why."""

from db.exchange.manifest import KIND_TITLES
from db.privacy.personal_fields import personal_groups
from db.reports.document import Paragraph, ReportDocument, SignatureLine, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource, year_of
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts
from db.services.handing_on import HandedOn

WAYS = {**KIND_TITLES, "export": "导出文件", "print": "打印完整号码"}
_OF_THE_JOURNAL = ("sync", "invite", "handover")
_COLUMNS = (
    TableColumn("日期", 6),
    TableColumn("经手人", 5),
    TableColumn("方式", 6),
    TableColumn("交给谁", 9),
    TableColumn("哪些台账、哪些项", 13),
    TableColumn("多少", 9),
    TableColumn("理由", 8),
)


def build_handing_on(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The rows of a year by the clock of this PC, oldest first."""
    year = year_of(options, facts)
    found = [each for each in reversed(source.handed_on()) if each.day.startswith(str(year))]
    return ReportDocument(
        title="个人信息提供登记表",
        subtitle=f"{year}年度",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year),
        landscape=True,
        form="sheet",
        blocks=(
            Table(_COLUMNS, tuple(map(handed_texts, found)), size="small", empty="（本年没有交出过）"),
            Paragraph(f"上报带出的项：{reported_words()}。", "note"),
            Paragraph(
                f"共{len(found)}次，只列本机交出的。导出的文件和打印件交给了谁，程序不知道，请在空格里写明；"
                "遮盖号码的打印件见操作登记表。",
                "note",
            ),
            *(SignatureLine((f"{who}（签名）",), dated=True) for who in ("经手人", "支部书记")),
        ),
    )


def handed_texts(each: HandedOn) -> tuple[str, ...]:
    """One thing handed on as texts: day, who, how, to whom ("" to be written by hand), what, how much, why."""
    return each.day, each.person, way_of(each), each.to, _what(each), each.amount, each.why


def way_of(each: HandedOn) -> str:
    """How it left, with the number of a package."""
    title = WAYS.get(each.kind, each.kind)
    return title if each.kind in ("export", "print") else f"{title}{each.about}"


def reported_words() -> str:
    """What of each person leaves in a roll-up: names of fields."""
    return "、".join(title for group in personal_groups() for title in group.reported)


def _what(each: HandedOn) -> str:
    if each.kind in _OF_THE_JOURNAL:
        return "全部台账的改动和附件"
    if each.kind == "receipt":
        return "收到哪些数据包，没有个人信息"
    return "人员、组织生活、应办事项等汇总表" if each.kind == "rollup" else each.about
