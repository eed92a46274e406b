"""What the page 发展党员 shows, read in one go in the database thread. No widget, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from db.changes import Row
    from db.services.branch import Branch

STAGES = ("入党申请人", "入党积极分子", "发展对象", "预备党员")
STATES: Mapping[str, tuple[str, str]] = {
    "done": ("已完成", "green"),
    "next": ("可以办", "blue"),
    "waiting": ("未到", "neutral"),
    "refused": ("日期有误", "red"),
    "late": ("逾期", "red"),
}
Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BoardCard:
    """One person on the board; `state` of the next step chooses the chip, `note` says by when."""

    uid: str
    name: str
    stage: str
    step: str
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everybody, by stage, and those whose admission is over."""

    cards: tuple[BoardCard, ...]
    ended: tuple[BoardCard, ...]


@dataclass(frozen=True, slots=True)
class File:
    """One person's file with all 25 steps, those that are open first in `coming`, and who does each step."""

    row: "Row"
    coming: Step | None
    actors: Mapping[int, str]
    stages: Mapping[int, str]
    papers: Mapping[int, tuple[str, ...]]
    notice: str
    votes: Mapping[int, str]
    meetings: tuple[tuple[str, str], ...]


def read_board(branch: "Branch") -> Board:
    """Everybody with a file."""
    cards = [_card(row) for row in branch.rows("admission")]
    cards.sort(key=lambda card: (card.state not in ("late", "refused"), card.note, card.name))
    return Board(
        tuple(card for card in cards if card.stage in STAGES),
        tuple(card for card in cards if card.stage not in STAGES),
    )


def _card(row: "Row") -> BoardCard:
    coming = next_of(row)
    state = "refused" if row["problem_count"] else str(coming["state"]) if coming else "done"
    if coming is None:
        note = _outcome(row)
    elif coming["latest"]:
        note = f"最迟 {coming['latest']}"
    else:
        note = f"最早 {coming['earliest']}" if coming["earliest"] else ""
    is_whole = all(each["state"] == "done" for each in row["steps"])
    step = f"{coming['step']} {coming['title']}" if coming else "25 个步骤已办完" if is_whole else "不再办理"
    return BoardCard(row.uid, str(row["person"] or "（未填姓名）"), row.text("stage"), step, state, note)


def _outcome(row: "Row") -> str:
    from db.ledgers import by_key

    return by_key("admission").field("outcome").title_of(row.get("outcome"))


def next_of(row: "Row") -> Step | None:
    """The step to be done next, as the ledger names it."""
    return next((each for each in row["steps"] if row["next_step"].startswith(f"第{each['step']}步")), None)


def read_file(branch: "Branch", uid: str) -> File:
    """One person's file; NotFoundError if there is none."""
    from db.arithmetic.admission_steps import STAGES as TITLES
    from db.arithmetic.admission_steps import steps
    from db.ledgers import by_key
    from db.rules.findings.development_votes import MATTERS, vote_of
    from db.rules.gathering import gather
    from db.services import queries
    from db.services.naming_records import MEETING, choices_of

    row = queries.get_row(branch, by_key("admission"), uid)
    facts = gather(branch)
    votes = {}
    for file in facts.admissions:
        for number in MATTERS:
            vote = vote_of(facts, file, number) if file.uid == uid else None
            if vote is not None:
                votes[number] = vote.judgement.sentence
    return File(
        row,
        next_of(row),
        {each.number: each.actor for each in steps()},
        {each.number: TITLES[each.stage] for each in steps()},
        {each.number: each.documents for each in steps()},
        notice_words(branch, row.get("notice.from"), row.get("notice.to")),
        votes,
        choices_of(branch, MEETING),
    )


def notice_words(branch: "Branch", begun: Any, ended: Any) -> str:
    """How long a notice runs by the branch's working days; empty where it has not begun or cannot be read."""
    from datetime import date

    from db.arithmetic import admission
    from db.services.surroundings_reading import calendar_of

    try:
        first = date.fromisoformat(begun)
        last = date.fromisoformat(ended) if ended else None
    except (TypeError, ValueError):
        return ""
    return admission.notice_words(first, last, calendar_of(branch))


def judged_step(branch: "Branch", values: Mapping[str, Any], uid: str, number: int) -> Step:
    """How one step would stand with the values as they are being typed; nothing is saved."""
    from db.ledgers import by_key
    from db.services.saving import preview

    found: Step = preview(branch, by_key("admission"), values, uid)["steps"][number - 1]
    return found
