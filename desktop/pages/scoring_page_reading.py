"""What the page 自评打分 shows, read in one go in the database thread: a scored table, what to choose from, and what mends
each fault. No widget.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from desktop.widgets.score_lines import ScoreLine

if TYPE_CHECKING:
    from db.arithmetic.rubric import Rubric
    from db.changes import Draft, Duty
    from db.rules.facts import Facts
    from db.rules.scoring import Fault, ItemScore, ScoreTable
    from db.rules.scoring.choosing import KnownRubric
    from db.services.branch import Branch

ALL, LOST, WAITING = "all", "lost", "waiting"  # what the list can be narrowed to
DRAFTS = "scoring"  # under which half-given marks are kept
_ORIGINS = MappingProxyType({"bundled": "自带", "handed": "上级下发"})
_TONES = MappingProxyType(
    {
        "full": "green",
        "lost": "red",
        "pending": "blue",
        "added": "green",
        "marked": "blue",
        "unmarked": "gold",
    }
)
Typed = tuple[str, str]  # points and reason as they stand in the fields


@dataclass(frozen=True, slots=True)
class RubricChoice:
    """One table in the choice."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Fix:
    """What the button beside a fault does: goes to a page, or opens a record (None: a new one)."""

    verb: str
    page: str = ""
    ledger: str = ""
    record: "str | Draft | None" = None


@dataclass(frozen=True, slots=True)
class ScoringView:
    """The page of a table and a year. `typed` are marks that were begun and not saved, by number."""

    found: "ScoreTable"
    choices: tuple[RubricChoice, ...]
    is_reported: bool
    fixes: "Mapping[Fault, Fix]"
    check_titles: Mapping[str, str]
    typed: Mapping[str, Typed]

    @property
    def rubric(self) -> "Rubric":
        return self.found.rubric

    def line(self, number: str) -> "ItemScore | None":
        """The line with this number."""
        return next((each for each in self.found.items if each.item.number == number), None)


def read_scoring(branch: "Branch", key: str, year: int) -> ScoringView:
    """Everything the page shows of a table ("" for the one that is reported) in a year."""
    from db.errors import NotFoundError
    from db.rules.gathering import gather
    from db.rules.scoring import reported_rubric, rubric_named, score
    from db.rules.scoring.checking import known_checks
    from db.rules.scoring.choosing import known_rubrics

    reported = reported_rubric(branch, year)
    try:
        rubric = rubric_named(branch, key, year) if key else reported
    except NotFoundError:  # it was removed, here or on the other PC
        rubric = reported
    facts = gather(branch)
    found = score(facts, rubric, year, branch.rows)
    return ScoringView(
        found,
        tuple(_choices(known_rubrics(branch), reported.key, year)),
        rubric.key == reported.key,
        fixes_of(facts, found),
        dict(known_checks()),
        kept_marks(branch, rubric.key, year),
    )


def _choices(known: "Sequence[KnownRubric]", reported: str, year: int) -> Iterator[RubricChoice]:
    """The reported table first, then those of the year, those handed down or bundled, and last other years' as patterns."""
    from db.rules.scoring.choosing import FROM_BUNDLED, HANDED

    made_from = {each.made_from for each in known if each.year == year}
    sources = {"bundled": FROM_BUNDLED, "handed": HANDED}
    open_ones = [
        each
        for each in known
        if each.origin == "record" or f"{sources[each.origin]}{each.key}" not in made_from
    ]

    def place(each: "KnownRubric") -> tuple[bool, bool]:
        return each.key != reported, each.origin == "record" and each.year != year

    for each in sorted(open_ones, key=place):
        words = _ORIGINS.get(each.origin, "")
        if each.origin == "record" and each.year != year:
            words = f"{each.year}年的，可沿用"
        marks = "，".join(part for part in (words, "上报用" if each.key == reported else "") if part)
        yield RubricChoice(each.key, f"{each.title}（{marks}）" if marks else each.title)


# --- what mends a fault ---------------------------------------------------------------------------------------
def fixes_of(facts: "Facts", found: "ScoreTable") -> "Mapping[Fault, Fix]":
    """For each fault the way to put it right, as the pages of duties and of the check-up offer it."""
    from db.rules.library import duty_texts

    faults = {fault for each in found.items for fault in each.faults}
    owed = _late_duties(facts, found.year) if any(fault.kind == "duty" for fault in faults) else {}
    makes = {text.finding: text.ledger for text in duty_texts().values() if text.finding}
    fixes = {fault: _fix(facts, fault, owed, makes) for fault in faults}
    return {fault: fix for fault, fix in fixes.items() if fix is not None}


def _late_duties(facts: "Facts", year: int) -> "dict[tuple[str, str, str], list[Duty]]":
    from db.rules.duties import duties

    late: dict[tuple[str, str, str], list[Duty]] = {}
    for duty in duties(facts, year):
        if duty.state == "late":
            late.setdefault((duty.duty, duty.period, duty.subject), []).append(duty)
    return late


def _fix(
    facts: "Facts",
    fault: "Fault",
    owed: "Mapping[tuple[str, str, str], list[Duty]]",
    makes: Mapping[str, str],
) -> Fix | None:
    from db.changes import Draft
    from desktop.dialogs.duty_words import page_of_finding

    if fault.kind == "missing":
        return Fix("去登记", "", fault.id, Draft(dict(fault.starts)) if fault.starts else None)
    if fault.kind == "duty":
        meant = owed.get((fault.id, fault.period, fault.subject), [])
        exact = [duty for duty in meant if duty.title in fault.text]
        return _of_duty(facts, (exact or meant)[0]) if meant else None
    if page := page_of_finding(fault.id):
        return Fix("看谁没谈", page=page)
    if makes.get(fault.id):
        return Fix("去补开补记", ledger=makes[fault.id])
    return Fix("去改正", "", *fault.records[0]) if fault.records else None


def _of_duty(facts: "Facts", duty: "Duty") -> Fix:
    from db.changes import Draft
    from desktop.dialogs.duty_words import page_of, starting_values, verb_of

    if page := page_of(duty):
        return Fix(verb_of(duty), page=page)
    if duty.about is not None:
        return Fix("去改正", "", *duty.about)
    starts = starting_values(facts, duty)
    return Fix(verb_of(duty), "", duty.ledger, Draft(starts) if starts else None)


# --- marks that were begun ------------------------------------------------------------------------------------
def kept_marks(branch: "Branch", key: str, year: int) -> dict[str, Typed]:
    """What was typed and not saved, by the number of the line."""
    from db.services.drafts import kept_draft

    kept = kept_draft(branch, DRAFTS, f"{key}|{year}") or {}
    return {number: (str(typed[0]), str(typed[1])) for number, typed in kept.items()}


def keep_marks(branch: "Branch", key: str, year: int, typed: Mapping[str, Typed]) -> None:
    """Keeps what is typed, or forgets it where nothing is."""
    from db.services.drafts import drop_draft, keep_draft

    if typed:
        values: dict[str, Any] = {number: list(each) for number, each in typed.items()}
        keep_draft(branch, DRAFTS, f"{key}|{year}", values)
    else:
        drop_draft(branch, DRAFTS, f"{key}|{year}")


# --- in words -------------------------------------------------------------------------------------------------
def is_wanted(each: "ItemScore", wanted: str) -> bool:
    """Whether a line belongs to what the list is narrowed to."""
    if wanted == LOST:
        return each.lost > 0
    return each.state == "unmarked" if wanted == WAITING else True


def tone_of(each: "ItemScore") -> str:
    """The tone of its state; a mark that takes points off is a loss."""
    return "red" if each.lost else _TONES.get(each.state, "neutral")


def lines_of(found: "ScoreTable", wanted: str, begun: Mapping[str, Typed]) -> Iterator[ScoreLine | str]:
    """Headings and lines as the list shows them."""
    from db.arithmetic.rubric import points_text

    for title, items in found.groups():
        shown = [each for each in items if is_wanted(each, wanted)]
        if shown and title:
            yield f"{title}　得{points_text(sum(each.score for each in items))}分"
        for each in shown:
            yield score_line(each, is_begun=each.item.number in begun)


def score_line(each: "ItemScore", *, is_begun: bool = False) -> ScoreLine:
    """One line of the list."""
    from db.arithmetic.rubric import points_text
    from db.rules.scoring.presenting import state_text, worth_text

    item, state = each.item, short_state(each)
    told = (
        f"{item.number}. {item.title}，{worth_text(each)}，得{points_text(each.score)}分，{state_text(each)}"
    )
    return ScoreLine(
        number=item.number,
        title=item.title,
        worth=worth_text(each).removesuffix("分"),
        score=points_text(each.score),
        state="填了未存" if is_begun else state,
        tone="gold" if is_begun else tone_of(each),
        sentence=f"{told}，填了自评还没有保存" if is_begun else told,
    )


def short_state(each: "ItemScore") -> str:
    """How a line stands in a few characters: 扣1.5分, 加2分, 自评扣2分, 待自评, 未到期, 不适用."""
    from db.arithmetic.rubric import points_text
    from db.rules.scoring.presenting import state_text

    if each.state == "marked":
        return f"自评扣{points_text(each.lost)}分" if each.lost else "自评"
    return "不适用" if each.state == "not_applicable" else state_text(each)
