"""What left the house and who holds copies, read from the register of packages and from the trail. Reads only.

Packages say to whom; an exported file or a paper with whole numbers is handed over by a person, so there the program
knows only why, and the paper leaves room to write to whom.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from db.journal.tables import PACKAGE, SITE
from db.services.branch import Branch
from db.services.trail import TrailEntry
from db.services.trail_reading import shown_trail

INVITATION = "invitation"  # the start of the id of a key that may introduce one more PC
WHOLE = "完整号码"  # how the trail says that numbers were not masked
_REASONS = {
    "sync": "本支部几台电脑用同一套台账",
    "receipt": "告诉对方收到了什么",
    "invite": "让另一台电脑加入本支部",
    "handover": "工作交接",
    "rollup": "向上级党组织报告",
}


@dataclass(frozen=True, slots=True)
class HandedOn:
    """One thing that left the house. `at` is the time by this PC's clock, `kind` that of a package or the act
    in the trail, `to` the other side ("" where the program cannot know), `about` which package, file or paper, `amount`
    what and how much of it, `why` the reason."""

    at: str
    person: str
    kind: str
    to: str
    about: str
    amount: str
    why: str

    @property
    def day(self) -> str:
        """The day by this PC's clock."""
        return self.at[:10]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a copy, of what, and since when or how many."""

    who: str
    what: str
    note: str = ""


def handed_on(branch: Branch) -> tuple[HandedOn, ...]:
    """Everything that left the house, the newest first."""
    found = [*_packages(branch), *_files(branch)]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def holders(branch: Branch) -> tuple[Holder, ...]:
    """Who holds personal facts of this branch, as far as the program knows."""
    return (*_pcs(branch), *_superiors(branch), *_backups(branch))


def time_here(branch: Branch, at: str) -> str:
    """A stored instant by the clock of this PC, to the minute: "2026-11-22 08:00"; what is none stays as it is."""
    try:
        return datetime.fromisoformat(at).astimezone(branch.clock.now().tzinfo).strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return at


def _time(branch: Branch, entry: TrailEntry) -> str:
    return time_here(branch, entry.at) + ("（时钟可疑）" if entry.clock_doubt else "")


def _packages(branch: Branch) -> Iterator[HandedOn]:
    """Packages sent; what a township hands down holds nobody's facts."""
    query = PACKAGE.select().where(PACKAGE.c.direction == "sent", PACKAGE.c.kind != "handdown")
    for row in branch.database.connection.execute(query):
        to = row.unit if row.kind == "rollup" else "本支部的电脑"
        yield HandedOn(
            time_here(branch, row.at), row.actor, row.kind, to, f"第{row.number}号", row.summary, _REASONS.get(row.kind, ""),
        )  # fmt: skip


def _files(branch: Branch) -> Iterator[HandedOn]:
    """Exported files, and papers with whole numbers."""
    for each in shown_trail(branch):
        entry = each.entry
        if entry.action == "export" or (entry.action == "print" and WHOLE in entry.fields):
            yield HandedOn(
                _time(branch, entry), entry.person, entry.action, "", each.about, entry.fields, entry.reason
            )


def _pcs(branch: Branch) -> Iterator[Holder]:
    rows = branch.database.connection.execute(SITE.select().order_by(SITE.c.joined_at, SITE.c.site)).all()
    for row in sorted(rows, key=lambda each: each.site != branch.journal.site):
        is_own = row.site == branch.journal.site
        if row.site.startswith(INVITATION) or not (is_own or row.sign_key):
            continue
        place = "本机" if is_own else "别的电脑"
        name = row.name or row.site[:8]
        user = f"，{row.person}用" if row.person else ""
        what = "全部台账、附件、改动历史" + ("、操作登记" if is_own else "，到最近一次同步为止")
        yield Holder(f"{place}“{name}”{user}", what, "已停用，以前收到的还在上面" if row.revoked_at else "")


def _superiors(branch: Branch) -> Iterator[Holder]:
    query = (
        select(PACKAGE.c.unit, func.count(), func.max(PACKAGE.c.at))
        .where(PACKAGE.c.direction == "sent", PACKAGE.c.kind == "rollup")
        .group_by(PACKAGE.c.unit)
        .order_by(PACKAGE.c.unit)
    )
    for unit, count, newest in branch.database.connection.execute(query):
        yield Holder(
            unit or "上级党组织",
            "上报包里的内容，新的一份顶替旧的",
            f"报过{count}次，最近{time_here(branch, newest)[:10]}",
        )


def _backups(branch: Branch) -> Iterator[Holder]:
    folder = branch.folder.backups
    found = sorted(path.name for path in folder.glob("[0-9]*")) if folder.is_dir() else []
    if found:
        yield Holder(
            "本机的备份", "做备份那天的全部台账和附件", f"{len(found)}份；设了第二处备份的，那里也有"
        )
