"""A conflict, a record entered twice and the state of the exchange in words. Numbers of people are masked; nothing is
decided here.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from db.fields import Kind, Sensitivity
from desktop.widgets.showing import shown

if TYPE_CHECKING:
    from db.exchange.conflicts import Conflict, Side
    from db.exchange.register import ExchangeStatus

REMOVED = "removed"
EXCHANGE_WITHIN_DAYS = 7
DOUBTED_AFTER_DAYS = 400
_LONG = 40
_NOTHING = "（空）"


def conflict_title(conflict: "Conflict") -> str:
    """王某 的 联系电话."""
    if conflict.field == REMOVED:
        return f"{conflict.record_title}：一边移除了，一边又改过"
    return f"{conflict.record_title} 的 {conflict.title}"


def named_sides(conflict: "Conflict") -> "tuple[tuple[str, Side], ...]":
    """本机, 对方 and, where three or more PCs wrote it, the others."""
    return ("本机", conflict.mine), ("对方", conflict.theirs), *(("另一台", each) for each in conflict.others)


def side_words(conflict: "Conflict", side: "Side", today: date, *, masked: bool = True) -> str:
    """138****1234（林书记，第1台电脑，昨天）, a long text cut short."""
    text = value_words(conflict, side, masked=masked)
    brief = text if len(text) <= _LONG else f"{text[:_LONG]}……"
    return f"{brief}（{author_words(side, today)}）"


def is_masked(conflict: "Conflict") -> bool:
    """Whether its values are numbers that are shown only in part, so that two of them may look alike."""
    return conflict.spec.sensitivity in (Sensitivity.CITIZEN_NUMBER, Sensitivity.PHONE)


def value_words(conflict: "Conflict", side: "Side", *, masked: bool = True) -> str:
    """The value as a person reads it."""
    if conflict.field == REMOVED:
        return side.text
    if conflict.spec.kind in (Kind.BOOLEAN, Kind.FLAG):
        return "是" if side.value else "否"
    return shown(conflict.spec, side.value, masked=masked) or _NOTHING


def author_words(side: "Side", today: date) -> str:
    """Who wrote it, on which PC, and when by that PC's clock."""
    is_doubtful = side.clock_doubt or is_out_of_time(side.at, today)
    when = "那台电脑时钟可疑" if is_doubtful else when_words(side.at, today)
    return "，".join(part for part in (side.person, side.place, when) if part)


def is_out_of_time(instant: str, today: date) -> bool:
    """Whether a PC that wrote this instant probably has a wrong clock: it is still to come, or long past."""
    if not instant:
        return False
    days = (today - datetime.fromisoformat(instant).astimezone().date()).days
    return not -1 <= days <= DOUBTED_AFTER_DAYS


def when_words(instant: str, today: date) -> str:
    """今天, 昨天, 9天前, or the day where it is long ago or still to come; empty where nothing is known."""
    if not instant:
        return ""
    day = datetime.fromisoformat(instant).astimezone().date()
    days = (today - day).days
    if not 0 <= days <= 30:
        return day.isoformat()
    return ("今天", "昨天")[days] if days < 2 else f"{days}天前"


def is_long(conflict: "Conflict") -> bool:
    """Whether the two texts have to stand side by side to be compared."""
    texts = [side.value for _, side in named_sides(conflict)]
    return (
        len(texts) == 2
        and all(isinstance(text, str) for text in texts)
        and any(len(text) > _LONG for text in texts)
    )


def status_words(status: "ExchangeStatus") -> str:
    """有12次改动还没有带到另一台电脑；上次交换是9天前。"""
    if not any(not peer.is_revoked for peer in status.peers):
        return "还没有别的电脑加入本支部。只用这一台电脑，就不需要数据包。"
    unsent = (
        f"有{status.not_sent}次改动还没有带到另一台电脑" if status.not_sent else "改动都已经带到另一台电脑"
    )
    if status.days_since is None:
        return f"{unsent}；还没有交换过。"
    ago = ("今天", "昨天")[status.days_since] if status.days_since < 2 else f"{status.days_since}天前"
    return f"{unsent}；上次交换是{ago}。"


def is_overdue(status: "ExchangeStatus") -> bool:
    """Whether changes wait and the last exchange is more than a week ago, or none has been yet."""
    has_peers = any(not peer.is_revoked for peer in status.peers)
    is_long_ago = status.days_since is None or status.days_since > EXCHANGE_WITHIN_DAYS
    return has_peers and bool(status.not_sent) and is_long_ago


def waiting_words(conflicts: int, doubles: int = 0) -> str:
    """有3处冲突、1组疑似重复等您处理。 Empty where nothing waits."""
    parts = [
        words
        for words in (
            f"{conflicts}处冲突" if conflicts else "",
            f"{doubles}组疑似重复" if doubles else "",
        )
        if words
    ]
    return f"有{'、'.join(parts)}等您处理。" if parts else ""
