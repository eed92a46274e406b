"""支委会会议 (BRANCH art. 12): the branch committee, as a rule once a month."""

from db.families.meeting import Meeting, meeting_spec


class CommitteeMeeting(Meeting, table=True):
    """One committee meeting."""

    __tablename__ = "committee_meeting"


SPEC = meeting_spec(
    "committee_meeting",
    "支委会",
    CommitteeMeeting,
    expected="committee",
    notes="支部委员会成员参加，一般每月召开一次；重要事项先由支委会研究，再提交党员大会。",
    inspected="每月是否召开，到会委员是否过半，议题有没有结果和责任人。",
)
