"""Findings MEM-10, MEM-11, MEM-12 and MEM-24: members coming and going, their letters and receipts."""

from collections.abc import Iterator
from datetime import date, timedelta

from db.arithmetic.days import day_text
from db.arithmetic.membership import ON_ROLL, Timed
from db.rules.affiliation.facts import TransferRecord
from db.rules.findings.observation import Observation, Rule
from db.rules.year_view import YearView

GONE = "transferred_out"
_WORDS = {"in": "转入", "out": "转出"}


def _of_transfer(view: YearView, transfer: TransferRecord, message: str) -> Observation:
    name = view.name(transfer.person)
    return Observation(
        f"{name}{_WORDS[transfer.direction]}，{message}",
        view.period,
        date.fromisoformat(transfer.issued_on),
        subject=name,
        records=(("transfer", transfer.uid),),
    )


def _known(view: YearView) -> Iterator[TransferRecord]:
    """Transfers begun by the day of judgement, of people who are still kept."""
    for transfer in view.facts.affiliation.transfers:
        is_begun = date.fromisoformat(transfer.issued_on) <= view.as_of
        if is_begun and transfer.person in view.roster.people and transfer.direction in _WORDS:
            yield transfer


def moves(view: YearView, uid: str) -> Iterator[tuple[str, Timed]]:
    """When a person came (in) or went (out), by the dated events of the roll."""
    dated = [event for event in view.roster.people[uid].dates.status_events if event.on]
    before = ""
    for event in sorted(dated, key=lambda each: each.since):
        if event.value == GONE != before:
            yield "out", event
        elif event.value == ON_ROLL and before in ("", GONE):
            yield "in", event
        before = event.value


def no_letter(view: YearView) -> Iterator[Observation]:
    """MEM-10. A move on the roll without a transfer on record, or a transfer whose letter has no number."""
    recorded = {(each.person, each.direction) for each in view.facts.affiliation.transfers}
    for uid in sorted(view.roster.people):
        for direction, event in moves(view, uid):
            is_mine = event.since.year == view.year and event.since <= view.as_of
            if is_mine and (uid, direction) not in recorded:
                name = view.name(uid)
                message = f"{name}{day_text(event.on or '')}{_WORDS[direction]}，没有登记组织关系转接"
                yield Observation(message, view.period, event.since, name, (("person", uid),))
    for transfer in _known(view):
        if transfer.issued_on.startswith(view.period) and not transfer.letter_number:
            yield _of_transfer(view, transfer, "没有介绍信编号或系统编号")


def letter_expired(view: YearView) -> Iterator[Observation]:
    """MEM-11."""
    for transfer in _known(view):
        standing = transfer.standing(view.as_of, view.number("MEM-11.valid_days"))
        if standing.state == "late":
            yield _of_transfer(
                view, transfer, f"介绍信有效期到{day_text(standing.expires_on.isoformat())}，没有接收的回执"
            )


def receipt_not_followed_up(view: YearView) -> Iterator[Observation]:
    """MEM-12. While the letter is valid; afterwards MEM-11 tells of it."""
    for transfer in _known(view):
        begun = date.fromisoformat(transfer.issued_on)
        is_slow = view.as_of > begun + timedelta(days=view.number("MEM-12.days"))
        standing = transfer.standing(view.as_of, view.number("MEM-11.valid_days"))
        if transfer.direction == "out" and is_slow and standing.state == "waiting":
            yield _of_transfer(view, transfer, f"介绍信开出{(view.as_of - begun).days}天，还没有收到回执")


def roster_disagrees(view: YearView) -> Iterator[Observation]:
    """MEM-24. The roll, typed by hand, says another day than the receipt."""
    for transfer in _known(view):
        if not transfer.receipt_on or not transfer.receipt_on.startswith(view.period):
            continue
        wanted = GONE if transfer.direction == "out" else ON_ROLL
        events = view.roster.people[transfer.person].dates.status_events
        before = _neighbour(events, wanted, transfer.receipt_on)
        if before:
            yield _of_transfer(
                view,
                transfer,
                f"回执的接收日期是{day_text(transfer.receipt_on)}，名册上却另记了{day_text(before)}",
            )


def _neighbour(events: tuple[Timed, ...], value: str, on: str) -> str:
    """The other day on which the roll says the same, with nothing else between; empty for none."""
    dated = sorted((event for event in events if event.on), key=lambda event: event.since)
    place = next((n for n, event in enumerate(dated) if event.on == on and event.value == value), None)
    if place is None:
        return ""
    beside = [dated[n] for n in (place - 1, place + 1) if 0 <= n < len(dated)]
    return next((event.on or "" for event in beside if event.value == value), "")


RULES = (
    Rule("MEM-10", no_letter),
    Rule("MEM-11", letter_expired),
    Rule("MEM-12", receipt_not_followed_up),
    Rule("MEM-24", roster_disagrees),
)
