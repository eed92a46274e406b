"""The voting table, candidates, and the sentence of each outcome."""

import pytest

from db.arithmetic import voting
from db.arithmetic.voting import Ballot, judge_vote

TABLE = [
    (3, 2, 2, 2, 3),
    (4, 2, 3, 3, 4),
    (5, 3, 3, 3, 4),
    (6, 3, 4, 4, 5),
    (7, 4, 4, 4, 6),
    (8, 4, 5, 5, 7),
    (9, 5, 5, 5, 8),
    (10, 5, 6, 6, 8),
    (11, 6, 6, 6, 9),
    (12, 6, 7, 7, 10),
]


@pytest.mark.parametrize(("n", "general", "admission", "needed", "election"), TABLE)
def test_quorum_and_majority_follow_the_table(
    n: int, general: int, admission: int, needed: int, election: int
) -> None:
    assert voting.general_quorum(n) == general
    assert voting.admission_quorum(n) == admission
    assert voting.votes_needed(n) == needed
    assert voting.election_quorum(n) == election


@pytest.mark.parametrize(("seats", "candidates"), [(1, 2), (2, 3), (3, 4), (5, 6), (7, 9)])
def test_candidates_exceed_seats_by_a_fifth(seats: int, candidates: int) -> None:
    assert voting.minimum_candidates(seats) == candidates


def test_a_negative_number_of_people_is_refused() -> None:
    with pytest.raises(ValueError, match="负数"):
        voting.general_quorum(-1)


def test_a_passed_vote_says_so_in_one_sentence() -> None:
    judged = judge_vote(Ballot(36, 31, 30, 1, 0), "ordinary")
    assert judged.sentence == "应到有表决权36人，实到31人，过半，可以表决；赞成30票，超过应到的一半，通过"
    assert (judged.quorum, judged.quorum_met, judged.needed, judged.passed) == (18, True, 19, True)
    assert "支部工作条例" in judged.basis


def test_exactly_half_present_is_enough_for_ordinary_matters_only() -> None:
    ballot = Ballot(10, 5, 5, 0, 0)
    ordinary, admission = judge_vote(ballot, "ordinary"), judge_vote(ballot, "admission")
    assert ordinary.quorum_met
    assert not ordinary.passed
    assert "刚好半数，可以表决" in ordinary.sentence
    assert not admission.quorum_met
    assert "刚好半数，不能表决" in admission.sentence


def test_the_majority_is_of_those_who_ought_to_attend_not_of_those_present() -> None:
    judged = judge_vote(Ballot(12, 7, 6, 1, 0), "admission")
    assert judged.quorum_met
    assert not judged.passed
    assert judged.sentence.endswith("赞成6票，没有超过应到的一半（至少7票），未通过")


def test_written_opinions_count_for_admission_but_not_for_ordinary_matters() -> None:
    ballot = Ballot(12, 7, 6, 1, 0, written=1)
    assert judge_vote(ballot, "admission").passed
    assert judge_vote(ballot, "promotion").passed
    assert not judge_vote(ballot, "ordinary").passed
    assert "会前书面赞成1份，共7票" in judge_vote(ballot, "promotion").sentence
    assert "不计入票数" in judge_vote(ballot, "ordinary").sentence


def test_written_opinions_do_not_make_a_quorum() -> None:
    judged = judge_vote(Ballot(12, 6, 6, 0, 0, written=6), "admission")
    assert not judged.quorum_met
    assert not judged.passed


@pytest.mark.parametrize(
    ("ballot", "words"),
    [
        (Ballot(10, 11, 5, 0, 0), "多于应到10人"),
        (Ballot(10, 8, 8, 1, 0), "共9票，多于实到"),
        (Ballot(10, 8, 8, 0, 0, written=3), "书面意见3份，多于未到会"),
        (Ballot(10, 8, -1, 0, 0), "负数"),
        (Ballot(0, 0, 0, 0, 0), "没有应到会"),
    ],
)
def test_counts_that_contradict_each_other_do_not_pass_and_say_why(ballot: Ballot, words: str) -> None:
    judged = judge_vote(ballot, "admission")
    assert not judged.passed
    assert not judged.quorum_met
    assert words in judged.sentence
    assert judged.sentence.endswith("请核对")
