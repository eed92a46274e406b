"""Examples for DEV-17, DEV-36, DEV-38, DEV-43, DEV-44 and DEV-47."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from db.arithmetic.membership import Span
from db.rules.affiliation.facts import AffiliationRecords, SanctionRecord
from db.rules.facts import Facts
from tests.support.cases_development import OLD_DAYS, admission, facts_with, old, promoted
from tests.support.facts import person, well_kept, with_profile, with_roster, with_setting
from tests.support.rule_case import RuleCase, fires, silent

DAY = date.fromisoformat


def sanctioned(kind: str, begun: str, *, until: str = "", months: int | None = None) -> Callable[[], Facts]:
    """The introducer p3 (赵… by his place on the roster) under a sanction."""

    def make() -> Facts:
        facts = old()()
        lifted = DAY(until) if until else None
        spans = (Span(DAY(begun), lifted),) if kind == "probation_within_party" else ()
        known = replace(facts.roster.people["p3"], without_rights=spans)
        record = SanctionRecord("s1", "p3", kind, begun, months, until or None)
        return replace(with_roster(facts, known), affiliation=AffiliationRecords(sanctions=(record,)))

    return make


def noticed(begun: str | None, ended: str | None, **settings: Any) -> Callable[[], Facts]:
    """A promotion of March 2025 with its notice."""

    def make() -> Facts:
        days = (DAY(begun) if begun else None, DAY(ended) if ended else None)
        facts = promoted(promotion_notice=days)()
        for name, value in settings.items():
            facts = with_setting(facts, f"DEV-38.{name}", value)
        return facts

    return make


def on_the_roster(**dates: str) -> Callable[[], Facts]:
    """The file of 2025 with other days on the roster."""

    def make() -> Facts:
        facts = facts_with(admission(OLD_DAYS, "2025"), "2026-03-02")
        known = facts.roster.people["p20"]
        return with_roster(facts, replace(known, dates=replace(known.dates, **dates)))

    return make


def developing(*admitted: str, **profile: Any) -> Callable[[], Facts]:
    """A branch of people who joined long ago, and of those admitted on these days; two years are told."""

    def make() -> Facts:
        new = [person(30 + number, day, None, name=f"新{number}") for number, day in enumerate(admitted)]
        return with_setting(with_profile(with_roster(well_kept(), *new), **profile), "DEV-44.years", 2)

    return make


def planned(count: int, *, developed: int, year: int = 2025) -> Callable[[], Facts]:
    """A plan of a year, and how many were admitted in 2025."""

    def make() -> Facts:
        new = [person(number, "2025-06-20", None, name=f"新{number}") for number in range(30, 30 + developed)]
        facts = with_setting(with_roster(well_kept(), *new), "DEV-44.plan", count)
        return with_setting(facts, "DEV-44.plan_year", year)

    return make


DEVELOPMENT_PEOPLE_CASES: tuple[RuleCase, ...] = (
    fires(
        "DEV-17",
        "on probation within the Party",
        sanctioned("probation_within_party", "2024-06-01"),
        "留党察看期间",
    ),
    fires(
        "DEV-17",
        "a serious warning whose period runs",
        sanctioned("serious_warning", "2024-12-01", months=18),
        "处分影响期内",
    ),
    silent(
        "DEV-17",
        "the rights were restored before",
        sanctioned("probation_within_party", "2022-06-01", until="2024-06-01"),
    ),
    silent("DEV-17", "the period was over", sanctioned("warning", "2023-01-01", months=12)),
    silent("DEV-17", "no period is known", sanctioned("warning", "2025-01-01")),
    silent("DEV-17", "no sanction", old()),
    fires("DEV-36", "extended twice", promoted(extension_count=2), "登记了2次"),
    silent("DEV-36", "extended once", promoted(extension_count=1)),
    silent("DEV-36", "nothing written down", promoted()),
    fires("DEV-38", "three working days", noticed("2025-03-05", "2025-03-07"), "只有3个工作日"),
    fires("DEV-38", "none, where one is demanded", noticed(None, None, required=True), "没有登记公示"),
    silent("DEV-38", "five working days", noticed("2025-03-03", "2025-03-07")),
    silent("DEV-38", "three are enough here", noticed("2025-03-05", "2025-03-07", days=3)),
    silent("DEV-38", "none, and none is demanded", noticed(None, None)),
    fires(
        "DEV-43", "the form has another day", old(form={15: DAY("2025-03-15")}), "接收大会日期是2025年3月15日"
    ),
    fires(
        "DEV-43",
        "the roster has another day of joining",
        on_the_roster(admitted_on="2025-03-20"),
        "名册的入党日期",
    ),
    fires(
        "DEV-43",
        "the roster has another application",
        on_the_roster(applied_on="2023-02"),
        "名册的申请入党日期",
        year=2023,
    ),
    silent("DEV-43", "everything agrees", old(form={15: DAY("2025-03-14"), 17: DAY("2025-04-22")})),
    silent("DEV-43", "the day of approval is told by DEV-30", on_the_roster(admitted_on="2025-04-22")),
    silent("DEV-43", "the month agrees", on_the_roster(applied_on="2023-01"), year=2023),
    silent("DEV-43", "a step that is not done yet", old(form={23: DAY("2026-03-15")})),
    fires("DEV-44", "a village without a new member for two years", developing(), "2024年至2025年连续2年"),
    fires("DEV-44", "fewer than planned", planned(2, developed=1), "本年发展计划2人，接收1人"),
    fires("DEV-44", "more than planned", planned(1, developed=2), "接收2人"),
    fires("DEV-44", "the last one was admitted three years ago", developing("2023-12-31"), "连续2年"),
    silent("DEV-44", "an office", developing(kind="office")),
    silent("DEV-44", "a branch founded last year", developing(founded_on="2024-06")),
    silent("DEV-44", "somebody was admitted two years ago", developing("2024-01-01")),
    silent("DEV-44", "as planned", planned(1, developed=1)),
    silent("DEV-44", "the plan is that of another year", planned(3, developed=1, year=2024)),
    fires(
        "DEV-47", "a mentor bears the name of the father", old(relatives={"p4": "父亲"}), "亲属（父亲）同名"
    ),
    silent("DEV-47", "no relative among them", old()),
)
