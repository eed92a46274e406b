"""Scenarios of work that is killed at any step, and what must be found afterwards."""

import secrets
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.engine import open_database
from db.journal.capture import write_site
from db.keys.slots import read_slots, unlock
from db.ledgers import by_key
from db.migrations.running import migrate, pending
from db.opening import back_up, slot_copies
from db.paths import BranchFolder
from db.services.attaching import attachments, read_attachment
from db.services.branch import Branch
from db.services.queries import ListQuery, full_rows
from db.services.verifying import verify
from tests.support import dying
from tests.support.branches import CLOCK, PASSPHRASE, make_folder, open_folder, save_new
from tests.support.processes import PATIENCE, another_process

OLD = b"old"


@dataclass(frozen=True, slots=True)
class Scenario:
    """`prepare` makes what must be there, `check` raises AssertionError for what must not be found after a kill."""

    name: str
    title: str
    work: Callable[[Path], None]
    prepare: Callable[[Path], None]
    check: Callable[[Path], None]


@dataclass(slots=True)
class Kills:
    """How many kills there were, of how many steps, and what was wrong after some."""

    steps: int = 0
    kills: int = 0
    wrong: tuple[str, ...] = ()


def kill_everywhere(scenario: Scenario, template: Path, folder: Path, most: int) -> Kills:
    """Do the work once to count its steps, then kill it at up to `most` of them, spread evenly."""
    prepared = folder / "prepared"
    prepared.mkdir()
    shutil.copytree(template, prepared / "branch")
    scenario.prepare(prepared / "branch")
    done = Kills(steps=_run(scenario, prepared, folder, 0))
    places = sorted({1 + round(n * (done.steps - 1) / max(1, most - 1)) for n in range(most)})
    for place in places:
        _run(scenario, prepared, folder, place)
        done.kills += 1
        try:
            scenario.check(folder / "work" / "branch")
        except Exception as error:  # noqa: BLE001 - whatever is found afterwards is what we look for
            done.wrong += (f"{scenario.name}, killed at step {place}: {type(error).__name__} {error}",)
    return done


def _run(scenario: Scenario, prepared: Path, folder: Path, last: int) -> int:
    """The steps it took, 0 if it was killed."""
    shutil.rmtree(folder / "work", ignore_errors=True)
    shutil.copytree(prepared, folder / "work")
    with another_process(dying.die_at, last, scenario.work, folder / "work" / "branch") as (process, told):
        process.join(PATIENCE)
        if process.exitcode == 0:
            steps = int(told.recv())
            assert last == 0, (
                f"{scenario.name}: step {last} of {steps} never came, and a fault that never fired is no pass"
            )
            return steps
        assert process.exitcode == -signal.SIGKILL, f"{scenario.name} ended with {process.exitcode}"
        return 0


# --- before and after -----------------------------------------------------------------------------------------
def opened_sound(root: Path) -> Branch:
    """The branch opens as if nothing had been, and its books agree."""
    branch = open_folder(root)
    problems = verify(branch)
    assert problems == [], problems
    return branch


def sound(root: Path) -> None:
    opened_sound(root).close()


def nothing(root: Path) -> None:
    """Nothing to prepare."""


def pairs_are_whole(root: Path) -> None:
    branch = opened_sound(root)
    names = sorted(row.text("name") for row in full_rows(branch, by_key("person"), ListQuery()))
    branch.close()
    assert names in ([], ["曾淑", "李想"]), names


def with_a_backup(root: Path) -> None:
    branch = open_folder(root)
    save_new(branch, "person", name="曾淑")
    back_up(branch)
    branch.close()


def backups_are_whole(root: Path) -> None:
    """Every backup under its final name opens and agrees; another one can be made and clears what was left."""
    branch = opened_sound(root)
    back_up(branch)
    branch.close()
    backups = sorted(BranchFolder(root).backups.glob("[0-9]*"))
    assert [path for path in backups if path.suffix == ".part"] == []
    assert len(backups) >= 2
    for backup in backups:
        key = unlock(read_slots((backup / "keyslots.json",)), passphrase=PASSPHRASE)
        database = open_database(backup / "branch.db", key)
        assert database.connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        database.close()


def restored_or_not(root: Path) -> None:
    """The start of the branch that is there takes away what the restore left, whatever it was to be called."""
    sound(root)
    assert list(root.parent.glob("*.part")) == []
    restored = root.with_name("restored")
    if restored.exists():
        sound(restored)
    else:
        dying.restore_a_backup(root)
        sound(restored)


def of_an_older_program(root: Path) -> None:
    """The branch with a database that lacks the newest steps."""
    folder = BranchFolder(root)
    key = unlock(read_slots(slot_copies(folder)), passphrase=PASSPHRASE)
    folder.database.unlink()
    database = open_database(folder.database, key, create=True)
    migrate(database, pending(database)[:-4])
    with database.transaction():
        write_site(database, CLOCK, "第1台电脑", secrets.token_bytes)
    database.close()


def upgraded_after_a_backup(root: Path) -> None:
    sound(root)
    backups = list(BranchFolder(root).backups.glob("[0-9]*-migration"))
    assert backups, "upgraded without a backup"


def with_an_old_sheet(root: Path) -> None:
    branch = open_folder(root)
    save_new(branch, "person", name="曾淑", stage="full", admitted_on="2010-07-01", promoted_on="2011-07-01")
    branch.close()
    for name in ("名册.xlsx", "名册.pdf"):
        root.with_name(name).write_bytes(OLD)


def sheet_is_old_or_new(root: Path) -> None:
    sound(root)
    content = root.with_name("名册.xlsx").read_bytes()
    assert content == OLD or (content.startswith(b"PK") and b"PK\x05\x06" in content[-64:])


def paper_is_old_or_new(root: Path) -> None:
    sound(root)
    content = root.with_name("名册.pdf").read_bytes()
    assert content == OLD or (content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF"))


def with_a_document(root: Path) -> None:
    branch = open_folder(root)
    save_new(branch, "document", title="通知", kind="received")
    branch.close()
    root.with_name("通知.pdf").write_bytes(b"%PDF-1.7 " + bytes(50_000))


def attached_whole_or_not(root: Path) -> None:
    branch = opened_sound(root)
    (row,) = full_rows(branch, by_key("document"), ListQuery())
    for paper in attachments(branch, row.uid):
        assert len(read_attachment(branch, paper.digest)) == paper.size
    branch.close()


def made_or_can_be_made(root: Path) -> None:
    """What a killed creation leaves either opens or does not stand in the way of another one."""
    if BranchFolder(root).exists:
        sound(root)
    else:
        make_folder(root)


SCENARIOS = (
    Scenario("save", "保存", dying.save_some, nothing, pairs_are_whole),
    Scenario("backup", "备份", dying.make_a_backup, with_a_backup, backups_are_whole),
    Scenario("restore", "恢复", dying.restore_a_backup, with_a_backup, restored_or_not),
    Scenario("upgrade", "升级", dying.upgrade, of_an_older_program, upgraded_after_a_backup),
    Scenario("export", "导出", dying.export, with_an_old_sheet, sheet_is_old_or_new),
    Scenario("print", "打印", dying.print_roster, with_an_old_sheet, paper_is_old_or_new),
    Scenario("attach", "附上文件", dying.attach_a_paper, with_a_document, attached_whole_or_not),
    Scenario("create", "新建支部", dying.create, nothing, made_or_can_be_made),
)
