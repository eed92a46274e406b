"""组织生活会 (BRANCH art. 17), with the democratic appraisal of members where both are held together (art. 18)."""

from db.families.meeting import MEETING_FORM, Meeting, meeting_spec
from db.fields import Kind, column
from db.ledger_spec import FormGroup


class LifeMeeting(Meeting, table=True):
    """One organizational life meeting; `with_appraisal` says that members were appraised there."""

    __tablename__ = "life_meeting"

    with_appraisal: bool = column("同时开展民主评议党员", Kind.BOOLEAN)
    content: str | None = column("会议情况", Kind.LONG_TEXT, searched=True)


SPEC = meeting_spec(
    "life_meeting",
    "组织生活会",
    LifeMeeting,
    expected="members",
    form=(MEETING_FORM[0], FormGroup("内容", ("with_appraisal", "content")), *MEETING_FORM[1:]),
    box="life_meeting",
    notes="每年至少召开一次，一般与民主评议党员结合进行。",
    inspected="会前有没有谈心谈话和征求意见，批评意见是否具体，会后有没有整改清单。",
)
