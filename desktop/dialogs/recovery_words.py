"""What is said about a damaged ledger and what came of recovering it: for the window and the command line alike."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.recovery.recovering import Outlook, Recovered


def outlook_words(found: "Outlook") -> list[str]:
    """What was found, one sentence a line."""
    lines = []
    if not found.problems:
        lines.append("台账文件本身没有查出坏的地方，可以先试着照常打开。")
    elif not found.is_readable:
        lines.append("台账文件开头坏了，里面的内容读不出来；请用最近的备份，或向另一台电脑要一份数据包。")
    elif found.is_by_page:
        lines.append(f"台账文件开头坏了，逐页还读得出 {found.changes} 次改动，可以抢救。")
        if found.lacking:
            lines.append(f"{found.lacking}。")
    else:
        lines.append(f"台账文件有 {len(found.problems)} 处坏的地方。")
    if found.is_journal_whole:
        lines.append(f"操作记录完整（{found.changes} 次改动），可以由它重做全部台账，一条不少。")
    elif found.is_readable and not found.is_by_page:
        lines.append("操作记录也有缺的地方；能读出来的内容可以抢救。")
    lines.append(backup_words(found))
    return lines


def backup_words(found: "Outlook") -> str:
    """The newest sound backup, and what it lacks."""
    if found.backup is None:
        return "没有找到完好的备份。"
    if found.changes_since is None:
        lacks = "之后有没有改动看不出来"
    else:
        lacks = f"之后的 {found.changes_since} 次改动不在里面" if found.changes_since else "之后没有改动"
    return f"最近一份完好的备份是{found.backup.title}，有 {found.backup_records} 条记录，{lacks}。"


def done_words(done: "Recovered") -> list[str]:
    """What was done, and what is missing."""
    lines = [f"共 {done.records} 条记录。"]
    if done.rebuilt is not None and done.rebuilt.rescued_rows:
        lines.append(f"其中 {done.rebuilt.rescued_rows} 行是从表里抢救的，操作记录里缺它们的来历。")
    if done.lost_changes:
        lines.append(f"有 {done.lost_changes} 次改动没有找回来，请对照纸质材料和数据包补上。")
    if done.rebuilt is not None and done.rebuilt.lacking:
        lines.append(f"{done.rebuilt.lacking}。")
    if done.missing_attachments:
        lines.append(f"有 {done.missing_attachments} 份附件没有找到，记录还在，请重新附上。")
    if done.rebuilt is not None and done.rebuilt.problems:
        lines.append(f"核对发现 {len(done.rebuilt.problems)} 处不一致：{done.rebuilt.problems[0]}")
    if done.aside is not None:
        lines.append(f"打不开的那份原样存在 {done.aside}，请不要删除。")
    lines.append("它已作为一台新电脑登记，可以继续使用。")
    return lines
