"""Probation by period, the day Party standing (党龄) is counted from, and the political birthday.

Source: table of historical periods in the glossary of the official member site (党龄), Party constitution
article 7. Days are partial days (see `days`). How long somebody's standing is: `party_standing`.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from db.arithmetic.days import (
    MANY_DAYS,
    add_months,
    check_partial_day,
    earliest,
    is_exact,
    latest,
)

Start = Literal["admission", "promotion"]


@dataclass(frozen=True, slots=True)
class ProbationRule:
    """`months` of probation: 0 none, None when it differed by class or the period is not certain.

    `starts`: the day standing is counted from. `text` and `basis` are Chinese, for showing beside the
    computed day.
    """

    months: int | None
    starts: Start
    text: str
    basis: str


_GLOSSARY = "党龄历史时期对照表（共产党员网党务辞典）"
_CONSTITUTION = "《中国共产党章程》第七条"

# First day of each period; the period ends the day before the next one begins.
_PERIODS: tuple[tuple[date, ProbationRule], ...] = (
    (date(1921, 7, 1), ProbationRule(0, "admission", "无候补期，党龄从上级批准之日算起", _GLOSSARY)),
    (
        date(1923, 6, 10),
        ProbationRule(None, "promotion", "候补期工人3个月、其他6个月，党龄从转正之日算起", _GLOSSARY),
    ),
    (
        date(1927, 4, 27),
        ProbationRule(
            None,
            "promotion",
            "工人、农民、士兵无候补期，知识分子等3个月，党龄从成为正式党员之日算起",
            _GLOSSARY,
        ),
    ),
    (date(1928, 6, 18), ProbationRule(0, "admission", "无候补期，党龄从批准入党之日算起", _GLOSSARY)),
    (
        date(1945, 4, 23),
        ProbationRule(None, "promotion", "候补期按成分为6个月、1年或2年，党龄从转正之日算起", _GLOSSARY),
    ),
    (
        date(1956, 9, 15),
        ProbationRule(12, "promotion", "预备期1年，从支部大会通过之日算起；党龄从转正之日算起", _GLOSSARY),
    ),
    (date(1969, 4, 1), ProbationRule(0, "admission", "无预备期，党龄从批准入党之日算起", _GLOSSARY)),
    (
        date(1977, 8, 12),
        ProbationRule(12, "promotion", "预备期1年，从批准为预备党员之日算起；党龄从转正之日算起", _GLOSSARY),
    ),
    (
        date(1982, 9, 6),
        ProbationRule(
            12,
            "promotion",
            "预备期1年，从支部大会通过其为预备党员之日算起；党龄从转正之日算起",
            _CONSTITUTION,
        ),
    ),
)
_UNCERTAIN = ProbationRule(
    None,
    "promotion",
    "入党日期不够具体，前后两个时期的预备期规定不同，请补全月、日；党龄暂从转正之日算起",
    _GLOSSARY,
)


def _rule_on(day: date) -> ProbationRule:
    in_force = _PERIODS[0][1]
    for first, rule in _PERIODS:
        if first <= day:
            in_force = rule
    return in_force


@lru_cache(maxsize=MANY_DAYS)
def probation_rule(admitted: str) -> ProbationRule:
    """The rule of the period of admission; a day before July 1921 gets the first one.

    When only the month or year is known and it touches periods of different rules, nothing is guessed: the
    rule then has no months and its text asks for the day.
    """
    first, last = _rule_on(earliest(admitted)), _rule_on(latest(admitted))
    if (first.months, first.starts) == (last.months, last.starts):
        return last
    return _UNCERTAIN


def standing_from(admitted: str | None, promoted: str | None) -> str | None:
    """The partial day standing is counted from, or None while it is not known or not begun."""
    if admitted is not None and probation_rule(admitted).starts == "admission":
        return admitted
    return promoted


@lru_cache(maxsize=MANY_DAYS)
def expected_promotion(admitted: str) -> str | None:
    """When membership becomes full if promoted on time, as exactly as `admitted` is known.

    The admission itself where there was no probation; None where its length cannot be told.
    """
    months = probation_rule(admitted).months
    if not months:
        return check_partial_day(admitted) if months == 0 else None
    # The stored prefix keeps its length: a month stays a month, a year a year.
    return add_months(earliest(admitted), months).isoformat()[: len(admitted)]


def probation_ends(admitted: str, extension_months: int = 0) -> date | None:
    """The day probation is full, extended ones included; 29 February becomes 28 February.

    None where there was no probation, its length cannot be told, or the day of admission is not known.
    """
    months = probation_rule(admitted).months
    if not months or not is_exact(admitted):
        return None
    return add_months(earliest(admitted), months + extension_months)


def political_birthday(admitted: str | None, promoted: str | None, source: Start = "admission") -> str | None:
    """The day whose anniversary is kept, by the branch's setting; no national rule exists (local practice).

    With "promotion", who never had a probation keeps the day of admission.
    """
    return admitted if source == "admission" else promoted or standing_from(admitted, promoted)
