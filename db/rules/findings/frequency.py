"""Findings MTG-01 to MTG-06, MTG-08, MTG-09 and MTG-16: what was owed in a period that is over and is not
there.

They read the same obligations as the duties, so that both always agree; an answer given to the duty also
holds here.
"""

from collections.abc import Iterator

from db.arithmetic.days import period_text
from db.rules.findings.observation import Observation, Rule
from db.rules.library import duty_texts
from db.rules.obligation import Obligation
from db.rules.obligations import obligations
from db.rules.year_view import YearView

_MESSAGES = {
    "general_meeting": "没有支部党员大会的记录",
    "committee_meeting": "没有支委会的记录",
    "group_meeting": "没有党小组会的记录",
    "party_lecture": "没有党课的记录",
    "secretary_lecture": "没有支部书记讲党课的记录",
    "theme_day": "没有主题党日的记录",
    "life_meeting": "没有组织生活会的记录",
    "appraisal": "没有民主评议党员的记录",
    "annual_plan": "的年度工作计划没有登记",
    "annual_summary": "的年度工作总结没有登记",
}


def _unmet(rule_id: str) -> Rule:
    def check(view: YearView) -> Iterator[Observation]:
        for owed in view.once("obligations", obligations):
            is_open = owed.last < view.today and not owed.is_met and not owed.exempt
            if is_open and duty_texts()[owed.duty].finding == rule_id:
                yield _observation(owed)

    return Rule(rule_id, check)


def _observation(owed: Obligation) -> Observation:
    return Observation(
        message=f"{period_text(owed.period)}{owed.subject}{_MESSAGES[owed.duty]}",
        period=owed.period,
        day=owed.last,
        subject=owed.subject or duty_texts()[owed.duty].title,
        records=(("group", owed.subject_uid),) if owed.subject_uid else (),
        answer_key=owed.answer_key,
    )


RULES = tuple(
    map(_unmet, ("MTG-01", "MTG-02", "MTG-03", "MTG-04", "MTG-05", "MTG-06", "MTG-08", "MTG-09", "MTG-16"))
)
