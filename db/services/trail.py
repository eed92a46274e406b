"""The trail: who unlocked, looked at whole numbers, exported, printed or changed what, one row for each act.

Rows are only ever appended. Each carries a keyed hash over the row before it and its own content, so that a changed or
missing row shows; the end is kept beside them and printed in the foot of reports, so that a cut tail shows as well.
Texts are masked before they are stored. Everything is kept: cutting rows by age would rest on the wall clock, which
office PCs have wrong; three years of a busy branch are a few thousand short rows.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Row

from db.arithmetic.masking import mask_text
from db.errors import LedgerError
from db.journal.tables import TRAIL
from db.journal.transaction import canonical
from db.services.branch import Branch

ACTIONS: Mapping[str, str] = {
    "unlock": "打开台账",
    "failed_unlock": "口令输错",
    "view_full": "查看完整号码",
    "export": "导出",
    "print": "打印",
    "import": "导入",
    "undo_import": "撤销导入",
    "conflict": "处理冲突",
    "package_sent": "交出数据包",
    "package_received": "收到数据包",
    "erase": "清除个人信息",
    "backup": "备份",
    "restore": "恢复备份",
    "key_change": "口令与钥匙",
    "settings": "修改设置",
    "seal": "封存年度",
    "reopen": "重开年度",
}
"""Every act that leaves a row, with its title. Stored for ever: a word is never renamed."""
COALESCED = frozenset({"view_full"})  # one row for each person, record, reason and day
LONGEST = 200  # characters of a text
END = "trail_end"  # where this PC keeps the end of the chain
PREFIX = 10  # characters of the last hash that are printed
RECORD = re.compile(r"([a-z_]+):([\w-]+)", re.ASCII)  # how a row names the record it is about
_HEAD = re.compile(r"(\d+)-([0-9A-Fa-f]{6,64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One row. `object` is what the act was about ("person:UID", a file name), `fields` how much of it or which
    part, `reason` what the person gave; `at` an instant of this PC's clock, doubted where `clock_doubt` says so."""

    number: int
    at: str
    clock_doubt: bool
    site: str
    person: str
    action: str
    object: str
    fields: str = ""
    reason: str = ""

    @property
    def title(self) -> str:
        """The act in Chinese."""
        return ACTIONS.get(self.action, self.action)


def note(branch: Branch, action: str, object_: str, fields: str = "", reason: str = "") -> int:
    """Append a row, with what is being written or in a commit of its own; returns its number, or that of today's row
    it was coalesced with.

    LedgerError as from any write (disk_full, read_only).
    """
    with branch.database.joined() as connection:
        return note_within(branch, connection, action, object_, fields, reason)


def note_quietly(branch: Branch, action: str, object_: str, fields: str = "", reason: str = "") -> None:
    """The same for acts that must go on where the disk takes nothing more (opening, a saved backup)."""
    try:
        note(branch, action, object_, fields, reason)
    except LedgerError as error:
        if error.code not in ("disk_full", "read_only", "disk_failed"):
            raise


def note_within(
    branch: Branch, connection: Connection, action: str, object_: str, fields: str = "", reason: str = ""
) -> int:
    """Append a row inside a transaction that is open, so that the act and its row are saved together."""
    if action not in ACTIONS:
        raise ValueError(f"no such act: {action}")
    last = connection.execute(TRAIL.select().order_by(TRAIL.c.number.desc()).limit(1)).first()
    entry = _entry(branch, last.number + 1 if last else 1, action, (object_, fields, reason))
    if action in COALESCED:
        same = _same_today(connection, entry)
        if same is not None:
            return same
    previous = last.mac if last else ""
    mac = chained(branch.secret("trail"), previous, entry)
    connection.execute(
        TRAIL.insert().values(
            number=entry.number, wall=entry.at, clock_doubt=int(entry.clock_doubt), site=entry.site,
            person=entry.person, action=entry.action, object=entry.object, fields=entry.fields,
            reason=entry.reason, previous=previous, mac=mac,
        )
    )  # fmt: skip
    branch.journal.remember(END, f"{entry.number}-{mac}")
    return entry.number


def read_trail(branch: Branch, limit: int | None = None, action: str = "") -> tuple[TrailEntry, ...]:
    """The rows, newest first; of one act where it is named."""
    query = TRAIL.select().order_by(TRAIL.c.number.desc()).limit(limit)
    if action:
        query = query.where(TRAIL.c.action == action)
    return tuple(_read(row) for row in branch.database.connection.execute(query))


def trail_head(branch: Branch) -> str:
    """The end of the trail in short ("37-4f2a9c10b7"), for the foot of reports and for packages; "" without rows."""
    last = branch.database.connection.execute(TRAIL.select().order_by(TRAIL.c.number.desc()).limit(1)).first()
    return f"{last.number}-{last.mac[:PREFIX]}" if last else ""


def check_trail(branch: Branch, heads: Iterable[str] = ()) -> list[str]:
    """What is wrong with the trail, in plain Chinese sentences; `heads` are ends copied from paper or packages."""
    rows = branch.database.connection.execute(TRAIL.select().order_by(TRAIL.c.number)).all()
    problems = []
    previous, secret = "", branch.secret("trail")
    for place, row in enumerate(rows, start=1):
        if row.number != place or row.previous != previous:
            problems.append(f"操作登记第{row.number}条之前缺了内容，或者被改动过。")
        if not hmac.compare_digest(chained(secret, row.previous, _read(row)), row.mac):
            problems.append(f"操作登记第{row.number}条的内容被改动过。")
        if problems:
            return problems
        previous = row.mac
    end = f"{rows[-1].number}-{rows[-1].mac}" if rows else None
    if branch.journal.remembered(END) != end:
        problems.append("操作登记的末尾被删掉过，或者是别的程序写的。")
    known = {row.number: row.mac for row in rows}
    return [*problems, *(_head_problem(head, known) for head in heads if _head_problem(head, known))]


def chained(secret: bytes, previous: str, entry: TrailEntry) -> str:
    """The keyed hash of a row: HMAC-SHA256 over the hash before it and the row as canonical JSON."""
    return hmac.new(secret, (previous + canonical(asdict(entry))).encode(), hashlib.sha256).hexdigest()


def _head_problem(head: str, known: Mapping[int, str]) -> str:
    found = _HEAD.fullmatch(head.strip())
    if found is None:
        return f"“{head.strip()[:20]}”不是登记号，登记号写作 37-4f2a9c10b7。"
    if known.get(int(found[1]), "").startswith(found[2].lower()):
        return ""
    return f"登记号 {head.strip()} 在操作登记里对不上：打印之后有内容被删掉或换过。"


def _entry(branch: Branch, number: int, action: str, texts: tuple[str, str, str]) -> TrailEntry:
    wall = branch.clock.stamp()
    latest = branch.journal.remembered("latest_wall") or wall
    fixed = branch.clock.fixed_today
    doubted = wall < latest or (fixed is not None and fixed != branch.clock.now().date())
    about, fields, reason = (_safe(text) for text in texts)
    person = branch.actor[:LONGEST]
    return TrailEntry(number, wall, doubted, branch.journal.site, person, action, about, fields, reason)


def _safe(text: str) -> str:
    """A text on one line without whole numbers; the name of a record is no number, whatever its digits."""
    line = " ".join(text.split())[:LONGEST]
    return line if RECORD.fullmatch(line) else mask_text(line)


def _same_today(connection: Connection, entry: TrailEntry) -> int | None:
    """A row of the same person about the same on the same day. A wrong clock costs a row more or less, nothing else."""
    query = TRAIL.select().where(
        TRAIL.c.action == entry.action, TRAIL.c.person == entry.person, TRAIL.c.object == entry.object,
        TRAIL.c.fields == entry.fields, TRAIL.c.reason == entry.reason, TRAIL.c.wall.startswith(entry.at[:10]),
    )  # fmt: skip
    found = connection.execute(query).first()
    return None if found is None else int(found.number)


def _read(row: Row[tuple[object, ...]]) -> TrailEntry:
    return TrailEntry(
        row.number, row.wall, bool(row.clock_doubt), row.site, row.person, row.action, row.object, row.fields,
        row.reason,
    )  # fmt: skip
