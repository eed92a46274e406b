"""Papers of 发展党员 for one person: contents list of the file, examination sheet, notice, ballot, request, talk.

What is recorded is filled in, what is not stays an empty place to write. Which step a request or a ballot is about
follows from how far the person has come. Nothing is invented.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from db.arithmetic.admission_steps import TITLE, step
from db.arithmetic.days import day_text
from db.changes import Row
from db.reports.document import (
    Block,
    Field,
    Fields,
    Heading,
    Paragraph,
    ReportDocument,
    RuledLines,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.paper_numbers import number_of, split_number
from db.reports.source import PrintOptions, ReportSource, person_of, row_of
from db.reports.wording import archive_date, day_or_blank, header_of, names, responsible_of, sex_of
from db.rules.facts import Facts
from db.rules.findings.development_votes import vote_of

BLANK = "　　　　"
LEDGER = "admission"
LIST, ADMIT, PROMOTE = 7, 15, 23
CONTENTS_TITLE = "发展党员材料卷内目录"
FILE_COLUMNS = (  # of a contents list of one person's file
    TableColumn("顺序号", 3, "center"),
    TableColumn("文号", 8),
    TableColumn("责任者", 7),
    TableColumn("题名", 11),
    TableColumn("日期", 5, "center"),
    TableColumn("页号", 3, "center"),
    TableColumn("备注", 5),
)
_BY_THE_PERSON = ("入党申请书", "思想汇报", "入党志愿书", "转正申请书")
_BY_THE_SUPERIOR = ("批复", "上级意见", "审批意见", "审批通知", "转正审批意见", "备案表", "培训证明")


@dataclass(frozen=True, slots=True)
class FilePaper:
    """One paper of a person's file; `number` is its 文号, "" where nothing says it."""

    number: str
    responsible: str
    title: str
    dated_on: str
    note: str


def _entry(row: Row, number: int) -> Mapping[str, Any]:
    found: Mapping[str, Any] = row["steps"][number - 1]
    return found


def day_of_step(row: Row, number: int) -> str:
    """When a step was done, as typed or as its meeting says; "" while it is not."""
    entry = _entry(row, number)
    return entry["done_on"] or (entry["meeting"].name[-10:] if entry["meeting"] else "")


def superior_of(facts: Facts) -> str:
    """The committee above as the profile names it."""
    return facts.profile.superior or "上级党委"


def _paper(
    facts: Facts, title: str, blocks: tuple[Block, ...], form: Any = "sheet", **more: Any
) -> ReportDocument:
    return ReportDocument(
        title=title,
        blocks=blocks,
        responsible=responsible_of(facts),
        header=header_of(facts),
        form=form,
        **more,
    )


# --- contents list --------------------------------------------------------------------------------------------
def build_admission_contents(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """卷内目录 of the person's file (GB/T 9705-2008): the papers ticked, in the order of the steps."""
    row = row_of(source, LEDGER, options.uid)
    rows = tuple(
        (str(place), each.number, each.responsible, each.title, archive_date(each.dated_on), "", each.note)
        for place, each in enumerate(file_papers(row, facts), start=1)
    )
    table = Table(FILE_COLUMNS, rows, row_height=9, empty="还没有勾选任何材料")
    blocks: tuple[Block, ...] = (table, *missing_note(row))
    blocks += (SignatureLine(("整理人", "检查人"), dated=True),)
    return _paper(facts, CONTENTS_TITLE, blocks, subtitle=f"姓名：{row['person']}")


def missing_note(row: Row) -> tuple[Paragraph, ...]:
    """Which papers of the steps done are not in the file."""
    missing = [
        f"第{entry['step']}步{'、'.join(lacking)}"
        for entry in row["steps"]
        if (lacking := _lacking(row, entry))
    ]
    return (Paragraph(f"尚缺：{'；'.join(missing)}。", "note"),) if missing else ()


def file_papers(row: Row, facts: Facts) -> Iterator[FilePaper]:
    """The papers ticked, in the order of the steps."""
    person = row["person"].uid if row["person"] else ""
    for entry in row["steps"]:
        papers, day = _papers(entry), day_of_step(row, entry["step"])
        for title, number in papers:
            yield FilePaper(
                number or number_of(title, [fellow for fellow, _ in papers], entry, day, person, facts),
                _responsible(row, facts, title),
                f"{row['person']}{title}",
                day,
                "" if title in step(entry["step"]).documents else "另附",
            )


def _papers(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The papers ticked of one step, each with the number typed behind it."""
    return [split_number(paper) for paper in (entry["document"] or "").split("、") if paper]


def _responsible(row: Row, facts: Facts, title: str) -> str:
    if title in _BY_THE_PERSON:
        return str(row["person"])
    return superior_of(facts) if title.endswith(_BY_THE_SUPERIOR) else responsible_of(facts)


def _lacking(row: Row, entry: Mapping[str, Any]) -> list[str]:
    if not day_of_step(row, entry["step"]):
        return []
    held = [title for title, _number in _papers(entry)]
    return [title for title in step(entry["step"]).documents if title not in held]


# --- examination sheet ----------------------------------------------------------------------------------------
def build_admission_examination(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """培养教育考察登记表: who, since when, the half-yearly examinations and the reports handed in."""
    row = row_of(source, LEDGER, options.uid)
    examined = tuple(
        (str(n), each["on"], each["opinion"] or "", "") for n, each in enumerate(row["half_yearly"], start=1)
    )
    reported = tuple(
        (str(n), each["on"], each["subject"] or "") for n, each in enumerate(row["reports"], start=1)
    )
    blocks: tuple[Block, ...] = (
        _facts_of(row, facts),
        Heading("半年考察", 2),
        Table(
            (TableColumn("序号", 2, "center"), TableColumn("考察日期", 5, "center"), TableColumn("考察意见", 20),
             TableColumn("支部签名", 5)),
            examined, row_height=18, empty="还没有登记",
        ),
        Heading("思想汇报", 2),
        Table(
            (TableColumn("序号", 2, "center"), TableColumn("日期", 5, "center"), TableColumn("题目", 24)),
            reported, row_height=9, empty="还没有登记",
        ),
    )  # fmt: skip
    stage = "预备党员" if day_of_step(row, ADMIT) else "入党积极分子"
    return _paper(facts, f"{stage}教育考察登记表", blocks)


def _facts_of(row: Row, facts: Facts) -> Fields:
    person = person_of(row, facts)
    return Fields(
        (
            (
                Field("姓名", str(row["person"] or "")),
                Field("性别", sex_of(person)),
            ),
            (
                Field("出生年月", (person.born_on or "")[:7] if person else ""),
                Field("阶段", row.text("stage")),
            ),
            (Field("申请入党", day_of_step(row, 1)), Field("确定为积极分子", day_of_step(row, 3))),
            (Field("确定为发展对象", day_of_step(row, LIST)), Field("支部大会接收", day_of_step(row, ADMIT))),
            (Field("培养联系人", names(row["mentors"])), Field("入党介绍人", names(row["introducers"]))),
        ),
        label_width=7,
    )


# --- notice ---------------------------------------------------------------------------------------------------
def build_admission_notice(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """公示: before the list of prospective members; later, before the promotion (local practice)."""
    row = row_of(source, LEDGER, options.uid)
    is_promotion = bool(day_of_step(row, ADMIT))
    purpose = "预备党员转正" if is_promotion else "拟列为发展对象"
    person = person_of(row, facts)
    who = f"{row['person']}，{sex_of(person)}"
    born = f"，{day_text(person.born_on[:7])}出生" if person and person.born_on else ""
    steps = [
        f"{day_or_blank(day_of_step(row, 1))}递交入党申请书",
        f"{day_or_blank(day_of_step(row, 3))}确定为入党积极分子",
    ]
    if is_promotion:
        steps.append(f"{day_or_blank(day_of_step(row, ADMIT))}接收为预备党员")
    which = "promotion_notice" if is_promotion else "notice"
    begun, ended = row.text(f"{which}.from"), row.text(f"{which}.to")
    blocks: tuple[Block, ...] = (
        Paragraph(f"根据{TITLE}有关规定，现将{row['person']}同志{purpose}的有关情况公示如下："),
        Paragraph(f"{who}{born}，{'，'.join(steps)}。培养联系人：{names(row['mentors']) or BLANK}。"),
        Paragraph(f"公示时间：{day_or_blank(begun)}至{day_or_blank(ended)}，不少于5个工作日。"),
        Paragraph(
            "公示期间，对公示对象有情况反映的，可以来信、来电或者当面向党支部或者上级党组织反映。反映情况要实事求是。"
        ),
        Paragraph(f"联系人：{BLANK}{BLANK}联系电话：{BLANK}{BLANK}"),
        Paragraph(facts.profile.name, "signature"),
        Paragraph(day_or_blank(begun), "signature"),
    )
    return _paper(facts, f"关于{row['person']}同志{purpose}的公示", blocks, "formal", dated_on=begun)


# --- ballot ---------------------------------------------------------------------------------------------------
def build_admission_ballot(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """票决单: a ballot to be copied, and the count to be signed; filled in where the minutes have the votes."""
    row = row_of(source, LEDGER, options.uid)
    number = PROMOTE if day_of_step(row, ADMIT) and day_of_step(row, 17) else ADMIT
    what = "预备党员转为正式党员" if number == PROMOTE else "接收为预备党员"
    file = next((each for each in facts.admissions if each.uid == row.uid), None)
    vote = vote_of(facts, file, number) if file else None
    ballot = vote.ballot if vote else None
    has_votes = bool(vote and vote.item and vote.item.has_vote)

    def count(value: int | None, known: bool) -> str:
        return f"{value}" if known and value is not None else ""

    known, voted = vote is not None and bool(vote.meeting.attendance), has_votes
    blocks: tuple[Block, ...] = (
        Heading("表决票", 2),
        Paragraph(f"{row['person']}同志{what}"),
        Table(
            (TableColumn("赞成", 8, "center"), TableColumn("不赞成", 8, "center"), TableColumn("弃权", 8, "center")),
            (("", "", ""),), row_height=16,
        ),
        Paragraph("说明：无记名投票，在一栏内画“○”；不画或者画两栏的为无效。预备党员没有表决权。", "note"),
        Heading("计票单", 2),
        Fields(
            (
                (Field("会议日期", day_of_step(row, number)), Field("应到有表决权党员", count(ballot.entitled if ballot else None, vote is not None))),
                (Field("实到有表决权党员", count(ballot.present_entitled if ballot else None, known)),
                 Field("会前书面意见（赞成）", count(ballot.written if ballot else None, bool(ballot and ballot.written)))),
                (Field("赞成", count(ballot.votes_for if ballot else None, voted)),
                 Field("不赞成", count(ballot.against if ballot else None, voted)),
                 Field("弃权", count(ballot.abstain if ballot else None, voted))),
                (Field("表决结果", vote.judgement.sentence if vote and voted else "", lines=2),),
            ),
            label_width=9,
        ),
        SignatureLine(("监票人", "计票人", "主持人")),
    )  # fmt: skip
    return _paper(facts, "支部党员大会票决单", blocks, dated_on=day_of_step(row, number))


# --- request --------------------------------------------------------------------------------------------------
_REQUESTS = (
    (24, PROMOTE, "批准{name}同志转为正式党员"),
    (17, ADMIT, "审批接收{name}同志为预备党员"),
    (13, 12, "预审{name}同志"),
    (8, LIST, "将{name}同志列为发展对象"),
    (4, 3, "将{name}同志列为入党积极分子备案"),
)


def build_admission_request(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """请示 to the superior committee for the step that comes next: filing, preliminary review or approval."""
    row = row_of(source, LEDGER, options.uid)
    _, decided, words = next((each for each in _REQUESTS if day_of_step(row, each[1])), _REQUESTS[-1])
    what = words.format(name=row["person"])
    day = day_of_step(row, decided)
    blocks: tuple[Block, ...] = (
        Paragraph(f"{superior_of(facts)}：", "plain"),
        *(Paragraph(text) for text in _story(row, facts, decided)),
        Paragraph(
            f"经{day_or_blank(day)}{'支部党员大会' if decided in (ADMIT, PROMOTE) else '支部委员会会议'}讨论，同意{_decision(decided, row)}。"
        ),
        Paragraph("妥否，请批示。"),
        Paragraph(facts.profile.name, "signature"),
        Paragraph(day_or_blank(""), "signature"),
    )
    return _paper(facts, f"关于{what}的请示", blocks, "formal")


def _decision(decided: int, row: Row) -> str:
    name = row["person"]
    return {
        PROMOTE: f"{name}同志转为正式党员",
        ADMIT: f"接收{name}同志为预备党员",
        12: f"将{name}同志的入党材料报上级预审",
        LIST: f"将{name}同志列为发展对象",
    }.get(decided, f"将{name}同志确定为入党积极分子")


def _story(row: Row, facts: Facts, decided: int) -> Iterator[str]:
    """The way so far in one paragraph, as the steps say it."""
    person = person_of(row, facts)
    born = f"，{day_text(person.born_on[:7])}出生" if person and person.born_on else ""
    sex = f"，{sex_of(person)}" if sex_of(person) else ""
    told = [f"{day_or_blank(day_of_step(row, 1))}递交入党申请书"]
    told += [f"{day_or_blank(day_of_step(row, 3))}确定为入党积极分子"] if decided > 3 else []
    told += [f"{day_or_blank(day_of_step(row, LIST))}确定为发展对象"] if decided > LIST else []
    told += [f"{day_or_blank(day_of_step(row, ADMIT))}接收为预备党员"] if decided > ADMIT else []
    yield f"{row['person']}{sex}{born}，{'，'.join(told)}。"
    if decided in (LIST, 12, ADMIT):
        held = len(row["half_yearly"])
        yield f"培养期间半年考察{held}次，培养联系人{names(row['mentors']) or BLANK}。"
    if decided in (12, ADMIT):
        days, hours = row.get("training.days"), row.get("training.hours")
        trained = "、".join(([f"{days}天"] if days else []) + ([f"{hours}学时"] if hours else [])) or BLANK
        yield f"政治审查于{day_or_blank(day_of_step(row, 10))}完成，短期集中培训{trained}，入党介绍人{names(row['introducers']) or BLANK}。"


# --- talk -----------------------------------------------------------------------------------------------------
def build_admission_talk(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """谈话记录: the talk after the application, or that before the approval, to be written by hand."""
    row = row_of(source, LEDGER, options.uid)
    number = 16 if day_of_step(row, ADMIT) else 2
    title = "发展对象谈话记录" if number == 16 else "入党申请人谈话记录"
    blocks: tuple[Block, ...] = (
        Fields(
            (
                (Field("谈话对象", str(row["person"] or "")), Field("谈话人", "")),
                (Field("谈话日期", day_of_step(row, number)), Field("地点", "")),
            ),
        ),
        RuledLines(12, "谈话内容"),
        RuledLines(4, "谈话人意见"),
        SignatureLine(("谈话人", "谈话对象"), dated=True),
    )
    return _paper(facts, title, blocks, dated_on=day_of_step(row, number))
