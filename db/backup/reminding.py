"""What is to be said about backups on the first page: a handful of sentences, usually none."""

from db.backup.keeping import backup_state
from db.backup.rehearsing import rehearsal_is_due
from db.backup.second_place import is_current_there, second_place
from db.services.branch import Branch


def backup_reminders(branch: Branch) -> tuple[str, ...]:
    """Sentences, the most pressing first; reads the manifests only."""
    state, second = backup_state(branch), second_place(branch)
    found = [state.warning] if state.warning else []
    if state.failed_since:
        found.append(f"从 {state.failed_since} 起自动备份没有做成，请看看磁盘是不是满了，再备份一次。")
    if state.newest is not None and state.newest.manifest is not None and state.newest.manifest.unreadable:
        count = len(state.newest.manifest.unreadable)
        found.append(
            f"有 {count} 份附件在硬盘上读不出来，备份里没有它们；请从旧备份找回或重新附上，并检查硬盘。"
        )
    if second.is_due and not is_current_there(branch):
        found.append(_second_words(second.work_days_since))
    if state.newest is not None and rehearsal_is_due(branch):
        found.append("该做一次恢复演练了：打开最新的备份看看能不能用，一两分钟就好。")
    return tuple(found)


def _second_words(since: int | None) -> str:
    if since is None:
        return "备份只在这台电脑上，硬盘坏了会一起丢；请选一块备份盘，备份到第二处。"
    return f"已经 {since} 个工作日没有备份到第二处了，请插上备份盘备份一次。"
