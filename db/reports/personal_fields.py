"""个人信息清单: which personal facts the ledgers hold, what for, how long, who has them, and what leaves in a roll-up."""

from db.privacy.personal_fields import MARKS, PersonalGroup, beside, personal_groups, retentions
from db.reports.document import Block, Heading, Paragraph, ReportDocument, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts
from db.rules.library import regulation

LAW = "PIPL"
NO_ADVICE = "本表是支部自己的工作材料，不是法律意见；敏感一栏是本程序的对待办法，不是法律认定。"
_GROUPS = (
    TableColumn("台账", 5),
    TableColumn("有哪些项", 16),
    TableColumn("用途", 8),
    TableColumn("依据", 11),
    TableColumn("敏感、遮盖", 6),
    TableColumn("随上报带出", 5),
)
_RETENTIONS = (
    TableColumn("台账", 11),
    TableColumn("现有", 4, "right"),
    TableColumn("保管期限", 5),
    TableColumn("为什么不能随便删", 31),
)
_BESIDE = (
    TableColumn("台账以外", 7),
    TableColumn("有什么", 14),
    TableColumn("用途", 10),
    TableColumn("在哪里", 12),
    TableColumn("留多久", 9),
)
_HOLDERS = (TableColumn("谁手里有", 16), TableColumn("有什么", 20), TableColumn("情况", 16))
_LAW = (TableColumn("条", 5), TableColumn("大意", 40), TableColumn("核对", 5))


def build_personal_fields(source: ReportSource, facts: Facts, _options: PrintOptions) -> ReportDocument:
    """The list as of today. Nobody is named in it but the PCs' users."""
    counts = {key: len(source.rows(key)) for each in retentions() for key in each.ledgers}
    return ReportDocument(
        title="个人信息清单",
        subtitle="谁持有什么、做什么用、依据什么、留多久",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, facts.today.year),
        landscape=True,
        form="sheet",
        blocks=(
            Heading("谁手里有"),
            Table(_HOLDERS, tuple((h.who, h.what, h.note) for h in source.holders()), size="small"),
            Heading("台账里的个人信息"),
            Table(_GROUPS, tuple(map(group_texts, personal_groups())), size="small"),
            Heading("台账以外的个人信息"),
            Table(
                _BESIDE, tuple((b.what, b.facts, b.purpose, b.where, b.kept) for b in beside()), size="small"
            ),
            Heading("保管期限"),
            Table(_RETENTIONS, tuple(_retention(counts)), size="small"),
            Paragraph("保管期限是本程序装盒时用的，以本单位的归档范围和保管期限表为准。", "note"),
            Heading("有关的法条"),
            *law_blocks(),
            Paragraph(NO_ADVICE, "note"),
        ),
    )


def law_blocks() -> tuple[Block, ...]:
    """The articles in our own words, each with what was seen of it."""
    law = regulation(LAW)
    rows = tuple((each.number, each.text, MARKS[each.mark]) for each in law.articles)
    words = (
        f"{law.title}（{law.edition}），用自己的话转述；标“{MARKS['K']}”的没有对照过原文，引用以前请核对。"
    )
    return Table(_LAW, rows, size="small"), Paragraph(words, "note")


def group_texts(group: PersonalGroup) -> tuple[str, ...]:
    """A group as texts: ledger, fields (what must be filled in is said), purpose, basis, care taken, what leaves."""
    titles = "、".join(f"{title}（必填）" if title in group.required else title for title in group.titles)
    care = [group.sensitive and f"敏感：{group.sensitive}", group.masked and "显示、打印都遮盖"]
    return (
        group.ledger_title,
        titles if len(group.titles) == 1 and not group.required else f"{group.what}：{titles}",
        group.purpose,
        group.basis,
        "；".join(each for each in care if each),
        "、".join(group.reported) or "不带出",
    )


def _retention(counts: dict[str, int]) -> list[tuple[str, ...]]:
    return [
        (each.title, f"{sum(counts[key] for key in each.ledgers)}条", each.retention, each.kept)
        for each in retentions()
    ]
