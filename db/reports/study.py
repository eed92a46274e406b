"""学时 on paper: the 登记表 of a person with every source, the table of the year, and the list of certificates."""

from db.arithmetic.study_hours import hours_text
from db.errors import NotFoundError
from db.reports.document import (
    Block,
    Field,
    Fields,
    PageBreak,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.source import PrintOptions, ReportSource, year_of
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts
from db.rules.study.hours import StudyAccount, StudyYear

MONTHS = tuple(range(1, 13))


def build_study_card(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The 学时登记表 of one person (`uid`) or of every member, a page each; NotFoundError for nobody on the roster."""
    year = year_of(options, facts)
    study = StudyYear(facts, year)
    if options.uid and options.uid not in facts.roster.people:
        raise NotFoundError(f"名册里没有编号为“{options.uid[:40]}”的人员")
    accounts = (study.account(options.uid),) if options.uid else study.accounts
    blocks: list[Block] = []
    for number, account in enumerate(accounts):
        blocks += [PageBreak()] if number else []
        blocks += _card(account, year)
    return ReportDocument(
        title="党员学时登记表",
        subtitle=f"{year}年度",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year),
        form="sheet",
        blocks=tuple(blocks) or (Paragraph("（没有党员）", "plain"),),
    )


def _card(account: StudyAccount, year: int) -> tuple[Block, ...]:
    columns = (
        TableColumn("日期", 3.4, "center"),
        TableColumn("会议、培训名称", 19),
        TableColumn("学时", 2.6, "right"),
        TableColumn("怎样计算", 16),
    )
    rows = tuple((line.on[5:], line.title, hours_text(line.tenths), line.words) for line in account.lines)
    return (
        Fields(
            (
                (
                    Field("姓名", account.label),
                    Field("年度", str(year)),
                    Field("应达学时", str(account.required)),
                ),
                (
                    Field("已达学时", hours_text(account.reached)),
                    Field("还缺学时", hours_text(account.missing)),
                    Field("说明", account.exempt),
                ),
            ),
            label_width=4.5,
        ),
        Table(
            columns,
            rows,
            ("", "合计", hours_text(account.reached), ""),
            size="small",
            empty="（没有学时）",
        ),
        Paragraph(_notes(account), "note"),
        SignatureLine(("本人（签名）", "党支部书记（签名）"), dated=True),
    )


def _notes(account: StudyAccount) -> str:
    untimed = f"另有{len(account.untimed)}次会议没有写起止时间，没有计入。" if account.untimed else ""
    return f"{account.basis.text}。学时怎样折算由本支部设定（本地要求）。{untimed}"


def build_study_table(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """Members down, months across: hours of each month, what is asked for, reached and missing."""
    year = year_of(options, facts)
    study = StudyYear(facts, year)
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("姓名", 6),
        *(TableColumn(f"{month}月", 2.3, "right") for month in MONTHS),
        TableColumn("应达", 2.6, "right"),
        TableColumn("已达", 3, "right"),
        TableColumn("还缺", 3, "right"),
        TableColumn("说明", 8),
    )
    rows = tuple((str(number), *row) for number, row in enumerate(table_rows(study), start=1))
    return ReportDocument(
        title=f"{year}年党员学时汇总表",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year),
        landscape=True,
        form="sheet",
        blocks=(
            Table(columns, rows, size="small", empty="（没有党员）"),
            Paragraph(summary_of(study), "plain"),
            Paragraph(rules_of(study), "note"),
            SignatureLine(("党支部书记（签名）", "填表人（签名）"), dated=True),
        ),
    )


def table_titles() -> tuple[str, ...]:
    """The titles over `table_rows`."""
    return ("姓名", *(f"{month}月" for month in MONTHS), "应达", "已达", "还缺", "说明")


def table_rows(study: StudyYear) -> tuple[tuple[str, ...], ...]:
    """One row a member: the months, required, reached, missing, and why hours are not demanded."""
    return tuple(
        (
            account.label,
            *(hours_text(account.month(month)) if account.month(month) else "" for month in MONTHS),
            str(account.required),
            hours_text(account.reached),
            hours_text(account.missing) if account.missing else "",
            account.exempt,
        )
        for account in study.accounts
    )


def summary_of(study: StudyYear) -> str:
    """How many have reached what is asked of them, in a sentence."""
    asked = [account for account in study.accounts if not account.exempt]
    done = sum(not account.missing for account in asked)
    others = len(study.accounts) - len(asked)
    more = f"，另有{others}人不作硬性要求或不满一年" if others else ""
    return f"{study.year}年应达到学时的党员{len(asked)}人，已达到{done}人，还缺{len(asked) - done}人{more}。"


def rules_of(study: StudyYear) -> str:
    """What the hours rest on, in a sentence."""
    return (
        f"党员每年不少于32学时（《中国共产党党员教育管理工作条例》第二十条），书记、支委56学时（全国党员教育培训工作规划）；"
        f"{study.rules.minutes}分钟为1学时，培训一天{study.rules.day}学时，一天最多计{study.rules.day}学时（本地要求）。"
        "会议按记录的起止时间和到会名单自动折算。"
    )


def build_certificates(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """Who was trained where in a year, with the numbers of the certificates."""
    year = year_of(options, facts)
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("姓名", 4),
        TableColumn("培训（学习）名称", 12),
        TableColumn("举办单位", 9),
        TableColumn("起止日期", 8, "center"),
        TableColumn("学时", 3, "right"),
        TableColumn("证书编号", 7),
        TableColumn("测试结果", 4),
    )
    rows = _certificates(StudyYear(facts, year))
    numbered = tuple((str(number), *row) for number, row in enumerate(rows, start=1))
    return ReportDocument(
        title=f"{year}年党员教育培训证书登记表",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year),
        landscape=True,
        form="sheet",
        blocks=(
            Table(columns, numbered, empty="（没有登记培训）"),
            Paragraph("证书、通知的扫描件附在各条记录后面。", "note"),
            SignatureLine(("党支部书记（签名）", "填表人（签名）")),
        ),
    )


def _certificates(study: StudyYear) -> list[tuple[str, ...]]:
    """Everybody's course of the year up to today, in the order of its days and then of strokes."""
    facts = study.facts
    return [
        (
            study.view.label_of(participant.person),
            course.title,
            course.organizer,
            "—".join(dict.fromkeys((course.begins_on[5:], (course.ends_on or course.begins_on)[5:]))),
            hours_text(study.tenths_of(course, participant)),
            participant.certificate_number,
            participant.result,
        )
        for course in facts.study.courses
        if course.begins_on[:4] == study.view.period and course.begins_on <= facts.today.isoformat()
        for participant in sorted(
            (each for each in course.participants if each.person in facts.roster.people),
            key=lambda each: study.view.name_key(each.person),
        )
    ]
