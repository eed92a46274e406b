"""Findings DUE-01 to DUE-13 and DUE-23: what was settled and paid, member by member and month by month."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from db.arithmetic.days import day_text, month_days, period_text
from db.arithmetic.dues import Assessment, Rounding, band_of, months_apart, months_text, yuan_text
from db.rules.dues.months import DuesView, runs
from db.rules.dues.rates import edition_for
from db.rules.facts import DuesPayment, DuesStandard
from db.rules.findings.observation import Observation, Rule
from db.rules.year_view import YearView

QUARTER, HALF_YEAR = 3, 6
LATEST_ARREARS = 6  # months after which a payment is called very late
PERMYRIAD = 10_000


def dues_of(view: YearView) -> DuesView:
    """The dues of the branch, worked out once for a run."""
    return view.once("dues", lambda one: DuesView(one.facts))


def _months_to_judge(view: YearView) -> tuple[str, ...]:
    """Months of the year that are over."""
    last = dues_of(view).last_complete
    return tuple(
        month for month in (f"{view.period}-{number:02d}" for number in range(1, 13)) if month <= last
    )


def _people(view: YearView) -> list[str]:
    """Whoever has a standard and is still kept, in the order of strokes."""
    known = {each.person for each in view.facts.dues.standards} & set(view.roster.people)
    return sorted(known, key=lambda uid: (view.roster.people[uid].stroke_key, uid))


def _paid_in(view: YearView) -> Iterator[DuesPayment]:
    """Payments of the year up to today."""
    for payment in view.facts.dues.payments:
        if payment.paid_on[:4] == view.period and payment.paid_on <= view.today.isoformat():
            yield payment


def _seen(view: YearView, person: str, months: tuple[str, ...], message: str) -> Observation:
    """About one member over some months of the year."""
    first = months[0]
    payments = {each.uid for month in months for each in dues_of(view).payments(person, month)}
    records = (("person", person), *(("dues_payment", uid) for uid in sorted(payments)))
    day = month_days(int(first[:4]), int(first[5:7]))[1]
    return Observation(
        f"{view.name(person)}{months_text(months)}{message}", view.period, day, view.name(person), records
    )


# --- amounts --------------------------------------------------------------------------------------------------
def _wrong_rate(standard: DuesStandard, month: str, paid: int, rounding: Rounding) -> str:
    """How a wrong amount came about: "class" by the rates of others, "band" by another band of its own, or ""."""
    rates = edition_for(month)[1]
    is_retired = standard.dues_class == "retired"
    own, others = (rates.retired, rates.wage) if is_retired else (rates.wage, rates.retired)
    base = standard.base_fen
    by_others = rounding.fen(base * band_of(others, base).rate_permyriad, PERMYRIAD)
    by_own = {rounding.fen(base * band.rate_permyriad, PERMYRIAD) for band in own}
    if paid == by_others and (is_retired or paid not in by_own):
        return "class"
    return "band" if paid in by_own else ""


def _faults(view: YearView) -> Mapping[tuple[str, str], tuple[tuple[str, str, int, int], ...]]:
    """By person and kind of fault: months with what was due and paid. Kinds are class, band, low and short."""
    dues = dues_of(view)
    found: dict[tuple[str, str], tuple[tuple[str, str, int, int], ...]] = {}
    for person in _people(view):
        for month in _months_to_judge(view):
            standard, assessment = dues.standard(person, month), dues.assessment(person, month)
            paid = dues.paid_fen(person, month)
            if standard is None or assessment is None or not paid or not dues.owes(person, month):
                continue
            kind = _kind_of_fault(standard, assessment, month, paid, dues.rounding)
            if kind:
                key = person, kind
                found[key] = (*found.get(key, ()), (month, standard.uid, assessment.due_fen, paid))
    return found


def _kind_of_fault(
    standard: DuesStandard, assessment: Assessment, month: str, paid: int, rounding: Rounding
) -> str:
    if paid == assessment.due_fen:
        return ""
    if standard.dues_class in ("student", "unemployed", "relief") and not standard.reduction:
        return "low"
    if assessment.rate_permyriad and not standard.reduction:
        kind = _wrong_rate(standard, month, paid, rounding)
        if kind:
            return kind
    return "short" if paid < assessment.due_fen else ""


def _amounts(kind: str, words: str) -> Rule:
    rule_id = {"short": "DUE-01", "band": "DUE-02", "class": "DUE-03", "low": "DUE-05"}[kind]

    def check(view: YearView) -> Iterator[Observation]:
        for (person, found), months in view.once("dues faults", _faults).items():
            if found == kind:
                due, paid = months[0][2], months[0][3]
                told = f"应交{yuan_text(due)}元，实交{yuan_text(paid)}元{words}"
                yield _seen(view, person, tuple(month for month, *_ in months), told)

    return Rule(rule_id, check)


def _standards_of_year(view: YearView) -> Iterator[DuesStandard]:
    """Standards that held in a month of the year that has begun."""
    dues = dues_of(view)
    last = f"{view.as_of.year:04d}-{view.as_of.month:02d}"
    for person in _people(view):
        first = dues.standard(person, f"{view.period}-01")
        later = [each for each in dues.standards_of(person) if f"{view.period}-01" < each.from_month <= last]
        yield from ([first] if first else []) + later


def farmer_out_of_range(view: YearView) -> Iterator[Observation]:
    """DUE-04."""
    for standard in _standards_of_year(view):
        rates = edition_for(standard.from_month)[1]
        fixed = standard.fixed_fen
        is_within = fixed is None or rates.farmer_least_fen <= fixed <= rates.farmer_most_fen
        if standard.dues_class == "farmer" and not is_within and not standard.reduction:
            yield _of_standard(view, standard, f"核定每月交{yuan_text(fixed or 0)}元")


def _of_standard(view: YearView, standard: DuesStandard, message: str) -> Observation:
    name = view.name(standard.person)
    return Observation(
        f"{name}{message}",
        view.period,
        view.as_of,
        name,
        (("person", standard.person), ("dues_standard", standard.uid)),
    )


def reduction_without_approval(view: YearView) -> Iterator[Observation]:
    """DUE-21."""
    for standard in _standards_of_year(view):
        if standard.reduction and not standard.approved_on:
            yield _of_standard(view, standard, f"党费减免（{standard.reduction}）没有填写上级批准日期")


def base_changed_within_year(view: YearView) -> Iterator[Observation]:
    """DUE-13."""
    if view.switched("dues.follow_pay"):
        return
    dues = dues_of(view)
    for person in _people(view):
        for earlier, later in pairwise(dues.standards_of(person)):
            is_within = later.from_month[:4] == view.period and not later.from_month.endswith("-01")
            changed = (earlier.base_fen, earlier.dues_class) != (later.base_fen, later.dues_class)
            if is_within and changed and not later.change_reason and later.from_month <= _this_month(view):
                yield _of_standard(
                    view, later, f"从{period_text(later.from_month)}起改了核定数，没有写明原因"
                )


def _this_month(view: YearView) -> str:
    return f"{view.as_of.year:04d}-{view.as_of.month:02d}"


# --- when it was paid -----------------------------------------------------------------------------------------
def _at_once(view: YearView) -> Mapping[tuple[str, str], tuple[DuesPayment, ...]]:
    """Payments by person and day."""
    found: dict[tuple[str, str], tuple[DuesPayment, ...]] = defaultdict(tuple)
    for payment in _paid_in(view):
        found[payment.person, payment.paid_on] += (payment,)
    return found


def _paid_at_once(rule_id: str) -> Rule:
    """DUE-06 and DUE-07."""

    def check(view: YearView) -> Iterator[Observation]:
        for (person, day), payments in view.once("dues at once", _at_once).items():
            months = tuple(sorted({month for payment in payments for month in payment.months}))
            is_long = len(months) >= HALF_YEAR
            is_agreed = any(payment.consent for payment in payments)
            if is_long if rule_id == "DUE-07" else QUARTER <= len(months) < HALF_YEAR and not is_agreed:
                told = f"{view.name(person)}{day_text(day)}一次交了{months_text(months)}共{len(months)}个月的党费"
                yield Observation(
                    told if is_long else f"{told}，没有登记支部同意",
                    view.period,
                    date.fromisoformat(day),
                    view.name(person),
                    (("person", person), *(("dues_payment", each.uid) for each in payments)),
                )

    return Rule(rule_id, check)


def _unpaid(rule_id: str, least: int, most: int) -> Rule:
    """DUE-08 and DUE-09: runs of months without payment that end in the year."""

    def check(view: YearView) -> Iterator[Observation]:
        dues = dues_of(view)
        upto = min(f"{view.period}-12", dues.last_complete)
        for person in _people(view):
            for run in runs(dues.arrears(person, upto)):
                if run[-1][:4] == view.period and least <= len(run) <= most:
                    yield Observation(
                        f"{view.name(person)}{months_text(run)}连续{len(run)}个月没有交纳党费",
                        view.period,
                        month_days(int(run[-1][:4]), int(run[-1][5:7]))[1],
                        view.name(person),
                        (("person", person),),
                    )

    return Rule(rule_id, check)


def paid_very_late(view: YearView) -> Iterator[Observation]:
    """DUE-10."""
    for payment in _paid_in(view):
        late = tuple(
            month for month in payment.months if months_apart(month, payment.paid_on[:7]) > LATEST_ARREARS
        )
        if late:
            yield _of_payment(view, payment, f"补交了{months_text(late)}的党费，距交纳时超过6个月")


def _of_payment(view: YearView, payment: DuesPayment, message: str) -> Observation:
    name = view.name(payment.person)
    return Observation(
        f"{name}{day_text(payment.paid_on)}{message}",
        view.period,
        date.fromisoformat(payment.paid_on),
        name,
        (("person", payment.person), ("dues_payment", payment.uid)),
    )


def not_from_admission(view: YearView) -> Iterator[Observation]:
    """DUE-11. Asked of those admitted in the year, where dues were kept before they were."""
    dues = dues_of(view)
    kept = min((each.from_month for each in view.facts.dues.standards), default="9999-12")
    for person in _people(view):
        admitted = view.roster.people[person].dates.admitted_on or ""
        month, first = admitted[:7], dues.standards_of(person)[0].from_month
        is_of_year = len(month) == len("2026-03") and month[:4] == view.period
        if is_of_year and max(kept, dues.kept_from) <= month < first:
            yield _of_standard(
                view,
                dues.standards_of(person)[0],
                f"{day_text(month)}入党，党费从{period_text(first)}才开始核定",
            )


def paid_outside_membership(view: YearView) -> Iterator[Observation]:
    """DUE-12."""
    dues = dues_of(view)
    for payment in _paid_in(view):
        if payment.person not in view.roster.people:
            continue
        outside = tuple(month for month in payment.months if not dues.owes(payment.person, month))
        ahead = {month for month in outside if month > _this_month(view)}
        outside = tuple(month for month in outside if month not in ahead)
        if outside:
            yield _of_payment(view, payment, f"交了{months_text(outside)}的党费，当时不是本支部在册党员")


def paid_by_others(view: YearView) -> Iterator[Observation]:
    """DUE-23."""
    for payment in _paid_in(view):
        words = {"deducted": "单位代扣", "advanced": "组织垫交"}.get(payment.way)
        if words:
            yield _of_payment(view, payment, f"的党费登记为{words}")


RULES = (
    _amounts("short", ""),
    _amounts("band", "，像是用错了档位"),
    _amounts("class", "，像是用了另一类人员的比例"),
    Rule("DUE-04", farmer_out_of_range),
    _amounts("low", ""),
    _paid_at_once("DUE-06"),
    _paid_at_once("DUE-07"),
    _unpaid("DUE-08", 3, 5),
    _unpaid("DUE-09", 6, 9999),
    Rule("DUE-10", paid_very_late),
    Rule("DUE-11", not_from_admission),
    Rule("DUE-12", paid_outside_membership),
    Rule("DUE-13", base_changed_within_year),
    Rule("DUE-21", reduction_without_approval),
    Rule("DUE-23", paid_by_others),
)
