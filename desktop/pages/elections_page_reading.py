"""What the page of elections shows, read in one go in the database thread. No widget, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from db.changes import Row
    from db.rules.election.overview import ElectionOverview, Vacancy
    from db.services.branch import Branch


@dataclass(frozen=True, slots=True)
class ElectionView:
    """The overview with the rows of its rounds, the words of the term, and what a new record may start with."""

    found: "ElectionOverview"
    rows: Mapping[str, "Row"]
    term_words: str
    meeting_start: Mapping[str, Any]
    second_start: Mapping[str, Any]
    first_start: Mapping[str, Any]


def read_election(branch: "Branch", key: str = "") -> ElectionView:
    """One election; an unknown key shows the one that matters now."""
    from db.ledgers import by_key
    from db.rules.election.overview import election_overview
    from db.rules.gathering import gather
    from db.services.queries import get_row

    found = election_overview(gather(branch), key)
    rows = {each.uid: get_row(branch, by_key("election"), each.uid) for each in found.rounds}
    last = rows[found.rounds[-1].uid] if found.rounds else None
    elects = "committee" if found.is_of_committee else "secretary"
    return ElectionView(
        found,
        rows,
        term_words(found, branch.today.isoformat()),
        _meeting_start(found),
        _second_start(last) if last is not None else {},
        {"occasion": "term", "elects": elects},
    )


def term_words(found: "ElectionOverview", today: str) -> str:
    """When the term began and ends, and how far away that is."""
    from datetime import date

    from db.arithmetic.days import day_text

    if not found.started_on or found.ends_on is None:
        return "还没有登记任期，算不出届满日期" if not found.rounds else ""
    left = (found.ends_on - date.fromisoformat(today)).days
    far = f"还有 {left} 天" if left >= 0 else f"已过 {-left} 天"
    return f"{day_text(found.started_on)}选举产生，{day_text(found.ends_on.isoformat())}届满（{far}）"


def _meeting_start(found: "ElectionOverview") -> Mapping[str, Any]:
    """The agenda of the first committee meeting: headings only, no day and no word said."""
    if not found.is_of_committee:
        return {}
    items = [
        {"title": "选举支部书记", "matter": "election"},
        {"title": "支部委员会成员分工", "matter": "ordinary"},
    ]
    return {"topic": "第一次支委会：选举书记、副书记，明确分工", "agenda": items}


def _second_start(row: "Row") -> Mapping[str, Any]:
    """What a second round takes over from the first: the same people, fewer seats; who lost or tied may stand again.

    Its day is typed by whoever was there.
    """
    elected = {person.uid for person in row.get("elected") or ()}
    return {
        "occasion": row.get("occasion"),
        "elects": row.get("elects"),
        "term_number": row.get("term_number"),
        "meeting": row.get("meeting"),
        "is_second": True,
        "seats": row.get("second_seats"),
        "candidates": [person for person in row.get("candidates") or () if person.uid not in elected],
        "excluded": list(row.get("excluded") or ()),
        "scrutineers": list(row.get("scrutineers") or ()),
        "tellers": list(row.get("tellers") or ()),
    }


def by_election_start(vacancies: "tuple[Vacancy, ...]", too_few: int, elects: str) -> Mapping[str, Any]:
    """A by-election for as many seats as are vacant."""
    seats = max(len(vacancies), too_few, 1) if elects == "committee" else 1
    return {"occasion": "by_election", "elects": elects, "seats": seats}
