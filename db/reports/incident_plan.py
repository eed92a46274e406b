"""个人信息安全事件处置单: one page with what is known of the branch filled in, the steps, and room to write.

Nobody's telephone number is made up: contacts are written by hand. It is a working paper and no legal advice.
"""

from db.privacy.holdings import people_words, sensitive_holdings
from db.reports.document import (
    Field,
    Fields,
    Notice,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.source import PrintOptions, ReportSource
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts
from db.rules.library import regulation

_STEPS = (
    ("断开", "拔掉网线、优盘，按Ctrl+L锁定；不要重装、不要删文件"),
    ("记录", "打印操作登记表，抄下登记号；核对台账和操作登记有没有被动过"),
    ("查清", "打印U盘遗失情况表、提供登记表：丢了什么、涉及谁"),
    ("止住", "停用丢失的电脑，改口令，换恢复表；发出去的文件追回、删除"),
    ("报告上级", "向上级党组织报告，按上级和本单位的规定报主管部门"),
    ("通知本人", "涉及什么、什么原因、有什么影响、采取了什么措施、找谁问"),
    ("改正归档", "写明原因和改正的办法，本单连同打印件一并归档"),
)
_COLUMNS = (
    TableColumn("步骤", 4),
    TableColumn("怎样做", 20),
    TableColumn("谁做", 4),
    TableColumn("何时", 4),
)
_TO_WRITE = (
    (Field("发现时间地点", ""), Field("谁发现的", "")),
    (Field("出了什么事", "", lines=2),),
    (Field("涉及谁、几人", ""), Field("涉及什么", "")),
    (Field("报告谁、何时", ""), Field("通知本人", "")),
)
_LABEL = 6.0  # characters
_MOST_NAMED, _MOST_HOLDERS = 4, 2
NO_ADVICE = "本单只是支部的办事提示，不是法律意见；怎样报告、由谁通知，以上级和本单位的规定为准。"


def build_incident_plan(source: ReportSource, facts: Facts, _options: PrintOptions) -> ReportDocument:
    """The page as of today."""
    law = regulation("PIPL").title
    return ReportDocument(
        title="个人信息安全事件处置单",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, facts.today.year),
        form="sheet",
        blocks=(
            Notice("先断开、先记录，再查清；拿不准的先报告上级，不要自己悄悄处理。"),
            Fields((*_known(source, facts), *_TO_WRITE), label_width=_LABEL),
            Table(_COLUMNS, tuple((*step, "", "") for step in _STEPS), size="small"),
            Paragraph(f"{NO_ADVICE}可对照{law}第五十一条、第五十七条（第五十七条未对照原文）。", "note"),
            SignatureLine(("填写人", "支部书记"), dated=True),
        ),
    )


def held_words(source: ReportSource) -> str:
    """What the books hold, in one sentence; the ledgers with sensitive facts by name."""
    named = [f"{each.title}{each.count}条" for each in sensitive_holdings(source.rows)]
    further = f"；要特别小心的：{'、'.join(named[:_MOST_NAMED])}{'等' if len(named) > _MOST_NAMED else ''}"
    return people_words(source.rows) + (further if named else "")


def holders_words(source: ReportSource) -> str:
    """Who holds copies, the first few by name."""
    found = source.holders()
    named = "；".join(
        f"{each.who}{f'（{each.note}）' if each.note else ''}" for each in found[:_MOST_HOLDERS]
    )
    return f"{named}；共{len(found)}处，见个人信息清单" if len(found) > _MOST_HOLDERS else named


def secretary_of(facts: Facts) -> str:
    """The name of today's secretary; "" where there is none."""
    uid = facts.roster.holder_on("secretary", facts.today)
    person = facts.roster.people.get(uid) if uid else None
    return person.name if person else ""


def _known(source: ReportSource, facts: Facts) -> tuple[tuple[Field, ...], ...]:
    profile = source.rows("branch")
    superior = profile[0].text("superior") if profile else ""
    return (
        (Field("支部名称", facts.profile.name),),
        (Field("支部书记", secretary_of(facts)), Field("书记电话", "")),
        (Field("上级党组织", superior),),
        (Field("上级联系人", ""), Field("上级电话", "")),
        (Field("管电脑的人", ""), Field("电话", "")),
        (Field("台账里有什么", held_words(source)),),
        (Field("谁手里有", holders_words(source)),),
    )
