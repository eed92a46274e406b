"""关于: what the program is, what it must not be used for, and whose work is in it, with licences."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

import resources
from db import VERSION
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Notice, clear, label
from desktop.widgets.text_table import TextColumn, TextTable

NOTICE = "不得存储、处理涉密信息。本程序自己从不联网，不上传任何内容；数据加密保存在这台电脑上。乡镇汇总只在您填写数据库地址后才连接它。"
_WORDS = (
    "支部台账是给村和机关党支部书记、组织委员用的离线台账：录一次，名册、会议记录、签到表、提醒和迎检资料都从这里出。",
    "程序不替人编造记录，不改日期；晚录入的写明补记。每一条提醒都写明依据，本地要求写明是本地要求。",
)
_LIBRARIES = (
    ("Python", "语言", "PSF"),
    ("Qt、PySide6", "窗口", "LGPL-3.0"),
    ("SQLite、SQLCipher、sqlcipher3", "加密数据库", "公有领域、BSD、zlib"),
    ("SQLAlchemy、SQLModel、Alembic、Pydantic", "数据模型和升级", "MIT"),
    ("psycopg", "乡镇汇总连接 PostgreSQL", "LGPL-3.0"),
    ("cryptography、pyrage", "加密", "Apache-2.0 或 BSD、MIT"),
    ("keyring", "系统钥匙串", "MIT"),
    ("orjson", "读写 JSON", "MPL-2.0，Apache-2.0 或 MIT"),
    ("reportlab、pikepdf、pypdfium2", "PDF 的排版、整理和显示", "BSD、MPL-2.0、Apache-2.0 或 BSD"),
    ("python-calamine、xlsxwriter", "读写表格", "MIT、BSD"),
    ("borax、chinesecalendar、pypinyin", "农历、节假日、拼音", "MIT"),
    ("typer、platformdirs", "命令行、文件夹", "MIT"),
)
_FONTS = (
    ("Branch Hei、Branch Song、Branch Title", "改自 Noto Sans SC、Noto Serif SC", "OFL 1.1"),
    ("Branch FangSong", "改自 FandolFang", "GPL-3.0 加字体例外"),
    ("Branch Kai", "改自 LXGW WenKai", "OFL 1.1"),
    ("Branch Rest", "改自 Droid Sans Fallback", "Apache-2.0"),
    ("Branch Rare", "改自 HanaMin", "OFL 1.1"),
)


class AboutPage(Page):
    """Reads nothing from the books."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "关于支部台账", parent)
        self.set_subtitle(f"版本 {VERSION} · 本程序的代码按 MIT 许可证发布")
        content = clear(QWidget())
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(16)
        column.addWidget(Notice(NOTICE, "red"))
        words = Card("这是什么")
        for sentence in _WORDS:
            words.add(label(sentence, wrap=True))
        column.addWidget(words)
        for heading, titles, rows in (
            ("用到的程序库", ("名称", "用途", "许可证"), _LIBRARIES),
            ("随附的字体", ("字体", "来源", "许可证"), _FONTS),
        ):
            column.addWidget(_table_card(heading, titles, rows))
        where = resources.ROOT / "fonts" / "LICENSES"
        column.addWidget(
            label(
                f"许可证全文随程序附在 {where.parent.name}/{where.name} 文件夹和各程序库中。",
                "note",
                wrap=True,
            )
        )
        column.addStretch(1)
        area = self.scrolled(content)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(area, 1)


def _table_card(heading: str, titles: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Card:
    card = Card(heading)
    widths = (12, 12, 10)
    table = TextTable(
        heading, [TextColumn(title, width) for title, width in zip(titles, widths, strict=True)]
    )
    table.show_rows(rows)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = table.horizontalHeader().sizeHint().height()
    table.setFixedHeight(header + len(rows) * table.verticalHeader().defaultSectionSize() + 8)
    card.add(table)
    return card
