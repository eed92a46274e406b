"""个人信息安全事件告知书: the words by which somebody is told, with what is not known left to be written by hand."""

from db.reports.document import Paragraph, ReportDocument, RuledLines
from db.reports.source import PrintOptions, ReportSource
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts
from db.rules.library import regulation

_TO_WRITE = (
    "出了什么事、什么时候、什么原因：",
    "涉及您的哪些信息：",
    "可能有什么影响：",
    "支部已经采取的措施：",
    "请您自己注意的（例如防止冒名来电、更换密码）：",
    "有疑问请联系（姓名、电话）：",
)
NO_ADVICE = "本文只是供改写的底稿，不是法律意见；要不要发、由谁发，以上级和本单位的规定为准。"


def build_incident_notice(_source: ReportSource, facts: Facts, _options: PrintOptions) -> ReportDocument:
    """The notice, to nobody yet."""
    law = regulation("PIPL").title
    lines = [RuledLines(3, f"{number}. {words}") for number, words in enumerate(_TO_WRITE, start=1)]
    return ReportDocument(
        title="个人信息安全事件告知书",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, facts.today.year),
        form="sheet",
        blocks=(
            Paragraph("＿＿＿＿＿＿同志：", "plain"),
            Paragraph("支部保管的党员信息发生了下面的情况，现告知您。"),
            *lines,
            Paragraph(facts.profile.name, "signature"),
            Paragraph("　　年　　月　　日", "signature"),
            Paragraph(f"{NO_ADVICE}各项按{law}第五十七条的大意（未对照原文）列出。", "note"),
        ),
    )
