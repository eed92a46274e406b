"""恢复码: the sheet that opens the branch's books when the passphrase is lost. Printed once, kept in the
safe.

The code is drawn on paper and nowhere else: whoever renders this writes it to no log and keeps no copy.
"""

from db.reports.document import (
    Field,
    Fields,
    Header,
    Heading,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)

_GROUPS, _DIGITS = 8, 6
_ADVICE = (
    "1. 请把本页锁进保险柜，或装入信封密封、骑缝签名后交支部书记保管。",
    "2. 不要与装有本程序的电脑放在一起，不要拍照，不要存入电脑、手机或优盘。",
    "3. 忘记口令时，在打开窗口选择“用恢复码打开”，依次输入八组数字；输错的一组会当场提示。",
    "4. 用过一次之后，程序会要求设置新口令，并重新打印恢复码，本页随即作废，请销毁。",
)


def recovery_sheet(branch: str, code: str, slot: str = "") -> ReportDocument:
    """The sheet for a code of 48 digits, with or without separators; ValueError for anything else.

    `slot` names the key slot that the code opens. The day is written by hand.
    """
    digits = "".join(character for character in code if character.isdigit())
    if len(digits) != _GROUPS * _DIGITS:
        raise ValueError("a recovery code has 48 digits")
    groups = [digits[start : start + _DIGITS] for start in range(0, len(digits), _DIGITS)]
    columns = tuple(TableColumn(f"第{number}组", 6, "center") for number in range(1, 5))
    second = tuple(TableColumn(f"第{number}组", 6, "center") for number in range(5, 9))
    fields = [(Field("支部名称", branch),), (Field("打印日期", "　　　　年　　月　　日（手写）"),)]
    if slot:
        fields.append((Field("钥匙编号", slot),))
    return ReportDocument(
        title="支部台账恢复码",
        responsible=branch,
        header=Header(branch, "", "恢复码 · 请存保险柜"),
        form="sheet",
        blocks=(
            Fields(tuple(fields)),
            Heading("恢复码（48位数字，分8组）"),
            Table(columns, (tuple(groups[:4]),), row_height=16.0, size="large"),
            Table(second, (tuple(groups[4:]),), row_height=16.0, size="large"),
            Heading("保管与使用"),
            *(Paragraph(line, "plain") for line in _ADVICE),
            SignatureLine(("保管人（签名）",), dated=True),
        ),
    )
