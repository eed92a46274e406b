"""What is kept beside the records: half-filled forms, settings, and what the branch says to findings."""

import pytest

from db.changes import Ref
from db.errors import InvalidDraftError
from db.services.answering import answer, answers
from db.services.branch import Branch
from db.services.drafts import drop_draft, keep_draft, kept_draft
from db.services.settings import all_settings, set_setting, setting
from db.services.verifying import verify
from tests.support.branches import journal_size, open_folder

FINDING = "MTG-01|2026Q1|第一季度"


def test_a_half_filled_form_survives_a_restart_and_is_in_no_journal(branch: Branch) -> None:
    before = journal_size(branch)
    values = {"topic": "学", "chair": Ref("u", "曾淑"), "agenda": [{"title": "修路", "vote": None}]}
    keep_draft(branch, "general_meeting", None, {"topic": "旧"})
    keep_draft(branch, "general_meeting", None, values)
    keep_draft(branch, "general_meeting", "some-uid", {"topic": "另一份"})
    assert journal_size(branch) == before
    branch.close()
    again = open_folder(branch.folder.root)
    assert kept_draft(again, "general_meeting", None) == {
        "topic": "学",
        "chair": {"uid": "u", "name": "曾淑"},
        "agenda": [{"title": "修路", "vote": None}],
    }
    drop_draft(again, "general_meeting", None)
    assert kept_draft(again, "general_meeting", None) is None
    assert kept_draft(again, "general_meeting", "some-uid") == {"topic": "另一份"}
    again.close()


def test_a_setting_goes_back_to_its_default(branch: Branch) -> None:
    assert setting(branch, "reminders.days", 30) == 30
    set_setting(branch, "reminders.days", 14)
    assert (setting(branch, "reminders.days", 30), all_settings(branch)) == (14, {"reminders.days": 14})
    set_setting(branch, "reminders.days", None)
    assert setting(branch, "reminders.days", 30) == 30


def test_an_answer_stays_with_its_finding_and_can_be_taken_back(branch: Branch) -> None:
    answer(branch, FINDING, "explained", " 当季疫情停会 ")
    answer(branch, FINDING, "not_applicable", "本年新建")
    assert answers(branch) == {FINDING: ("not_applicable", "本年新建")}
    before = journal_size(branch)
    answer(branch, FINDING, "not_applicable", "本年新建")
    assert journal_size(branch) == before
    answer(branch, FINDING, "open", "")
    assert answers(branch) == {}
    assert verify(branch) == []


@pytest.mark.parametrize(("state", "reason"), [("explained", " "), ("hidden", "不想看")])
def test_an_answer_needs_a_reason_and_a_known_state(branch: Branch, state: str, reason: str) -> None:
    with pytest.raises(InvalidDraftError):
        answer(branch, FINDING, state, reason)
    assert answers(branch) == {}
