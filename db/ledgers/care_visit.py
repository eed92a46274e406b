"""走访慰问: visits to members in hardship, old or ill members; money in fen."""

from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record

REASONS = choices(
    festival="节日慰问",
    illness="生病住院",
    bereavement="亲属去世",
    hardship="生活困难",
    old_member="老党员",
    political_birthday="政治生日",
    lesson_at_home="送学上门",
    other="其他",
)


class CareVisit(Record, table=True):
    """One visit."""

    __tablename__ = "care_visit"

    visited_on: str | None = column("走访日期", Kind.DAY, required=True)
    person_uid: str | None = column("走访对象", Kind.PERSON, required=True)
    reason: str = column("事由", Kind.CHOICE, choices=REASONS, default="hardship")
    words: str | None = column("情况", Kind.LONG_TEXT, searched=True)
    amount_fen: int | None = column("慰问金（元）", Kind.MONEY, key="amount")
    gift: str | None = column("慰问品")
    note: str | None = column("备注", Kind.LONG_TEXT)


SPEC = LedgerSpec(
    key="care_visit",
    title="走访慰问",
    record=CareVisit,
    columns=(
        Column("visited_on", 6),
        Column("person", 5),
        Column("reason", 5),
        Column("visitors", 8),
        Column("words", 14),
        Column("amount", 4, right=True),
        Column("gift", 6, shown=False),
    ),
    form=(
        FormGroup("走访", ("visited_on", "person", "visitors", "reason")),
        FormGroup("情况", ("words", "amount", "gift", "note")),
    ),
    sort="visited_on",
    box="dues",
    place="members",
    merge=MergePolicy(identity=("visited_on", "person")),
    extra=(FieldSpec("visitors", "走访人", Kind.PEOPLE),),
    day="visited_on",
    summary=("person", "visited_on", "reason"),
    attachments=("照片", "签收单"),
    notes="困难党员、老党员、生病党员的走访慰问，慰问金和签收单一并留存。",
    inspected="困难党员和老党员本年是否走访，慰问金有没有本人签收。",
)
