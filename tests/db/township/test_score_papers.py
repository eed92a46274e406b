"""Scores on paper: ranked only within one table, no zero for those without, nobody named in the bulletin."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.reports.document import Heading, ReportDocument, Table, texts_of
from db.services.branch import Branch
from db.township.overview import BranchStanding
from db.township.papers import bulletin, league, letters, merged_of, read_overview
from db.township.score_papers import groups_of, league_blocks, share_text
from db.township.scores import ScoreStanding
from db.township.taking_in import take_in
from db.township.units import expect
from db.township.wording import set_wording
from tests.support.township import Reporter, some_snapshot, with_score


def report(township: Branch, usb: Path, **scores: tuple[int, ...]) -> None:
    """Branches by number (n1=...) with what they lost on each line; none for one without a score."""
    for name, lost in scores.items():
        number = int(name[1:])
        snapshot = some_snapshot(township, number)
        rubric = "另一张表" if number >= 10 else "考核评分表"
        made = with_score(snapshot, *lost, rubric=rubric) if lost else snapshot
        take_in(township, Reporter(township, number).put(usb, made), trust=True)


@pytest.fixture
def scored(township: Branch, usb: Path) -> Branch:
    """Four branches by one table (two alike), two by another one, one without a score, one that never reported."""
    report(
        township, usb,
        n1=(10, 0), n2=(0, 5), n3=(5, 0), n4=(25, 40), n5=(), n10=(0, 0, 7), n11=(0, 60, 15),
    )  # fmt: skip
    expect(township, ["云上村党支部"])
    return township


def sections(document: ReportDocument) -> list[tuple[str, list[tuple[str, ...]]]]:
    found: list[tuple[str, list[tuple[str, ...]]]] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append((block.text, []))
        elif isinstance(block, Table):
            found[-1][1].extend(block.rows)
    return found


def test_the_league_ranks_within_one_table_and_equal_scores_share_a_place(scored: Branch) -> None:
    first, second, last = sections(league(read_overview(scored)))
    assert first[0] == "一、按“考核评分表”打分（满分40分，4个支部）"
    assert [row[:4] for row in first[1]] == [
        ("1", "第002村党支部", "39.5", "98.8%"),
        ("1", "第003村党支部", "39.5", "98.8%"),
        ("3", "第001村党支部", "39", "97.5%"),
        ("4", "第004村党支部", "33.5", "83.8%"),
    ]
    assert second[0] == "二、按“另一张表”打分（满分60分，2个支部）"
    assert [row[:3] for row in second[1]] == [("1", "第010村党支部", "59.3"), ("2", "第011村党支部", "52.5")]
    assert last[0] == "三、没有得分的支部（2个）"
    assert [row[:2] for row in last[1]] == [
        ("第005村党支部", "没有上报得分（程序较早）"),
        ("云上村党支部", "还没有上报过"),
    ]


def test_a_branch_without_a_score_is_no_zero_anywhere(scored: Branch) -> None:
    for document in (league(read_overview(scored)), bulletin(scored, "2026-06")):
        texts = texts_of(document)
        assert not any("最低0分" in each for each in texts)
    rows = {row[0]: row[-2:] for row in merged_of(read_overview(scored)).rows}
    assert rows["第005村党支部"] == ("", "")
    assert rows["第010村党支部"] == (59.3, 60)
    assert merged_of(read_overview(scored)).totals[-2:] == ("", "")


def test_the_bulletin_tells_scores_without_naming_a_branch(scored: Branch) -> None:
    document = bulletin(scored, "2026-06")
    texts = texts_of(document)
    section = texts[texts.index("五、得分情况") :]
    assert "按“考核评分表”（满分40分）打分的支部4个，平均37.9分，最高39.5分，最低33.5分。" in section
    assert "按“另一张表”（满分60分）打分的支部2个，平均55.9分，最高59.3分，最低52.5分。" in section
    assert "另有2个支部还没有上报得分。" in section
    assert not any("村党支部" in each for each in section)
    rows = [block for block in document.blocks if isinstance(block, Table)][-1].rows
    assert rows[:3] == (
        ("2．第2项工作", "另一张表", "1", "6"),
        ("2．第2项工作", "考核评分表", "2", "4.5"),
        ("1．第1项工作", "考核评分表", "3", "4"),
    )


def test_with_one_table_the_losses_need_no_column_for_it(township: Branch, usb: Path) -> None:
    report(township, usb, n1=(10, 0), n2=(15, 0))
    rows = [block for block in bulletin(township, "2026-06").blocks if isinstance(block, Table)][-1].rows
    assert rows == (("1．第1项工作", "2", "2.5"),)


def test_a_letter_names_the_dearest_lines_of_its_own_branch_alone(scored: Branch) -> None:
    found = dict(letters(read_overview(scored)))
    told = [each for each in texts_of(found["第004村党支部"]) if "失分" in each]
    assert told == [
        "按“考核评分表”打分，你支部目前得33.5分（满分40分），失分较多的项目有：第2项工作（扣4分）；第1项工作（扣2.5分）。"
    ]
    for without in ("第005村党支部", "云上村党支部"):
        assert not any("失分" in each for each in texts_of(found[without]))


def test_the_word_for_losses_can_be_chosen(scored: Branch) -> None:
    set_wording(scored, "overview.lost", "可再加强的项目")
    seen = read_overview(scored)
    assert any("可再加强的项目有：" in each for each in texts_of(dict(letters(seen))["第004村党支部"]))
    assert "可再加强的项目：" in texts_of(bulletin(scored, "2026-06"))


def test_a_township_of_older_branches_prints_as_before_without_ranks(township: Branch, usb: Path) -> None:
    report(township, usb, n1=(), n2=())
    ((title, rows),) = sections(league(read_overview(township)))
    assert (title, len(rows)) == ("一、没有得分的支部（2个）", 2)
    assert "还没有支部上报得分。" in texts_of(bulletin(township, "2026-06"))
    assert "失分较多的项目：" not in texts_of(bulletin(township, "2026-06"))


def test_a_score_whose_lines_an_older_township_threw_away_stands_apart(scored: Branch) -> None:
    seen = read_overview(scored)
    bare = replace(seen, standings=tuple(replace(each, scored=ScoreStanding()) for each in seen.standings))
    assert sections(league(bare))[0][0] == "一、按没有写明的评分表打分（6个支部）"


def test_two_versions_of_one_table_are_not_ranked_together(township: Branch, usb: Path) -> None:
    for number, points in ((1, (100, 300)), (2, (100, 300)), (3, (300, 100))):
        made = with_score(some_snapshot(township, number), 10, 0)
        lines = [{**line, "points": worth} for line, worth in zip(made.rows("scores"), points, strict=True)]
        made = replace(made, sections={**made.sections, "scores": lines})
        take_in(township, Reporter(township, number).put(usb, made), trust=True)
    titles = [title for title, _ in sections(league(read_overview(township)))]
    assert titles == [
        "一、按“考核评分表”打分（满分40分，2个支部）",
        "二、按“考核评分表”打分（另一版本，满分40分，1个支部）",
    ]


STANDINGS = st.lists(
    st.builds(
        BranchStanding,
        uid=st.uuids().map(str),
        name=st.sampled_from("甲乙丙丁戊"),
        generation=st.just(1),
        score=st.none() | st.integers(0, 1200),
        scored=st.builds(
            ScoreStanding,
            rubric=st.sampled_from(["", "表一", "表二"]),
            full=st.none() | st.sampled_from([0, 10, 1000]),
            lines=st.integers(1, 2),
        ),
    ),
    max_size=12,
)


@given(STANDINGS)
def test_every_branch_stands_in_the_league_once_and_a_better_score_never_below(
    found: list[BranchStanding],
) -> None:
    tables = [block for block in league_blocks(found) if isinstance(block, Table)]
    assert sum(len(table.rows) for table in tables) == len(found)
    for group in groups_of(found):
        assert len({each.scored.table for each in group}) == 1
        scores = [each.score for each in group]
        assert scores == sorted(scores, reverse=True)
    for table in tables:
        if table.columns[0].title == "名次":
            places = {}
            for place, _, score, *_ in table.rows:
                assert places.setdefault(score, place) == place
            assert table.rows[0][0] == "1"
    assert all(share_text(each) == "" for each in found if not each.scored.full or each.score is None)
