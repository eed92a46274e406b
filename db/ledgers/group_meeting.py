"""党小组会 (BRANCH art. 13): the members of one Party group, as a rule once a month."""

from db.families.meeting import MEETING_FORM, Meeting, meeting_spec
from db.fields import Kind, column
from db.ledger_spec import Column, FormGroup, MergePolicy


class GroupMeeting(Meeting, table=True):
    """One meeting of one group."""

    __tablename__ = "group_meeting"

    group_uid: str | None = column("党小组", Kind.REFERENCE, required=True, refers_to="group")


SPEC = meeting_spec(
    "group_meeting",
    "党小组会",
    GroupMeeting,
    expected="group",
    columns=(
        Column("held_on", 6),
        Column("group", 7),
        Column("topic", 13),
        Column("chair", 5),
        Column("expected_count", 3, right=True),
        Column("present_count", 3, right=True),
        Column("place", 8, shown=False),
        Column("minute_taker", 5, shown=False),
    ),
    form=(FormGroup("党小组", ("group",)), *MEETING_FORM),
    summary=("held_on", "group", "topic"),
    merge=MergePolicy(identity=("held_on", "group")),
    box="committee_meeting",
    notes="党小组的党员参加，组长主持，一般每月召开一次。",
    inspected="每个党小组每月是否召开，人数与小组名单是否相符。",
)
