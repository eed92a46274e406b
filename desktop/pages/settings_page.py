"""设置: the branch's profile, backup, passphrase, looks, and the ways to import, holidays, rules and the recycle bin.

It decides nothing about the books: each button calls a service or goes to a page.
"""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop import messages, theme
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, button, clear, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.layouts import FieldGrid

if TYPE_CHECKING:
    from db.services.branch import Branch

_THEMES = (("light", "浅色"), ("dark", "深色"), ("high_contrast", "高对比"))
_NARROWEST = 420
_LOCK_MINUTES = (1, 2, 3, 5, 10, 15, 20, 30)
_RECOVERY = (
    "恢复表上有 48 位数字，新建台账时打印过一次，程序里没有保存。忘了口令时，在打开窗口点“用恢复表打开”，输入这些数字，再设新口令。"
    "请把它封好放进保险柜，不要拍照，不要和电脑放在一起。"
)


class SettingsPage(Page):
    """Cards, one for each matter."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "设置", parent)
        self._profile_uid: str | None = None
        content = clear(QWidget())
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 12, 0)
        grid = FieldGrid(round(_NARROWEST * theme.current().scale), most=2)
        of_a_branch = [self._build_profile, self._build_records]
        for build in (
            self._build_profile,
            self._build_backup,
            self._build_passphrase,
            self._build_lock,
            self._build_looks,
            self._build_records,
            self._build_recovery,
        ):
            if not (context.is_township and build in of_a_branch):
                grid.add(build())
        column.addWidget(grid)
        column.addStretch(1)
        area = self.scrolled(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(area, 1)

    def refresh(self) -> None:
        def work(branch: "Branch") -> tuple[str | None, str, str]:
            from db.backup.keeping import backup_state
            from db.backup.reminding import backup_reminders

            profile, newest = branch.profile, backup_state(branch).newest
            words = [f"最近一份备份：{newest.title}。" if newest else "还没有备份，建议现在做一份。"]
            return (
                (profile.uid if profile else None),
                str(branch.folder.root),
                "".join([*words, *backup_reminders(branch)]),
            )

        self.query(work, self._show)

    # --- verbs -----------------------------------------------------------------------------------------------
    def back_up(self, to: Path | None = None) -> None:
        """Makes a verified backup now, in the branch's own folder or in one the user chose."""

        def work(branch: "Branch") -> Path:
            from db.opening import back_up

            return back_up(branch, to)

        self.command(work, self._told_backup, title="正在备份并核对")

    def choose_looks(self) -> None:
        """Applies theme and size at once, and keeps them on this PC."""
        name, size = str(self.themes.currentData()), str(self.sizes.currentData())
        self.context.preferences.choose("theme", name)
        self.context.preferences.choose("size", size)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application, name, size)
        messages.toast(self, "已经换好；有些图标和行高在下次打开时跟着变")

    def _back_up_elsewhere(self) -> None:
        to = messages.choose_folder(self, "备份到哪个文件夹（如 U 盘）")
        if to is not None:
            self.back_up(to)

    def _told_backup(self, folder: Path) -> None:
        messages.toast(self, f"备份完成并核对无误：{folder.name}")
        self.refresh()

    def _show(self, found: tuple[str | None, str, str]) -> None:
        self._profile_uid, root, backup_words = found
        self.place.setText(f"台账在：{root}")
        self.last_backup.setText(backup_words)

    # --- cards -----------------------------------------------------------------------------------------------
    def _build_profile(self) -> Card:
        card = Card("支部概况")
        card.add(label(self.context.branch_name, wrap=True))
        card.add(label("全称请与公章一致；支部类型、届次、固定党日会影响提醒和应到人数。", "note", wrap=True))
        self.profile_button = button(
            "修改支部概况", lambda: self.record_wanted.emit("branch", self._profile_uid), icon="edit"
        )
        _row(card, self.profile_button)
        return card

    def _build_backup(self) -> Card:
        card = Card("备份")
        self.last_backup = label("", wrap=True)
        card.add(self.last_backup)
        card.add(
            label("备份是加密的，做完会重新打开核对；用的时候需要同一个口令或恢复表。", "note", wrap=True)
        )
        self.backup_button = button("马上备份", self.back_up, kind="primary", icon="shield")
        _row(card, self.backup_button, button("备份到别处", self._back_up_elsewhere, icon="folder"))
        return card

    def _build_passphrase(self) -> Card:
        card = Card("口令")
        self.place = label("", "note", wrap=True)
        card.add(label("打开台账要用口令；身份证号等个人信息都加密保存。", wrap=True))
        card.add(self.place)
        self.passphrase_button = button(
            "口令、恢复表、谁能打开", partial(self.page_wanted.emit, "keys"), icon="key"
        )
        _row(card, self.passphrase_button)
        return card

    def _build_lock(self) -> Card:
        card = Card("锁定")
        card.add(label("没人动的时候自动锁定，要输口令才能接着用；正在填的内容都留着。", wrap=True))
        self.lock_minutes = QuietCombo()
        self.lock_minutes.setAccessibleName("多久没人动就锁定")
        minutes = tuple((str(each), f"{each} 分钟") for each in _LOCK_MINUTES)
        _fill(self.lock_minutes, minutes, self.context.preferences.text("lock_minutes", "10"))
        self.lock_minutes.activated.connect(
            lambda _index: self.context.preferences.choose(
                "lock_minutes", str(self.lock_minutes.currentData())
            )
        )
        name = label("多久没人动就锁定", "secondary")
        name.setBuddy(self.lock_minutes)
        row = QHBoxLayout()
        row.addWidget(name)
        row.addWidget(self.lock_minutes, 1)
        card.body.addLayout(row)
        self.lock_button = button("马上锁定", self.lock_wanted.emit, icon="lock", hint="Ctrl+L，离开座位时用")
        _row(card, self.lock_button, label("在哪里都可以按 Ctrl+L", "note"))
        return card

    def _build_looks(self) -> Card:
        card = Card("外观")
        self.themes, self.sizes = QuietCombo(), QuietCombo()
        sizes = tuple(theme.SIZE_TITLES.items())
        chosen = self.context.preferences
        for combo, title, options, key in (
            (self.themes, "颜色", _THEMES, chosen.text("theme", "light")),
            (self.sizes, "字号", sizes, chosen.text("size", "standard")),
        ):
            _fill(combo, options, key)
            combo.setAccessibleName(title)
            combo.activated.connect(lambda _index: self.choose_looks())
            row = QHBoxLayout()
            name = label(title, "secondary")
            name.setBuddy(combo)
            row.addWidget(name)
            row.addWidget(combo, 1)
            card.body.addLayout(row)
        return card

    def _build_records(self) -> Card:
        card = Card("数据")
        for title, key, icon in (
            ("全部备份、第二处备份、恢复演练", "backups", "shield"),
            ("导入名册和其他表格", "import", "import"),
            ("节假日表", "holiday", "calendar"),
            ("规则库和本地要求", "rules", "info"),
            ("回收站", "recycle_bin", "bin"),
            ("操作登记：谁看过、导出过、打印过什么", "trail", "history"),
            ("关于支部台账", "about", "document"),
        ):
            _row(card, button(title, partial(self.page_wanted.emit, key), kind="link", icon=icon))
        return card

    def _build_recovery(self) -> Card:
        card = Card("恢复表")
        card.add(label(_RECOVERY, wrap=True))
        return card


def _row(card: Card, *widgets: QWidget) -> None:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    card.body.addLayout(row)


def _fill(combo: QComboBox, options: tuple[tuple[str, str], ...], chosen: str) -> None:
    for code, title in options:
        combo.addItem(title, code)
    combo.setCurrentIndex(max(0, combo.findData(chosen)))
