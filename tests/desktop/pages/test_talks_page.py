"""The page of talks: what stands in a cell, what a click and the keys open, and that sixty people can be read."""

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt

from db.changes import Draft
from desktop.pages.doctor import DoctorPage
from desktop.pages.duties_page import DutiesPage
from desktop.pages.talks_page import TalksPage
from desktop.widgets.basic import label
from desktop.widgets.talk_grid import TalkCell
from tests.support.typing_in import cut_texts

POSTS = (("周国强", "secretary"), ("方桂𬭛", "organization"), ("叶子涵", "publicity"))


def write(context, key: str, *values: dict[str, Any]) -> None:
    """Saves records; people may be named as the program shows them."""
    from db.ledgers import by_key
    from db.services.queries import people_index
    from db.services.saving import save_many

    def work(branch: Any) -> object:
        uids = {choice.label: choice.uid for choice in people_index(branch)}
        drafts = [Draft({name: uids.get(one, one) for name, one in each.items()}) for each in values]
        return save_many(branch, by_key(key), drafts)

    context.tasks.run_command(label(""), work)


@pytest.fixture
def peopled(context) -> None:
    write(
        context,
        "post",
        *({"person": name, "post": post, "from_on": "2022-01-10"} for name, post in POSTS),
    )
    days = ("2026-02-03", "2026-05-08", "2026-09-14")
    pairs = (("周国强", "方桂𬭛"), ("周国强", "王建国（1957）"), ("周国强", "王建国（1957）"))
    write(
        context,
        "heart_talk",
        *(
            {"held_on": day, "initiator": one, "partner": other, "words": f"第{day}次谈"}
            for day, (one, other) in zip(days, pairs, strict=True)
        ),
    )


@pytest.fixture
def page(qtbot, context, peopled) -> TalksPage:
    made = TalksPage(context)
    qtbot.addWidget(made)
    made.resize(1158, 700)
    made.show()
    return made


def cell_of(page: TalksPage, down: str, across: str) -> TalkCell:
    titles = [column.title for column in page.grid.texts.columns]
    line = next(line for line in page.grid.model_of_lines.lines if line.name == down)
    return line.cells[titles.index(across)]


def click(qtbot: Any, page: TalksPage, down: str, across: str) -> None:
    titles = [column.title for column in page.grid.texts.columns]
    names = [line.name for line in page.grid.model_of_lines.lines]
    index = page.grid.texts.index(names.index(down), titles.index(across))
    page.grid.scrollTo(index)
    at: QPoint = page.grid.visualRect(index).center()
    qtbot.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=at)


def told(page: TalksPage) -> str:
    return "\n".join(each.text() for each in page.panel.findChildren(type(label(""))) if each.isVisible())


def test_a_cell_holds_the_last_day_or_what_is_missing(page: TalksPage) -> None:
    assert cell_of(page, "周国强", "方桂𬭛").text == "2-3"
    assert cell_of(page, "王建国（1957）", "周国强").text == "9-14×2"
    assert cell_of(page, "叶子涵", "方桂𬭛").text == "待"
    assert cell_of(page, "王建国（1957）", "支委谈过").text == "已谈"
    assert cell_of(page, "王建国（1981）", "支委谈过").text == "待"
    assert cell_of(page, "汪树生", "支委谈过").text == "不要求"
    assert "支委之间 1/3，支委与党员 1/2" in page.subtitle.text()


def test_an_empty_cell_opens_a_talk_with_both_filled_in(page: TalksPage, wanted, qtbot) -> None:
    asked = wanted(page)
    click(qtbot, page, "王建国（1981）", "叶子涵")

    ((ledger, draft),) = asked
    assert ledger == "heart_talk"
    assert {key: ref.name for key, ref in draft.values.items()} == {
        "initiator": "叶子涵",
        "partner": "王建国（1981）",
    }


def test_a_full_cell_opens_its_talk_once_even_for_a_double_click(
    page: TalksPage, wanted, rows, qtbot
) -> None:
    asked = wanted(page)
    index = page.grid.texts.index(0, 1)
    qtbot.mouseDClick(
        page.grid.viewport(), Qt.MouseButton.LeftButton, pos=page.grid.visualRect(index).center()
    )
    click(qtbot, page, "周国强", "方桂𬭛")

    (talk,) = [row.uid for row in rows("heart_talk") if row["partner"].name == "方桂𬭛"]
    assert asked == [("heart_talk", talk)]


def test_of_several_talks_the_panel_lets_one_choose(page: TalksPage, wanted, qtbot) -> None:
    asked = wanted(page)
    click(qtbot, page, "王建国（1957）", "周国强")

    assert asked == []
    assert "2026年5月8日" in told(page)
    assert "2026年9月14日" in told(page)


def test_arrow_keys_move_and_enter_opens(page: TalksPage, wanted, qtbot) -> None:
    asked = wanted(page)
    first = cell_of(page, "叶子涵", "周国强")
    page.grid.choose(first.one, first.other)
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.panel.heading.text() == "叶子涵 与 方桂𬭛"
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)

    assert [ref.name for ref in asked[0][1].values.values()] == ["方桂𬭛", "叶子涵"]


def test_the_keyboard_begins_at_the_first_thing_missing(page: TalksPage) -> None:
    page.focus_start()

    assert page.grid.hasFocus()
    assert page.grid.cell is not None
    assert page.grid.cell.text == "待"


def test_members_among_each_other_are_shown_by_group_and_all_together(page: TalksPage) -> None:
    titles = [page.parts.itemText(number) for number in range(page.parts.count())]
    assert titles == [
        "支委之间、支委与党员",
        "党小组内 · 第一党小组",
        "党小组内 · 第二党小组",
        "全体党员之间",
    ]

    page.parts.setCurrentIndex(3)
    page.parts.activated.emit(3)
    assert len(page.grid.model_of_lines.lines) == len(page.grid.texts.columns) == 6


def test_a_new_talk_shows_at_once_and_the_place_is_kept(page: TalksPage, context) -> None:
    cell = cell_of(page, "叶子涵", "周国强")
    page.grid.choose(cell.one, cell.other)
    write(context, "heart_talk", {"held_on": "2026-11-20", "initiator": "周国强", "partner": "叶子涵"})

    assert cell_of(page, "叶子涵", "周国强").text == "11-20"
    assert page.panel.heading.text() == "叶子涵 与 周国强"


def test_each_cell_is_read_out_as_a_sentence(page: TalksPage) -> None:
    index = page.grid.texts.index(0, 1)

    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "周国强与方桂𬭛：谈过1次，最近是2026年2月3日"


def test_without_posts_the_page_says_what_to_do(qtbot, context, wanted) -> None:
    page = TalksPage(context)
    qtbot.addWidget(page)
    page.show()
    asked = wanted(page)
    page.empty.action.click()

    assert asked == [("post", None)]


def test_sixty_members_stay_readable_on_a_small_screen(qtbot, context, peopled) -> None:
    common = {"stage": "full", "admitted_on": "2015-07-01", "promoted_on": "2016-07-01"}
    write(context, "person", *({"name": f"党员{number:02d}", **common} for number in range(54)))
    page = TalksPage(context)
    qtbot.addWidget(page)
    page.resize(1158, 700)
    page.show()

    assert len(page.grid.model_of_lines.lines) == 60
    assert not page.grid.horizontalScrollBar().isVisible()
    visible = page.grid.viewport().height() // page.grid.rowHeight(0)
    assert visible >= 14
    assert cut_texts(page) == []
    widths = {page.grid.columnWidth(number) for number in range(len(page.grid.texts.columns))}
    assert min(widths) >= page.grid.fontMetrics().horizontalAdvance("12-31×2")


def test_whom_an_event_asks_to_talk_with_is_named_and_leads_to_the_duties(
    page: TalksPage, context, wanted
) -> None:
    assert page.waiting_button.text() == "五必谈待谈：汪树生（接收为预备党员前）"
    write(context, "care_visit", {"visited_on": "2026-11-01", "person": "叶子涵", "reason": "illness"})
    asked = wanted(page)
    page.waiting_button.click()

    assert page.waiting_button.text().endswith("、叶子涵（家庭变故或生病）")
    assert asked == [("page", "duties")]


def test_the_yearly_duty_leads_to_this_page_and_an_event_to_a_form(qtbot, context, peopled, wanted) -> None:
    page = DutiesPage(context)
    qtbot.addWidget(page)
    page.show()
    asked = wanted(page)
    for title, verb in (("谈心谈话（", "看谁没谈"), ("接收为预备党员前", "补谈并记录")):
        line = next(line for line in page.list.lines if title in line.title.text())
        next(each for each in line.verbs if each.text() == verb).click()

    assert asked[0] == ("page", "talks")
    ledger, draft = asked[1]
    assert (ledger, draft.values["partner"].name, draft.values["reason"]) == (
        "heart_talk",
        "汪树生",
        "development",
    )


def test_a_year_without_talks_is_one_finding_of_a_kind_that_leads_here(
    qtbot, context, peopled, wanted
) -> None:
    page = DoctorPage(context)
    qtbot.addWidget(page)
    page.show()
    page.years.setCurrentIndex(1)
    page.years.activated.emit(1)
    asked = wanted(page)
    lines = [line for line in page.list.lines if "谈心谈话的记录" in line.title.text()]

    assert [line.title.text().partition("：")[0] for line in lines] == [
        "2025年支委之间有3对没有谈心谈话的记录",
        "2025年有2名党员没有支委与其谈心谈话的记录",
    ]
    next(verb for verb in lines[0].verbs if verb.text() == "看谁没谈").click()
    assert asked == [("page", "talks")]
