"""Events of people's lives as facts. Reads rows of the open branch and knows no SQL."""

from collections.abc import Iterator

from db.rules.life.events import HONOUR, MISFORTUNE, LifeEvent
from db.services.branch import Branch

_STRUCK = ("illness", "disaster", "bereavement")  # poverty and living alone last; they begin on no day
_STRUCK_VISITS = ("illness", "bereavement")
_TO_A_MONTH = len("2026-03")


def gather_life_events(branch: Branch) -> tuple[LifeEvent, ...]:
    """What the ledgers of honours, care and visits tell, known at least to the month; a medal for fifty years is none."""
    found = [*_honours(branch), *_care(branch), *_visits(branch)]
    return tuple(
        sorted(
            (event for event in found if len(event.on) >= _TO_A_MONTH),
            key=lambda each: (each.on, each.record),
        )
    )


def _honours(branch: Branch) -> Iterator[LifeEvent]:
    for row in branch.rows("commendation"):
        if row.get("person") and row.get("kind") != "medal_50":
            yield LifeEvent(HONOUR, row["person"].uid, row.text("awarded_on"), ("commendation", row.uid))


def _care(branch: Branch) -> Iterator[LifeEvent]:
    for row in branch.rows("care_file"):
        if row.get("person") and row.get("kind") in _STRUCK:
            yield LifeEvent(MISFORTUNE, row["person"].uid, row.text("since"), ("care_file", row.uid))


def _visits(branch: Branch) -> Iterator[LifeEvent]:
    """A visit for such a reason is how most branches learn of it; a visit is no talk of its own."""
    for row in branch.rows("care_visit"):
        if row.get("person") and row.get("reason") in _STRUCK_VISITS:
            yield LifeEvent(MISFORTUNE, row["person"].uid, row.text("visited_on"), ("care_visit", row.uid))
