"""Dues as whole fen: bands, rounding, reductions, months, and how a payment covers months (DUES08 art. 1-12).

The rate of a band applies to the whole base, not to the part above its edge. No floating point anywhere: a base in fen
times a rate in permyriad is exact. Which edition holds on a day is the rule library's business.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

DUES_CLASSES: Mapping[str, Literal["base", "farmer", "low"]] = {
    "wage": "base",
    "annual_salary": "base",
    "self_employed": "base",
    "retired": "base",
    "farmer": "farmer",
    "student": "low",
    "unemployed": "low",
    "relief": "low",
}
"""By class: a rate of the base, an amount chosen for farmers, or the fixed amount of low incomes."""

PERMYRIAD = 10_000
UNITS: Mapping[str, int] = {"fen": 1, "jiao": 10, "yuan": 100}
UNIT_TITLES: Mapping[str, str] = {"fen": "分", "jiao": "角", "yuan": "元"}
MODE_TITLES: Mapping[str, str] = {"half_up": "四舍五入", "down": "舍去尾数", "up": "进一"}
_EXEMPT = frozenset({"免", "免交", "免缴", "全免", "免除", "exempt"})
_HALF = frozenset({"减半", "半免", "half"})
_AMOUNT = re.compile(r"减?\s*(\d{1,8})(?:\.(\d{1,2}))?\s*元?")
_PERCENT = re.compile(r"减?\s*(\d{1,3})\s*[%％]")


@dataclass(frozen=True, slots=True)
class Band:
    """A base up to `upto_fen` (None: without end) pays `rate_permyriad` of the whole."""

    upto_fen: int | None
    rate_permyriad: int


@dataclass(frozen=True, slots=True)
class Rates:
    """One edition: bands of those who earn and of the retired, and the fixed amounts in fen."""

    wage: tuple[Band, ...]
    retired: tuple[Band, ...]
    farmer_least_fen: int
    farmer_most_fen: int
    low_fen: int
    articles: Mapping[str, str]  # by class, and "bands", "reduction"


@dataclass(frozen=True, slots=True)
class Rounding:
    """`unit` fen, jiao or yuan; `mode` half_up, down or up. Not in the regulation: a choice of the branch."""

    unit: str = "fen"
    mode: str = "half_up"

    @property
    def title(self) -> str:
        """四舍五入到分."""
        return f"{MODE_TITLES[self.mode]}到{UNIT_TITLES[self.unit]}"

    def fen(self, numerator: int, denominator: int) -> int:
        """A non-negative fraction of fen as whole units."""
        size = UNITS[self.unit]
        whole, rest = divmod(numerator, denominator * size)
        goes_up = {"half_up": 2 * rest >= denominator * size, "down": False, "up": rest > 0}[self.mode]
        return (whole + goes_up) * size


@dataclass(frozen=True, slots=True)
class Reduction:
    """Less by an amount or by a share (in hundredths); both None: nothing is owed."""

    amount_fen: int | None = None
    percent: int | None = None

    def left_of(self, due_fen: int, rounding: Rounding) -> int:
        """What is still owed, never below nothing."""
        if self.amount_fen is not None:
            return max(0, due_fen - self.amount_fen)
        if self.percent is not None:
            return rounding.fen(due_fen * (100 - self.percent), 100)
        return 0


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trial computation; `amount` as shown, `basis` the article or the local choice behind it."""

    text: str
    amount: str
    basis: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is owed for one month, and how it comes about. `rate_permyriad` 0 for fixed amounts."""

    due_fen: int
    base_fen: int
    rate_permyriad: int
    steps: tuple[Step, ...]


# --- money as text --------------------------------------------------------------------------------------------
def yuan_text(fen: int) -> str:
    """Fen as yuan with two decimals, a minus before what is below nothing."""
    sign, size = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{size // 100}.{size % 100:02d}"


def fen_of(text: str) -> int:
    """Yuan with at most two decimals ("9.30") as fen."""
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or "0")


def rate_text(rate_permyriad: int) -> str:
    """50 as 0.5%, 100 as 1%; empty for a fixed amount."""
    if not rate_permyriad:
        return ""
    whole, rest = divmod(rate_permyriad, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def exact_text(base_fen: int, rate_permyriad: int) -> str:
    """The product in yuan with all its decimals: 32.1151."""
    whole, rest = divmod(base_fen * rate_permyriad, 100 * PERMYRIAD)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{whole}.{decimals}"


def sum_of_items(items: Iterable[Mapping[str, Any]]) -> str | None:
    """The base of a pay sheet in yuan: what is included less what is deducted; None for an empty sheet."""
    signs = {"included": 1, "deducted": -1}
    given = [each for each in items if each.get("amount") is not None]
    if not given:
        return None
    return yuan_text(sum(signs.get(each.get("include") or "", 0) * fen_of(each["amount"]) for each in given))


def read_reduction(text: str) -> Reduction:
    """免交, 减半, 30% or an amount in yuan; ValueError with a Chinese sentence for anything else."""
    words = text.strip()
    if words in _EXEMPT:
        return Reduction()
    if words in _HALF:
        return Reduction(percent=50)
    percent, amount = _PERCENT.fullmatch(words), _AMOUNT.fullmatch(words)
    if percent and int(percent[1]) <= 100:
        return Reduction(percent=int(percent[1]))
    if amount:
        return Reduction(int(amount[1]) * 100 + int((amount[2] or "0").ljust(2, "0")))
    raise ValueError(f"减免“{words[:20]}”读不懂，应写作 免交、减半、30% 或者每月少交的金额 5.00")


# --- what is owed ---------------------------------------------------------------------------------------------
def band_of(bands: Sequence[Band], base_fen: int) -> Band:
    """The band a base falls into; the upper edge belongs to the lower band."""
    return next(band for band in bands if band.upto_fen is None or base_fen <= band.upto_fen)


def assess(
    dues_class: str,
    rates: Rates,
    rounding: Rounding,
    *,
    base_fen: int = 0,
    fixed_fen: int | None = None,
    reduction: str = "",
) -> Assessment:
    """What one member owes for a month, line by line. `fixed_fen` is the amount chosen for a farmer."""
    way = DUES_CLASSES[dues_class]
    if way == "base":
        found = _by_rate(dues_class, rates, rounding, base_fen)
    else:
        due = rates.low_fen
        if way == "farmer" and fixed_fen is not None:
            due = fixed_fen
        told = "农民党员月交" if way == "farmer" else "固定月交"
        steps = (Step(told, yuan_text(due), rates.articles[dues_class]),)
        found = Assessment(due, 0, 0, steps)
    return _reduced(found, reduction, rates, rounding) if reduction else found


def _by_rate(dues_class: str, rates: Rates, rounding: Rounding, base_fen: int) -> Assessment:
    bands = rates.retired if dues_class == "retired" else rates.wage
    band = band_of(bands, base_fen)
    due = rounding.fen(base_fen * band.rate_permyriad, PERMYRIAD)
    rate = rate_text(band.rate_permyriad)
    bands_article = rates.articles["retired" if dues_class == "retired" else "bands"]
    steps = (
        Step("交纳基数", yuan_text(base_fen), rates.articles[dues_class]),
        Step(f"适用比例（{_band_text(bands, band)}，全部基数按此比例）", rate, bands_article),
        Step(
            f"{yuan_text(base_fen)}×{rate}",
            exact_text(base_fen, band.rate_permyriad),
            rates.articles["bands"],
        ),
        Step(rounding.title, yuan_text(due), "本地要求"),
    )
    return Assessment(due, base_fen, band.rate_permyriad, steps)


def _band_text(bands: Sequence[Band], band: Band) -> str:
    place = bands.index(band)
    lower = bands[place - 1].upto_fen if place else None
    if lower is None:
        return f"{(band.upto_fen or 0) // 100}元以下（含）"
    if band.upto_fen is None:
        return f"{lower // 100}元以上"
    return f"{lower // 100}元以上至{band.upto_fen // 100}元（含）"


def _reduced(found: Assessment, reduction: str, rates: Rates, rounding: Rounding) -> Assessment:
    try:
        left = read_reduction(reduction).left_of(found.due_fen, rounding)
    except ValueError:  # came by exchange from a program that knew more words: nothing is taken off unread
        return found
    step = Step(f"减免：{reduction}，每月应交", yuan_text(left), rates.articles["reduction"])
    return Assessment(left, found.base_fen, found.rate_permyriad, (*found.steps, step))


# --- months ---------------------------------------------------------------------------------------------------
def month_of(day: date) -> str:
    """The month of a day, as "2026-03"."""
    return f"{day.year:04d}-{day.month:02d}"


def month_after(month: str, count: int = 1) -> str:
    """The month `count` later (or earlier)."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:7]) - 1 + count, 12)
    return f"{year:04d}-{number + 1:02d}"


def months_apart(first: str, last: str) -> int:
    """How many months `last` comes after `first`."""
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month from `first` to `last`, both included; none where they are the wrong way round."""
    return tuple(month_after(first, count) for count in range(months_apart(first, last) + 1))


def months_text(months: Sequence[str]) -> str:
    """Months as read aloud: 2026年1月至3月、2026年5月."""
    runs: list[list[str]] = []
    for month in months:
        if runs and month_after(runs[-1][-1]) == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(_run_text(run) for run in runs)


def _run_text(run: Sequence[str]) -> str:
    first, last = run[0], run[-1]
    text = f"{first[:4]}年{int(first[5:])}月"
    if first == last:
        return text
    year = "" if last[:4] == first[:4] else f"{last[:4]}年"
    return f"{text}至{year}{int(last[5:])}月"


def spread(amount_fen: int, dues_fen: Sequence[int]) -> tuple[int, ...]:
    """How a payment covers its months: each in turn up to what it owes, the rest with the last. The parts make the sum."""
    parts, left = [], amount_fen
    for due in dues_fen:
        part = min(left, due)
        parts.append(part)
        left -= part
    if parts:
        parts[-1] += left
    return tuple(parts)
