"""Elections by the members of a branch: who ought to attend, quorum, validity, who is elected, and why.

Whole numbers only. Editions: from 13 July 2020 on the majority is counted from those who ought to attend, before from
those present. Every outcome carries its reasons with their basis; what the law leaves open (a place that stays vacant)
is told, not decided.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from db.arithmetic.voting import election_quorum, minimum_candidates, votes_needed

EDITION_2020_ON = date(2020, 7, 13)
EXCLUSION_REASONS: Mapping[int, str] = MappingProxyType(
    {
        1: "患有精神病或其他疾病，不能表达本人意志",
        2: "自费出国半年以上",
        3: "正在服刑或受留党察看处分",
        4: "年老体弱卧床不起，或长期患病生活不能自理",
        5: "工作调动、下派锻炼、在外学习工作半年以上，应转而未转组织关系",
        6: "离退休回原籍长期居住，因特殊原因未转组织关系",
    }
)


@dataclass(frozen=True, slots=True)
class RuleBasis:
    """Regulation, edition and article a reason rests on; `mark` is the evidence as in the rule library."""

    regulation: str
    edition: str
    article: str
    mark: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One Chinese sentence about the election with its basis; `is_fault`: something is not as it has to be."""

    text: str
    basis: RuleBasis
    is_fault: bool = False


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Somebody left out of those who ought to attend. `reason` is 1 to 6; both consents are needed.

    `entitled`: whether the person would have the right to vote at all, and so would count.
    """

    name: str
    reason: int
    superior_agreed: bool
    meeting_approved: bool
    entitled: bool = True

    @property
    def holds(self) -> bool:
        """Whether the person is lawfully left out."""
        return self.reason in EXCLUSION_REASONS and self.superior_agreed and self.meeting_approved


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes of one person, candidate or written in; `uid` tells people apart."""

    uid: str
    name: str
    votes_for: int


@dataclass(frozen=True, slots=True)
class Election:
    """What was counted. `entitled`: members with the right to vote on the day, before exclusions. None: not known yet.

    `has_margin`: more candidates than seats are demanded (committee members in a first round). `fewer_agreed`: more
    than half of the voters agreed to leave the missing places vacant.
    """

    held_on: date
    entitled: int
    seats: int | None = None
    candidates: int = 0
    exclusions: tuple[Exclusion, ...] = ()
    present: int | None = None
    issued: int | None = None
    returned: int | None = None
    valid: int | None = None
    tallies: tuple[Tally, ...] = ()
    has_margin: bool = True
    fewer_agreed: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an election came to. `needed`: least votes for a seat; `elected` and `tied` are uids, by votes.

    `second_seats`: places for which the members have to vote again; 0 where they need not.
    """

    ought_to_attend: int
    quorum: int
    quorum_met: bool
    vote_valid: bool
    needed: int
    elected: tuple[str, ...]
    tied: tuple[str, ...]
    second_seats: int
    reasons: tuple[Reason, ...]

    @property
    def second_round(self) -> bool:
        """Whether the members have to vote again."""
        return self.second_seats > 0


def is_edition_2020(held_on: date) -> bool:
    """Whether the regulation of 2020 applies to an election of that day."""
    return held_on >= EDITION_2020_ON


def basis_on(held_on: date, article_2020: str, mark: str, article_1990: str = "") -> RuleBasis:
    """The article of the edition in force on the day."""
    if is_edition_2020(held_on):
        return RuleBasis("《中国共产党基层组织选举工作条例》", "2020版", article_2020, mark)
    return RuleBasis("《中国共产党基层组织选举工作暂行条例》", "1990版", article_1990, "K")


EXCLUSION_BASIS = RuleBasis("中共中央组织部关于党员大会应到会人数的答复", "", "", "V")


def ought_to_attend(entitled: int, exclusions: Iterable[Exclusion]) -> int:
    """Members with the right to vote less those lawfully left out; never below 0. Whoever lacks a consent counts."""
    return max(0, entitled - sum(each.holds and each.entitled for each in exclusions))


def judge_election(election: Election) -> Outcome:
    """The whole outcome; never raises. What is not known yet is not judged and gives no reason."""
    ought = ought_to_attend(election.entitled, election.exclusions)
    quorum = election_quorum(ought)
    quorum_met = ought > 0 and election.present is not None and election.present >= quorum
    kept = (
        election.returned is not None and election.issued is not None and election.returned <= election.issued
    )
    counted_from = ought if is_edition_2020(election.held_on) else election.present or 0
    needed = votes_needed(counted_from)
    vote_valid = quorum_met and kept
    elected, tied = _winners(election, needed) if vote_valid else ((), ())
    left = max(0, (election.seats or 0) - len(elected)) if vote_valid and election.tallies else 0
    second = 0 if election.fewer_agreed and not tied else left
    reasons = (
        *_attendance_reasons(election, ought, quorum, quorum_met),
        *_candidate_reasons(election),
        *_ballot_reasons(election, kept),
        *(_result_reasons(election, needed, elected, tied, left) if vote_valid and election.tallies else ()),
    )
    return Outcome(ought, quorum, quorum_met, vote_valid, needed, elected, tied, second, reasons)


def _winners(election: Election, needed: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who has a seat, and who has to be voted on again because of equal votes for the last seats."""
    seats = election.seats or 0
    enough = sorted(
        (each for each in election.tallies if each.votes_for >= needed), key=lambda each: -each.votes_for
    )
    if len(enough) <= seats:
        return tuple(each.uid for each in enough), ()
    if seats == 0:
        return (), ()
    last = enough[seats - 1].votes_for
    if enough[seats].votes_for < last:
        return tuple(each.uid for each in enough[:seats]), ()
    above = tuple(each.uid for each in enough if each.votes_for > last)
    return above, tuple(each.uid for each in enough if each.votes_for == last)


def _attendance_reasons(election: Election, ought: int, quorum: int, quorum_met: bool) -> Iterator[Reason]:
    day = election.held_on
    for each in election.exclusions:
        yield from _exclusion_reason(each)
    left_out = election.entitled - ought
    text = f"有选举权的党员{election.entitled}人"
    text += (
        f"，依规不计算在应到会人数之内的{left_out}人，应到会{ought}人" if left_out else f"，应到会{ought}人"
    )
    yield Reason(text, basis_on(day, "第五条", "V", "第五条"), ought == 0)
    if election.present is None:
        return
    words = "达到应到会的五分之四，可以选举" if quorum_met else "不足应到会的五分之四，不能选举"
    text = f"实到会有选举权的{election.present}人（至少{quorum}人），{words}"
    yield Reason(text, basis_on(day, "第十九条", "K", "第十六条"), not quorum_met)


def _exclusion_reason(each: Exclusion) -> Iterator[Reason]:
    why = EXCLUSION_REASONS.get(each.reason)
    if not each.entitled:
        yield Reason(f"{each.name}本来没有选举权，不用再扣除", EXCLUSION_BASIS)
    elif why is None:
        yield Reason(f"{each.name}没有写明属于六种情形的哪一种，仍计入应到会人数", EXCLUSION_BASIS, True)
    elif each.holds:
        yield Reason(f"{each.name}（{why}），经上级同意并经大会通过，不计入应到会人数", EXCLUSION_BASIS)
    else:
        lacking = [
            title
            for title, given in (("上级同意", each.superior_agreed), ("大会通过", each.meeting_approved))
            if not given
        ]
        text = f"{each.name}（{why}）没有{'和'.join(lacking)}的依据，仍计入应到会人数"
        yield Reason(text, EXCLUSION_BASIS, True)


def _candidate_reasons(election: Election) -> Iterator[Reason]:
    if not election.has_margin or not election.seats or not election.candidates:
        return
    least = minimum_candidates(election.seats)
    is_enough = election.candidates >= least
    told = "符合差额不少于20%的要求" if is_enough else f"差额不足20%，至少应有{least}名"
    text = f"应选{election.seats}名，候选人{election.candidates}名，{told}"
    yield Reason(text, basis_on(election.held_on, "第十三条", "V"), not is_enough)


def _ballot_reasons(election: Election, kept: bool) -> Iterator[Reason]:
    if election.issued is None or election.returned is None:
        return
    text = f"发出选票{election.issued}张，收回{election.returned}张"
    if not kept:
        text += "，收回的多于发出的，选举无效，应当重新选举"
    elif election.valid is not None:
        text += (
            f"，其中有效票{election.valid}张、无效票{max(0, election.returned - election.valid)}张；选举有效"
        )
    else:
        text += "；选举有效"
    yield Reason(text, basis_on(election.held_on, "第二十六条", "V2"), not kept)


def _result_reasons(
    election: Election, needed: int, elected: tuple[str, ...], tied: tuple[str, ...], left: int
) -> Iterator[Reason]:
    names = {each.uid: each.name for each in election.tallies}
    whole = "应到会有选举权人数" if is_edition_2020(election.held_on) else "实到会有选举权人数"
    majority = basis_on(election.held_on, "", "V2")
    for each in sorted(election.tallies, key=lambda tally: -tally.votes_for):
        if each.uid in elected:
            told = f"超过{whole}的一半，当选"
        elif each.uid in tied:
            told = f"超过{whole}的一半，但票数相等不能确定，应就票数相等的再次投票"
        elif each.votes_for < needed:
            told = f"没有超过{whole}的一半（至少{needed}票），未当选"
        else:
            told = f"超过{whole}的一半，但得票多的已满应选名额，未当选"
        yield Reason(f"{each.name}得赞成票{each.votes_for}张，{told}", majority)
    if tied:
        text = f"{'、'.join(names[uid] for uid in tied)}票数相等，应就{left}个名额再次投票"
        yield Reason(text, majority, True)
    elif left and election.fewer_agreed:
        text = f"当选人比应选名额少{left}名，经过半数选举人同意减少名额，不再选举"
        yield Reason(text, majority)
    elif left:
        yield Reason(f"当选人比应选名额少{left}名，应当对不足的名额另行选举", majority, True)
