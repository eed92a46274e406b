"""What to remember of affiliation: receipts, contacts, the days of a search, the end of a sanction's period."""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.days import add_months
from db.changes import Ref, Reminder
from db.rules.facts import Facts
from db.rules.library import basis, default_of

MONTHS_BEFORE = 1  # a decision on a sanction takes that long to prepare


def affiliation_reminders(facts: Facts, last: date) -> Iterator[Reminder]:
    """Everything that falls due by `last`; what is late stays until it is done."""
    yield from _receipts(facts)
    yield from _contacts(facts, last)
    yield from _searches(facts, last)
    yield from _sanctions(facts, last)


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
        words = ["介绍信已过有效期"] if standing.state == "late" else []
        words += [f"对方：{transfer.other}"] if transfer.other else []
        yield Reminder(
            "transfer",
            standing.expires_on.isoformat(),
            f"{ref.name}{what}",
            person=ref,
            basis=basis("transfer_receipt", standing.expires_on),
            note="；".join(words),
        )


def _contacts(facts: Facts, last: date) -> Iterator[Reminder]:
    members = facts.roster.members_on(facts.today)
    for absence in facts.affiliation.absences:
        if not absence.lasts_on(facts.today) or absence.person not in members:
            continue
        due = absence.contact_due(facts.today, _number(facts, "MEM-14.months"))
        if due <= last:
            ref = _ref(facts, absence.person)
            keeper = facts.roster.people.get(absence.contact)
            words = ["已超期"] if due < facts.today else []
            words += [f"联系人：{keeper.name}"] if keeper else ["还没有指定联系人"]
            yield Reminder(
                "contact",
                due.isoformat(),
                f"联系流动党员{ref.name}",
                person=ref,
                basis=basis("MEM-14", due, "abroad" if absence.abroad else ""),
                note="；".join(words),
            )


def _searches(facts: Facts, last: date) -> Iterator[Reminder]:
    titles = {
        "searching": "失联将满6个月",
        "suspend": "失联已满6个月，研究停止党籍",
        "suspended": "停止党籍将满2年",
        "strike": "停止党籍已满2年，研究除名",
    }
    for search in facts.affiliation.searches:
        standing = search.standing(facts.today)
        due = standing.due_on
        if due is None or due > last or search.person not in facts.roster.people:
            continue
        ref = _ref(facts, search.person)
        note = f"还没有试过：{search.ways_missing}" if search.ways_missing else ""
        title = f"{ref.name}{titles[standing.state]}"
        yield Reminder(
            "out_of_contact", due.isoformat(), title, person=ref, basis=basis("MEM-16", due), note=note
        )


def _sanctions(facts: Facts, last: date) -> Iterator[Reminder]:
    members = facts.roster.members_on(facts.today)
    for sanction in facts.affiliation.sanctions:
        ends = sanction.ends_on
        is_open = sanction.kind == "probation_within_party" and not sanction.lifted_on
        if not is_open or ends is None or sanction.person not in members:
            continue
        if ends <= last or facts.today >= add_months(ends, -MONTHS_BEFORE):
            ref = _ref(facts, sanction.person)
            state = "期满" if ends >= facts.today else "已期满，还没有登记决定"
            yield Reminder(
                "discipline",
                ends.isoformat(),
                f"{ref.name}留党察看{state}",
                person=ref,
                basis=basis("discipline_period", ends),
                note="期满恢复权利要由有权机关作出决定",
            )
