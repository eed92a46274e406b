"""文件材料: papers received, plans, summaries, requests and approvals, with their scans."""

from db.fields import Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record

KINDS = choices(
    received="上级来文",
    plan="计划",
    summary="总结",
    request="请示",
    approval="批复",
    report="报告",
    division_of_labour="支委分工",
    system="制度",
    election="换届材料",
    publication="公示公开",
    other="其他",
)
SUBJECTS = choices(
    election="换届选举",
    term_extension="延期或提前换届",
    by_election="补选",
    setup="支部设立、调整",
    development="发展党员",
    annual="年度工作",
    study="学习教育",
    dues="党费",
    rectification="整改",
    other="其他",
)


def year_about(year: int | None, dated_on: str | None, received_on: str | None) -> int | None:
    """The year a paper is about: the one it names, else that of the day it bears, else that of the day it came; None where
    nothing tells.
    """
    day = dated_on or received_on
    return year or (int(day[:4]) if day else None)


class Document(Record, table=True):
    """One paper. `year` is the year it is about, `dated_on` the day it bears."""

    __tablename__ = "document"

    kind: str = column("种类", Kind.CHOICE, required=True, choices=KINDS, default="received")
    title: str = column("题名", required=True, default="", searched=True)
    number: str | None = column("文号", searched=True)
    issuer: str | None = column("责任者", searched=True, spellings=("发文单位", "来文单位"))
    dated_on: str | None = column("成文日期", Kind.PARTIAL_DAY)
    received_on: str | None = column("收到日期", Kind.DAY)
    year: int | None = column("所属年度", Kind.INTEGER)
    subject: str | None = column(
        "事由", Kind.CHOICE, choices=SUBJECTS, hint="发展党员的批复，题名里写上姓名，卷内目录会带上文号"
    )
    summary: str | None = column("内容摘要", Kind.LONG_TEXT, searched=True)
    handled: str | None = column("办理情况", Kind.LONG_TEXT, searched=True)


SPEC = LedgerSpec(
    key="document",
    title="文件材料",
    record=Document,
    columns=(
        Column("dated_on", 6),
        Column("kind", 4),
        Column("title", 18),
        Column("number", 8),
        Column("issuer", 8),
        Column("year", 3, right=True),
        Column("received_on", 6, shown=False),
        Column("subject", 6, shown=False),
    ),
    form=(
        FormGroup(
            "文件", ("kind", "title", "number", "issuer", "dated_on", "received_on", "year", "subject")
        ),
        FormGroup("内容", ("summary", "handled")),
    ),
    sort="dated_on",
    box="plan",
    place="responsibility",
    merge=MergePolicy(identity=("title", "dated_on")),
    day="dated_on",
    summary=("title",),
    attachments=("正文", "附件"),
    notes="上级来文、计划总结、请示批复等文件，扫描件附在后面。",
    inspected="年初计划、年末总结是否齐全，换届等事项有没有请示和批复。",
)
