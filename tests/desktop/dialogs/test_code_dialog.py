"""The code of an invitation is on the screen once; a slip of the mouse does not take it away."""

from PySide6.QtWidgets import QLabel

from desktop.dialogs.code_dialog import CodeDialog
from tests.support.typing_in import cut_texts


def test_the_groups_stand_apart_and_nothing_is_cut(qtbot):
    dialog = CodeDialog("邀请", "000011-000022-000033-000044", "邀请.dbx")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.wait(1)
    texts = [each.text() for each in dialog.findChildren(QLabel)]
    assert [text for text in texts if text.isdigit()] == ["000011", "000022", "000033", "000044"]
    assert cut_texts(dialog) == []
    dialog.done_button.click()
    assert not dialog.isVisible()


def test_closing_asks_whether_the_code_was_written_down(qtbot, person):
    dialog = CodeDialog("邀请", "000011-000022-000033-000044", "邀请.dbx")
    qtbot.addWidget(dialog)
    dialog.show()
    person.will_answer("再看看")
    dialog.close()
    assert dialog.isVisible()
    person.will_answer("已经抄下，关闭")
    dialog.close()
    assert not dialog.isVisible()
