"""Findings REC-03 and REC-04: minutes that are like those of another meeting, of this year or the last."""

from collections.abc import Iterator, Mapping

from db.rules.facts import Meeting
from db.rules.findings.meetings import told_twice
from db.rules.findings.observation import Observation, Rule, of_meeting
from db.rules.likeness import SHORTEST, earlier_likenesses, plain
from db.rules.year_view import YearView, record

Copy = tuple[Meeting, Meeting, float]  # the later meeting, the earlier one, how alike


def _texts(view: YearView) -> Mapping[str, str]:
    meetings = (*view.meetings_of(view.year - 1), *view.meetings)
    return {meeting.uid: plain(view.minutes(meeting)) for meeting in meetings}


def _last_years_text(view: YearView) -> list[Copy]:
    """Pairs of the same kind, the same month of two years, and the same words."""
    texts = view.once("plain_texts", _texts)
    earlier: dict[tuple[str, str, str], Meeting] = {}
    for meeting in view.meetings_of(view.year - 1):
        earlier[(meeting.ledger, meeting.held_on[5:7], texts[meeting.uid])] = meeting
    found = []
    for meeting in view.meetings:
        text = texts[meeting.uid]
        same = earlier.get((meeting.ledger, meeting.held_on[5:7], text))
        if same is not None and len(text) >= SHORTEST:
            found.append((meeting, same, 1.0))
    return found


def last_years_text(view: YearView) -> Iterator[Observation]:
    """REC-04."""
    for meeting, earlier, _ in view.once("last_years_text", _last_years_text):
        yield of_meeting(
            view, meeting, f"的记录与{view.label(earlier)}相同，只换了日期", more=(record(earlier),)
        )


def copied(view: YearView) -> Iterator[Observation]:
    """REC-03. What REC-04 or MTG-13 says is not said again."""
    texts = view.once("plain_texts", _texts)
    told = {meeting.uid for meeting, _, _ in view.once("last_years_text", _last_years_text)}
    twice = {frozenset((first.uid, second.uid)) for first, second in told_twice(view)}
    meetings = (*view.meetings_of(view.year - 1), *view.meetings)
    matches = earlier_likenesses(
        [texts[meeting.uid] for meeting in meetings], view.number("REC-03.percent") / 100
    )
    for place, match in sorted(matches.items()):
        meeting, earlier = meetings[place], meetings[match.earlier]
        is_told = meeting.uid in told or frozenset((meeting.uid, earlier.uid)) in twice
        if meeting.day.year == view.year and not is_told:
            percent = int(match.likeness * 100)
            yield of_meeting(
                view,
                meeting,
                f"的记录与{view.label(earlier)}雷同，相同的部分占{percent}%",
                more=(record(earlier),),
            )


RULES = (
    Rule("REC-03", copied),
    Rule("REC-04", last_years_text),
)
