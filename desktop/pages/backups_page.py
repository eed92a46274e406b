"""备份: the backups there are, the second place, and the monthly rehearsal. Writes to a stick only when asked."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop import messages
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Notice, button, label
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.backup.manifest import StoredBackup
    from db.backup.rehearsing import Rehearsal
    from db.backup.second_place import SecondPlace
    from db.reports.document import ReportDocument
    from db.services.branch import Branch

_COLUMNS = (
    TextColumn("第几份", 4),
    TextColumn("什么时候做的", 5),
    TextColumn("日期", 6),
    TextColumn("工作日", 4),
    TextColumn("附件", 4),
    TextColumn("情况", 8),
)
_WHY = (
    "退出时、每工作两小时、导入和升级之前自动备份，有改动才做。旧的按份数清理：最近 10 份，再按工作日留 7 天、4 周、12 个月各一份，"
    "每年一份一直留着；电脑时钟不对的时候一份也不清理。恢复备份：关闭台账，在打开窗口点“打不开？恢复”。"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows."""

    rows: tuple[tuple[str, ...], ...]
    subtitle: str
    reminders: tuple[str, ...]
    second: "SecondPlace"


def read_backups(branch: "Branch") -> Shown:
    """Everything on the page."""
    from db.backup.keeping import backup_state
    from db.backup.reminding import backup_reminders
    from db.backup.second_place import second_place

    state = backup_state(branch)
    if state.newest is None:
        subtitle = "还没有备份，请现在做一份。"
    elif state.is_current:
        subtitle = f"最近一份是{state.newest.title}，之后没有改动。"
    else:
        subtitle = f"最近一份是{state.newest.title}，之后又有改动，退出时会自动备份。"
    rows = tuple(_row(each) for each in reversed(state.backups))
    return Shown(rows, subtitle, backup_reminders(branch), second_place(branch))


def _row(each: "StoredBackup") -> tuple[str, ...]:
    from db.backup.manifest import KIND_TITLES

    manifest = each.manifest
    day = manifest.made_at[:10] if manifest else ""
    count = f"{len(manifest.attachments)} 份" if manifest and manifest.attachments else ""
    state = "已损坏，不要用" if each.is_bad or manifest is None else "做好时核对过"
    work_day = f"第 {each.work_day} 天" if each.work_day else ""
    return (str(each.number), KIND_TITLES.get(each.kind, each.kind), day, work_day, count, state)


class BackupsPage(Page):
    """One table, one card about the second place, three buttons."""

    reads_anew = True  # backups are made without any record being changed

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "备份", parent)
        self._second: SecondPlace | None = None
        self.rehearse_button = button(
            "恢复演练", self.rehearse, icon="check", hint="只读打开最新的备份，看能不能用"
        )
        self.backup_button = button("马上备份", self.back_up, kind="primary", icon="shield")
        for made in (self.rehearse_button, self.backup_button):
            self.add_action(made)
        self.problem = Notice("", "gold")
        self.problem.hide()
        self.body.addWidget(self.problem)
        self.body.addWidget(self._build_second())
        self.table = TextTable("备份", _COLUMNS)
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        self.body.addWidget(card, 1)
        self.body.addWidget(label(_WHY, "note", wrap=True))

    def refresh(self) -> None:
        self.query(read_backups, self._show, title="正在查看备份")

    # --- verbs -----------------------------------------------------------------------------------------------
    def back_up(self) -> None:
        """A backup now."""

        def work(branch: "Branch") -> Path:
            from db.opening import back_up

            return back_up(branch)

        self.command(work, self._told, title="正在备份并核对")

    def choose_place(self) -> None:
        """Another disk or stick; nothing is written yet."""
        chosen = messages.choose_folder(self, "第二处备份放在哪里（另一块硬盘或备份专用优盘）")
        if chosen is None:
            return

        def work(branch: "Branch") -> "SecondPlace":
            from db.backup.second_place import choose_second_place

            return choose_second_place(branch, chosen)

        self.command(work, lambda _place: self.refresh())

    def back_up_there(self) -> None:
        """A backup in the second place, after asking."""
        if self._second is None or self._second.path is None:
            self.choose_place()
            return
        place = self._second.path
        if not messages.ask(
            self, "现在备份到第二处？", f"会在“{place}”里写一份加密的备份，已有的附件不会重复写。", yes="备份"
        ):
            return

        def work(branch: "Branch") -> Path:
            from db.backup.second_place import back_up_there

            return back_up_there(branch).folder

        self.command(work, self._told, title="正在备份到第二处并核对")

    def rehearse(self) -> None:
        """Opens the newest backup as one would in need, and says how it went."""

        def work(branch: "Branch") -> "tuple[Rehearsal, ReportDocument]":
            from db.backup.rehearsing import rehearse
            from db.reports.rehearsal import rehearsal_page

            found = rehearse(branch)
            return found, rehearsal_page(branch.name, found, branch.actor, branch.today.isoformat())

        self.command(work, self._told_rehearsal, title="正在打开最新的备份核对")

    # --- showing ---------------------------------------------------------------------------------------------
    def _show(self, shown: Shown) -> None:
        self._second = shown.second
        self.set_subtitle(shown.subtitle)
        self.table.show_rows(shown.rows)
        self.problem.say("\n".join(shown.reminders))
        self.problem.setVisible(bool(shown.reminders))
        second = shown.second
        if second.path is None:
            self.place.setText("还没有选。备份和台账在同一块硬盘上，硬盘坏了会一起丢。")
        else:
            words = [str(second.path), "" if second.is_there else "现在没有插上"]
            if second.newest is not None:
                words.append(f"最近：{second.newest.title}")
            elif second.is_there:
                words.append("还没有备份过")
            self.place.setText("　".join(word for word in words if word))
        self.remark.setText(second.remark)
        self.remark.setVisible(bool(second.remark))

    def _told(self, folder: Path) -> None:
        messages.toast(self, f"备份完成并核对无误：{folder.name}")
        self.refresh()

    def _told_rehearsal(self, found: "tuple[Rehearsal, ReportDocument]") -> None:
        rehearsal, page = found
        self.refresh()
        if rehearsal.is_sound:
            messages.toast(
                self,
                f"演练通过：{rehearsal.backup.title}完好，可以用来恢复",
                "打印记录",
                lambda: self._print(page),
            )
            return
        usable = rehearsal.usable
        messages.tell(
            self,
            f"{rehearsal.backup.title}已经损坏，做了标记",
            f"{rehearsal.problems[0]}\n"
            + (f"较早的{usable.title}是好的。" if usable else "没有找到完好的备份。")
            + "请马上再备份一次。",
            warning=True,
        )

    def _print(self, page: "ReportDocument") -> None:
        from desktop.dialogs.print_preview import PrintDialog

        dialog = PrintDialog(self.context.tasks, page.title, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.panel.show_content(page)

    def _build_second(self) -> Card:
        card = Card("第二处（另一块硬盘或备份专用优盘）")
        self.place = label("", wrap=True)
        self.remark = label("", "note", wrap=True)
        self.remark.hide()
        card.add(self.place)
        card.add(self.remark)
        row = QHBoxLayout()
        self.second_button = button("备份到第二处", self.back_up_there, icon="shield")
        self.choose_button = button("选一个文件夹", self.choose_place, kind="link", icon="folder")
        row.addWidget(self.second_button)
        row.addWidget(self.choose_button)
        row.addStretch(1)
        card.body.addLayout(row)
        return card
