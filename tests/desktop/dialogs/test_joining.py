"""The other way to begin: the code is checked while it is typed, nothing typed is lost, and the branch is there."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from db.exchange.inviting import invite
from db.paths import BranchFolder
from db.services.branch import Branch
from desktop.app import Session
from desktop.dialogs.first_start import FirstStart
from desktop.dialogs.join_card import Joining
from desktop.dialogs.recovery_dialog import RecoveryDialog
from desktop.main_window import MainWindow
from desktop.preferences import Preferences
from desktop.tasks import SynchronousRunner, Tasks
from tests.support import village
from tests.support.branches import full_member

PASSPHRASE = "河对岸有五棵柿子树"


@pytest.fixture
def first(qtbot):
    window = FirstStart("文件夹")
    qtbot.addWidget(window)
    window.show()
    window.join_link.click()
    return window


def _fill(card, path, code):
    card.file.setText(str(path))
    card.code.setText(code)
    card.person.setText("黄组织")
    card.passphrase.setText(PASSPHRASE)
    card.again.setText(PASSPHRASE)
    card.agreed.setChecked(True)


def test_each_group_of_the_code_is_checked_while_it_is_typed(qtbot, first):
    card = first.join_card
    for typed, said in (
        ("0000", "第1组还差2位"),
        ("000011 00", "第1组 ✓　第2组还差4位"),
        ("000011 000012", "第1组 ✓　第2组不对，请重看"),
        ("000011" * 4 + "1", "第1组 ✓　第2组 ✓　第3组 ✓　第4组 ✓　多了几位"),
    ):
        card.code.clear()
        qtbot.keyClicks(card.code, typed)
        assert card.code_state.text() == said


def test_what_is_missing_is_asked_for_in_order(first):
    card = first.join_card
    wanted: list[Joining] = []
    first.join_wanted.connect(wanted.append)
    steps = (
        (lambda: None, "邀请文件"),
        (lambda: card.file.setText('"邀请.dbx"'), "验证码还不对"),
        (lambda: card.code.setText("000011-000022-000033-000044"), "口令至少"),
        (lambda: card.passphrase.setText(PASSPHRASE), "不一样"),
        (lambda: card.again.setText(PASSPHRASE), "涉密"),
    )
    for act, sentence in steps:
        act()
        card.submit()
        assert sentence in card.problem.label.text()
    card.agreed.setChecked(True)
    card.submit()
    assert wanted == [Joining(Path("邀请.dbx"), "000011-000022-000033-000044", "", PASSPHRASE)]


def test_both_ways_keep_what_was_typed(first):
    first.join_card.file.setText("邀请.dbx")
    first.join_card.back_button.click()
    assert first.card.isVisible()
    first.name.setText("中共试溪村支部委员会")
    first.join_link.click()
    assert not first.card.isVisible()
    assert first.join_card.file.text() == "邀请.dbx"
    first.join_card.back_button.click()
    assert first.name.text() == "中共试溪村支部委员会"


@pytest.fixture
def session(qapp, tmp_path, monkeypatch):
    made = Session(BranchFolder(tmp_path / "new"), village.still_clock(), "", Preferences())
    made.tasks = Tasks(SynchronousRunner(), made)
    yield made
    made.close()


def test_a_pc_joins_and_is_shown_its_recovery_sheet(session: Session, office: Branch, tmp_path: Path) -> None:
    full_member(office, "曾淑")
    invitation = invite(office, tmp_path)
    session.begin()
    session.window.offer_joining()
    _fill(session.window.join_card, invitation.sent.file, invitation.code)
    session.window.join_card.submit()
    assert isinstance(session.window, MainWindow)
    assert session.window.findChild(RecoveryDialog) is not None
    assert any("导出一份同步包带回去" in each.text() for each in session.window.findChildren(QLabel))
    names: list[set[str]] = []
    session.tasks.run_query(
        session.window, lambda branch: {row.text("name") for row in branch.rows("person")}, names.append
    )
    assert names == [{"曾淑"}]


def test_a_refused_invitation_leaves_everything_typed_and_nothing_on_the_disk(
    session: Session, office: Branch, tmp_path: Path
) -> None:
    invitation = invite(office, tmp_path)
    session.begin()
    window = session.window
    window.offer_joining()
    card = window.join_card
    _fill(card, invitation.sent.file, "000011-000022-000033-000044")
    card.submit()
    assert session.window is window
    assert "验证码打不开这份邀请" in card.problem.label.text()
    assert card.join_button.isEnabled()
    assert (card.file.text(), card.person.text()) == (str(invitation.sent.file), "黄组织")
    assert card.passphrase.text() == card.again.text() == PASSPHRASE
    assert not (tmp_path / "new").exists()
