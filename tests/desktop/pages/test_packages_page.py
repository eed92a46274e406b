"""The page 数据包: what waits is said in words, a package is seen before it is taken in, and every refusal is a sentence."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from db.exchange.conflicts import inbox
from db.exchange.inviting import open_invitation
from db.exchange.receiving import receive
from db.exchange.register import status
from db.exchange.sites import known_sites
from db.exchange.superior import superior
from db.journal.tables import TRAIL
from db.ledgers import by_key
from db.services.attaching import attach
from db.township.folder import own_signer
from db.township.handing_down import write_card
from desktop.dialogs.code_dialog import CodeDialog
from desktop.dialogs.name_dialog import NameDialog
from desktop.dialogs.print_preview import PrintDialog
from desktop.messages import Toast
from desktop.pages.packages_page import STICK, PackagesPage
from desktop.widgets.basic import Chip
from tests.support.branches import change, full_member, journal_size, save_new
from tests.support.township import make_township_folder
from tests.support.township import open_copy as open_township


@pytest.fixture
def page(shown, pc, stick):
    pc.context.preferences.choose(STICK, str(stick.folder))
    return shown(PackagesPage(pc.context))


def _rows(table):
    model = table.texts
    return [
        tuple(model.data(model.index(row, column)) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def _select(table, row):
    table.selectRow(row)


def _toasts(page):
    return [toast.label.text() for toast in page.window().findChildren(Toast)]


def test_what_has_not_been_taken_along_is_said_in_words_until_it_was_exported(page, pc, person, home, stick):
    before = status(pc.branch).not_sent
    full_member(pc.branch, "曾淑")
    page.refresh()
    assert page.subtitle.text() == f"有{before + 1}次改动还没有带到另一台电脑；上次交换是今天。"
    person.will_answer("知道了")
    page.tiles.tiles["send"].click()
    assert person.heard[0].startswith("现在可以安全弹出U盘")
    assert page.subtitle.text().startswith("改动都已经带到另一台电脑")
    assert receive(home, stick.folder)[0].new == 1


def test_the_stick_is_asked_for_once_and_again_when_it_is_not_there(page, pc, person, stick, tmp_path):
    page.context.preferences.choose(STICK, "")
    person.will_answer(stick.folder, "知道了")
    page.tiles.tiles["send"].click()
    assert Path(page.context.preferences.text(STICK)) == stick.folder
    stick.folder.rename(tmp_path / "拔掉了")
    person.will_answer("知道了")
    page.tiles.tiles["send"].click()
    assert "U盘可能没有插好" in person.heard[-1]
    assert page.context.preferences.text(STICK) == ""


def test_a_package_is_seen_before_anything_is_written_and_can_be_left(page, pc, person, home, stick):
    uid = full_member(pc.branch, "曾淑", phone="1")
    stick.carry(pc.branch, home)
    change(pc.branch, "person", uid, phone="13812345678")
    change(home, "person", uid, phone="13987654321")
    full_member(home, "李想")
    stick.put(home)
    before = journal_size(pc.branch)
    person.will_answer("从“stick”")
    page.tiles.tiles["receive"].click()
    assert journal_size(pc.branch) == before
    assert "来自组织委员的电脑的同步数据包" in page.panel.heads.text()
    assert "时钟可能不对" in page.panel.doubt.label.text()
    assert ("新增", "党员名册", "李想") in _rows(page.panel.table)
    words = [line.note.text() for line in page.panel.lines.lines]
    assert words == [
        "本机 138****5678（林书记，第1台电脑，今天） / 对方 139****4321（组织委员，组织委员的电脑，那台电脑时钟可疑）"
    ]
    page.cancel_button.click()
    assert page.stack.currentIndex() == 0
    assert not page.accept_button.isVisible()
    assert journal_size(pc.branch) == before


def test_taking_in_tells_what_came_and_offers_the_receipt(page, pc, person, home, stick):
    full_member(home, "李想")
    page.preview(stick.put(home))
    page.accept_button.click()
    assert "李想" in {row.text("name") for row in pc.branch.rows("person")}
    assert _toasts(page) == ["已接收：新增1条"]
    person.will_answer("知道了")
    page.window().findChildren(Toast)[-1].button.click()
    assert list(stick.folder.glob("*回执*"))


def test_conflicts_that_came_lead_to_their_page(page, pc, wanted, home, stick):
    asked = wanted(page)
    uid = full_member(pc.branch, "曾淑")
    stick.carry(pc.branch, home)
    change(pc.branch, "person", uid, native_place="甲县")
    change(home, "person", uid, native_place="乙县")
    page.preview(stick.put(home))
    page.accept_button.click()
    assert page.waiting.label.text() == "有1处冲突等您处理。"
    page.window().findChildren(Toast)[-1].button.click()
    assert asked == [("page", "conflicts")]


def test_a_received_package_can_be_taken_back_from_the_register(page, pc, person, home, stick):
    full_member(home, "李想")
    page.preview(stick.put(home))
    page.accept_button.click()
    rows = _rows(page.register)
    line = next(number for number, row in enumerate(rows) if row[-1] == "可以撤销")
    other = next(number for number, row in enumerate(rows) if row[-1] != "可以撤销")
    _select(page.register, other)
    assert not page.undo_button.isEnabled()
    _select(page.register, line)
    person.will_answer("取消")
    page.undo_button.click()
    assert "李想" in {row.text("name") for row in pc.branch.rows("person")}
    _select(page.register, line)
    person.will_answer("撤销接收")
    page.undo_button.click()
    assert "李想" not in {row.text("name") for row in pc.branch.rows("person")}
    assert all(row[-1] != "可以撤销" for row in _rows(page.register))


def test_the_register_ticks_what_has_arrived_and_is_filtered(page, pc, home, stick):
    full_member(pc.branch, "曾淑")
    stick.carry(pc.branch, home)
    page.refresh()
    assert any(row[0] == "发出" and row[-1] == "还没有回执" for row in _rows(page.register))
    receive(pc.branch, stick.put(home, "receipt"))
    page.refresh()
    assert all(row[-1] == "✓ 对方已收到" for row in _rows(page.register) if row[0] == "发出")
    page.direction.setCurrentIndex(page.direction.findText("收到的"))
    page.direction.activated.emit(2)
    assert {row[0] for row in _rows(page.register)} == {"收到"}


def test_a_stranger_is_believed_only_after_the_digits_were_compared(page, pc, person, home, stick):
    full_member(home, "李想")
    package = stick.put(home)
    code = known_sites(home)[home.journal.site].code
    pc.branch.database.raw.execute("DELETE FROM s_site WHERE site = ?", (home.journal.site,))
    pc.branch.database.raw.execute("DELETE FROM s_site WHERE site LIKE 'invitation%'")
    person.will_answer("取消")
    page.preview(package)
    assert code in person.heard[0]
    assert page.stack.currentIndex() == 0
    person.will_answer("数字一致，信任")
    page.preview(package)
    page.accept_button.click()
    assert "李想" in {row.text("name") for row in pc.branch.rows("person")}


def test_a_damaged_package_is_refused_in_one_sentence(page, pc, person, home, stick):
    package = stick.put(home)
    package.write_bytes(package.read_bytes()[:-100])
    before = journal_size(pc.branch)
    person.will_answer("知道了")
    page.preview(package)
    assert "没有改动" in person.heard[0]
    assert page.stack.currentIndex() == 0
    assert journal_size(pc.branch) == before


def test_a_lost_pc_is_stopped_after_a_yes(page, pc, person, home):
    assert not page.revoke_button.isEnabled()
    _select(page.peers, 0)
    person.will_answer("取消")
    page.revoke_button.click()
    assert known_sites(pc.branch)[home.journal.site].revoked_at == ""
    person.will_answer("停用")
    page.revoke_button.click()
    assert known_sites(pc.branch)[home.journal.site].revoked_at
    assert _rows(page.peers)[0][-1] == "已停用"


def test_an_invitation_shows_its_code_and_the_code_opens_it(page, stick):
    page.tiles.tiles["invite"].click()
    dialog = page.findChild(CodeDialog)
    groups = [each.text() for each in dialog.findChildren(QLabel) if each.text().isdigit()]
    (package,) = stick.folder.glob("*邀请*.dbx")
    assert open_invitation(package, "-".join(groups)).manifest.kind == "invite"
    dialog.done_button.click()


def test_a_handover_is_written_only_after_a_yes(page, person, stick):
    person.will_answer("取消")
    page.tiles.tiles["handover"].click()
    assert list(stick.folder.iterdir()) == []
    person.will_answer("写交接包")
    page.tiles.tiles["handover"].click()
    assert len(list(stick.folder.glob("*交接*.dbx"))) == 1
    dialog = page.findChild(CodeDialog)
    dialog.print_button.click()
    assert dialog.findChild(PrintDialog).panel._title == "台账交接清单"
    dialog.done_button.click()


def test_a_branch_on_one_pc_is_told_that_it_needs_no_packages(shown, context):
    page = shown(PackagesPage(context))
    assert "不需要数据包" in page.subtitle.text()
    assert not page.peers_card.isVisible()


def choose_scope(page, code):
    page.stick.scope.setCurrentIndex(page.stick.scope.findData(code))
    assert page.stick.chosen_scope == code


def test_a_part_of_the_books_is_taken_along_and_the_rest_is_named(page, pc, person, home):
    save_new(pc.branch, "document", title="通知", kind="received")
    full_member(pc.branch, "李想")
    page.refresh()
    waiting = status(pc.branch).not_sent
    choose_scope(page, "ledger:document")
    person.will_answer("知道了")
    page.tiles.tiles["send"].click()
    assert "还有1次改动没有带" in person.heard[-1]
    assert "到文件材料为止，还有1次改动没有带" in page.register.texts.data(page.register.texts.index(0, 4))
    assert page.stick.chosen_scope == "ledger:document"
    assert status(pc.branch).not_sent == 1 < waiting


def test_attachments_are_left_out_where_that_is_wanted(page, pc, person, home, stick, tmp_path):
    paper = save_new(pc.branch, "document", title="通知", kind="received")
    (tmp_path / "附件.pdf").write_bytes(b"%PDF-1.4 " * 100)
    attach(pc.branch, by_key("document"), paper, tmp_path / "附件.pdf")
    choose_scope(page, "records")
    person.will_answer("知道了")
    page.tiles.tiles["send"].click()
    assert len(list(stick.folder.glob("*.dbx"))) == 1
    assert "还有1个附件没有带，下一份完整的数据包会带上" in person.heard[-1]
    choose_scope(page, "all")
    person.will_answer("知道了")
    page.tiles.tiles["send"].click()
    assert len(list(stick.folder.glob("*.dbx"))) == 3
    assert "附件1卷" in person.heard[-1]


def test_a_whole_stick_is_looked_through(page, pc, home, stick, tmp_path):
    full_member(home, "李想")
    package = stick.put(home)
    below = stick.folder / "白果村"
    below.mkdir()
    shutil.move(package, below)
    page.preview(stick.folder)
    page.accept_button.click()
    assert inbox(pc.branch) == ()
    assert "李想" in {row.text("name") for row in pc.branch.rows("person")}


def test_a_record_in_several_packages_of_a_stick_is_counted_once(page, home, stick):
    full_member(home, "李想")
    stick.put(home)
    full_member(home, "曾淑")
    stick.put(home)
    page.preview(stick.folder)
    assert len(page.panel.heads.text().splitlines()) == 2
    assert sorted(row[2] for row in _rows(page.panel.table)) == sorted(["曾淑", "李想"])
    assert "新增 2 条" in [chip.text() for chip in page.panel.findChildren(Chip)]


def test_a_card_of_the_township_is_believed_after_the_digits_were_compared(page, pc, person, stick, tmp_path):
    make_township_folder(tmp_path / "township")
    township = open_township(tmp_path / "township", tmp_path / "open")
    card = write_card(township, stick.folder)
    code = own_signer(township).code
    township.close()
    person.will_answer("数字一致，信任")
    page.preview(card)
    assert code in person.heard[0]
    assert page.panel.heads.text().endswith("的名片：接收以后就可以向它上报")
    assert superior(pc.branch) is None
    page.accept_button.click()
    assert superior(pc.branch) is not None
    assert _toasts(page) == ["已认识上级党组织，可以上报了"]


def test_this_pc_and_another_one_get_other_names(page, pc):
    dialog = page.rename()
    assert dialog.line.text() == known_sites(pc.branch)[pc.branch.journal.site].name
    dialog.line.setText(" ")
    dialog.submit()
    assert "没有写名称" in dialog.problem.text()
    dialog.line.setText("村委会电脑")
    dialog.save_button.click()
    assert "本机“村委会电脑”" in page.own_code.text()
    _select(page.peers, 0)
    page.rename_button.click()
    dialog = page.findChildren(NameDialog)[-1]
    dialog.line.setText("家里的笔记本")
    dialog.save_button.click()
    assert _rows(page.peers)[0][0] == "家里的笔记本"


def test_a_trail_that_does_not_agree_is_told_before_and_after(page, pc, home, stick):
    receive(pc.branch, stick.put(home))
    with home.database.transaction() as connection:
        connection.execute(TRAIL.delete().where(TRAIL.c.number > 1))
    package = stick.put(home)
    page.preview(package)
    assert any("操作登记比以前短了" in said.text() for said in page.panel.findChildren(QLabel))
    page.accept_preview()
    assert _rows(page.register)[0][-1].startswith("登记对不上")
    assert any("操作登记比以前短了" in said for said in _toasts(page))


def test_a_stick_that_seems_to_carry_a_virus_is_told_when_writing_and_reading(page, pc, person, home, stick):
    (stick.folder / "autorun.inf").write_bytes(b"")
    person.will_answer("知道了")
    page.tiles.tiles["send"].click()
    assert "可能带病毒" in person.heard[-1]
    page.preview(stick.put(home))
    assert any("可能带病毒" in said.text() for said in page.panel.findChildren(QLabel))


def test_the_stick_is_read_again_after_it_was_put_back(page, pc, person, stick):
    person.will_answer("知道了")
    page.tiles.tiles["send"].click()
    page.stick.check_button.click()
    assert any("1 份数据包都完好" in said for said in _toasts(page))
    (package,) = stick.folder.glob("*.dbx")
    package.write_bytes(package.read_bytes()[:-20])
    person.will_answer("知道了")
    page.stick.check_button.click()
    assert "1 份数据包没有写好" in person.heard[-1]


def test_the_page_for_a_lost_stick_is_shown(page):
    page.lost_button.click()
    (dialog,) = page.findChildren(PrintDialog)
    assert dialog.panel.desk.page_count >= 1
    dialog.reject()
