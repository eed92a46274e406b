"""Reminders and duties that come from the files of admissions, and a whole branch gathered from its books."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.changes import Duty, Reminder
from db.errors import LedgerError
from db.rules.duties import duties
from db.rules.facts import Facts
from db.rules.findings import findings
from db.rules.gathering import gather
from db.rules.library import Setting, default_of, read_setting
from db.rules.reminders import reminders
from db.services.branch import Branch
from tests.support.branches import full_member, save_new
from tests.support.cases_development import NEW_DAYS, OLD_DAYS, PROMOTED_DAYS, UID, admission, facts_with


def facts(today: str, days: dict[int, str] = OLD_DAYS, year: str = "2025", **more: Any) -> Facts:
    return facts_with(admission(days, year, **more), today)


def of(found: tuple[Reminder, ...], kind: str) -> list[tuple[str, str]]:
    return [(each.on, each.title) for each in found if each.kind == kind]


def owed(found: tuple[Duty, ...], duty: str) -> list[tuple[str, str]]:
    return [(each.due_on, each.state) for each in found if each.duty == duty]


def test_the_probation_ends_a_year_after_the_meeting_whatever_the_roster_says() -> None:
    of_the_file = replace(facts("2026-03-02"))
    assert of(reminders(of_the_file), "probation_end") == [("2026-03-14", "赵丙生预备期满")]


def test_an_extension_moves_the_end_and_a_decision_ends_the_reminder() -> None:
    extended = facts("2026-03-02", extension_months=6)
    assert of(reminders(extended), "probation_end") == []
    assert of(reminders(extended, 200), "probation_end") == [("2026-09-14", "赵丙生预备期满")]
    assert of(reminders(facts("2026-03-02", PROMOTED_DAYS), 400), "probation_end") == []
    assert of(reminders(facts("2026-05-02", outcome="cancelled")), "probation_end") == []
    assert of(reminders(facts("2026-05-02")), "probation_end") == [
        ("2026-03-14", "赵丙生预备期已满，尚未讨论转正")
    ]


def test_a_person_without_a_file_is_reminded_of_by_the_roster() -> None:
    without_file = replace(facts("2026-03-02"), admissions=())
    assert [on for on, _ in of(reminders(without_file), "probation_end")] == ["2026-03-14"]


def test_the_end_of_a_probation_is_a_duty_that_the_meeting_closes() -> None:
    def promotion(found: Facts, year: int = 2026) -> list[tuple[str, str]]:
        return owed(duties(found, year), "promotion_meeting")

    assert promotion(facts("2026-03-02")) == [("2026-04-13", "due")]
    assert promotion(facts("2026-05-02")) == [("2026-04-13", "late")]
    assert promotion(facts("2027-05-02"), 2027) == [("2026-04-13", "late")]
    assert promotion(facts("2026-05-02", PROMOTED_DAYS)) == []
    assert promotion(facts("2026-05-02", PROMOTED_DAYS), 2025) == [("2025-04-13", "done")]
    assert promotion(facts("2026-05-02", extension_months=6)) == [("2026-10-14", "due")]
    assert promotion(facts("2026-05-02", outcome="cancelled")) == []
    (late,) = [each for each in duties(facts("2026-05-02"), 2026) if each.duty == "promotion_meeting"]
    assert (late.about, late.evidence, late.basis.article) == (("admission", "file-1"), (), "第七条")


def test_a_probation_without_a_file_is_a_duty_that_the_roster_closes() -> None:
    without_file = replace(facts("2026-05-02"), admissions=())
    (late,) = [each for each in duties(without_file, 2026) if each.duty == "promotion_meeting"]
    assert (late.state, late.about) == ("late", ("person", UID))
    one = without_file.roster.people[UID]
    promoted = replace(one, dates=replace(one.dates, promoted_on="2026-03-14"))
    done = replace(without_file, roster=replace(without_file.roster, people={one.uid: promoted}, _cache={}))
    assert owed(duties(done, 2026), "promotion_meeting") == [("2026-04-13", "done")]


def test_the_end_of_a_notice_and_the_latest_day_of_a_step_are_told() -> None:
    noticed = facts("2026-06-08", NEW_DAYS, "2026", drop=tuple(range(7, 26)))
    assert ("2026-06-11", "赵丙生发展对象公示期满") in of(reminders(noticed), "admission")
    waiting = facts("2025-06-01", drop=(17, 18, 19, 20))
    (approval,) = [each for each in reminders(waiting) if each.kind == "admission"]
    assert (approval.on, approval.title) == ("2025-06-14", "赵丙生：上级党委审批")
    assert approval.basis is not None
    assert approval.basis.edition == "2014版"


def test_half_yearly_examinations_are_duties_until_the_list_and_in_the_probation() -> None:
    found = duties(facts("2026-03-02"), 2025)
    assert owed(found, "half_yearly_examination") == [("2025-01-03", "done"), ("2025-09-14", "done")]
    missing = duties(facts("2026-03-02", examinations=()), 2025)
    assert owed(missing, "half_yearly_examination") == [("2025-01-03", "late"), ("2025-09-14", "late")]
    activist = facts("2024-03-02", drop=tuple(range(7, 26)), examinations=(date(2023, 12, 28),))
    assert owed(duties(activist, 2024), "half_yearly_examination") == [
        ("2024-01-03", "done"),
        ("2024-07-03", "due"),
    ]


def test_reports_are_owed_by_the_quarter_until_the_local_rule_is_switched_off() -> None:
    activist = facts("2024-08-02", drop=tuple(range(7, 26)), reports=(date(2024, 3, 20),))
    assert owed(duties(activist, 2024), "ideological_report") == [
        ("2024-03-31", "done"), ("2024-06-30", "late"), ("2024-09-30", "due"), ("2024-12-31", "due"),
    ]  # fmt: skip
    off = replace(activist, settings={"DEV-10.enabled": False})
    assert owed(duties(off, 2024), "ideological_report") == []


def test_the_switch_of_the_editions_is_a_day_and_chooses_the_basis_of_findings() -> None:
    setting = Setting("admission.switch_on", default_of("admission.switch_on"), "")
    assert read_setting(setting, "2026-07-01") == "2026-07-01"
    with pytest.raises(LedgerError, match="不能作为"):
        read_setting(setting, "2026-02-30")
    late = facts("2026-12-31", NEW_DAYS, "2026", notice_to=date(2026, 6, 10))
    (before,) = findings(late, 2026, "DEV-11")
    (after,) = findings(replace(late, settings={"admission.switch_on": "2026-12-01"}), 2026, "DEV-11")
    assert [(each.severity, each.basis.edition) for each in (before, after)] == [
        ("S1", "2026版"),
        ("S2", "2014版"),
    ]


@pytest.mark.parametrize("gone", range(1, 21))
def test_no_finding_of_an_impossible_day_disappears_with_other_evidence(gone: int) -> None:
    broken = facts("2026-03-02", move={14: "2025-03-03"})
    less = facts("2026-03-02", move={14: "2025-03-03"}, drop=(gone,))
    found = {each.message for each in findings(broken, 2025, "DEV-40")}
    assert gone in (13, 14) or {each.message for each in findings(less, 2025, "DEV-40")} == found


def test_the_files_are_gathered_from_the_books(branch: Branch) -> None:
    members = [full_member(branch, name) for name in ("曾淑", "李想", "王芳")]
    person = save_new(branch, "person", name="方晓", born_on="2000-03-15", stage="activist")
    meeting = save_new(
        branch, "general_meeting", held_on="2026-06-10", attendance=[{"person": uid} for uid in members]
    )
    save_new(
        branch, "admission", person=person, mentors=members[:2],
        steps=[{"step": 3, "done_on": "2026-01-05"}, {"step": 15, "meeting": meeting, "written": 1}],
        half_yearly=["2026-06-30"], reports=["2026-03-20"],
    )  # fmt: skip
    (file,) = gather(branch).admissions
    assert (file.name, file.mentors, file.meetings, file.written) == (
        "方晓",
        tuple(members[:2]),
        {15: meeting},
        {15: 1},
    )
    assert file.history.done == {3: date(2026, 1, 5), 15: date(2026, 6, 10)}
    assert (file.history.examinations, file.reports) == ((date(2026, 6, 30),), (date(2026, 3, 20),))
    assert {"DEV-16", "DEV-19"} <= {each.rule for each in findings(gather(branch), 2026)}
    assert UID not in gather(branch).roster.people
