"""Papers of an election: the numbers of the record, the order of the law, room to write where nothing is known."""

from dataclasses import replace

import pytest

from db.changes import Ref
from db.records.roster import Roster
from db.reports import PrintOptions, build_print, print_kind
from db.reports.document import ReportDocument, Table, texts_of
from db.rules.facts import Facts
from tests.support.paper_election import election_row

KINDS = ("request", "candidates", "method", "order", "ballot", "tally", "report")
EMPTY = {
    "present": None,
    "ballots_issued": None,
    "ballots_returned": None,
    "ballots_valid": None,
    "votes": [],
    "excluded": [],
    "scrutineers": [],
    "tellers": [],
}


@pytest.fixture
def paper(source, facts):
    """Makes one paper, of the election with some values changed."""

    def make(kind: str, of: Facts = facts, **more: object) -> ReportDocument:
        source.held["election"] = [election_row(facts.roster, **more)]
        built = build_print(print_kind(f"election_{kind}"), source, of, PrintOptions(uid="e1"))
        assert isinstance(built, ReportDocument)
        return built

    return make


def text(document: ReportDocument) -> str:
    return "\n".join(texts_of(document))


def tables(document: ReportDocument) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def test_candidates_stand_by_strokes_with_what_the_roster_knows(paper):
    rows = tables(paper("candidates"))[0].rows
    assert [row[1] for row in rows] == ["李秀英", "方桂𬭛", "陈大山", "欧阳春花"]
    assert rows[0][2:6] == ("女", "1952年2月", "1974年7月", "组织委员")


def test_a_candidate_for_secretary_stands_in_the_order_approved(paper):
    rows = tables(paper("ballot", elects="secretary"))[0].rows
    assert [row[0] for row in rows] == ["欧阳春花", "李秀英", "方桂𬭛", "陈大山"]


def test_a_ballot_has_free_lines_for_as_many_as_there_are_seats_and_no_place_to_sign(paper):
    ballot = paper("ballot")
    assert [row[0] for row in tables(ballot)[0].rows] == ["李秀英", "方桂𬭛", "陈大山", "欧阳春花"]
    assert len(tables(ballot)[1].rows) == 3
    assert "签名" not in text(ballot)
    assert "等于或少于3名的选票有效，多于3名的无效" in text(ballot)


def test_the_tally_sheet_is_empty_before_and_filled_in_after_the_count(paper):
    before, after = paper("tally", **EMPTY), paper("tally")
    assert [row[2:] for row in tables(before)[0].rows[:4]] == [("", "", "")] * 4
    assert tables(after)[0].rows[0] == ("李秀英", "", "5", "1", "0")
    assert "监票人（签名）" in text(after)


def test_somebody_written_in_stands_on_the_tally_sheet(paper, facts):
    person = facts.roster.people["p6"]
    written = {"person": Ref("p6", person.name), "for": 1, "against": None, "abstain": None}
    assert tables(paper("tally", votes=[written]))[0].rows[-1] == (f"{person.name}（另选）", "", "1", "", "")


def test_the_report_tells_the_votes_by_number_and_the_elected_by_strokes(paper):
    report = paper("report")
    assert [row[:2] for row in tables(report)[0].rows] == [
        ("方桂𬭛", "6"),
        ("李秀英", "5"),
        ("欧阳春花", "4"),
        ("陈大山", "2"),
    ]
    words = text(report)
    assert "应到会有选举权的党员6名，实到会6名" in words
    assert "周长根经上级同意并经大会通过，不计算在应到会人数之内" in words
    assert "当选的支部委员会委员（按姓氏笔画排列）：李秀英、方桂𬭛、欧阳春花" in words
    assert "依据：《中国共产党基层组织选举工作条例》第十九条（2020版）" in words


def test_a_report_of_a_void_vote_says_so_and_names_nobody_elected(paper):
    words = text(paper("report", ballots_returned=7, present=7))
    assert "本次选举无效或者不能选举" in words
    assert "当选的支部委员会委员（按姓氏笔画排列）：　" in words


def test_the_method_gives_quorum_margin_and_majority_of_this_election(paper):
    words = text(paper("method"))
    assert "不少于应到会的五分之四（5名）" in words
    assert "即不少于4名" in words
    assert "至少4票" in words


def test_the_request_names_the_end_of_the_term_and_the_seats(paper, facts):
    older = replace(facts, profile=replace(facts.profile, term_start_on="2021-05-12"))
    words = text(paper("request", of=older))
    assert "于2021年5月12日选举产生，任期5年，至2026年5月12日届满" in words
    assert "应选支部委员会委员3名，候选人差额不少于应选人数的20%，即不少于4名" in words


def test_the_order_of_procedure_asks_the_meeting_about_whoever_is_left_out(paper):
    assert "请大会表决：周长根不计算在应到会人数之内" in text(paper("order"))
    assert "请大会表决" not in text(paper("order", excluded=[]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_of_an_election_of_which_only_the_day_is_known_leaves_room_to_write(paper, kind):
    made = paper(kind, seats=None, candidates=[], **EMPTY)
    assert "None" not in text(made)
    assert made.title


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_no_longer_on_the_roster_does_not_stop_a_paper(paper, kind, facts):
    nobody = replace(facts, roster=Roster({}, (), {}))
    assert paper(kind, of=nobody).title
