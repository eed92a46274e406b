"""党员信息卡 on one sheet of A4: who it is, how it came about, and what the year holds; never a whole number."""

from db.arithmetic.days import day_text
from db.changes import Row
from db.ledgers import by_key
from db.reports.document import Field, Fields, Paragraph, ReportDocument, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource, day_of, row_of
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts
from db.rules.member_card import CardBlock, member_blocks
from db.services.presenting import shown_text

MOST_LINES = 3  # of a block on paper; how many more there are is said
MOST_OF_HISTORY = 8
_HISTORY, _SUM_ALONE = "history", ("meetings", "dues")  # what twelve lines of a year say is in their sum
_FIELDS = (
    (("name", "姓名"), ("sex", "性别")),
    (("ethnicity", "民族"), ("native_place", "籍贯")),
    (("born_on", "出生日期"), ("age", "年龄")),
    (("id_number", "公民身份号码"), ("phone", "联系电话")),
    (("education", "学历"), ("occupation", "工作岗位")),
    (("stage", "人员类别"), ("roll_status", "党籍状态")),
    (("admitted_on", "入党日期"), ("promoted_on", "转正日期")),
    (("standing_years", "党龄"), ("group", "所在党小组")),
    (("address", "家庭住址"), ("flags", "情况标记")),
)


def build_member_card(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The card of the person named by `uid`, as of the day chosen."""
    day, row = day_of(options, facts), row_of(source, "person", options.uid)
    blocks = {block.key: block for block in member_blocks(facts, source.rows, options.uid, day)}
    history = blocks.pop(_HISTORY, None)
    columns = (TableColumn("项目", 6), TableColumn("记录", 30))
    rows = tuple((block.title, _told(block)) for block in (history, *blocks.values()) if block)
    photo = source.portrait(options.uid) or b""
    return ReportDocument(
        title="党员信息卡",
        subtitle=f"截至{day_text(day.isoformat())}",
        responsible=responsible_of(facts),
        dated_on=day.isoformat(),
        header=header_of(facts, day.year),
        form="sheet",
        blocks=(
            Fields(_rows(row), label_width=5.0, picture=photo),
            Table(columns, rows, size="small"),
            Paragraph("号码已遮盖。各项的原始记录在支部台账里，可逐条打开。", "note"),
        ),
    )


def _rows(row: Row) -> tuple[tuple[Field, ...], ...]:
    return tuple(tuple(Field(title, _shown(row, key)) for key, title in line) for line in _FIELDS)


def _shown(row: Row, key: str) -> str:
    text = shown_text(by_key("person"), row, key)
    return f"{text}年" if text and key == "standing_years" else text


def _told(block: CardBlock) -> str:
    """A block in a few words: its sum, then the newest lines (of a history the last ones, in their order)."""
    parts = [block.summary] if block.summary else []
    is_history = block.key == _HISTORY
    lines = block.lines[-MOST_OF_HISTORY:] if is_history else block.lines[:MOST_LINES]
    shown = () if block.key in _SUM_ALONE and block.summary else lines
    parts += [f"{line.on or ('日期不详' if is_history else '')} {line.words}".strip() for line in shown]
    if shown and len(block.lines) > len(shown):
        parts.append(f"{'更早的' if is_history else '另有'}{len(block.lines) - len(shown)}项")
    return "；".join(parts) or block.nothing
