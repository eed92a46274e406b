"""What tests do with the page 自评打分: choose a table and a year, type a mark, read what is shown."""

from typing import Any

from PySide6.QtWidgets import QLabel

from db.changes import Draft
from desktop.pages.scoring_page import ScoringPage
from desktop.widgets.basic import label
from tests.support.typing_in import type_text

STANDARD, CHECKLIST = "党支部工作规范对照表", "基层党建工作考核清单"


def choose_table(page: ScoringPage, words: str) -> None:
    rubrics = page.head.rubrics
    index = next(number for number in range(rubrics.count()) if words in rubrics.itemText(number))
    rubrics.setCurrentIndex(index)
    rubrics.activated.emit(index)


def choose_year(page: ScoringPage, year: int) -> None:
    index = page.head.years.findData(year)
    page.head.years.setCurrentIndex(index)
    page.head.years.activated.emit(index)


def type_mark(page: ScoringPage, points: str, reason: str) -> None:
    form = page.panel.form
    for target, text in ((form.points.line, points), (form.reason.text, reason)):
        target.selectAll()
        type_text(target, text)


def give(page: ScoringPage, number: str, points: str, reason: str) -> None:
    page.lines.choose(number)
    type_mark(page, points, reason)
    page.panel.form.save_button.click()


def state(page: ScoringPage, number: str) -> str:
    model = page.lines.texts
    texts = {model.index(row, 0).data(): model.index(row, 4).data() for row in range(model.rowCount())}
    return str(texts[number])


def numbers(page: ScoringPage) -> list[str]:
    return [line.number for line in page.lines.model_of_lines.lines if not isinstance(line, str)]


def told(page: ScoringPage) -> str:
    return "\n".join(each.text() for each in page.panel.findChildren(QLabel) if each.isVisible())


def save(context: Any, key: str, **values: Any) -> None:
    from db.ledgers import by_key
    from db.services import saving

    context.tasks.run_command(label(""), lambda branch: saving.save(branch, by_key(key), Draft(dict(values))))
