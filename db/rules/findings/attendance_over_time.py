"""Findings ATT-12 to ATT-15: what shows only when a person's or the branch's meetings are read one after
another.

Members of whom attendance is not demanded (党员教育管理工作条例 article 23) are left out, and from ATT-13
to ATT-15 also those registered as living away.
"""

from collections.abc import Iterator

from db.arithmetic.days import day_text
from db.rules.absence_runs import Run, histories, runs
from db.rules.findings.observation import Observation, Rule, of_year
from db.rules.year_view import ALL_MEMBERS_KINDS, YearView, record


def _about(view: YearView, run: Run, message: str) -> Observation:
    return Observation(
        f"{view.name(run.person)}{message}",
        view.period,
        run.meetings[-1].day,
        subject=view.name(run.person),
        records=(("person", run.person), *(record(meeting) for meeting in run.meetings)),
    )


def absent_again_and_again(view: YearView) -> Iterator[Observation]:
    """ATT-13. Half a year and more is left to ATT-14."""
    for run in runs(view):
        if not run.is_long:
            first, last = day_text(run.meetings[0].held_on), day_text(run.meetings[-1].held_on)
            yield _about(view, run, f"从{first}到{last}连续{len(run.meetings)}次缺席，没有登记原因")


def absent_half_a_year(view: YearView) -> Iterator[Observation]:
    """ATT-14."""
    for run in runs(view):
        if run.is_long:
            last = day_text(run.meetings[-1].held_on)
            since = day_text(run.since.isoformat())
            yield _about(
                view,
                run,
                f"自{since}以后到{last}，应当参加的{len(run.meetings)}次会议都没有到会，也没有登记原因",
            )


def always_complete(view: YearView) -> Iterator[Observation]:
    """ATT-12."""
    least = view.number("ATT-12.members")
    held = [meeting for meeting in view.held(*ALL_MEMBERS_KINDS) if len(meeting.expected) >= least]
    complete = [meeting for meeting in held if meeting.expected <= meeting.present]
    if len(held) >= view.number("ATT-12.meetings") and len(complete) == len(held):
        yield of_year(
            view,
            f"本年{len(held)}次会议每次都全员到会，没有一人请假或缺席",
            subject="到会情况",
            records=tuple(record(meeting) for meeting in held),
        )


def low_rate(view: YearView) -> Iterator[Observation]:
    """ATT-15. Who is named by ATT-13 or ATT-14 is not named again."""
    percent, least = view.number("ATT-15.percent"), view.number("ATT-15.meetings")
    named = {run.person for run in runs(view)}
    for uid, entries in histories(view).items():
        states = [entry.state for meeting, entry in entries if meeting.day.year == view.year]
        came = states.count("present")
        if uid not in named and len(states) >= least and came * 100 < percent * len(states):
            rate = came * 100 // len(states)
            yield of_year(
                view,
                f"{view.name(uid)}本年应参加{len(states)}次，到会{came}次，出席率{rate}%，低于{percent}%",
                subject=view.name(uid),
                records=(("person", uid),),
            )


RULES = (
    Rule("ATT-12", always_complete),
    Rule("ATT-13", absent_again_and_again),
    Rule("ATT-14", absent_half_a_year),
    Rule("ATT-15", low_rate),
)
