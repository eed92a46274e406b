"""Why a file is not read at all: one plain sentence each, and nothing changed (findings F66 and F68).

A refusal crosses from the parser's process as its code and facts; the sentences stand only here.
"""

from db import limits
from db.errors import LedgerError

_KEPT = "名册没有改动"
_SAVE_AS_XLSX = "请用表格软件打开，另存为 .xlsx 后再导入"

_SENTENCES = {
    "file_missing": ("找不到文件“{name}”", "请确认文件还在原处，再选一次"),
    "file_unreadable": ("文件“{name}”打不开，可能正被别的程序占用", "请关闭正在使用它的程序后再试"),
    "file_empty": ("文件里没有任何内容", "请确认选对了文件"),
    "file_too_large": (
        f"文件超过 {limits.FILE_BYTES // 1024 // 1024} MB，不像一份名册",
        "请删去图片和多余的工作表后另存，再导入",
    ),
    "file_encrypted": ("文件设了打开密码，读不出内容", "请用表格软件打开，去掉密码后另存，再导入"),
    "file_broken": ("文件已损坏或没有下载完整，读不出内容", "请重新拷贝一份，或用表格软件修复后另存为 .xlsx"),
    "file_bomb": ("文件解开后大得异常，为安全起见没有打开", "请只把名册内容复制到一份新表格里再导入"),
    "file_macro": ("文件带有宏程序，为安全起见没有打开", _SAVE_AS_XLSX + "（不带宏）"),
    "file_kind_unknown": ("这是{kind}，不是表格文件", _SAVE_AS_XLSX + "；改后缀名不起作用"),
    "file_encoding": ("文件里的文字编码认不出来", _SAVE_AS_XLSX),
    "too_many_rows": (f"表格有内容的行超过 {limits.ROWS} 行", "请拆成几份分别导入"),
    "too_many_columns": (f"表格超过 {limits.COLUMNS} 列", "请删去右边用不着的列再导入"),
    "cell_too_long": (
        "第{row}行有一格的文字超过 " + str(limits.CELL_CHARACTERS) + " 字",
        "请把这一格缩短后再导入",
    ),
    "parser_timeout": (
        f"读这份文件超过 {limits.PARSER_SECONDS} 秒，已停止",
        "请只把名册内容复制到一份新表格里再导入",
    ),
    "parser_memory": (
        "读这份文件需要的内存太多，已停止",
        "多半是表格右下角很远处还有内容，请只把名册复制到一份新表格里再导入",
    ),
    "sheet_missing": ("文件里没有名为“{name}”的工作表", "请核对工作表的名称：{known}"),
    "no_header": ("没有找到带“{wanted}”的表头，认不出这份表格", "请在表格里加上表头一行，或在窗口里指定列"),
}

CODES = tuple(_SENTENCES)


class FileRefusedError(LedgerError):
    """The file as a whole is not read. `facts` fill the sentence's gaps and survive the way between
    processes.
    """

    def __init__(self, code: str, **facts: str) -> None:
        happened, remedy = _SENTENCES[code]
        super().__init__(code, happened.format_map(facts), _KEPT, remedy.format_map(facts))
        self.facts = facts
