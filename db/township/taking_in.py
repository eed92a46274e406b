"""接收 at the township: roll-ups of many branches, each replacing what was held of that branch, each on its own.

Nobody merges here. One bad file never stops the others; what became of each stands in the result. A preview is the real
thing, rolled back.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from db import limits
from db.arithmetic.rubric import points_text
from db.backup.keeping import keep_backup
from db.errors import LedgerError
from db.exchange import register
from db.exchange.container import SUFFIX, NotForUsError, OpenedPackage, UnsignedError, read_package
from db.exchange.manifest import Manifest, NewerError
from db.exchange.rolling_up import HANDED_DOWN
from db.exchange.sites import comparison_code
from db.exchange.snapshot import ENTRY, EVERYTHING, Snapshot, from_bytes
from db.exchange.trails import trail_doubt
from db.journal.transaction import DamagedError
from db.services.branch import Branch
from db.township.counting import counts_of
from db.township.folder import count_change, need_township, own_identity, unit_of
from db.township.handing_down import HEARD
from db.township.overview import EXPECTED
from db.township.tables import PARTS, ROLL_UP, SIGNER, UNIT

STATES = {
    "accepted": "已接收",
    "older": "比已有的旧",
    "unsigned": "签名的电脑还不认识",
    "damaged": "损坏",
    "wrong_unit": "不是报给本单位的",
    "newer_version": "要用更新的版本读",
}
_SECTION_WORDS = {
    "members": "人员",
    "meetings": "组织生活",
    "duties": "应办事项",
    "findings": "检查结果",
    "scores": "评分项目",
}
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class RollUpResult:
    """What became of one file. `branch` is its name, "" where that could not be read; `code` are the six groups to
    compare where the sender is not known."""

    file: str
    branch: str
    state: str
    message: str
    generation: int = 0
    code: str = ""


class _RefusedError(Exception):
    """A roll-up is not taken in, and why."""

    def __init__(self, state: str, message: str, code: str = "") -> None:
        super().__init__(message)
        self.state, self.message, self.code = state, message, code


class _RolledBackError(Exception):
    """Ends a preview."""


def take_in(
    branch: Branch,
    place: Path,
    *,
    preview: bool = False,
    trust: bool = False,
    progress: Progress = lambda _done, _total, _text: None,
) -> tuple[RollUpResult, ...]:
    """Take in a roll-up, or every one in a folder and one level below it.

    `trust` believes PCs that are seen for the first time; their six groups should have been compared. LedgerErrors:
    not_a_township, not_found, nothing_to_receive, unreadable, and what a full or failing disk raises.
    """
    need_township(branch)
    paths = roll_ups_at(place)
    if not preview:
        keep_backup(branch, "import")
    reader = _Reader(branch, preview=preview, trust=trust)
    results = []
    for number, path in enumerate(paths):
        progress(number, len(paths), f"正在接收 {path.name}")
        results.append(reader.read(path))
    if not preview:
        count_change(branch)
    branch.forget()
    return tuple(results)


def roll_ups_at(place: Path) -> tuple[Path, ...]:
    """The files to look at: links are passed over, and so is everything that does not bear a package's suffix."""
    if not place.exists():
        raise LedgerError("not_found", f"没有找到“{place.name}”", "汇总没有改动", "请核对U盘和文件名")
    if not place.is_dir():
        return (place,)
    try:
        folders = [
            place,
            *(each for each in sorted(place.iterdir()) if each.is_dir() and not each.is_symlink()),
        ]
        found = [path for folder in folders for path in sorted(folder.glob(f"*{SUFFIX}"))]
    except OSError as error:
        raise LedgerError(
            "unreadable", f"“{place.name}”读不出来，U盘可能没有插好", "汇总没有改动", "请重新插好U盘再试"
        ) from error
    paths = tuple(path for path in found if path.is_file() and not path.is_symlink())
    if not paths:
        raise LedgerError(
            "nothing_to_receive",
            f"“{place.name or place}”里没有数据包",
            "汇总没有改动",
            "请确认U盘里有支部上报的 .dbx 文件",
        )
    return paths


class _Reader:
    """Takes in one file after the other."""

    def __init__(self, branch: Branch, *, preview: bool, trust: bool) -> None:
        import pyrage

        self.branch, self.preview, self.trust = branch, preview, trust
        self.unit = unit_of(branch)
        identity = own_identity(branch)
        self._unseal: Callable[[bytes], bytes] = lambda sealed: bytes(pyrage.decrypt(sealed, [identity]))

    def read(self, path: Path) -> RollUpResult:
        """What became of this file; raises only where the township's own disk fails."""
        opened: OpenedPackage | None = None
        try:
            opened = self._opened(path)
            manifest = opened.manifest
            message = self._take_in(opened)
        except _RefusedError as refused:
            name = opened.manifest.unit_name if opened else ""
            generation = opened.manifest.number if opened else 0
            return RollUpResult(path.name, name, refused.state, refused.message, generation, refused.code)
        return RollUpResult(path.name, manifest.unit_name, "accepted", message, manifest.number)

    def _opened(self, path: Path) -> OpenedPackage:
        try:
            if path.is_file() and path.stat().st_size > limits.ROLL_UP_BYTES:
                raise DamagedError("larger than a roll-up can be")
            return read_package(path, self._unseal)
        except NewerError as error:
            raise _RefusedError("newer_version", error.message) from error
        except NotForUsError as error:
            raise _RefusedError("wrong_unit", "这份数据包不是报给本单位的，打不开") from error
        except UnsignedError as error:
            raise _RefusedError("unsigned", "签名对不上，可能被改动过，请让支部重新上报") from error
        except LedgerError as error:
            raise _RefusedError("damaged", error.message) from error

    def _take_in(self, opened: OpenedPackage) -> str:
        manifest = opened.manifest
        if manifest.kind != "rollup" or self.unit not in manifest.to:
            raise _RefusedError("wrong_unit", f"这是{manifest.title}数据包，不是报给本单位的")
        told: list[str] = []
        with suppress(_RolledBackError), self.branch.database.transaction() as connection:
            self._believe(connection, manifest)
            if self._is_held(connection, manifest):
                told.append("以前已经接收过，没有变化")
            else:
                told.append(self._replace(connection, opened, _snapshot(opened)))
            if self.preview:
                raise _RolledBackError
        return told[0]

    def _believe(self, connection: Connection, manifest: Manifest) -> None:
        """The PC that signed must be known as one of this branch, or be trusted now."""
        signer = manifest.signer
        known = connection.execute(SIGNER.select().where(SIGNER.c.site == signer.site)).first()
        if known is not None and known.sign_key == signer.sign_key:
            if known.unit != manifest.unit:
                raise _RefusedError("wrong_unit", f"签名的电脑属于别的支部，不能替“{manifest.unit_name}”上报")
            return
        code = comparison_code(signer.sign_key)
        if known is not None or not self.trust:
            raise _RefusedError(
                "unsigned",
                f"核对码 {code}，第一次见到；电话核对一致后再选“信任并接收”（--trust）",
                code,
            )
        connection.execute(
            SIGNER.insert().values(
                site=signer.site,
                unit=manifest.unit,
                sign_key=signer.sign_key,
                name=signer.name,
                trusted_at=self.branch.clock.stamp(),
            )
        )

    def _is_held(self, connection: Connection, manifest: Manifest) -> bool:
        """Whether this very roll-up is held; an older one than what is held is refused."""
        rows = connection.execute(ROLL_UP.select().where(ROLL_UP.c.unit == manifest.unit)).all()
        if any(row.package == manifest.package for row in rows):
            return True
        newest = max((row.generation for row in rows if _covers(row.scope, manifest.scope)), default=0)
        if manifest.number <= newest:
            raise _RefusedError(
                "older",
                f"已经有第{newest}号上报，这是第{manifest.number}号；支部接收最新的下发包后再上报即可",
            )
        return False

    def _replace(self, connection: Connection, opened: OpenedPackage, snapshot: Snapshot) -> str:
        """Delete what was held, insert, record."""
        manifest = opened.manifest
        if snapshot.scope != manifest.scope:
            raise _RefusedError("damaged", "内容与说明不符，请让支部重新上报")
        covered = _covered(connection, manifest)
        for table in (*PARTS.values(), ROLL_UP):
            connection.execute(
                table.delete().where(table.c.unit == manifest.unit, table.c.scope.in_(covered))
            )
        self._enter_unit(connection, manifest)
        self._insert(connection, manifest, snapshot)
        doubt = trail_doubt(self.branch, manifest, manifest.unit_name)
        register.enter(
            self.branch,
            register.RECEIVED,
            manifest,
            opened.path.name,
            opened.digest,
            summary=f"{snapshot.count}条",
            doubt=doubt,
        )
        self._hear(manifest)
        return "；".join(filter(None, (f"第{manifest.number}号，{_told(snapshot)}", doubt)))

    def _insert(self, connection: Connection, manifest: Manifest, snapshot: Snapshot) -> None:
        place = {"unit": manifest.unit, "scope": manifest.scope}
        for section, table in PARTS.items():
            rows = [
                {**row, **place, "position": position} for position, row in enumerate(snapshot.rows(section))
            ]
            if rows:
                connection.execute(table.insert(), rows)
        connection.execute(
            ROLL_UP.insert().values(
                **place,
                **counts_of(snapshot),
                generation=manifest.number,
                package=manifest.package,
                site=manifest.signer.site,
                made_on=snapshot.made_on,
                year=snapshot.year,
                received_at=self.branch.clock.stamp(),
                application=manifest.application,
                score=snapshot.score,
            )
        )

    def _enter_unit(self, connection: Connection, manifest: Manifest) -> None:
        """The branch by its newest name; the place that was kept for it is filled."""
        held = connection.execute(UNIT.select().where(UNIT.c.unit == manifest.unit)).first()
        connection.execute(UNIT.delete().where(UNIT.c.unit == f"{EXPECTED}{manifest.unit_name}"))
        if held is None:
            stamp = self.branch.clock.stamp()
            connection.execute(
                UNIT.insert().values(unit=manifest.unit, name=manifest.unit_name, first_at=stamp)
            )
        elif held.name != manifest.unit_name:
            connection.execute(
                UNIT.update().where(UNIT.c.unit == manifest.unit).values(name=manifest.unit_name)
            )

    def _hear(self, manifest: Manifest) -> None:
        """Hand-downs are counted on from what branches hold, also after a restored backup."""
        held = manifest.extra.get(HANDED_DOWN)
        journal = self.branch.journal
        if type(held) is int and int(journal.remembered(HEARD) or 0) < held < 2**31:
            journal.remember(HEARD, str(held))


def _snapshot(opened: OpenedPackage) -> Snapshot:
    try:
        if opened.manifest.raw.get(ENTRY, 0) > limits.ROLL_UP_UNPACKED_BYTES:
            raise DamagedError("unpacks to more than a roll-up can be")
        return from_bytes(opened.unpacked(ENTRY))
    except LedgerError as error:
        raise _RefusedError("damaged", error.message) from error


def _covers(held: str, scope: str) -> bool:
    """Whether what is held under one scope tells everything that another one would."""
    return held in (EVERYTHING, scope)


def _covered(connection: Connection, manifest: Manifest) -> list[str]:
    """The scopes that a roll-up replaces: its own, and with everything all older ones."""
    if manifest.scope != EVERYTHING:
        return [manifest.scope]
    held = connection.execute(
        ROLL_UP.select().where(ROLL_UP.c.unit == manifest.unit, ROLL_UP.c.generation < manifest.number)
    )
    return [EVERYTHING, *(row.scope for row in held)]


def _told(snapshot: Snapshot) -> str:
    words = [f"{_SECTION_WORDS[name]}{len(rows)}条" for name, rows in snapshot.sections.items() if rows]
    if snapshot.score is not None:
        words.append(f"得分{points_text(snapshot.score)}分")
    return "，".join(words) or "没有内容"
