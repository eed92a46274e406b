"""The township's tables: the same on SQLite (encrypted, the default) and on PostgreSQL.

They stand in a METADATA of their own, so that no branch has them and nothing of them is journaled: the branch is the
only writer of its partition, and a roll-up can be taken in again. Therefore they need no chain of migrations either: the
tables are made where they are missing, a version is kept beside them, and a change that more than adds a table drops
the partitions, which the branches' next roll-ups fill again. A test compares the tables with what is written here.
"""

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, MetaData, Table, Text, inspect

from db.errors import LedgerError
from db.exchange.snapshot import SECTIONS

VERSION = 1
METADATA = MetaData(
    naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"}
)


def _text(name: str, *, key: bool = False) -> Column[str]:
    if key:
        return Column(name, Text, primary_key=True)
    return Column(name, Text, nullable=False, server_default="")


def _number(name: str, *, key: bool = False) -> Column[int]:
    if key:
        return Column(name, Integer, primary_key=True, autoincrement=False)
    return Column(name, Integer, nullable=False, server_default="0")


STATE = Table("t_state", METADATA, _text("name", key=True), _text("value"))
UNIT = Table(  # a branch that has reported, or that is expected to (then `unit` is "expected:" and its name)
    "t_unit",
    METADATA,
    _text("unit", key=True),
    _text("name"),
    _text("remark"),  # the township's own note
    _text("first_at"),
)
SIGNER = Table(  # a PC of a branch that is believed here
    "t_signer",
    METADATA,
    _text("site", key=True),
    _text("unit"),
    _text("sign_key"),
    _text("name"),
    _text("trusted_at"),
)
ROLL_UP = Table(  # the partition that is held: one for each branch and scope
    "t_roll_up",
    METADATA,
    _text("unit", key=True),
    _text("scope", key=True),
    _number("generation"),
    _text("package"),
    _text("site"),
    _text("made_on"),
    _number("year"),
    _text("received_at"),
    _text("application"),
    Column("score", Integer),  # tenths of a point
    _number("member_count"),
    _number("probationary_count"),
    _number("female_count"),
    _number("under_35_count"),
    _number("from_60_count"),
    _number("applicant_count"),
    _number("group_count"),
)
PARTS = {
    section: Table(
        f"t_{section}",
        METADATA,
        _text("unit", key=True),
        _text("scope", key=True),
        _number("position", key=True),
        *(_text(name) if kind is str else _number(name) for name, kind in columns.items()),
    )
    for section, columns in SECTIONS.items()
}
MEMBERS, MEETINGS, DUTIES, FINDINGS, SCORES = (PARTS[section] for section in SECTIONS)
Index("ix_t_members_token", MEMBERS.c.token)
ITEM = Table(  # what is handed down, every version
    "t_item",
    METADATA,
    _text("item", key=True),
    _number("version", key=True),
    _text("kind"),
    _text("title"),
    _text("text"),
    _text("due_on"),
    _text("file"),
    Column("content", LargeBinary, nullable=False),
    _text("published_at"),
    _text("withdrawn_at"),
)
SERVED = (UNIT, ROLL_UP, MEETINGS, DUTIES, FINDINGS, SCORES)
"""What goes to PostgreSQL: the overview. Names of members, their numbers' ends and the keys stay in the encrypted file."""


def make_tables(connection: Connection, *, only_served: bool = False) -> None:
    """Make what is missing, in the open transaction. LedgerError `too_new` where a newer program made the tables."""
    tables = [STATE, *SERVED] if only_served else list(METADATA.sorted_tables)
    if not inspect(connection).has_table(STATE.name):
        METADATA.create_all(connection, tables=tables)
        connection.execute(STATE.insert().values(name="version", value=str(VERSION)))
        return
    held = connection.execute(STATE.select().where(STATE.c.name == "version")).first()
    if held is not None and int(held.value) > VERSION:
        raise LedgerError(
            "too_new",
            "汇总表是用更新版本的程序保存的，这个版本打不开",
            "汇总没有改动",
            "请安装最新版本的支部台账后再打开",
        )
    METADATA.create_all(connection, tables=tables)
