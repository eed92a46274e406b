"""What to remember of affiliation: receipts that are not back."""

from collections.abc import Iterator

from db.changes import Ref, Reminder
from db.rules.facts import Facts
from db.rules.library import basis, default_of


def affiliation_reminders(facts: Facts) -> Iterator[Reminder]:
    """Everything open; what is late stays until it is done."""
    yield from _receipts(facts)


def _number(facts: Facts, name: str) -> int:
    chosen = facts.setting(name, default_of(name))
    return chosen if isinstance(chosen, int) else int(str(default_of(name)))


def _ref(facts: Facts, uid: str) -> Ref:
    return Ref(uid, facts.roster.people[uid].name)


def _receipts(facts: Facts) -> Iterator[Reminder]:
    """From the day of the letter until the receipt is back: affiliation is nobody else's business meanwhile."""
    for transfer in facts.affiliation.transfers:
        is_begun = transfer.issued_on <= facts.today.isoformat()
        if not is_begun or transfer.person not in facts.roster.people:
            continue
        standing = transfer.standing(facts.today, _number(facts, "MEM-11.valid_days"))
        if standing.state == "done":
            continue
        ref = _ref(facts, transfer.person)
        what = "转出的回执还没有收到" if transfer.direction == "out" else "转入还没有接收、寄回回执"
        note = f"对方：{transfer.other}" if transfer.other else ""
        if standing.state == "late":
            note = "；".join(part for part in ("介绍信已过有效期", note) if part)
        on = standing.expires_on.isoformat()
        yield Reminder(
            "transfer",
            on,
            f"{ref.name}{what}",
            person=ref,
            basis=basis("transfer_receipt", standing.expires_on),
            note=note,
        )
