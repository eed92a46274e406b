"""The rules by example: each speaks where it should and keeps quiet near the line."""

from dataclasses import replace
from datetime import date

import pytest

from db.errors import NotFoundError
from db.rules.findings import RULES, findings
from db.rules.library import rule
from tests.support.cases_affiliation import AFFILIATION_CASES
from tests.support.cases_attendance import ATTENDANCE_CASES
from tests.support.cases_care import CARE_CASES
from tests.support.cases_development import DEVELOPMENT_CASES
from tests.support.cases_development_people import DEVELOPMENT_PEOPLE_CASES
from tests.support.cases_dues import DUES_CASES, dues_kept
from tests.support.cases_elections import ELECTION_CASES, TIMING_CASES
from tests.support.cases_frequency import FREQUENCY_CASES
from tests.support.cases_life import LIFE_CASES
from tests.support.cases_minutes import MINUTES_CASES
from tests.support.cases_organization import ORGANIZATION_CASES, TERM_CASES
from tests.support.cases_roster import ROSTER_CASES
from tests.support.cases_study import STUDY_CASES
from tests.support.cases_talks import TALK_CASES
from tests.support.facts import (
    YEAR,
    find,
    meeting,
    well_kept,
    with_item,
    with_meeting,
    with_setting,
    with_state,
    without,
)
from tests.support.rule_case import RuleCase

CASES = (*ORGANIZATION_CASES, *TERM_CASES, *FREQUENCY_CASES, *ATTENDANCE_CASES, *MINUTES_CASES, *DUES_CASES)
CASES = (*CASES, *DEVELOPMENT_CASES)
CASES = (*CASES, *AFFILIATION_CASES)
CASES = (*CASES, *STUDY_CASES)
CASES = (*CASES, *CARE_CASES)
CASES = (*CASES, *ELECTION_CASES, *TIMING_CASES)
CASES = (*CASES, *TALK_CASES)
CASES = (*CASES, *LIFE_CASES)
CASES = (*CASES, *ROSTER_CASES, *DEVELOPMENT_PEOPLE_CASES)
MEMBERSHIP = {"ELE": 17, "LIF": 20, "DEV": 48, "DUE": 24, "EDU": 10, "MEM": 23}  # area: the last number
SPEAKING = [case for case in CASES if case.words]
SILENT = [case for case in CASES if not case.words]


def _name(case: RuleCase) -> str:
    return f"{case.rule}-{case.sentence}"


@pytest.mark.parametrize("case", SPEAKING, ids=_name)
def test_a_rule_speaks_and_names_what_it_saw(case: RuleCase) -> None:
    found = findings(case.facts(), case.year, case.rule)

    assert [case.words in finding.message for finding in found].count(True) >= 1
    assert {finding.rule for finding in found} == {case.rule}


@pytest.mark.parametrize("case", SILENT, ids=_name)
def test_a_rule_keeps_quiet_near_the_line(case: RuleCase) -> None:
    assert [finding.message for finding in findings(case.facts(), case.year, case.rule)] == []


@pytest.mark.parametrize("known", RULES, ids=lambda known: known.id)
def test_every_rule_has_its_text_its_basis_and_examples_of_both_kinds(known) -> None:
    text = rule(known.id)

    assert text.kind == "finding"
    assert text.title
    assert text.text
    assert text.remedy
    assert text.severity in ("S1", "S2", "S3")
    assert text.mark in ("V", "V2", "K", "L", "D")
    assert bool(text.regulation) == (text.mark not in ("L", "D"))
    assert {bool(case.words) for case in CASES if case.rule == known.id} == {True, False}


def test_every_finding_of_the_library_has_its_rule() -> None:
    from resources import read_toml

    assert sorted(read_toml("rules/findings.toml")) == sorted(known.id for known in RULES)


def test_the_catalogue_of_membership_is_whole() -> None:
    """Sections B, F, G, H, I and J; that each has examples of both kinds is asked of every rule above."""
    wanted = {f"{area}-{number:02d}" for area, last in MEMBERSHIP.items() for number in range(1, last + 1)}

    assert len(wanted) == 142
    assert wanted - {known.id for known in RULES} == set()


def test_a_well_kept_year_has_no_findings() -> None:
    assert [finding.message for finding in findings(well_kept(), YEAR)] == []


def test_a_year_of_well_kept_dues_has_no_findings() -> None:
    assert [finding.message for finding in findings(dues_kept(), YEAR)] == []


def test_the_year_of_today_is_checked_unless_another_is_named() -> None:
    facts = without(well_kept(), "theme_day", month=1)

    assert [
        finding.period for finding in findings(replace(facts, today=date(2025, 3, 31)), rule="MTG-06")
    ] == ["2025-01"]
    assert [finding.period for finding in findings(facts, rule="MTG-06")] == ["2026-01", "2026-02"]


def test_a_year_that_has_not_begun_owes_nothing() -> None:
    assert findings(well_kept(), 2027) == ()


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(NotFoundError, match="MTG-99"):
        findings(well_kept(), YEAR, "MTG-99")


def test_the_gravest_findings_come_first_and_then_the_earliest() -> None:
    facts = without(well_kept(), "life_meeting", "committee_meeting")
    facts = with_meeting(facts, "general_meeting", signed=False)

    found = [(finding.severity, finding.period) for finding in findings(facts, YEAR)]

    assert found == sorted(found)
    assert found[0][0] == "S1"
    assert len(found) >= 14


def test_an_answer_stays_with_its_finding() -> None:
    facts = without(well_kept(), "theme_day", month=6)
    (finding,) = findings(facts, YEAR, "MTG-06")
    answers = {finding.key: ("explained", "防汛值守，七月补开")}

    (answered,) = findings(replace(facts, answers=answers), YEAR, "MTG-06")

    assert (answered.state, answered.reason) == ("explained", "防汛值守，七月补开")
    assert answered.key == finding.key


def test_an_answer_to_the_duty_also_answers_the_finding() -> None:
    answers = {"duty|theme_day|2025-06|": ("not_applicable", "集中学习代替")}
    facts = replace(without(well_kept(), "theme_day", month=6), answers=answers)

    (finding,) = findings(facts, YEAR, "MTG-06")

    assert (finding.state, finding.reason) == ("not_applicable", "集中学习代替")


def test_a_finding_names_the_records_to_open() -> None:
    facts = with_meeting(well_kept(), "general_meeting", signed=False)
    held = find(facts, "general_meeting")

    (finding,) = findings(facts, YEAR)

    assert finding.records == (("general_meeting", held.uid),)
    assert finding.period == "2025-05-12"
    assert finding.message == "2025年5月12日支部党员大会的记录没有主持人、记录人签名。"


def test_a_group_meeting_is_named_with_its_group() -> None:
    (finding,) = findings(with_meeting(well_kept(), "group_meeting", 5, "g2", signed=False), YEAR)

    assert finding.message.startswith("第二党小组2025年5月16日党小组会的记录")


def test_local_practice_can_be_switched_off_and_regulations_cannot() -> None:
    facts = without(with_meeting(well_kept(), "general_meeting", papers=()), "theme_day", month=6)
    for name in ("ATT-11.enabled", "MTG-06.enabled"):
        facts = with_setting(facts, name, False)

    assert "ATT-11" not in {finding.rule for finding in findings(facts, YEAR)}
    assert rule("ATT-11").settings[0].name == "ATT-11.enabled"
    assert all(not setting.name.endswith(".enabled") for setting in rule("MTG-06").settings)


@pytest.mark.parametrize(
    ("day", "article", "edition"),
    [("2026-05-12", "第二十条", "2014版"), ("2026-05-19", "第十九条", "2026版")],
)
def test_a_finding_rests_on_the_edition_in_force_on_its_day(day: str, article: str, edition: str) -> None:
    base = well_kept()
    item = replace(find(base, "general_meeting").agenda[0], matter="admission", vote_method="secret")
    held = meeting(base.roster, "general_meeting", day, agenda=(item,))
    nearly_empty = replace(held, attendance=tuple(replace(a, state="absent") for a in held.attendance[1:]))
    facts = replace(base, meetings=(nearly_empty,), today=date(2026, 6, 1))

    (finding,) = findings(facts, 2026, "ATT-16")

    assert (finding.basis.article, finding.basis.edition) == (article, edition)


def test_one_cause_is_told_by_one_rule() -> None:
    """Absences without reason are told of the person, a missing place once for the year."""
    absent = with_state(well_kept(), "p9", "absent", months=range(2, 10))
    placeless = replace(well_kept(), meetings=tuple(replace(held, place="") for held in well_kept().meetings))

    assert [finding.rule for finding in findings(absent, YEAR)] == ["ATT-14"]
    assert [finding.rule for finding in findings(placeless, YEAR)] == ["ATT-19"]


def test_two_faults_of_one_rule_in_one_meeting_have_different_keys_or_are_one() -> None:
    voted = with_item(well_kept(), vote_method="secret", resolution="")
    item = find(voted, "general_meeting").agenda[0]
    facts = with_meeting(
        voted, "general_meeting", agenda=(item, replace(item, uid="second", title="另一事项"))
    )

    keys = [finding.key for finding in findings(facts, YEAR)]

    assert len(keys) == len(set(keys)) >= 2


def test_people_no_longer_kept_do_not_stop_the_check() -> None:
    """A meeting may name somebody whose record was removed."""
    facts = with_meeting(well_kept(), "general_meeting", chair="gone", expected=frozenset({"gone", "p1"}))

    assert "gone" not in "".join(finding.message for finding in findings(facts, YEAR))


def test_every_message_is_a_plain_sentence_without_identifiers() -> None:
    for case in SPEAKING:
        for finding in findings(case.facts(), case.year, case.rule):
            assert finding.message.endswith("。")
            assert "None" not in finding.message
            assert "_" not in finding.message


def test_no_remedy_asks_for_invention_or_back_dating() -> None:
    for known in RULES:
        remedy = rule(known.id).remedy
        assert "倒签" not in remedy.replace("不得倒签", "")
        assert "补签" not in remedy.replace("不得补签", "")
        assert "补造" not in remedy.replace("不得补造", "")
