"""主题党日 (BRANCH art. 16, EDU19 art. 16): once a month on a fairly fixed day."""

from db.families.meeting import MEETING_FORM, Meeting, meeting_spec
from db.fields import Kind, column
from db.ledger_spec import FormGroup


class ThemeDay(Meeting, table=True):
    """One theme day; the check list of the township is kept as editable text."""

    __tablename__ = "theme_day"

    content: str | None = column("活动情况", Kind.LONG_TEXT, searched=True)
    is_volunteer_service: bool = column("含志愿服务", Kind.BOOLEAN)


SPEC = meeting_spec(
    "theme_day",
    "主题党日",
    ThemeDay,
    expected="members",
    form=(MEETING_FORM[0], FormGroup("活动", ("content", "is_volunteer_service")), *MEETING_FORM[1:]),
    notes="每月一次，日期相对固定；主题由支委会事先研究。",
    inspected="是否每月开展、是否在固定日，主题是否事先研究，有没有签到和照片。",
)
