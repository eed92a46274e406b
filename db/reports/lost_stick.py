"""U盘遗失情况表: what this PC wrote that may have been on a lost stick, who could open it, and what to do now."""

from collections.abc import Iterator

from db.exchange.register import SENT, RegisteredPackage, packages
from db.exchange.sites import INVITATION, known_sites
from db.reports.document import (
    Field,
    Fields,
    Header,
    Heading,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)
from db.services.branch import Branch
from db.services.trail_reading import ShownEntry, shown_trail

MOST = 30  # of each list, the newest: what lies longer back is in the register
_PACKAGES = (
    TableColumn("数据包", 5),
    TableColumn("写于", 5),
    TableColumn("内容", 9),
    TableColumn("谁能打开", 9),
)
_FILES = (TableColumn("时间", 5), TableColumn("谁", 4), TableColumn("文件", 12), TableColumn("内容", 7))
_STEPS = (
    "数据包都经过加密，没有上面写明的电脑或验证码，谁也打不开；下发包没有加密，里面没有个人信息。",
    "U盘上有邀请或交接数据包，而验证码也一起丢了的：请在“数据包”里停用凭它加入的电脑，重新邀请。",
    "电脑也一起丢了的：请在“数据包”里停用那台电脑，马上修改口令、更换恢复表。",
    "导出的表格和打印成的文件没有加密：请逐一核对是否在这个U盘上，里面有谁的信息。",
    "涉及个人信息的，按本单位的规定马上报告上级党组织，并告诉有关的人。",
)


def lost_stick_page(branch: Branch) -> ReportDocument:
    """The page as of today; what is not known by the program is left to be written by hand."""
    day = branch.today.isoformat()
    sent = [each for each in packages(branch) if each.direction == SENT][:MOST]
    told = tuple(_package(branch, each) for each in sent)
    files = tuple(_file(each) for each in _files(branch))
    facts = (
        (Field("支部名称", branch.name),),
        (Field("填写日期", day), Field("填写人", branch.actor)),
        (Field("何时何地丢失", ""),),
        (Field("U盘由谁保管", ""), Field("是否找回", "")),
    )
    steps = (Paragraph(f"{number}. {words}", "plain") for number, words in enumerate(_STEPS, start=1))
    return ReportDocument(
        title="U盘遗失情况表",
        responsible=branch.name,
        dated_on=day,
        header=Header(branch.name, "", "数据包"),
        form="sheet",
        blocks=(
            Fields(facts),
            Heading("本机写过的数据包"),
            Table(_PACKAGES, told) if told else Paragraph("没有写过数据包。"),
            Heading("导出和打印成的文件（没有加密）"),
            Table(_FILES, files) if files else Paragraph("没有导出过。"),
            Heading("现在要做的"),
            *steps,
            Paragraph(f"每张表只列最近{MOST}项，更早的见收发登记和操作登记。", "note"),
            SignatureLine(("支部书记（签名）",), dated=True),
        ),
    )


def _package(branch: Branch, each: RegisteredPackage) -> tuple[str, ...]:
    return (
        f"{each.title}第{each.number}号",
        branch.clock.day_of(each.at).isoformat(),
        each.summary,
        _readers(branch, each),
    )


def _readers(branch: Branch, each: RegisteredPackage) -> str:
    if each.kind in ("invite", "handover"):
        return "只有知道验证码的人"
    if each.kind == "rollup":
        return f"只有{each.unit or '上级党组织'}的电脑和本机"
    if each.kind == "handdown":
        return "任何人（没有加密）"
    names = (
        site.name or site.site[:8]
        for site in known_sites(branch).values()
        if site.recipient and not site.site.startswith(INVITATION)
    )
    return f"只有本支部的电脑：{'、'.join(names)}"


def _files(branch: Branch) -> Iterator[ShownEntry]:
    """Tables exported, and papers saved as files, the newest first."""
    found = [
        each
        for each in shown_trail(branch)
        if each.entry.action == "export" or (each.entry.action == "print" and "PDF" in each.entry.fields)
    ]
    yield from found[:MOST]


def _file(each: ShownEntry) -> tuple[str, ...]:
    return each.when[:10], each.entry.person, each.about, each.entry.fields
