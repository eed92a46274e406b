"""支部党员大会 (BRANCH art. 11): all members attend; the vote of the full ones decides."""

from db.families.meeting import Meeting, meeting_spec


class GeneralMeeting(Meeting, table=True):
    """One general meeting."""

    __tablename__ = "general_meeting"


SPEC = meeting_spec(
    "general_meeting",
    "支部党员大会",
    GeneralMeeting,
    expected="members",
    notes="全体党员参加，一般每季度召开一次；正式党员有表决权。",
    inspected="每季度是否召开，应到实到与当日名册是否相符，表决是否过半，签到表是否齐全。",
)
