"""Scores from the branch to the township: whole points or none, which table, what cost them; old programs both ways."""

import json
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import create_engine

from db.arithmetic.rubric import rubric_to_toml
from db.exchange.container import read_package
from db.exchange.handed_items import HandedItem
from db.exchange.rolling_up import reported_score, roll_up, snapshot_of
from db.exchange.snapshot import ENTRY, SECTIONS, from_bytes, to_bytes
from db.rules.scoring import bundled
from db.services.branch import Branch
from db.township.folder import bring_up_to_date, own_identity
from db.township.handing_down import publish
from db.township.overview import BranchStanding, lines_of, standings
from db.township.scores import LostLine, common_losses
from db.township.serving import serve, served_standings
from db.township.tables import SCORES
from db.township.taking_in import take_in
from tests.support.branches import change, full_member, save_new
from tests.support.postgres import postgres, postgres_server
from tests.support.township import Reporter, carry_down, some_snapshot, with_score

__all__ = ["postgres", "postgres_server"]
KEY = "00" * 32
LINES = [
    {"number": "1", "title": "按期开展主题党日", "points": "10", "each": "2", "checks": "theme_day"},
    {"number": "2", "title": "阵地规范", "points": "5"},
    {"number": "3", "title": "宣传报道", "points": "3", "kind": "bonus"},
    {"number": "4", "title": "群众评价", "points": "6", "marked": "4.5", "reason": "赵钱孙反映过两次"},
]


def only(township: Branch) -> BranchStanding:
    (found,) = standings(township.database.connection, township.today)
    return found


def test_a_whole_report_carries_the_score_of_the_reported_table_line_by_line(
    township: Branch, known: Branch, usb: Path
) -> None:
    full_member(known, "曾淑")
    save_new(known, "rubric", title="镇考核表", year=known.today.year, is_reported=True, lines=LINES)
    scored = reported_score(known)
    (result,) = take_in(township, roll_up(known, usb).file, trust=True)
    assert "评分项目4条" in result.message
    standing = only(township)
    assert (standing.score, standing.scored.full) == (scored.score, 210)
    assert (standing.scored.rubric, standing.scored.unmarked) == ("镇考核表", 1)
    assert standing.scored.lost == (
        LostLine("1", "按期开展主题党日", 100, scored.items[0].lost),
        LostLine("4", "群众评价", 60, 15),
    )
    lines = lines_of(township.database.connection, standing.uid, "scores")
    assert [(line["number"], line["kind"], line["state"]) for line in lines] == [
        ("1", "base", "lost"),
        ("2", "base", "unmarked"),
        ("3", "bonus", "nothing"),
        ("4", "base", "marked"),
    ]


def test_the_reason_of_a_mark_and_every_name_stay_in_the_house(
    township: Branch, known: Branch, usb: Path
) -> None:
    save_new(known, "rubric", title="镇考核表", year=known.today.year, is_reported=True, lines=LINES)
    path = roll_up(known, usb).file
    text = read_package(path, lambda sealed: pyrage.decrypt(sealed, [own_identity(township)])).unpacked(ENTRY)
    assert "群众评价" in text.decode()
    assert "赵钱孙" not in text.decode()


def test_a_branch_that_does_nothing_is_scored_by_the_bundled_table(branch: Branch) -> None:
    snapshot = snapshot_of(branch, "all", KEY)
    assert snapshot.score == reported_score(branch).score
    assert {row["rubric"] for row in snapshot.rows("scores")} == {bundled("standard").title}
    assert sum(row["points"] for row in snapshot.rows("scores") if row["kind"] == "base") == 1000


@pytest.mark.parametrize("scope", ["month:2026-03", "ledger:person", "ledger:theme_day"])
def test_a_part_says_nothing_of_the_score(branch: Branch, scope: str) -> None:
    snapshot = snapshot_of(branch, scope, KEY)
    assert (snapshot.score, list(snapshot.rows("scores"))) == (None, [])


def test_a_part_that_comes_after_the_whole_leaves_the_score_alone(
    township: Branch, known: Branch, usb: Path
) -> None:
    take_in(township, roll_up(known, usb).file, trust=True)
    before = only(township)
    take_in(township, roll_up(known, usb, "month:2026-03").file)
    assert before.score is not None
    assert (only(township).score, only(township).scored) == (before.score, before.scored)


def test_better_work_reported_again_replaces_score_and_lines(
    township: Branch, known: Branch, usb: Path
) -> None:
    uid = save_new(known, "rubric", title="镇考核表", year=known.today.year, is_reported=True, lines=LINES)
    take_in(township, roll_up(known, usb).file, trust=True)
    before = only(township).score
    marked = {"marked": "5", "reason": "已整修"}
    change(known, "rubric", uid, lines=[LINES[0], LINES[1] | marked, *LINES[2:]])
    take_in(township, roll_up(known, usb).file)
    assert (only(township).score, only(township).scored.unmarked) == (before + 50, 0)
    assert len(lines_of(township.database.connection, only(township).uid, "scores")) == 4


def test_a_damaged_table_that_was_handed_down_never_stops_a_report(
    township: Branch, known: Branch, usb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "考核.toml"
    table.write_bytes(rubric_to_toml(replace(bundled("checklist"), title="镇考核表")))
    publish(township, HandedItem("", 1, "rubric", "镇考核表"), table)
    carry_down(township, known, usb)
    assert {row["rubric"] for row in snapshot_of(known, "all", KEY).rows("scores")} == {"镇考核表"}
    with known.database.joined() as connection:  # an older township did not look at what it handed down
        connection.exec_driver_sql("UPDATE s_handed SET content = ?", (b'title = "x"\n',))
    known.forget()
    assert {row["rubric"] for row in snapshot_of(known, "all", KEY).rows("scores")} == {
        bundled("standard").title
    }
    assert take_in(township, roll_up(known, usb).file, trust=True)[0].state == "accepted"


def test_what_an_older_branch_reports_has_no_score_and_is_no_zero(township: Branch, usb: Path) -> None:
    snapshot = some_snapshot(township, 1)
    assert "scores" not in json.loads(to_bytes(snapshot))["sections"]
    assert take_in(township, Reporter(township, 1).put(usb, snapshot), trust=True)[0].state == "accepted"
    standing = only(township)
    assert (standing.score, standing.scored.rubric, standing.scored.full) == (None, "", None)


def test_a_program_that_knows_no_scores_reads_the_rest_of_a_report(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_member(branch, "曾淑")
    snapshot = snapshot_of(branch, "all", KEY)
    older = {name: columns for name, columns in SECTIONS.items() if name != "scores"}
    monkeypatch.setattr("db.exchange.snapshot.SECTIONS", older)
    read = from_bytes(to_bytes(snapshot))
    assert set(read.sections) == set(older)
    assert [list(read.rows(name)) for name in older] == [snapshot.rows(name) for name in older]


def test_a_township_folder_of_an_older_program_gets_the_table_when_it_is_opened(
    township: Branch, usb: Path
) -> None:
    with township.database.transaction() as connection:
        connection.exec_driver_sql(f"DROP TABLE {SCORES.name}")
    assert standings(township.database.connection, township.today) == ()
    bring_up_to_date(township)
    take_in(township, Reporter(township, 1).put(usb, with_score(some_snapshot(township, 1), 15)), trust=True)
    assert only(township).scored.lost == (LostLine("1", "第1项工作", 200, 15),)


def test_the_dearest_five_lines_are_named_and_losses_are_counted_over_all(
    township: Branch, usb: Path
) -> None:
    for number, lost in ((1, (5, 40, 0, 10, 20, 30, 15)), (2, (50, 0, 0, 0, 0, 0, 0))):
        snapshot = with_score(some_snapshot(township, number), *lost)
        take_in(township, Reporter(township, number).put(usb, snapshot), trust=True)
    connection = township.database.connection
    first, second = standings(connection, township.today)
    assert [line.deducted for line in first.scored.lost] == [40, 30, 20, 15, 10]
    assert first.scored.table == second.scored.table
    losses = [(each.number, each.branches, each.lost) for each in common_losses(connection)]
    assert losses[:3] == [("1", 2, 55), ("2", 1, 40), ("6", 1, 30)]
    assert len(losses) == 6


def test_postgresql_tells_the_scores_too_and_one_that_an_older_program_filled_tells_none(
    township: Branch, usb: Path, postgres: str
) -> None:
    snapshot = with_score(some_snapshot(township, 1), 15, 0, waiting=1)
    take_in(township, Reporter(township, 1).put(usb, snapshot), trust=True)
    serve(township, postgres)
    assert served_standings(postgres, township.today)[0] == (only(township),)
    engine = create_engine(postgres)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE {SCORES.name}")
    engine.dispose()
    ((older,), _) = served_standings(postgres, township.today)
    assert (older.score, older.scored.full) == (385, None)
