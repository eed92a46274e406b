"""The window on the folder of a township, and a branch's page of reporting and what was handed down."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from db.township.overview import standings
from db.township.taking_in import take_in
from desktop.main_window import MainWindow
from desktop.pages import TOWNSHIP_PAGES
from desktop.pages.page import PageContext
from desktop.pages.reporting_page import ReportingPage
from desktop.preferences import Preferences
from desktop.tasks import SynchronousRunner, Tasks
from tests.support.branches import open_folder
from tests.support.township import TOWNSHIP, Reporter, make_township_folder, some_snapshot, with_score
from tests.support.typing_in import cut_texts, overlaps

KEYS = [spec.key for spec in TOWNSHIP_PAGES]
TODAY = date(2026, 7, 1)


@pytest.fixture(scope="session")
def town_template(tmp_path_factory) -> Path:
    """A township to which three branches have reported; a fourth roll-up, of a PC not known yet, lies beside it."""
    root = tmp_path_factory.mktemp("town-template")
    make_township_folder(root / "town")
    (root / "usb").mkdir()
    township = open_folder(root / "town")
    lost = {1: (15, 0), 2: (0, 0), 3: ()}  # the third is an older program's, which reports no score
    for number in (1, 2, 3):
        made = some_snapshot(township, number)
        scored = with_score(made, *lost[number], waiting=1) if lost[number] else made
        Reporter(township, number).put(root / "usb", scored)
    take_in(township, root / "usb", trust=True)
    Reporter(township, 4).put(root / "usb")
    township.close()
    return root


@pytest.fixture
def usb(town_template, tmp_path) -> Path:
    return Path(shutil.copytree(town_template / "usb", tmp_path / "usb"))


@pytest.fixture
def town_tasks(qapp, town_template, tmp_path) -> Iterator[Tasks]:
    folder = Path(shutil.copytree(town_template / "town", tmp_path / "town"))
    made = Tasks(SynchronousRunner())
    owner = QWidget()
    made.open_branch(owner, lambda: open_folder(folder), lambda _branch: None)
    yield made
    made.close()
    owner.deleteLater()


@pytest.fixture
def window(qtbot, town_tasks) -> Iterator[MainWindow]:
    made = MainWindow(PageContext(town_tasks, TODAY, TOWNSHIP, Preferences(), is_township=True))
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()


def ask(tasks: Tasks, work):
    owner, found = QWidget(), []
    tasks.run_query(owner, work, found.append)
    owner.deleteLater()
    return found[0]


def shown(table) -> list[list[str]]:
    model = table.texts
    return [
        [model.data(model.index(row, column)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.mark.parametrize("key", KEYS)
def test_every_page_opens_fits_and_cuts_nothing(window, qtbot, key):
    window.go_to(key)
    qtbot.wait(1)
    assert window.page_key == key
    assert cut_texts(window.page) == []
    assert overlaps(window.page) == []
    window.resize(911, 512)
    qtbot.wait(1)
    assert window.width() <= 911, f"{key} needs {window.page.minimumSizeHint().width()}"


def test_the_bar_shows_a_townships_pages_and_none_of_a_branch(window):
    assert window.bar.branch.text() == TOWNSHIP
    assert not {"person", "today", "duties", "import"} & set(KEYS)
    assert window.page_key == "township_progress"


def test_progress_names_who_is_behind_and_opens_a_branch(window):
    page = window.page
    assert "已上报 3 个" in page.subtitle.text()
    assert [row[0] for row in shown(page.table)] == ["第001村党支部", "第002村党支部", "第003村党支部"]
    page.facets.toggle("behind", False)
    assert shown(page.table) == []
    page.facets.toggle("behind", False)
    page.table.opened.emit(page.table.texts.data(page.table.texts.index(1, 0), role=_uid_role()))
    assert window.page_key == "township_branch"
    assert window.page.branches.currentText() == "第002村党支部"
    assert ["主题党日", "", "2026-06-28", "逾期"] in shown(window.page.table)
    window.page.facets.toggle("section", "members")
    assert len(shown(window.page.table)) == 3


def test_progress_shows_scores_and_sorts_by_any_column_with_the_empty_ones_last(window):
    page = window.page
    column = [each.title for each in page.table.texts.columns].index("得分/满分")
    scores = lambda: [row[column] for row in shown(page.table)]  # noqa: E731
    assert scores() == ["38.5/60", "40/60", ""]
    header = page.table.horizontalHeader()
    header.sectionClicked.emit(column)
    assert scores() == ["40/60", "38.5/60", ""]
    header.sectionClicked.emit(column)
    assert scores() == ["38.5/60", "40/60", ""]
    header.sectionClicked.emit(0)
    assert [row[0][1:4] for row in shown(page.table)] == ["001", "002", "003"]
    assert header.isSortIndicatorShown()
    (best,) = [each for each in page.order_button.menu().actions() if each.text() == "得分高的在前"]
    best.trigger()
    assert scores() == ["40/60", "38.5/60", ""]
    page.facets.toggle("behind", True)
    assert scores() == ["40/60", "38.5/60", ""]


def test_one_branch_lists_the_lines_of_its_table(window):
    window.go_to("township_branch")
    page = window.page
    page.choose(page.branches.itemData(0))
    assert "得分38.5分（“考核评分表”，满分60分，1项待自评）" in page.standing.text()
    page.facets.toggle("section", "scores")
    assert shown(page.table) == [
        ["1", "组织生活", "第1项工作", "20", "扣1.5分"],
        ["2", "组织生活", "第2项工作", "20", "满分"],
        ["3", "组织生活", "第3项工作", "20", "待自评"],
    ]
    page.choose(page.branches.itemData(2))
    assert "得分" not in page.standing.text()
    assert shown(page.table) == []


def _uid_role() -> int:
    from desktop.widgets.record_table import UID_ROLE

    return UID_ROLE


def test_a_remark_is_kept_when_another_branch_is_chosen(window, town_tasks):
    window.go_to("township_branch")
    page = window.page
    first, second = page.branches.itemData(0), page.branches.itemData(1)
    page.choose(first)
    page.remark.setText("周三去看")
    page.choose(second)
    assert page.remark.text() == ""
    found = ask(town_tasks, lambda branch: standings(branch.database.connection, TODAY))
    assert [each.remark for each in found] == ["周三去看", "", ""]


def test_a_branch_is_left_out_after_a_question(window, person, town_tasks):
    window.go_to("township_branch")
    page = window.page
    page.choose(page.branches.itemData(0))
    page.remark.setText("撤销了")
    person.will_answer("取消")
    page.forget()
    assert page.branches.count() == 3
    person.will_answer("不再汇总")
    page.forget()
    assert [page.branches.itemText(n) for n in range(page.branches.count())] == [
        "第002村党支部",
        "第003村党支部",
    ]


def test_receiving_shows_first_asks_for_the_six_groups_and_then_takes_in(window, usb, town_tasks):
    window.go_to("township_receive")
    page = window.page
    page.look_at(usb)
    states = {row[0]: row[1] for row in shown(page.table)}
    assert (states["第001村党支部"], states["第004村党支部"]) == ("可以接收", "签名的电脑还不认识")
    assert page.trust.isVisible()
    count = lambda: len(ask(town_tasks, lambda branch: standings(branch.database.connection, TODAY)))  # noqa: E731
    page.trust.setChecked(True)
    assert {row[1] for row in shown(page.table)} == {"可以接收"}
    assert count() == 3
    page.accept_button.click()
    assert count() == 4
    assert {row[1] for row in shown(page.table)} == {"已接收"}
    assert not page.accept_button.isEnabled()


def test_a_folder_without_packages_is_told(window, tmp_path, person):
    window.go_to("township_receive")
    (tmp_path / "empty").mkdir()
    person.will_answer(tmp_path / "empty", "知道了")
    window.page.folder_button.click()
    assert "没有数据包" in person.heard[-1]


def test_a_notice_is_typed_revised_written_and_withdrawn(window, person, tmp_path):
    window.go_to("township_hand_down")
    page = window.page
    assert page.title_line.hasFocus() or window.focusWidget() is page.title_line
    page.title_line.setText("冬训")
    page.text.setPlainText("十二月十日前")
    page.due.line.setText("12月10日")
    page.publish()
    assert shown(page.table) == [["通知", "冬训", "2026-12-10", "1"]]
    assert page.title_line.text() == ""
    page.table.selectRow(0)
    page.revise()
    page.text.setPlainText("十二月二十日前")
    page.publish()
    assert shown(page.table)[0][3] == "2"
    stick = tmp_path / "stick"
    stick.mkdir()
    person.will_answer(stick)
    page.send_button.click()
    assert len(list(stick.glob("*.dbx"))) == 1
    person.will_answer("知道了")
    page.card_button.click()
    assert (stick / "乡镇名片.dbx").is_file()
    assert "六组数字" in person.heard[-1]
    page.table.selectRow(0)
    person.will_answer("不再下发")
    page.withdraw()
    assert shown(page.table) == []


def test_what_is_typed_is_not_lost_without_a_question(window, person):
    window.go_to("township_hand_down")
    window.page.title_line.setText("冬训")
    person.will_answer("接着填")
    window.go_to("township_progress")
    assert window.page_key == "township_hand_down"
    window.page.title_line.clear()


def test_statistics_add_up_and_are_saved(window, person, tmp_path):
    window.go_to("township_statistics")
    page = window.page
    rows = shown(page.table)
    assert rows[-1][:2] == ["合计（3个支部）", "9"]
    person.will_answer(tmp_path / "统计.xlsx")
    page.save_button.click()
    assert (tmp_path / "统计.xlsx").read_bytes().startswith(b"PK")


def test_the_bulletin_is_shown_as_pages_and_letters_are_written(window, person, tmp_path):
    window.go_to("township_papers")
    page = window.page
    assert page.month.currentText() == "6月"  # on the first of July it is about June
    assert page.panel.save_button.isEnabled()
    page.kind.setCurrentIndex(page.kind.findData("league"))
    page.show_paper()
    assert not page.month_row.isEnabled()
    person.will_answer(tmp_path)
    page.save_letters()
    assert len(list(tmp_path.glob("*提醒函*.pdf"))) == 3


def test_words_and_expected_branches_are_set_in_the_window(window):
    window.go_to("township_settings")
    page = window.page
    page.words["overview.behind"].setText("请加快")
    page.save_button.click()
    page.expected.setPlainText("云上村党支部\n\n云下村党支部")
    page.enter_expected()
    window.go_to("township_progress")
    assert [row[0] for row in shown(window.page.table)][:2] == ["云上村党支部", "云下村党支部"]
    assert any(
        "请加快" in chip.text() for chip in window.page.facets.findChildren(QWidget) if hasattr(chip, "text")
    )


def test_an_address_that_is_none_is_told_and_kept_for_mending(window, person):
    window.go_to("township_settings")
    page = window.page
    page.address.setText("sqlite:///x")
    person.will_answer("知道了")
    page.serve()
    assert "PostgreSQL" in person.heard[-1]
    assert page.address.text() == "sqlite:///x"
    assert not page.stop_button.isEnabled()


# --- at the branch --------------------------------------------------------------------------------------------
@pytest.fixture
def handed_down(town_template, tmp_path) -> Path:
    """A hand-down with one notice."""
    from db.exchange.handed_items import HandedItem
    from db.township.handing_down import hand_down, publish

    folder = Path(shutil.copytree(town_template / "town", tmp_path / "other-town"))
    township = open_folder(folder)
    publish(township, HandedItem("", 1, "notice", "冬训", "十二月十日前", "2026-12-10"))
    file = hand_down(township, tmp_path).file
    township.close()
    return file


def test_a_branch_takes_a_hand_down_compares_six_groups_reports_and_adopts(
    qtbot, context, person, handed_down, tmp_path
):
    page = ReportingPage(context)
    qtbot.addWidget(page)
    page.show()
    assert not page.send_button.isEnabled()
    assert page.unknown.isVisible()
    person.will_answer(handed_down, "六组都一致，接收")
    page.receive_button.click()
    assert TOWNSHIP in page.subtitle.text()
    assert shown(page.table) == [["通知", "冬训", "2026-12-10", ""]]
    page.table.selectRow(0)
    assert "十二月十日前" in page.piece.toPlainText()
    page.adopt_button.click()
    assert shown(page.table)[0][3] == "已转入文件材料"
    assert "上报的得分：" in page.score.text()
    assert "党支部工作规范对照表" in page.score.text()
    stick = tmp_path / "stick"
    stick.mkdir()
    page.scope.setCurrentIndex(page.scope.findData("month:2026-11"))
    page.scope.activated.emit(page.scope.currentIndex())
    assert page.score.text() == "只报一部分时不带得分。"
    person.will_answer(stick)
    page.send_button.click()
    assert len(list(stick.glob("*上报*.dbx"))) == 1
    assert "还没有回执" in page.subtitle.text()
    assert cut_texts(page) == []


def test_a_scoring_table_goes_from_a_spreadsheet_in_the_window_to_a_record_at_the_branch(
    qtbot, window, context, person, tmp_path
):
    from tests.db.township.test_rubrics_handed_down import ROWS, sheet

    window.go_to("township_hand_down")
    form = window.page
    form.kind.setCurrentIndex(form.kind.findData("rubric"))
    assert "Excel 对照表" in form.file_name.text()
    person.will_answer(sheet(tmp_path), "知道了")
    form.choose_file()
    form.publish()
    assert "读出3项，满分24分" in person.heard[-1]
    assert "第6行没有读入" in person.heard[-1]
    assert shown(form.table) == [["考核评分表", "青石镇党支部考核对照表", "", "1"]]
    stick = tmp_path / "stick"
    stick.mkdir()
    person.will_answer(stick)
    form.send_button.click()
    (file,) = stick.glob("*.dbx")
    page = ReportingPage(context)
    qtbot.addWidget(page)
    page.show()
    person.will_answer(file, "六组都一致，接收")
    page.receive_button.click()
    assert "按“青石镇党支部考核对照表”打分；还有1项待自评" in page.score.text()
    page.table.selectRow(0)
    assert page.adopt_button.text() == "登记为评分表"
    assert "3．阵地整洁（基本分6分）不整洁酌情扣分" in page.piece.toPlainText()
    page.adopt_button.click()
    assert shown(page.table)[0][3] == "已登记为评分表"
    page.table.selectRow(0)
    assert page.adopt_button.text() == "打开评分表"
    with qtbot.waitSignal(page.record_wanted) as wanted:
        page.adopt_button.click()
    assert wanted.args[0] == "rubric"
    assert cut_texts(page) == []
    assert "新版本" not in page.score.text()
    form.table.selectRow(0)
    form.revise()
    person.will_answer(sheet(tmp_path, ROWS[:2], "新.xlsx"), "知道了")
    form.choose_file()
    form.publish()
    form.send_button.click()
    person.will_answer(max(stick.glob("*.dbx")))
    page.receive_button.click()
    assert "上级下发了新版本，登记以后才按新版本打分" in page.score.text()
    page.table.selectRow(0)
    page.adopt_button.click()
    assert "（满分18分）" in page.score.text()
    assert "新版本" not in page.score.text()


def test_a_toml_that_is_no_table_is_refused_in_the_window_and_what_was_typed_stays(window, person, tmp_path):
    window.go_to("township_hand_down")
    page = window.page
    page.kind.setCurrentIndex(page.kind.findData("rubric"))
    page.title_line.setText("考核")
    (tmp_path / "表.toml").write_text('title = "表"\n[[item]]\npoints = 30\n', "utf-8")
    person.will_answer(tmp_path / "表.toml", "知道了")
    page.choose_file()
    page.publish()
    assert "不是能打分的评分表" in person.heard[-1]
    assert (page.title_line.text(), page.file_name.text()) == ("考核", "表.toml")
    page.title_line.clear()
    page._take_file(None)


def test_six_groups_that_differ_keep_the_township_unknown(qtbot, context, person, handed_down):
    page = ReportingPage(context)
    qtbot.addWidget(page)
    page.show()
    person.will_answer(handed_down, "取消")
    page.receive_button.click()
    assert not page.send_button.isEnabled()


# --- from the first start -------------------------------------------------------------------------------------
def test_a_township_is_made_at_the_first_start_and_opens_with_its_own_pages(qtbot, tmp_path, monkeypatch):
    from db.paths import BranchFolder
    from desktop.app import Session
    from desktop.dialogs.first_start import FirstStart
    from tests.support import village
    from tests.support.branches import CHEAP

    monkeypatch.setattr("db.opening.calibrated", lambda: CHEAP)
    session = Session(BranchFolder(tmp_path / "镇"), village.still_clock(), "", Preferences())
    session.begin()
    try:
        first = session.window
        assert isinstance(first, FirstStart)
        first.kinds["township"].setChecked(True)
        first.name.setText(TOWNSHIP)
        for line in (first.passphrase, first.again):
            line.setText("四个不相干的词")
        first.agreed.setChecked(True)
        first.submit()
        qtbot.waitUntil(lambda: isinstance(session.window, MainWindow), timeout=20_000)
        assert session.window.page_key == "township_progress"
        assert (tmp_path / "镇" / "乡镇名片.dbx").is_file()
    finally:
        session.close()


def test_no_page_is_larger_than_a_small_screen(qtbot, window):
    window.resize(910, 512)
    for spec in TOWNSHIP_PAGES:
        window.go_to(spec.key)
        qtbot.wait(1)
        assert (window.width(), window.height()) == (910, 512), spec.key


def test_receiving_begins_at_the_choice_of_the_stick(window):
    window.go_to("township_receive")
    assert window.focusWidget() is window.page.folder_button


def test_no_title_of_a_column_is_cut(window):
    window.go_to("township_statistics")
    header = window.page.table.horizontalHeader()
    for place, column in enumerate(window.page.table.texts.columns):
        assert header.sectionSize(place) >= header.fontMetrics().horizontalAdvance(column.title), column.title
