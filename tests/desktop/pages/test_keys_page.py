"""Who can open the books, in the window: each verb asks for the own passphrase and leaves the dialog open on a refusal."""

import pytest

from db.keys.ways import renewal_due
from db.opening import open_branch
from desktop.dialogs.key_renewal import KeyRenewal
from desktop.dialogs.passphrase_dialog import SecretDialog
from desktop.dialogs.recovery_dialog import RecoveryDialog
from desktop.pages.keys_page import KeysPage
from tests.support import village
from tests.support.keyrings import memory_keyring

__all__ = ["memory_keyring"]

NEW = "水渠清淤在冬天"
SECOND = "灯笼骆驼算盘小溪"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    monkeypatch.setattr("db.keys.ways.calibrated", lambda: village.CHEAP)


@pytest.fixture
def page(shown, context):
    return shown(KeysPage(context))


def fill(dialog, **values):
    for key, text in values.items():
        dialog.lines[key].setText(text)
    dialog.save_button.click()


def rows(page):
    model = page.table.texts
    return [[model.data(model.index(row, column)) for column in range(4)] for row in range(model.rowCount())]


def type_back(dialog, groups=None):
    dialog.check_button.click()
    for number, line in dialog.lines.items():
        line.setText((groups or dialog._digits)[(number - 1) * 6 : number * 6])
    dialog.confirm_button.click()


def test_the_ways_in_are_shown_with_their_owners(page):
    assert [row[1:3] for row in rows(page)] == [["口令", "周国强（这次打开用的）"], ["恢复表", "恢复表"]]


def test_a_new_passphrase_opens_the_books_and_the_old_one_no_longer(page, context, branch_folder):
    fill(page.change(), old=village.PASSPHRASE, new=NEW, again=NEW)
    context.tasks.close()
    open_branch(branch_folder, village.still_clock(), passphrase=NEW).close()


def test_a_refusal_leaves_the_dialog_open_with_what_was_typed(page):
    dialog = page.change()
    fill(dialog, old="不是这个口令啊", new=NEW, again=NEW)
    assert dialog.isVisible()
    assert "口令不对" in dialog.problem.text()
    assert dialog.lines["new"].text() == NEW
    fill(dialog, old=village.PASSPHRASE, new="周国强的四棵树", again="周国强的四棵树")
    assert "不要用" in dialog.problem.text()
    fill(dialog, new=NEW, again=NEW)
    assert not dialog.isVisible()


def test_what_is_missing_or_differs_is_told_beside_the_fields(page):
    dialog = page.change()
    dialog.save_button.click()
    assert dialog.problem.text() == "请输入现在的口令"
    fill(dialog, old="一", new="二", again="三")
    assert dialog.problem.text() == "两次输入的新口令不一样，请重新输入"
    dialog.reject()


def test_an_offered_passphrase_stands_in_both_fields_in_sight(page):
    dialog = page.change()
    dialog.offer()
    assert dialog.typed["new"] == dialog.typed["again"] != ""
    assert dialog.lines["new"].displayText() == dialog.typed["new"]
    dialog.reject()


def test_a_second_person_is_added_and_removed(page):
    fill(page.add_person(), old=village.PASSPHRASE, person="钱组委", new=SECOND, again=SECOND)
    assert [row[2] for row in rows(page)] == ["周国强（这次打开用的）", "钱组委", "恢复表"]
    assert page.remove() is None
    page.table.selectRow(1)
    fill(page.remove(), old=village.PASSPHRASE)
    assert [row[2] for row in rows(page)] == ["周国强（这次打开用的）", "恢复表"]


def test_a_new_sheet_is_typed_back_from_the_paper(page, branch_folder, context):
    fill(page.renew(), old=village.PASSPHRASE)
    dialog = page.sheet_dialog
    type_back(dialog, "0" * 48)
    assert "与恢复表不符" in dialog.problem.text()
    assert dialog.isVisible()
    dialog.back_button.click()
    assert dialog.stack.currentIndex() == 0
    digits = dialog._digits
    type_back(dialog)
    assert not dialog.isVisible()
    assert [row[0] for row in rows(page)] == ["1", "3"]
    context.tasks.close()
    open_branch(branch_folder, village.still_clock(), recovery_code=digits).close()


def test_a_sheet_that_was_not_typed_back_is_asked_about_before_it_is_closed(page, person):
    fill(page.renew(), old=village.PASSPHRASE)
    person.will_answer("取消", "关闭")
    page.sheet_dialog.reject()
    assert page.sheet_dialog.isVisible()
    page.sheet_dialog.reject()
    assert not page.sheet_dialog.isVisible()


# --- what the program asks for itself ---------------------------------------------------------------------------------
def due(page):
    found = []
    page.context.tasks.run_query(page, renewal_due, found.append)
    return found[0]


def set_due(page, what):
    from db.services.settings import set_setting

    page.context.tasks.run_command(page, lambda branch: set_setting(branch, "keys.renewal", what))


def test_after_the_sheet_a_new_passphrase_and_a_new_sheet_are_asked_for(page, tmp_path, context):
    set_due(page, "passphrase")
    renewal = KeyRenewal(context.tasks, village.NAME, tmp_path / "sheet.pdf", page)
    renewal.begin()
    forced = renewal.dialog
    assert isinstance(forced, SecretDialog)
    forced.reject()
    assert forced.isVisible()
    fill(forced, new=NEW, again=NEW)
    assert due(page) == "sheet"
    sheet = renewal.dialog
    assert isinstance(sheet, RecoveryDialog)
    type_back(sheet)
    assert due(page) == ""


def test_nothing_is_asked_where_nothing_is_due(page, tmp_path, context):
    renewal = KeyRenewal(context.tasks, village.NAME, tmp_path / "sheet.pdf", page)
    renewal.begin()
    assert renewal.dialog is None


def test_a_sheet_left_alone_is_asked_for_again(page, tmp_path, context, person):
    set_due(page, "sheet")
    for _ in range(2):
        renewal = KeyRenewal(context.tasks, village.NAME, tmp_path / "sheet.pdf", page)
        renewal.begin()
        person.will_answer("关闭")
        renewal.dialog.reject()
        assert due(page) == "sheet"


def test_opening_without_typing_is_turned_on_with_the_passphrase_and_off_again(memory_keyring, page):
    assert page.keyring_button.text() == "启用"
    assert "没有启用；可以用测试钥匙串" in page.keyring_words.text()
    dialog = page.choose_keyring()
    fill(dialog, old="不是这个口令啊")
    assert dialog.isVisible()
    assert memory_keyring.kept == {}
    fill(dialog, old=village.PASSPHRASE)
    assert "以周国强的名义打开" in page.keyring_words.text()
    assert len(memory_keyring.kept) == 1
    page.keyring_button.click()
    assert page.keyring_button.text() == "启用"
    assert memory_keyring.kept == {}


def test_where_there_is_no_keyring_the_page_says_so(page):
    assert "没有由系统登录保护的钥匙串" in page.keyring_words.text()
    assert not page.keyring_button.isEnabled()
