"""节假日: the working-day calendar, seeded from the published arrangements and editable; years without data are 暂算."""

from db.fields import Kind, column
from db.ledger_spec import Column, FormGroup, LedgerSpec
from db.records.base import Record


class Holiday(Record, table=True):
    """One day that differs from the weekly rule; its uid follows from the day, so two PCs write the same row."""

    __tablename__ = "holiday"

    day: str | None = column("日期", Kind.DAY, required=True)
    is_workday: bool = column("上班（调休）", Kind.BOOLEAN)
    name: str | None = column("名称", searched=True)
    source: str | None = column("依据", hint="如：国办发明电〔2025〕7号")


SPEC = LedgerSpec(
    key="holiday",
    title="节假日",
    record=Holiday,
    columns=(Column("day", 6), Column("name", 8), Column("is_workday", 5), Column("source", 14)),
    form=(FormGroup("节假日", ("day", "is_workday", "name", "source")),),
    sort="day",
    box="",
    place="settings",
    day="day",
    identity="day",
    summary=("day", "name"),
    notes="法定节假日和调休上班日，用来计算工作日；当年通知还没公布时按周末暂算，公布后请在这里补上。",
    inspected="",
    retention="10年",
)
