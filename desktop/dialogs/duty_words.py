"""How a duty is called on the screen, the verb beside it, and what a form for it may start with.

Words only: what is owed and when is decided by the rules. A form never starts with a day, a word said or somebody's
attendance; those are typed by whoever was there.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from db.changes import Duty
    from db.rules.facts import Facts

_VERBS = MappingProxyType(
    {
        "general_meeting": ("记会议", "补开并记录"),
        "committee_meeting": ("记会议", "补开并记录"),
        "group_meeting": ("记会议", "补开并记录"),
        "life_meeting": ("记会议", "补开并记录"),
        "party_lecture": ("记党课", "补讲并记录"),
        "theme_day": ("记活动", "补办并记录"),
        "heart_talk": ("看谁没谈", "看谁没谈"),
        "must_talk": ("记谈话", "补谈并记录"),
        "secretary_appraisal": ("登记述职", "补登记"),
        "document": ("登记材料", "登记材料"),
        "dues_payment": ("去收", "去收"),
        "study": ("登记培训", "登记培训"),
        "study_hours": ("看谁不够", "看谁不够"),
        "rectification": ("登记完成", "登记完成"),
        "term_election": ("看换届", "看换届"),
        "term_papers": ("看换届", "看换届"),
        "term_division": ("看换届", "看换届"),
        "term_report": ("看换届", "看换届"),
    }
)
_PAGES = MappingProxyType(  # duties that are done on a page of their own
    {
        "dues_collection": "dues",
        "study_hours": "study_hours",
        "heart_talk": "talks",
        "term_election": "elections",
        "term_papers": "elections",
        "term_division": "elections",
        "term_report": "elections",
    }
)
_PAGES_OF_FINDINGS = MappingProxyType({"LIF-15": "talks", "LIF-16": "talks"})  # where a whole list is shown


def duty_key(duty: "Duty") -> str:
    """Under which an answer to the duty is kept."""
    return f"duty|{duty.duty}|{duty.period}|{duty.subject}"


def duty_title(duty: "Duty") -> str:
    """2026年9月支委会没有记录; 2026年第四季度支部党员大会."""
    from db.arithmetic.days import period_text

    period = period_text(duty.period)
    title = duty.title if duty.title.startswith(period) else f"{period}{duty.title}"
    subject = f" · {duty.subject}" if duty.subject else ""
    tells_how_far = "（" in duty.title and duty.duty != "must_talk"
    missing = "没有记录" if duty.state == "late" and not tells_how_far else ""
    return f"{title}{missing}{subject}"


def duty_note(duty: "Duty") -> str:
    """The due day, the basis, and the reason where there is one."""
    from db.arithmetic.days import day_text

    parts = [duty.basis.text, f"期限 {day_text(duty.due_on)}"]
    if duty.reason:
        parts.append(f"说明：{duty.reason}")
    return " · ".join(parts)


def verb_of(duty: "Duty") -> str:
    """The word on the button that opens the right form."""
    on_time, late = _VERBS.get(duty.duty) or _VERBS.get(duty.ledger, ("去登记", "补登记"))
    return late if duty.state == "late" else on_time


def page_of(duty: "Duty") -> str:
    """Key of the page on which the duty is done; empty where a record is written."""
    return _PAGES.get(duty.duty, "")


def page_of_finding(rule_id: str) -> str:
    """Key of the page that shows everything a finding sums up; empty where its record says it all."""
    return _PAGES_OF_FINDINGS.get(rule_id, "")


_PAPERS: Mapping[str, tuple[str, str]] = {
    "annual_plan": ("plan", "annual"),
    "annual_summary": ("summary", "annual"),
    "dues_publication": ("publication", "dues"),
    "term_notice": ("received", "election"),
    "term_request": ("request", "election"),
    "term_nominees": ("request", "election"),
}
"""Kind and subject of the paper that a duty asks for."""


def starting_values(facts: "Facts", duty: "Duty") -> Mapping[str, Any]:
    """What the form for a duty may know before anybody types: the group, the kind of matter, who lectures, the kind of
    paper.
    """
    from db.changes import Ref

    if duty.duty in _PAPERS:
        kind, subject = _PAPERS[duty.duty]
        return {"kind": kind, "subject": subject, "year": int(duty.period[:4])}
    if duty.duty == "group_meeting":
        group = next((group for group in facts.groups if group.name == duty.subject), None)
        return {"group": Ref(group.uid, group.name)} if group else {}
    if duty.duty == "secretary_lecture":
        uid = facts.roster.holder_on("secretary", facts.today)
        return (
            {"speaker": Ref(uid, facts.roster.people[uid].name)} if uid in facts.roster.people and uid else {}
        )
    if duty.duty == "secretary_appraisal":
        uid = facts.roster.holder_on("secretary", facts.today)
        known = facts.roster.people.get(uid or "")
        return {"year": int(duty.period), **({"reporter": Ref(known.uid, known.name)} if known else {})}
    if duty.duty == "secretary_training":
        known = facts.roster.people.get(facts.roster.holder_on("secretary", facts.today) or "")
        return {"participants": [{"person": Ref(known.uid, known.name)}]} if known else {}
    if duty.duty == "must_talk":
        return _of_occasion(facts, duty)
    return {"with_appraisal": True} if duty.duty == "appraisal" else {}


def _of_occasion(facts: "Facts", duty: "Duty") -> Mapping[str, Any]:
    """With whom to talk, and about what: as the event that asks for it says."""
    from db.changes import Ref
    from db.rules.life.must_talk import occasions
    from db.rules.year_view import YearView

    view = YearView(facts, int(duty.due_on[:4]))
    for each in occasions(view):
        is_meant = (each.period, each.due_on.isoformat()) == (duty.period, duty.due_on)
        if is_meant and view.label_of(each.person) == duty.subject and each.words in duty.title:
            return {"partner": Ref(each.person, duty.subject), "reason": each.reason}
    return {}
