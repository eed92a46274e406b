"""党课 (BRANCH art. 16): who lectured on what, to whom."""

from db.families.meeting import MEETING_FORM, Meeting, meeting_spec
from db.fields import Kind, column
from db.ledger_spec import Column, FormGroup


class PartyLecture(Meeting, table=True):
    """One lecture; an outside lecturer is kept by name."""

    __tablename__ = "party_lecture"

    speaker_uid: str | None = column("授课人", Kind.PERSON_OR_TEXT, outsiders="always")
    content: str | None = column("讲授要点", Kind.LONG_TEXT, searched=True)


SPEC = meeting_spec(
    "party_lecture",
    "党课",
    PartyLecture,
    expected="members",
    columns=(
        Column("held_on", 6),
        Column("topic", 14),
        Column("speaker", 5),
        Column("place", 8),
        Column("expected_count", 3, right=True),
        Column("present_count", 3, right=True),
        Column("chair", 5, shown=False),
    ),
    form=(MEETING_FORM[0], FormGroup("讲课", ("speaker", "content")), *MEETING_FORM[1:]),
    box="party_lecture",
    notes="支部组织的党课。条例要求经常上党课，每季度一次是通行做法（本地要求，可改）；书记每年至少讲一次。",
    inspected="有没有授课人和讲稿，书记本年讲过没有，听课人签到是否齐全。",
)
