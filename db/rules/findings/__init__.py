"""What is wrong: the rules of the catalogue, run over one year of the facts.

The rules see facts only. An answer of the user never hides a finding: it stays in the list with its state
and reason.
"""

from dataclasses import replace

from db.changes import Finding
from db.errors import NotFoundError
from db.rules.facts import Facts
from db.rules.findings import (
    appraisals,
    attendance,
    attendance_over_time,
    care,
    copies,
    development,
    development_after,
    development_people,
    development_votes,
    disciplined,
    dues,
    dues_money,
    elections,
    frequency,
    life_meetings,
    lost,
    meetings,
    minutes,
    mobile,
    organization,
    papers,
    roster,
    study,
    talks,
    terms,
    theme_days,
    transfers,
    wording,
)
from db.rules.findings.observation import Observation, Rule
from db.rules.library import basis
from db.rules.library import rule as rule_text
from db.rules.year_view import YearView

RULES: tuple[Rule, ...] = (
    *organization.RULES,
    *terms.RULES,
    *elections.RULES,
    *frequency.RULES,
    *meetings.RULES,
    *attendance.RULES,
    *attendance_over_time.RULES,
    *minutes.RULES,
    *copies.RULES,
    *wording.RULES,
    *papers.RULES,
    *theme_days.RULES,
    *life_meetings.RULES,
    *appraisals.RULES,
    *talks.RULES,
    *transfers.RULES,
    *mobile.RULES,
    *lost.RULES,
    *disciplined.RULES,
    *roster.RULES,
    *development.RULES,
    *development_votes.RULES,
    *development_after.RULES,
    *development_people.RULES,
    *dues.RULES,
    *dues_money.RULES,
    *study.RULES,
    *care.RULES,
)


def findings(facts: Facts, year: int | None = None, rule: str | None = None) -> tuple[Finding, ...]:
    """Findings of a year (default: that of today), worst first, then by period.

    Only what lies in the past of `facts.today` is judged. `rule` runs one rule ("MTG-02") alone;
    NotFoundError if there is no such rule. Answers are read from `facts.answers` by `Finding.key`.
    """
    if rule is not None and all(known.id != rule for known in RULES):
        raise NotFoundError(f"没有检查项“{rule}”", "请用 rules 查看全部检查项的编号")
    view = YearView(facts, year or facts.today.year)
    wanted = (known for known in RULES if rule in (None, known.id) and view.is_enabled(known.id))
    found = [_finding(facts, known, seen) for known in wanted for seen in _seen(known, view)]
    return tuple(
        sorted(found, key=lambda finding: (finding.severity, finding.period, finding.rule, finding.key))
    )


def _seen(rule: Rule, view: YearView) -> tuple[Observation, ...]:
    """A year that has not begun can only hold records that are ahead of their time."""
    return tuple(rule.check(view)) if view.has_begun or rule.id == "ATT-03" else ()


def _finding(facts: Facts, rule: Rule, seen: Observation) -> Finding:
    text = rule_text(rule.id)
    finding = Finding(
        rule=rule.id,
        severity=seen.severity or text.severity,
        period=seen.period,
        subject=seen.subject,
        message=f"{seen.message}。",
        basis=basis(rule.id, seen.day, seen.matter),
        remedy=text.remedy,
        records=seen.records,
        title=text.title,
    )
    answer = facts.answers.get(finding.key) or facts.answers.get(seen.answer_key)
    return replace(finding, state=answer[0], reason=answer[1]) if answer else finding
