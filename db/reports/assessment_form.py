"""个人信息保护影响评估表: what the program knows of the branch's books is filled in, the judging is left to people.

The questions are the three of article 56 as generally known (not seen); room to write is left to each.
"""

from db.privacy.holdings import people_words, sensitive_holdings
from db.privacy.personal_fields import personal_groups
from db.reports.document import (
    Field,
    Fields,
    Heading,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.handing_on import reported_words
from db.reports.incident_plan import holders_words, secretary_of
from db.reports.source import PrintOptions, ReportSource
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts
from db.rules.library import regulation

_MEASURES = (
    ("加密", "数据库、附件、备份和数据包都加密；一人一个口令，口令和恢复表都丢了谁也打不开"),
    ("最少", "身份证号、电话默认遮盖，看完整号码要写理由并登记；没有用的项可以不填"),
    ("权限", "无人时自动锁定；丢失或换人的电脑可以停用；乡镇只收到上报的几项"),
    ("留痕", "谁打开、查看、导出、打印、交出过什么都有登记，改动历史逐条可查"),
    ("不丢", "自动备份，可设第二处备份；程序自己从不连接网络"),
    ("本人权利", "查阅件一键打印，更正留痕，依法删除后列出还留有信息的地方"),
)
_QUESTIONS = (
    (
        "目的和方式是否合法、正当、必要",
        "有没有不该收、不再用的项；收的时候告诉本人了没有",
    ),
    (
        "对本人权益的影响和风险",
        "谁知道口令；电脑、U盘、打印件和导出的表格放在哪里、用完怎样处理",
    ),
    (
        "保护措施是否有效、与风险相适应",
        "口令、恢复表、备份多久检查一次；出了事谁负责",
    ),
)
_ASKED = (TableColumn("评估什么", 8), TableColumn("要看的", 10), TableColumn("情况和判断（手写）", 14))
_HELD = (TableColumn("要特别小心的台账", 10), TableColumn("现有", 4, "right"), TableColumn("内容", 18))
_ROOM = 32.0  # millimetres to write in
_DONE = (TableColumn("措施", 4), TableColumn("程序已经做的", 28))
NO_ADVICE = "预填的是程序知道的情况，判断由支部和上级作出；本表不是法律意见。"


def build_assessment_form(source: ReportSource, facts: Facts, _options: PrintOptions) -> ReportDocument:
    """The form as of today."""
    law = regulation("PIPL").title
    held = tuple((each.title, f"{each.count}条", each.what) for each in sensitive_holdings(source.rows))
    return ReportDocument(
        title="个人信息保护影响评估表",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, facts.today.year),
        form="sheet",
        blocks=(
            Fields(_known(source, facts)),
            Heading("要特别小心的"),
            Table(_HELD, held, size="small", empty="（除名册外没有）"),
            Heading("已有的保护措施"),
            Table(_DONE, _MEASURES, size="small"),
            Heading("评估（手写）"),
            Table(_ASKED, tuple((*each, "") for each in _QUESTIONS), row_height=_ROOM, size="small"),
            Fields(((Field("结论", "□可以继续　□改正以后继续　□停止"),), (Field("要改正的", "", 2),))),
            Paragraph(
                f"{NO_ADVICE}三个问题按{law}第五十五条、第五十六条的大意（未对照原文）列出；评估表和处理记录至少留三年。",
                "note",
            ),
            *(SignatureLine((f"{who}（签名）",), dated=True) for who in ("评估人", "支部书记")),
        ),
    )


def _known(source: ReportSource, facts: Facts) -> tuple[tuple[Field, ...], ...]:
    return (
        (Field("支部名称", facts.profile.name),),
        (Field("负责人", secretary_of(facts)), Field("评估日期", "")),
        (Field("处理什么", f"党员教育管理台账，共{len(personal_groups())}类个人信息，见个人信息清单"),),
        (Field("涉及的人", people_words(source.rows)),),
        (Field("交给谁", _given_to(source)),),
        (Field("谁手里有", holders_words(source)),),
        (Field("为什么评估", "□例行　□新增一种台账或用途　□交给别的单位　□出过事　□其他"),),
    )


def _given_to(source: ReportSource) -> str:
    units = dict.fromkeys(each.to for each in source.handed_on() if each.kind == "rollup" and each.to)
    if not units:
        return "没有向别的单位上报过；导出、打印见个人信息提供登记表"
    return f"{'、'.join(units)}（{reported_words()}）；导出、打印见个人信息提供登记表"
