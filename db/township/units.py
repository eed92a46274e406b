"""The branches of a township: which are expected to report, and the township's own remarks."""

from collections.abc import Iterable

from db import limits
from db.errors import LedgerError, NotFoundError
from db.services.branch import Branch
from db.services.trail import note_within
from db.township.folder import count_change, need_township
from db.township.overview import EXPECTED
from db.township.tables import PARTS, ROLL_UP, SIGNER, UNIT

LONGEST_REMARK = 400


def expect(branch: Branch, names: Iterable[str]) -> tuple[str, ...]:
    """Enter branches that ought to report, by full name; returns those that were not there yet.

    LedgerErrors: not_a_township, invalid.
    """
    need_township(branch)
    wanted = [name.strip() for name in names]
    bad = next((each for each in wanted if not 0 < len(each) <= limits.ACTOR_CHARACTERS), None)
    if bad is not None or not all(each.isprintable() for each in wanted):
        raise LedgerError("invalid", "支部的名称应是一行文字", "没有改动任何内容", "请改正后重试")
    with branch.database.transaction() as connection:
        held = {row.name for row in connection.execute(UNIT.select())}
        added = [name for name in dict.fromkeys(wanted) if name not in held]
        for name in added:
            connection.execute(UNIT.insert().values(unit=f"{EXPECTED}{name}", name=name))
    count_change(branch)
    return tuple(added)


def forget(branch: Branch, unit: str) -> int:
    """Leave a branch out that was dissolved, or whose PC was lost: everything it reported goes, and its PCs are believed
    no more until their six groups were compared again. `unit` is its uid, or the name of an expected one. Returns how
    many rows went. LedgerErrors: not_a_township, not_found.
    """
    need_township(branch)
    units = (unit, f"{EXPECTED}{unit}")
    with branch.database.transaction() as connection:
        gone = sum(
            connection.execute(table.delete().where(table.c.unit.in_(units))).rowcount
            for table in (UNIT, SIGNER, ROLL_UP, *PARTS.values())
        )
        if not gone:
            raise NotFoundError(f"没有编号或名称为“{unit[:30]}”的支部", "用 township overview 查看")
        note_within(branch, connection, "settings", "不再汇总", unit)
    count_change(branch)
    return gone


def set_remark(branch: Branch, unit: str, text: str) -> None:
    """The township's own note on a branch; a roll-up never touches it. LedgerErrors: not_a_township, invalid."""
    need_township(branch)
    if len(text) > LONGEST_REMARK:
        raise LedgerError("invalid", f"备注超过{LONGEST_REMARK}字", "没有改动任何内容", "请写短一些")
    with branch.database.transaction() as connection:
        connection.execute(UNIT.update().where(UNIT.c.unit == unit).values(remark=text.strip()))
    count_change(branch)
