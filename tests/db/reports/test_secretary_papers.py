"""述职评议 on paper: ballots that name nobody who grades, a tally that adds up, figures that are those of the ledgers."""

from dataclasses import replace
from typing import Any

import pytest

from db.changes import Ref, Row
from db.reports import PrintOptions, build_print, print_kind
from db.reports.document import ReportDocument, Table, texts_of
from db.rules.facts import Facts, Talk
from tests.db.reports.conftest import ROSTER, Source
from tests.support.paper_hearing import hearing_row


def paper(key: str, source: Source, facts: Facts, **options: Any) -> ReportDocument:
    built = build_print(print_kind(key), source, facts, PrintOptions(**options))
    assert isinstance(built, ReportDocument)
    return built


def item(uid: str, **values: Any) -> Row:
    plain = {
        "found_on": "2026-01-20",
        "source": "secretary_appraisal",
        "problem": "会前通知太晚",
        "state_text": "整改中",
    }
    return Row("rectification", uid, plain | values, entered_on="2026-01-20")


def test_two_ballots_stand_on_a_sheet_in_the_words_of_the_place(source: Source, facts: Facts) -> None:
    document = paper("secretary_ballot", source, facts, uid="s1")

    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert len(tables) == 2
    assert [column.title for column in tables[0].columns][2:] == ["好", "较好", "一般", "差"]
    assert document.title == "2025年度党支部书记抓党建述职评议测评票"
    assert "签名" not in "".join(texts_of(document))


def test_the_tally_shows_counts_shares_and_ballots_that_do_not_count(source: Source, facts: Facts) -> None:
    document = paper("secretary_tally", source, facts, uid="s1")

    counted = next(block for block in document.blocks if isinstance(block, Table))
    assert counted.rows == (
        ("票数", "20", "5", "3", "0", "2"),
        ("占比", "71.4%", "17.9%", "10.7%", "0%", ""),
    )
    assert {"会前通知要早。", "公开栏两个月没有换。", "较好"} <= set(texts_of(document))


@pytest.mark.parametrize(
    ("values", "is_listed"),
    [
        ({}, True),
        ({"source": "inspection"}, False),
        ({"found_on": "2025-12-30"}, False),
        ({"found_on": "2027-01-03", "meeting": Ref("m1", "支部党员大会")}, True),
        ({"meeting": Ref("m2", "支部党员大会")}, False),
    ],
)
def test_only_problems_of_this_hearing_are_listed(
    facts: Facts, values: dict[str, Any], is_listed: bool
) -> None:
    rows = {
        "secretary_appraisal": [hearing_row(ROSTER, meeting=Ref("m1", "支部党员大会"))],
        "rectification": [item("r1", **values)],
    }

    told = texts_of(paper("secretary_tally", Source(rows), facts, uid="s1"))
    assert ("会前通知太晚" in told) == is_listed


def test_the_figures_are_those_of_the_year(source: Source, facts: Facts) -> None:
    talks = (Talk("x", "2026-03-01", ("p0", "p1")), Talk("y", "2025-03-01", ("p0", "p1")))
    document = paper("secretary_figures", source, replace(facts, talks=talks), year=2026)

    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    figures = {row[0]: row[1:] for row in table.rows}
    assert figures["谈心谈话"] == ("1次", "支委之间1/3，支委与党员0/4")
    assert figures["党员"][0] == "8人"
    assert figures["支部党员大会"][0] == f"{len(facts.held('general_meeting'))}次"


def test_the_notice_has_the_day_the_person_and_the_grades_and_leaves_room_for_the_rest(
    source: Source, facts: Facts
) -> None:
    told = "".join(texts_of(paper("secretary_notice", source, facts, uid="s1")))

    assert "定于2026年1月20日开展2025年度党支部书记抓党建述职评议" in told
    assert "党支部书记王建国。时间　　　" in told
    assert "好、较好、一般、差四档" in told


def test_the_sheet_for_opinions_bears_no_place_for_a_name(source: Source, facts: Facts) -> None:
    told = texts_of(paper("secretary_opinions", source, facts, uid="s1"))

    assert "存在的主要问题" in told
    assert not any("签名" in each or each == "姓名" for each in told)
