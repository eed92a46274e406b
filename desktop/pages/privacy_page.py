"""个人信息: which personal facts the ledgers hold, who has them, how long they are kept, what was handed on; and the papers
for an incident and for an assessment. A reader; nothing is changed here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from desktop.dialogs.print_preview import print_menu_button
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, button
from desktop.widgets.choice_row import ChoiceRow
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.services.branch import Branch

Texts = tuple[tuple[str, ...], ...]
PRINTS = (
    ("personal_fields", "个人信息清单"),
    ("handing_on", "今年的个人信息提供登记表"),
    ("incident_plan", "安全事件处置单"),
    ("incident_notice", "安全事件告知书"),
    ("assessment_form", "影响评估表"),
)
_NO_ADVICE = "供支部自己对照，不是法律意见"


@dataclass(frozen=True, slots=True)
class View:
    """One table of the page: its words in the choice, what it says, its columns and how it is read (year -> rows)."""

    title: str
    says: str
    columns: tuple[TextColumn, ...]
    read: "Callable[[Branch, int], Texts]"


def _fields(_branch: "Branch", _year: int) -> Texts:
    from db.privacy.personal_fields import personal_groups
    from db.reports.personal_fields import group_texts

    return tuple(map(group_texts, personal_groups()))


def _holders(branch: "Branch", _year: int) -> Texts:
    return tuple((each.who, each.what, each.note) for each in branch.holders())


def _retentions(branch: "Branch", _year: int) -> Texts:
    from db.privacy.personal_fields import retentions

    return tuple(
        (each.title, f"{sum(len(branch.rows(key)) for key in each.ledgers)}条", each.retention, each.kept)
        for each in retentions()
    )


def _beside(_branch: "Branch", _year: int) -> Texts:
    from db.privacy.personal_fields import beside

    return tuple((each.what, each.facts, each.purpose, each.where, each.kept) for each in beside())


def _handed(branch: "Branch", year: int) -> Texts:
    from db.reports.handing_on import handed_texts

    return tuple(map(handed_texts, (each for each in branch.handed_on() if each.day.startswith(str(year)))))


VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "fields": View(
            "有哪些、做什么用", "每种台账有哪些个人信息，依据什么，上报带不带",
            (TextColumn("台账", 7), TextColumn("有哪些项", 15), TextColumn("用途", 9), TextColumn("依据", 12),
             TextColumn("敏感、遮盖", 8), TextColumn("随上报带出", 8)),
            _fields,
        ),
        "holders": View(
            "谁手里有", "程序知道的几处；打印件和导出的文件见“交出过什么”",
            (TextColumn("谁", 14), TextColumn("有什么", 16), TextColumn("情况", 14)), _holders,
        ),
        "retention": View(
            "留多久", "以本单位的归档范围和保管期限表为准",
            (TextColumn("台账", 10), TextColumn("现有", 4), TextColumn("保管期限", 5), TextColumn("为什么不能随便删", 26)),
            _retentions,
        ),
        "beside": View(
            "台账以外的", "不在台账里、也有个人信息的地方",
            (TextColumn("什么", 6), TextColumn("有什么", 13), TextColumn("用途", 10), TextColumn("在哪里", 13), TextColumn("留多久", 10)),
            _beside,
        ),
        "handed": View(
            "交出过什么", "数据包、导出的文件、完整号码的打印件；交给了谁，导出和打印的由人写在登记表上",
            (TextColumn("日期", 6), TextColumn("经手人", 5), TextColumn("方式", 6), TextColumn("交给谁", 8),
             TextColumn("哪些台账、哪些项", 12), TextColumn("多少", 9), TextColumn("理由", 8)),
            _handed,
        ),
    }
)  # fmt: skip


class PrivacyPage(Page):
    """One table at a time, chosen above it; the papers are in the menu 打印."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "个人信息", parent)
        row = ChoiceRow()
        self.views = row.add_choice("看什么", self.refresh)
        for key, view in VIEWS.items():
            self.views.addItem(view.title, key)
        self.years = row.add_years(context.today, self.refresh)
        row.addStretch(1)
        row.addWidget(
            button("一个人的查阅件在名册里打开", partial(self.page_wanted.emit, "person"), kind="link")
        )
        self.body.addLayout(row)
        self.add_action(print_menu_button(self, PRINTS, self._options))
        self.table = TextTable("个人信息", VIEWS["fields"].columns, wraps=True)
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        self.body.addWidget(card, 1)

    def refresh(self) -> None:
        view = VIEWS[str(self.views.currentData())]
        year = int(self.years.currentData())
        self.years.setEnabled(view is VIEWS["handed"])
        self.query(lambda branch: view.read(branch, year), partial(self._show, view), title="正在查看")

    def showEvent(self, event: Any) -> None:
        self._is_stale = True  # packages and exports change no record
        super().showEvent(event)

    def choose(self, key: str) -> None:
        """Shows one of the tables."""
        self.views.setCurrentIndex(self.views.findData(key))
        self.refresh()

    def _options(self) -> Mapping[str, Any]:
        return {"year": self.years.currentData()}

    def _show(self, view: View, rows: Texts) -> None:
        self.set_subtitle(f"{view.says}；{_NO_ADVICE}")
        self.table.show_rows(rows, columns=view.columns)
