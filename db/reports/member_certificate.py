"""党员证明信: for a member who is away less than six months and keeps the affiliation here (FLOW06)."""

from datetime import date

from db.arithmetic.days import day_text
from db.changes import Row
from db.reports.document import Paragraph, ReportDocument, SignatureLine
from db.reports.source import PrintOptions, ReportSource, row_of
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts

_STAGES = {"full": "正式党员", "probationary": "预备党员"}


def build_member_certificate(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The certificate for the absence named by `uid`."""
    return member_certificate(row_of(source, "mobile_member", options.uid), facts)


def member_certificate(row: Row, facts: Facts) -> ReportDocument:
    """Who it is, since when away and where; it gives no vote there, and says so."""
    until = day_text(row.text("until")) if row.get("until") else "　　　　年　　月　　日"
    since = day_text(row.text("since")) if row.get("since") else "　　　　"
    return ReportDocument(
        title="党员证明信",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, facts.today.year),
        blocks=(
            Paragraph(f"{row.text('other_branch') or '　　　　　　　　　　'}：", "plain"),
            Paragraph(
                f"兹证明{row.get('person') or '　　　'}同志系中共{_stage(row, facts.today, facts)}，"
                f"组织关系在{facts.profile.name}。该同志因{row.text('occupation') or '　　　　'}，"
                f"于{since}至{until}在{row.text('place') or '　　　　　　'}，请安排其参加党的组织生活。"
            ),
            Paragraph("本证明信不作为转移组织关系的凭证；该同志在你处没有表决权、选举权和被选举权。"),
            SignatureLine(("（盖章）",)),
            Paragraph(day_text(facts.today.isoformat()), "signature"),
        ),
    )


def _stage(row: Row, day: date, facts: Facts) -> str:
    person = row.get("person")
    known = person is not None and person.uid in facts.roster.people
    return _STAGES.get((facts.roster.stage_on(person.uid, day) or "") if known else "", "党员")
