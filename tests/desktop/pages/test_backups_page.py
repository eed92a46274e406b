"""The page of backups: one press makes one, a stick is written to only after a yes, a rotten one is told."""

from pathlib import Path

from db.backup.keeping import keep_backup
from db.backup.manifest import stored_backups
from desktop.pages.backups_page import BackupsPage


def shown(qtbot, context) -> BackupsPage:
    page = BackupsPage(context)
    qtbot.addWidget(page)
    page.show()
    return page


def test_one_press_makes_a_backup_and_the_list_shows_it(qtbot, context, branch_folder: Path) -> None:
    page = shown(qtbot, context)
    assert page.table.texts.rowCount() == 0
    page.backup_button.click()
    assert page.table.texts.rowCount() == 1
    assert len(stored_backups(branch_folder / "backups")) == 1
    assert "之后没有改动" in page.subtitle.text()


def test_a_backup_made_meanwhile_is_there_when_the_page_is_shown_again(qtbot, context) -> None:
    page = shown(qtbot, context)
    page.hide()
    context.tasks.run_query(page, keep_backup, lambda _made: None)
    assert page.table.texts.rowCount() == 0
    page.show()
    assert page.table.texts.rowCount() == 1


def test_a_stick_is_written_to_only_after_a_yes(qtbot, context, person, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    page = shown(qtbot, context)
    person.will_answer(stick)
    page.second_button.click()
    assert list(stick.iterdir()) == []
    person.will_answer("取消")
    page.second_button.click()
    assert list(stick.iterdir()) == []
    person.will_answer("备份")
    page.second_button.click()
    assert len(list(stick.iterdir())) == 1


def test_a_rehearsal_tells_of_a_rotten_backup(qtbot, context, person, branch_folder: Path) -> None:
    page = shown(qtbot, context)
    page.backup_button.click()
    page.rehearse_button.click()
    assert person.heard == []
    (backup,) = stored_backups(branch_folder / "backups")
    backup.database.write_bytes(b"rot")
    person.will_answer("知道了")
    page.rehearse_button.click()
    assert "已经损坏" in person.heard[0]
    assert page.table.texts.data(page.table.texts.index(0, 5)) == "已损坏，不要用"
