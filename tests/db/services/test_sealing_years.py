"""A sealed year is closed for writing; a digest says whether it still holds what was sealed."""

from pathlib import Path

import pytest

from db.changes import Draft
from db.clock import fixed_clock
from db.errors import LedgerError
from db.importing import commit
from db.ledgers import by_key
from db.reports.document import texts_of
from db.reports.sealed_year import sealed_year_page
from db.rules.findings import findings
from db.rules.gathering import gather
from db.rules.year_gaps import year_gaps
from db.services.answering import answer
from db.services.attaching import attach, attachments, detach
from db.services.branch import Branch
from db.services.saving import put_back, remove, save
from db.services.sealing_years import (
    changed_after_seal,
    content_of_year,
    is_unchanged,
    reopen_year,
    seal_year,
    sealed_years,
    state_of_year,
)
from db.services.trail import read_trail
from db.services.verifying import verify
from tests.support.branches import change, full_member, open_folder, save_new
from tests.support.refusing import refusal

MEETING = by_key("general_meeting")


@pytest.fixture
def year(branch: Branch, tmp_path: Path) -> tuple[str, str]:
    """Uids of a meeting of 2025 with an attached paper, and of one of 2026."""
    full_member(branch, "曾淑")
    old = save_new(branch, "general_meeting", held_on="2025-03-05", topic="学习", everyone_present=True)
    new = save_new(branch, "general_meeting", held_on="2026-03-05", topic="学习", everyone_present=True)
    (tmp_path / "签到.txt").write_bytes(b"hello")
    attach(branch, MEETING, old, tmp_path / "签到.txt")
    return old, new


def test_records_of_a_sealed_year_cannot_be_changed_moved_or_removed(
    branch: Branch, year: tuple[str, str], tmp_path: Path
) -> None:
    old, new = year
    gone = save_new(branch, "general_meeting", held_on="2025-04-05", topic="移走的")
    remove(branch, MEETING, [gone])
    seal_year(branch, 2025)
    (paper,) = attachments(branch, old)
    for act in (
        lambda: change(branch, "general_meeting", old, topic="改"),
        lambda: change(branch, "general_meeting", old, held_on="2026-05-05"),
        lambda: change(branch, "general_meeting", new, held_on="2025-05-05"),
        lambda: save_new(branch, "general_meeting", held_on="2025-06-05", topic="补一个"),
        lambda: remove(branch, MEETING, [old]),
        lambda: put_back(branch, MEETING, [gone]),
        lambda: attach(branch, MEETING, old, tmp_path / "签到.txt"),
        lambda: detach(branch, paper.uid),
    ):
        assert refusal(act) == "year_sealed"
    assert is_unchanged(branch, 2025)


def test_the_refusal_names_both_ways_out(branch: Branch, year: tuple[str, str]) -> None:
    seal_year(branch, 2025)
    with pytest.raises(LedgerError, match=r"更正记录.*reopen 2025") as refused:
        change(branch, "general_meeting", year[0], topic="改")
    assert "\n" not in refused.value.message


def test_other_years_and_ledgers_without_a_day_stay_open(branch: Branch, year: tuple[str, str]) -> None:
    seal_year(branch, 2025)
    change(branch, "general_meeting", year[1], topic="今年的")
    full_member(branch, "李想")
    save_new(branch, "holiday", day="2025-12-31", is_workday=True, name="补登")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A table with a meeting of this year and one of the year before."""
    path = tmp_path / "会议.csv"
    path.write_text("日期,议题\n2026-05-05,今年\n2025-05-05,去年\n", "utf-8")
    return path


def test_an_import_leaves_out_the_row_of_a_sealed_year_and_says_so(
    branch: Branch, year: tuple[str, str], sheet: Path
) -> None:
    seal_year(branch, 2025)
    spec = by_key("theme_day")
    plan = commit.make_plan(branch, spec, commit.read_source(branch, spec, sheet))
    assert [(each.row, each.code) for each in plan.skipped] == [(3, "year_sealed")]
    commit.commit(branch, plan, sheet.name, spec)
    assert [row["held_on"] for row in branch.rows("theme_day")] == ["2026-05-05"]


def test_a_year_that_is_sealed_after_the_preview_refuses_the_import_as_a_whole(
    branch: Branch, year: tuple[str, str], sheet: Path
) -> None:
    spec = by_key("theme_day")
    plan = commit.make_plan(branch, spec, commit.read_source(branch, spec, sheet))
    assert len(plan.added) == 2
    seal_year(branch, 2025)
    assert refusal(lambda: commit.commit(branch, plan, sheet.name, spec)) == "year_sealed"
    assert branch.rows("theme_day") == ()


def test_reopening_needs_a_reason_and_leaves_it_in_the_history(branch: Branch, year: tuple[str, str]) -> None:
    seal_year(branch, 2025)
    assert refusal(lambda: reopen_year(branch, 2025, "  ")) == "invalid"
    reopen_year(branch, 2025, "实到人数写错")
    change(branch, "general_meeting", year[0], topic="改好")
    state = state_of_year(branch, 2025)
    assert state is not None
    assert (state.state, state.reason) == ("reopened", "实到人数写错")
    assert not is_unchanged(branch, 2025)
    assert [each.action for each in read_trail(branch) if "年度" in each.object] == ["reopen", "seal"]
    seal_year(branch, 2025)
    assert is_unchanged(branch, 2025)
    assert verify(branch) == []


def test_only_years_that_are_over_or_nearly_are_sealed_and_only_once(branch: Branch) -> None:
    assert refusal(lambda: seal_year(branch, 2026)) == "year_not_over"
    branch.clock = fixed_clock("2026-12-20T08:00:00+08:00")
    seal_year(branch, 2026)
    assert refusal(lambda: seal_year(branch, 2026)) == "already_sealed"
    assert refusal(lambda: seal_year(branch, 2027)) == "year_not_over"
    assert refusal(lambda: reopen_year(branch, 2024, "试")) == "not_sealed"


def test_the_digest_covers_lists_and_papers_and_nothing_local(branch: Branch, year: tuple[str, str]) -> None:
    old, new = year
    first = content_of_year(branch, 2025)
    full_member(branch, "李想")
    change(branch, "general_meeting", new, topic="今年的")
    branch.database.connection.exec_driver_sql("UPDATE s_guard SET is_open = 1")
    branch.database.raw.execute("DROP TRIGGER temp.capture_general_meeting_update")
    branch.database.raw.execute("UPDATE general_meeting SET revision = 77, changed_at = 'x'")
    assert content_of_year(branch, 2025) == first
    root = branch.folder.root
    branch.close()
    again = open_folder(root)
    (paper,) = attachments(again, old)
    detach(again, paper.uid)
    assert content_of_year(again, 2025).digest != first.digest
    again.close()


def test_both_pcs_seal_the_same_row_and_find_the_same_digest(
    branch: Branch, year: tuple[str, str], branch_folder: Path
) -> None:
    """The uid follows from the year."""
    changes = seal_year(branch, 2025)
    ((_, uid),) = changes.touched
    reopen_year(branch, 2025, "再看")
    ((_, again),) = seal_year(branch, 2025).touched
    assert again == uid
    assert len(sealed_years(branch)) == 1


def test_a_record_changed_after_sealing_is_found_unless_it_says_why(
    branch: Branch, year: tuple[str, str]
) -> None:
    old, _ = year
    seal_year(branch, 2025)
    assert changed_after_seal(branch) == frozenset()
    assert findings(gather(branch), 2025, "REC-20") == ()
    reopen_year(branch, 2025, "更正")
    save(branch, MEETING, Draft({"attendance": [{"person": "曾淑", "state": "excused"}]}, uid=old))
    assert changed_after_seal(branch) == {old}
    (found,) = findings(gather(branch), 2025, "REC-20")
    assert found.records == (("general_meeting", old),)
    change(branch, "general_meeting", old, late_note="更正实到人数，由组织委员更正")
    assert findings(gather(branch), 2025, "REC-20") == ()


def test_gaps_are_open_findings_and_late_duties_and_an_answer_closes_one(
    branch: Branch, year: tuple[str, str]
) -> None:
    gaps = year_gaps(gather(branch), 2025)
    assert {gap.kind for gap in gaps} == {"finding", "duty"}
    finding = next(gap for gap in gaps if gap.kind == "finding")
    answer(branch, finding.key, "explained", "已向上级说明")
    assert finding.key not in {gap.key for gap in year_gaps(gather(branch), 2025)}


def test_the_page_names_counts_digest_and_both_who_sign(branch: Branch, year: tuple[str, str]) -> None:
    seal_year(branch, 2025)
    state = state_of_year(branch, 2025)
    assert state is not None
    content = content_of_year(branch, 2025)
    texts = texts_of(sealed_year_page(branch.name, state, content, year_gaps(gather(branch), 2025)))
    assert {"移交人（签名）", "接收人（签名）", "一致", "2025年度台账封存与移交单"} <= set(texts)
    assert content.digest in "".join(texts).replace(" ", "")
    reopen_year(branch, 2025, "更正人数")
    state = state_of_year(branch, 2025)
    assert state is not None
    texts = texts_of(sealed_year_page(branch.name, state, content, ()))
    assert "已重开，理由：更正人数" in texts


def test_the_history_tells_of_sealing_in_words(branch: Branch, year: tuple[str, str]) -> None:
    seal_year(branch, 2025)
    reopen_year(branch, 2025, "更正")
    notes = branch.database.connection.exec_driver_sql(
        "SELECT note FROM s_transaction ORDER BY lamport DESC LIMIT 2"
    ).scalars()
    assert list(notes) == ["重开2025年度：更正", "封存2025年度（1条记录）"]
