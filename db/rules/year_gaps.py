"""What is still open in a year before it is sealed: findings that nobody answered, and duties that are late."""

from dataclasses import dataclass

from db.rules.answer_keys import duty_key
from db.rules.duties import duties
from db.rules.facts import Facts
from db.rules.findings import findings

SERIOUS = ("S1", "S2")


@dataclass(frozen=True, slots=True)
class Gap:
    """One open thing: `kind` is finding or duty, `note` says of which day or why."""

    kind: str
    title: str
    note: str
    key: str


def year_gaps(facts: Facts, year: int) -> tuple[Gap, ...]:
    """Open findings of the two serious degrees, then late duties that no finding tells of already; what was explained
    is no gap."""
    serious = [finding for finding in findings(facts, year) if finding.severity in SERIOUS]
    told = {(finding.period, finding.subject) for finding in serious}
    found = [
        Gap("finding", finding.title, finding.message, finding.key)
        for finding in serious
        if finding.state == "open"
    ]
    late = [
        Gap("duty", duty.title, f"{duty.period}，期限 {duty.due_on}", duty_key(duty))
        for duty in duties(facts, year)
        if duty.state == "late" and (duty.period, duty.subject or duty.title) not in told
    ]
    return (*found, *late)
