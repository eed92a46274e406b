"""Quorum and majority of branch meetings and elections, as whole numbers.

Thresholds differ in strictness and are coded one by one: "半数以上" includes exactly half, "超过半数" does
not, "不少于五分之四" includes exactly four fifths. Who may vote is decided by `membership`, not here.
"""

from dataclasses import dataclass
from typing import Literal

Matter = Literal["ordinary", "admission", "promotion"]

_BASIS: dict[Matter, str] = {
    "ordinary": "《中国共产党支部工作条例（试行）》第十一条",
    "admission": "《中国共产党发展党员工作细则》（2014年版第二十条，2026年版第十九条）",
    "promotion": "《中国共产党发展党员工作细则》第三十二条",
}


@dataclass(frozen=True, slots=True)
class Ballot:
    """Counts of one vote.

    `entitled`: full members with voting rights who ought to attend; `present_entitled`: those of them who
    came; `written`: opinions in favour handed in beforehand by absent voters, not part of `votes_for`.
    """

    entitled: int
    present_entitled: int
    votes_for: int
    against: int
    abstain: int
    written: int = 0


@dataclass(frozen=True, slots=True)
class VoteJudgement:
    """The result of a vote: `quorum` and `needed` count people, `sentence` and `basis` are Chinese."""

    quorum: int
    quorum_met: bool
    needed: int
    passed: bool
    sentence: str
    basis: str


def general_quorum(n: int) -> int:
    """Least number present of `n` entitled voters: half or more (支部工作条例 article 11)."""
    return (_people(n) + 1) // 2


def admission_quorum(n: int) -> int:
    """Least number present for admission or promotion: more than half (发展党员工作细则 2014 article 20)."""
    return _people(n) // 2 + 1


def votes_needed(n: int) -> int:
    """Least number in favour: more than half of the `n` entitled who ought to attend, present or not."""
    return _people(n) // 2 + 1


def election_quorum(n: int) -> int:
    """Least number present for an election: not fewer than four fifths (基层组织选举工作条例, 2020)."""
    return (4 * _people(n) + 4) // 5


def minimum_candidates(seats: int) -> int:
    """Least number of candidates for committee seats: at least 20 % more than seats.

    Source: 基层组织选举工作条例 article 13. Not for the single post of secretary in a branch without a
    committee, which has one candidate.
    """
    return (6 * _people(seats) + 4) // 5


def judge_vote(ballot: Ballot, matter: Matter) -> VoteJudgement:
    """What a vote comes to; never raises.

    Counts that contradict each other do not pass, and the sentence says why. Written opinions of absent
    voters count among the votes for admission and promotion, never towards the quorum, and not at all in
    ordinary matters.
    """
    entitled = max(0, ballot.entitled)
    quorum = general_quorum(entitled) if matter == "ordinary" else admission_quorum(entitled)
    needed = votes_needed(entitled)
    fault = _contradiction(ballot)
    quorum_met = not fault and ballot.present_entitled >= quorum
    in_favour = ballot.votes_for + (ballot.written if matter != "ordinary" else 0)
    passed = quorum_met and in_favour >= needed
    sentence = f"{fault}，请核对" if fault else _sentence(ballot, matter, quorum_met, in_favour >= needed)
    return VoteJudgement(quorum, quorum_met, needed, passed, sentence, _BASIS[matter])


def _people(n: int) -> int:
    if n < 0:
        raise ValueError("人数不能是负数")
    return n


def _contradiction(ballot: Ballot) -> str:
    """The first thing that cannot be true of the counts, in Chinese; empty when they agree."""
    counted = ballot.votes_for + ballot.against + ballot.abstain
    counts = (ballot.entitled, ballot.present_entitled, ballot.votes_for, ballot.against, ballot.abstain)
    if min(*counts, ballot.written) < 0:
        return "人数和票数不能是负数"
    if ballot.entitled == 0:
        return "没有应到会的有表决权党员，不能表决"
    if ballot.present_entitled > ballot.entitled:
        return f"实到有表决权{ballot.present_entitled}人，多于应到{ballot.entitled}人"
    if counted > ballot.present_entitled:
        return f"赞成、反对、弃权共{counted}票，多于实到有表决权{ballot.present_entitled}人"
    if ballot.written > ballot.entitled - ballot.present_entitled:
        return f"书面意见{ballot.written}份，多于未到会有表决权{ballot.entitled - ballot.present_entitled}人"
    return ""


def _sentence(ballot: Ballot, matter: Matter, quorum_met: bool, enough: bool) -> str:
    attended = f"应到有表决权{ballot.entitled}人，实到{ballot.present_entitled}人"
    attendance = _attendance_words(ballot)
    if not quorum_met:
        return f"{attended}，{attendance}，不能表决"
    voted = f"赞成{ballot.votes_for}票"
    if ballot.written and matter != "ordinary":
        voted += f"，另有会前书面赞成{ballot.written}份，共{ballot.votes_for + ballot.written}票"
    elif ballot.written:
        voted += f"（会前书面意见{ballot.written}份不计入票数）"
    outcome = (
        "超过应到的一半，通过"
        if enough
        else f"没有超过应到的一半（至少{votes_needed(ballot.entitled)}票），未通过"
    )
    return f"{attended}，{attendance}，可以表决；{voted}，{outcome}"


def _attendance_words(ballot: Ballot) -> str:
    double = 2 * ballot.present_entitled
    if double > ballot.entitled:
        return "过半"
    return "刚好半数" if double == ballot.entitled else "不足半数"
