"""A day at a branch with planted people: on the command line, then in the window, which is locked and left.

Run as `python -m tests.support.canary_day FOLDER` with home, profile and temporary folder below FOLDER/machine. What a
person asks to be written (papers, sheets) goes to FOLDER/desk. Prints what was found while the window was locked.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from db.clock import fixed_clock
from db.paths import BranchFolder, profile_folder
from desktop import app, cli
from desktop.dialogs.record_dialog import RecordDialog
from desktop.main_window import MainWindow
from desktop.preferences import Preferences
from tests.faults.canaries import ADDRESS, ID_NUMBER, NAME, NOTE, PHONE, Scan, scan
from tests.support.branches import PASSPHRASE, make_folder

TURNS = 600  # of 50 ms
PERSON = {
    "name": NAME,
    "id_number": ID_NUMBER,
    "phone": PHONE,
    "note": NOTE,
    "address": ADDRESS,
    "stage": "full",
}


def main(folder: Path) -> int:
    """Returns 0 when everything that was meant to happen has happened."""
    root, desk = folder / "machine" / "branch", folder / "desk"
    desk.mkdir()
    make_folder(root)
    os.environ["BRANCH_LEDGER_PASSPHRASE"] = PASSPHRASE
    uid = on_the_command_line(root, desk)
    locked = in_the_window(root, uid)
    sys.__stdout__.write("\n" + json.dumps(asdict(locked)))  # type: ignore[union-attr]
    return 0


def on_the_command_line(root: Path, desk: Path) -> str:
    """Everything that takes or gives a person; refusals and a crash as well."""

    def call(*words: object, code: int = 0) -> None:
        ended = cli.run([*map(str, words), "--data-dir", str(root), "--on", "2026-07-01"])
        assert ended == code, (words, ended)

    person = desk / "person.json"
    person.write_text(
        json.dumps({**PERSON, "admitted_on": "2010-07-01", "promoted_on": "2011-07-01"}), "utf-8"
    )
    call("add", "person", "--from", person)
    sheet = desk / "名册.csv"
    sheet.write_text(f"姓名,身份证号,电话\n{NAME}二,{ID_NUMBER},{PHONE}\n", "utf-8")
    call("import-roster", sheet)
    for words in (("list", "person"), ("search", NAME), ("check",), ("duties",), ("verify",), ("audit",)):
        call(*words)
    call("export", "person", desk / "a.xlsx")
    call("export", "person", desk / "a.csv")
    call("print", "roster", "--out", desk / "名册.pdf")
    paper = desk / "通知.txt"
    paper.write_text(NAME + NOTE, "utf-8")
    uid = first_uid(root)
    call("attach", "person", uid, paper)
    call("person", "extract", uid, "--out", desk / "查阅件.pdf")
    call(
        "person", "extract", uid, "--out", desk / "查阅件.json", "--full-numbers", "--reason", "核对本人证件"
    )
    call("person", "handed")
    call("backup")
    person.write_text(json.dumps({**PERSON, "sex": NAME}), "utf-8")
    call("add", "person", "--from", person, code=1)
    call("show", "person", NAME * 3, code=1)
    crash_with_a_person(call)
    return uid


def first_uid(root: Path) -> str:
    """Of the planted person."""
    from db.ledgers import by_key
    from db.services.queries import ListQuery, full_rows
    from tests.support.branches import open_folder

    branch = open_folder(root)
    uid = next(
        row.uid for row in full_rows(branch, by_key("person"), ListQuery()) if row.text("name") == NAME
    )
    branch.close()
    return uid


def crash_with_a_person(call: Callable[..., None]) -> None:
    """A mistake of ours whose message holds a person: the report must not."""
    from db.services import searching

    def broken(*_: object) -> None:
        raise ValueError(f"{NAME} {ID_NUMBER} {PHONE}")

    sound, searching.search = searching.search, broken  # type: ignore[assignment]
    call("search", NAME, code=1)
    searching.search = sound
    assert (profile_folder() / "crash.log").is_file()


def wait_until(holds: Callable[[], bool]) -> bool:
    """Let the window live until something holds."""
    for _ in range(TURNS):
        if holds():
            return True
        QTest.qWait(50)
    return False


def type_everywhere(window: QWidget, text: str) -> None:
    """Put the text into every line that can be seen, once there is one."""

    def shown() -> list[QLineEdit]:
        lines = window.findChildren(QLineEdit)
        return [line for line in lines if line.isVisible() and not line.isReadOnly()]

    assert wait_until(lambda: bool(shown()))
    for line in shown():
        line.setText(text)
    QTest.qWait(200)


def in_the_window(root: Path, uid: str) -> Scan:
    """Unlock, search, open the person, type into a form, lock; what lies on the disk then."""
    application = app.make_application()
    preferences = Preferences(profile_folder() / app.FILE_NAME)
    session = app.Session(BranchFolder(root), fixed_clock("2026-07-01T09:00:00+08:00"), "", preferences)
    session.begin(PASSPHRASE)
    assert wait_until(lambda: isinstance(session.window, MainWindow))
    window = session.window
    assert isinstance(window, MainWindow)
    for key in ("person", "today", "document"):
        window.go_to(key)
        QTest.qWait(200)
    type_everywhere(window, NAME)
    window.go_to("person")
    window.page.record_wanted.emit("person", uid)
    QTest.qWait(500)
    (form,) = [each for each in application.topLevelWidgets() if isinstance(each, RecordDialog)]
    type_everywhere(form, NOTE)
    session.lock()
    assert wait_until(lambda: not isinstance(session.window, MainWindow))
    QTest.qWait(500)
    found = scan(root.parent)
    session.close()
    return found


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
