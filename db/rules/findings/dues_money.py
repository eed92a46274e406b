"""Findings DUE-14 to DUE-20 and DUE-22: the dues of the branch as a whole, its receipts and its balance."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from db.arithmetic.days import day_text
from db.arithmetic.dues import yuan_text
from db.rules.dues.months import signed
from db.rules.facts import DuesEntry, DuesPayment
from db.rules.findings.dues import dues_of
from db.rules.findings.observation import Observation, Rule, of_year
from db.rules.library import duty_texts
from db.rules.obligations import obligations
from db.rules.year_view import YearView

FEW = 3  # people among whom sameness begins to look odd
MONTHS_OF_YEAR = 12
_NUMBERED = re.compile(r"(.*?)(\d{1,12})", re.DOTALL)


def _unmet(rule_id: str, words: str) -> Rule:
    """DUE-14 and DUE-15, from the same obligations as the duties."""

    def check(view: YearView) -> Iterator[Observation]:
        for owed in view.once("obligations", obligations):
            is_open = owed.last < view.today and not owed.is_met and not owed.exempt
            if is_open and duty_texts()[owed.duty].finding == rule_id:
                told = f"{view.period}年{words}" + (f"（{owed.progress}）" if owed.progress else "")
                yield Observation(
                    told,
                    owed.period,
                    owed.last,
                    subject=duty_texts()[owed.duty].title,
                    answer_key=owed.answer_key,
                )

    return Rule(rule_id, check)


def everybody_pays_the_same(view: YearView) -> Iterator[Observation]:
    """DUE-16."""
    dues = dues_of(view)
    for number in range(1, 13):
        month = f"{view.period}-{number:02d}"
        if month > dues.last_complete:
            return
        rows = [row for row in dues.rows(month) if row.paid_fen and row.due_fen]
        owed = {row.due_fen for row in rows}
        if len(rows) >= FEW and len(owed) >= FEW and len({row.paid_fen for row in rows}) == 1:
            told = f"{number}月交纳党费的{len(rows)}人都交了{yuan_text(rows[0].paid_fen)}元，应交数却各不相同"
            yield of_year(view, told, f"{number}月", tuple(("person", row.person) for row in rows))


def many_pay_the_year_at_once(view: YearView) -> Iterator[Observation]:
    """DUE-17."""
    by_day: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for payment in _paid(view):
        by_day[payment.paid_on][payment.person].update(payment.months)
    for day, people in sorted(by_day.items()):
        whole = sorted(person for person, months in people.items() if len(months) >= MONTHS_OF_YEAR)
        if len(whole) >= FEW:
            told = f"{day_text(day)}有{len(whole)}人各交了一整年的党费"
            yield of_year(view, told, day, tuple(("person", person) for person in whole))


def _paid(view: YearView) -> list[DuesPayment]:
    today = view.today.isoformat()
    return [
        each for each in view.facts.dues.payments if each.paid_on[:4] == view.period and each.paid_on <= today
    ]


def _entries(view: YearView) -> list[DuesEntry]:
    today = view.today.isoformat()
    return [each for each in view.facts.dues.entries if each.on[:4] == view.period and each.on <= today]


def balance_below_nothing(view: YearView) -> Iterator[Observation]:
    """DUE-18. Told once in a year, of the first day on which it happens."""
    last = view.as_of.isoformat()
    # what comes in on a day counts before what goes out on it
    moves = [(each.paid_on, 0, each.uid, each.amount_fen) for each in view.facts.dues.payments]
    moves += [(each.on, int(signed(each) < 0), each.uid, signed(each)) for each in view.facts.dues.entries]
    balance = 0
    for day, _order, uid, fen in sorted(moves):
        balance += fen
        if balance < 0 and day[:4] == view.period and day <= last:
            told = f"{day_text(day)}上缴和使用的合计超过收缴和下拨{yuan_text(-balance)}元"
            yield Observation(told, view.period, date.fromisoformat(day), "党费收支", (("dues_ledger", uid),))
            return


def handed_over_without_receipt(view: YearView) -> Iterator[Observation]:
    """DUE-19."""
    for entry in _entries(view):
        if entry.kind == "handed_over" and not entry.receipt_number and not entry.has_paper:
            yield _of_entry(view, entry, "上缴的党费没有凭证")


def used_outside_the_five(view: YearView) -> Iterator[Observation]:
    """DUE-22."""
    for entry in _entries(view):
        if entry.kind != "used":
            continue
        if entry.use in ("", "other"):
            yield _of_entry(view, entry, "使用的党费不在五类用途之内")
        elif not entry.decided_on:
            yield _of_entry(view, entry, "使用的党费没有登记集体研究日期")


def _of_entry(view: YearView, entry: DuesEntry, message: str) -> Observation:
    told = f"{day_text(entry.on)}{message}（{yuan_text(entry.amount_fen)}元）"
    return Observation(
        told, view.period, date.fromisoformat(entry.on), "党费收支", (("dues_ledger", entry.uid),)
    )


def receipts_out_of_order(view: YearView) -> Iterator[Observation]:
    """DUE-20. One finding a year; numbers with the same words before them belong together."""
    series: dict[str, list[int]] = defaultdict(list)
    for payment in _paid(view):
        found = _NUMBERED.fullmatch(payment.receipt_number)
        if found:
            series[found[1]].append(int(found[2]))
    faults = [words for prefix, numbers in sorted(series.items()) for words in _faults(prefix, numbers)]
    if faults:
        yield of_year(view, f"党费收据{'；'.join(faults)}", "党费收据")


def _faults(prefix: str, numbers: list[int]) -> Iterator[str]:
    repeated = sorted({number for number in numbers if numbers.count(number) > 1})
    if repeated:
        yield f"重号：{_listed(prefix, repeated)}"
    known, gaps = sorted(set(numbers)), []
    for earlier, later in pairwise(known):
        gaps += list(range(earlier + 1, min(later, earlier + 7)))
    if gaps:
        yield f"跳号：缺{_listed(prefix, gaps)}"


def _listed(prefix: str, numbers: list[int]) -> str:
    shown = "、".join(f"{prefix}{number}" for number in numbers[:5])
    return shown if len(numbers) <= 5 else f"{shown}等"


RULES = (
    _unmet("DUE-14", "没有在年初核定党费"),
    _unmet("DUE-15", "没有公布党费收缴情况"),
    Rule("DUE-16", everybody_pays_the_same),
    Rule("DUE-17", many_pay_the_year_at_once),
    Rule("DUE-18", balance_below_nothing),
    Rule("DUE-19", handed_over_without_receipt),
    Rule("DUE-20", receipts_out_of_order),
    Rule("DUE-22", used_outside_the_five),
)
