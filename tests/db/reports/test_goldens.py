"""What each printed thing says, kept as JSON.

Set UPDATE_GOLDEN=1 to write the files anew, then read the difference.
"""

import os
from pathlib import Path

import pytest

from db.changes import Basis, Duty, Finding, Reminder
from db.reports import PrintOptions, build_print, print_kind
from db.reports.document import Grid, ReportDocument, to_json
from db.reports.lists import duties_table, findings_list, reminders_list
from db.reports.recovery_sheet import recovery_sheet

GOLDEN = Path(__file__).parents[2] / "golden" / "reports"
MEETING = PrintOptions(ledger="general_meeting", uid="m2", year=2026)
BASIS = Basis("《中国共产党支部工作条例（试行）》", "第十一条", "2018版", "V")
CASES = {
    "minutes": MEETING,
    "sign_in_sheet": MEETING,
    "roster": PrintOptions(year=2026),
    "meetings_table": PrintOptions(year=2026),
    "birthday_poster": PrintOptions(year=2026, paper="A3"),
    "month_strip": PrintOptions(year=2026, month=8),
    "record_page": PrintOptions(ledger="heart_talk", uid="h1"),
    "ledger_table": PrintOptions(ledger="person"),
    "handing_on": PrintOptions(year=2026),
    "incident_plan": PrintOptions(),
    "incident_notice": PrintOptions(),
    "assessment_form": PrintOptions(),
}


def compare(name: str, document: ReportDocument) -> None:
    path = GOLDEN / f"{name}.json"
    written = to_json(document) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(written, "utf-8")
    assert written == path.read_text("utf-8")


@pytest.mark.parametrize("key", CASES)
def test_a_print_says_what_it_said_before(key, source, facts):
    built = build_print(print_kind(key), source, facts, CASES[key])
    assert isinstance(built, ReportDocument)
    compare(key, built)


def test_the_recovery_sheet_says_what_it_said_before():
    compare("recovery_sheet", recovery_sheet("中共上溪村支部委员会", "123456-" * 8, "A-1"))


def test_the_findings_list_keeps_answered_findings_with_their_reason(facts):
    found = [
        Finding("MTG-02", "S1", "2026-09", "支委会", "2026年9月没有召开支委会", BASIS, "补开并注明实际日期"),
        Finding(
            "REC-09",
            "S2",
            "2026-05",
            "党员大会",
            "会后10天才录入",
            BASIS,
            "注明补记",
            (),
            "",
            "explained",
            "农忙",
        ),
    ]
    compare("findings_list", findings_list(found, facts, 2026))


def test_the_duties_table_says_state_and_reason_in_words(facts):
    owed = [
        Duty("general_meeting", "支部党员大会", "2026Q1", "2026-03-31", "done", BASIS),
        Duty("group_meeting", "党小组会", "2026-04", "2026-04-30", "late", BASIS, subject="第一党小组"),
        Duty("term_election", "换届", "2026", "2026-12-31", "not_applicable", BASIS, reason="任期未满"),
    ]
    grid = Grid(("1月", "2月"), (("支部党员大会", ("有", "缺")),), "类别")
    compare("duties_table", duties_table(owed, grid, facts, 2026))


def test_the_reminders_list_names_day_kind_and_basis(facts):
    found = [Reminder("political_birthday", "2026-12-01", "王建国入党55年", years=55, note="按入党日期")]
    compare("reminders_list", reminders_list(found, facts))
