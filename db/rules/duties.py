"""What is due in a year, how it stands, and the grid of twelve months that shows it at a glance.

States as of today: done, due (until the due day, itself included), late, not_applicable with a reason.
Faults in what was recorded are findings, not duties.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from db.arithmetic.days import day_text, month_days
from db.changes import Duty
from db.rules.facts import Facts, Meeting
from db.rules.library import basis, duty_texts
from db.rules.obligation import Obligation, named
from db.rules.obligations import obligations
from db.rules.year_view import YearView

LATE_ENTRY_DAYS = 3
HELD, MISSING, AHEAD, LATE_ENTRY, NOTHING = "有", "缺", "待", "补", ""


def duties(facts: Facts, year: int) -> tuple[Duty, ...]:
    """Every obligation of the year, in the order of the due days.

    `reason` says why a duty is not applicable; how far the talks are stands in the title. Answers are kept
    under "duty|<duty>|<period>|<subject>"; one given to the finding of the same lack holds here too.
    """
    view = YearView(facts, year)
    found = [duty_of(facts, owed) for owed in obligations(view)]
    return tuple(sorted(found, key=lambda duty: (duty.due_on, duty.duty, duty.subject)))


def duty_of(facts: Facts, owed: Obligation) -> Duty:
    """An obligation as it is shown: with its title, basis and state as of today."""
    text = duty_texts()[owed.duty]
    state, reason = standing(facts, owed)
    title = f"{text.title}（{owed.progress}）" if owed.progress else text.title
    return Duty(
        duty=owed.duty,
        title=title,
        period=owed.period,
        due_on=owed.due_on.isoformat(),
        state=state,
        basis=basis(owed.duty, owed.due_on),
        ledger=text.ledger,
        subject=owed.subject,
        evidence=owed.evidence,
        reason=reason,
        about=owed.about,
    )


def standing(facts: Facts, owed: Obligation) -> tuple[str, str]:
    """State of an obligation as of today, and the reason where it is not applicable."""
    if owed.is_met:
        return "done", ""
    if owed.exempt:
        return "not_applicable", owed.exempt
    nothing = ("", "")
    answer, reason = facts.answers.get(owed.answer_key) or facts.answers.get(owed.finding_key, nothing)
    if answer in ("not_applicable", "explained"):
        return "not_applicable", reason
    return ("due" if facts.today <= owed.due_on else "late"), ""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One kind in one month: how many records, the word that is shown (有, 缺, 待, 补 or nothing) and why."""

    count: int
    state: str
    tooltip: str


@dataclass(frozen=True, slots=True)
class GridRow:
    """One kind of record over twelve months; `key` is its ledger."""

    key: str
    title: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The year at a glance. 缺 and 待 stand in the month in which an unmet obligation falls due."""

    year: int
    rows: tuple[GridRow, ...]


# duties shown in a row of their ledger; the secretary's lecture and the appraisal have their places elsewhere
_GRID_ROWS = (
    "general_meeting",
    "committee_meeting",
    "group_meeting",
    "party_lecture",
    "theme_day",
    "life_meeting",
    "heart_talk",
)


def frequency_grid(facts: Facts, year: int) -> Grid:
    """Twelve months by kinds, from the same obligations as `duties`."""
    view = YearView(facts, year)
    unmet = _unmet_by_month(facts, obligations(view))
    rows = []
    for key in _GRID_ROWS:
        cells = tuple(_cell(view, key, month, unmet.get((key, month), ())) for month in range(1, 13))
        rows.append(GridRow(key, duty_texts()[key].title, cells))
    return Grid(year, tuple(rows))


def _unmet_by_month(
    facts: Facts, owed: Iterable[Obligation]
) -> Mapping[tuple[str, int], tuple[tuple[str, Obligation], ...]]:
    found: dict[tuple[str, int], tuple[tuple[str, Obligation], ...]] = {}
    for obligation in owed:
        state, _ = standing(facts, obligation)
        if state in ("due", "late"):
            place = obligation.duty, obligation.last.month
            found[place] = (*found.get(place, ()), (state, obligation))
    return found


def _cell(view: YearView, key: str, month: int, unmet: tuple[tuple[str, Obligation], ...]) -> GridCell:
    if key == "heart_talk":
        days = _talk_days(view, month)
        return GridCell(len(days), HELD if days else NOTHING, _days_text(days))
    held = view.held_between(*month_days(view.year, month), key)
    lines = [_days_text([meeting.held_on for meeting in held])] if held else []
    # the month itself must be over before something is called missing in the grid
    missing = [owed for state, owed in unmet if state == "late" and owed.last < view.today]
    lines += [f"{_owed_text(owed)}未开展" for owed in missing]
    lines += [f"{_owed_text(owed)}待开展" for _, owed in unmet if owed not in missing]
    return GridCell(len(held), _state(held, bool(missing), bool(unmet)), "；".join(lines))


def _state(held: tuple[Meeting, ...], is_missing: bool, is_owed: bool) -> str:
    if is_missing:
        return MISSING
    if is_owed:
        return AHEAD
    if not held:
        return NOTHING
    return LATE_ENTRY if all(entry_delay(meeting) > LATE_ENTRY_DAYS for meeting in held) else HELD


def entry_delay(meeting: Meeting) -> int:
    """Days from the meeting to its entry; 0 where the day of entry is not known."""
    if not meeting.entered_on:
        return 0
    return (date.fromisoformat(meeting.entered_on[:10]) - meeting.day).days


def _owed_text(owed: Obligation) -> str:
    return f"{owed.subject}{named(owed.period, duty_texts()[owed.duty].title)}"


def _talk_days(view: YearView, month: int) -> list[str]:
    prefix, today = f"{view.year}-{month:02d}", view.today.isoformat()
    return sorted(
        talk.held_on for talk in view.facts.talks if talk.held_on.startswith(prefix) and talk.held_on <= today
    )


def _days_text(days: list[str]) -> str:
    return "、".join(day_text(day) for day in days)
