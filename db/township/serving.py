"""The overview on PostgreSQL, where one PC is not enough: the same tables, filled from the township's encrypted file.

The program never calls anywhere by itself: it connects only to a database whose address a person has typed, and only to
one of this kind. The address with its password is kept in the encrypted settings and nowhere else; the trail says where
to, without the password. Members' names and the ends of their numbers stay in the encrypted file (see `tables.SERVED`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import URL, Connection, create_engine, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from db.errors import LedgerError
from db.services.branch import Branch
from db.services.settings import set_setting, setting
from db.services.trail import note
from db.township.folder import need_township
from db.township.overview import BranchStanding, standings
from db.township.tables import ROLL_UP, SERVED, STATE, UNIT, make_tables
from db.township.wording import wording

DRIVER = "postgresql+psycopg"
SECONDS_TO_CONNECT = 10
_SETTING, _SOURCE = "township.database", "township.read_from"
_KEPT = "本机的汇总没有改动"


@dataclass(frozen=True, slots=True)
class Served:
    """Where to (without the password), how many branches are there now and how many were brought up to date."""

    place: str
    branches: int
    changed: int


def serve(branch: Branch, url: str | None = None) -> Served:
    """Bring the tables on PostgreSQL up to date; a `url` is remembered for the next times.

    LedgerErrors: not_a_township, invalid_database (another kind of address), no_database (none given yet),
    database_unreachable, other_township, too_new.
    """
    need_township(branch)
    known = setting(branch, _SETTING)
    wanted = url or known
    if wanted is None:
        raise LedgerError(
            "no_database",
            "还没有写明送到哪个数据库",
            _KEPT,
            f"请写 township serve-to {DRIVER}://用户:口令@主机/库",
        )
    with _connected(wanted) as remote:
        make_tables(remote, only_served=True)
        _claim(branch, remote)
        changed = _bring_up_to_date(branch.database.connection, remote)
        _keep_state(remote, "stale_days", str(wording(branch, "overview.stale_days")))
        count = len(remote.execute(select(ROLL_UP.c.unit).distinct()).all())
    place = place_of(wanted)
    if url is not None and url != known:
        set_setting(branch, _SETTING, url)
        note(branch, "settings", "汇总送到数据库", place)
    return Served(place, count, changed)


def serve_quietly(branch: Branch) -> str:
    """The same after taking in, where a database is remembered; a failure is a sentence and stops nothing."""
    if setting(branch, _SETTING) is None:
        return ""
    try:
        return f"已送到数据库 {serve(branch).place}。"
    except LedgerError as error:
        return f"没有送到数据库：{error.message}"


def stop_serving(branch: Branch) -> None:
    """Forget the database; what stands there stays."""
    need_township(branch)
    set_setting(branch, _SETTING, None)
    note(branch, "settings", "汇总送到数据库", "停止")


def serving_to(branch: Branch) -> str:
    """Where the overview is served to, without the password; "" for nowhere."""
    known = setting(branch, _SETTING)
    return place_of(known) if known else ""


def read_from(branch: Branch, url: str | None) -> str:
    """Let the pages and papers of this folder show what stands on a database that another PC serves, None: its own
    again; returns the place. LedgerErrors: not_a_township, invalid_database, database_unreachable."""
    need_township(branch)
    if url is not None:
        with _connected(url) as remote:
            standings(remote, branch.today)
    set_setting(branch, _SOURCE, url)
    place = place_of(url) if url else ""
    note(branch, "settings", "从数据库看汇总", place or "停止")
    return place


def reading_from(branch: Branch) -> str:
    """Which database the overview is read from, without the password; "" for the folder's own tables."""
    known = setting(branch, _SOURCE)
    return place_of(known) if known else ""


@contextmanager
def overview_source(branch: Branch) -> Iterator[Connection]:
    """Where the overview is read: the folder's own tables, or the database that `read_from` names."""
    known = setting(branch, _SOURCE)
    if known is None:
        yield branch.database.connection
        return
    with _connected(known) as remote:
        yield remote


def served_standings(url: str, today: date) -> tuple[tuple[BranchStanding, ...], int]:
    """The overview as it stands on PostgreSQL, and after how many days silence counts; no data folder is opened."""
    with _connected(url) as remote:
        held = dict(_states(remote))
        return standings(remote, today), int(held.get("stale_days", 35))


# --- the address ----------------------------------------------------------------------------------------------
def read_address(text: str) -> URL:
    """The address; LedgerError `invalid_database` for any other kind of database or for none."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise _invalid() from error
    if url.drivername not in (DRIVER, "postgresql") or not url.database:
        raise _invalid()
    return url.set(drivername=DRIVER)


def _invalid() -> LedgerError:
    return LedgerError(
        "invalid_database", "这不是 PostgreSQL 数据库的地址", _KEPT, f"请写作 {DRIVER}://用户:口令@主机/库"
    )


def place_of(text: str) -> str:
    """The address as it may be shown: without the password."""
    url = read_address(text)
    return URL.create(DRIVER, url.username, None, url.host, url.port, url.database).render_as_string()


@contextmanager
def _connected(text: str) -> Iterator[Connection]:
    """A transaction on the database; what goes wrong there becomes one sentence that shows no password."""
    url = read_address(text)
    try:
        engine = create_engine(url, connect_args={"connect_timeout": SECONDS_TO_CONNECT})
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()
    except SQLAlchemyError as error:
        raise LedgerError(
            "database_unreachable",
            f"数据库 {place_of(text)} 没有接受（{type(error).__name__}）",
            f"{_KEPT}，数据库里的内容也没有改一半",
            "请检查地址、口令和网络，或请数据库的管理人员查看",
        ) from error


# --- bringing up to date --------------------------------------------------------------------------------------
def _claim(branch: Branch, remote: Connection) -> None:
    """One database belongs to one township."""
    profile = branch.profile
    mine = profile.uid if profile else ""
    held = dict(_states(remote)).get("township")
    if held not in (None, mine):
        raise LedgerError("other_township", "这个数据库里已经有别的乡镇的汇总", _KEPT, "请用另一个数据库")
    _keep_state(remote, "township", mine)


def _states(remote: Connection) -> list[tuple[str, str]]:
    return [(row.name, row.value) for row in remote.execute(STATE.select())]


def _keep_state(remote: Connection, name: str, value: str) -> None:
    remote.execute(STATE.delete().where(STATE.c.name == name))
    remote.execute(STATE.insert().values(name=name, value=value))


def _bring_up_to_date(local: Connection, remote: Connection) -> int:
    """Replace the partitions that differ and take away those that are gone; returns how many differed."""
    ours, theirs = _partitions(local), _partitions(remote)
    differing = [key for key, package in ours.items() if theirs.get(key) != package]
    for unit, scope in (*differing, *(key for key in theirs if key not in ours)):
        for table in SERVED[1:]:
            remote.execute(table.delete().where(table.c.unit == unit, table.c.scope == scope))
    for unit, scope in differing:
        for table in SERVED[1:]:
            _copy(local, remote, table, (table.c.unit == unit) & (table.c.scope == scope))
    remote.execute(UNIT.delete())
    _copy(local, remote, UNIT, None)
    return len(differing)


def _partitions(connection: Connection) -> dict[tuple[str, str], str]:
    return {(row.unit, row.scope): row.package for row in connection.execute(ROLL_UP.select())}


def _copy(local: Connection, remote: Connection, table: Any, where: Any) -> None:
    query = table.select() if where is None else table.select().where(where)
    rows = [dict(row._mapping) for row in local.execute(query)]
    if rows:
        remote.execute(table.insert(), rows)
