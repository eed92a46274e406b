"""A scored table in words, for the screen, the paper and the command line."""

from collections.abc import Iterator

from db.arithmetic.days import day_text
from db.arithmetic.rubric import BONUS, PENALTY, points_text
from db.ledgers import by_key
from db.rules.scoring.table import LOST, MARKED, PENDING, STATE_TITLES, UNMARKED, ItemScore, Proof, ScoreTable

MOST_PROOFS = 4
_WHOLE_DAY = len("2026-03-20")


def head_line(found: ScoreTable) -> str:
    """得分 88.5 分（满分 100 分，2 项 8 分待自评）."""
    waiting = found.full - found.judged
    more = f"，{found.unmarked}项{points_text(waiting)}分待自评" if found.unmarked else ""
    return f"得分{points_text(found.score)}分（满分{points_text(found.full)}分{more}）"


def state_text(each: ItemScore) -> str:
    """扣2分, 加1分, 自评（程序查得4分）, 待自评, 未到期."""
    if each.state == LOST:
        return f"扣{points_text(each.lost)}分"
    if each.state == MARKED:
        seen = each.automatic
        return "自评" if seen is None or seen == each.score else f"自评（程序查得{points_text(seen)}分）"
    if each.added:
        return f"加{points_text(each.added)}分"
    return STATE_TITLES[each.state]


def fault_lines(each: ItemScore) -> Iterator[str]:
    """What cost points or is still to be done, one sentence each."""
    if each.state == UNMARKED:
        wanted = f"（{each.item.evidence}）" if each.item.evidence else ""
        yield f"程序查不了，请对照佐证{wanted}自评"
    for fault in each.faults:
        yield fault.text.rstrip("。")
    if each.state == PENDING or (each.pending and each.faults):
        yield f"还有{each.pending}件没到期"
    if each.item.reason:
        yield f"自评说明：{each.item.reason}"
    if each.unknown:
        yield f"自动检查“{'、'.join(each.unknown)}”这个版本没有，请改正"


def worth_text(each: ItemScore) -> str:
    """4分, 最多加5分, 最多扣5分."""
    points = points_text(each.item.points)
    return {BONUS: f"最多加{points}分", PENALTY: f"最多扣{points}分"}.get(each.item.kind, f"{points}分")


def proofs_text(each: ItemScore) -> str:
    """The proofs in one line, by kind: 党课4件（3月20日、5月28日等）; few papers by name, meetings and many by day."""
    told = []
    for ledger in dict.fromkeys(proof.ledger for proof in each.proofs):
        here = [proof for proof in each.proofs if proof.ledger == ledger]
        spec = by_key(ledger)
        by_day = bool(spec.meeting) or len(here) > MOST_PROOFS
        names = list(dict.fromkeys(_name_of(proof, by_day) for proof in here))
        more = "等" if len(names) > MOST_PROOFS else ""
        told.append(f"{spec.title}{len(here)}件（{'、'.join(names[:MOST_PROOFS])}{more}）")
    return "；".join(told)


def _name_of(proof: Proof, by_day: bool) -> str:
    return day_text(proof.on)[5:] if by_day and len(proof.on) == _WHOLE_DAY else proof.title
