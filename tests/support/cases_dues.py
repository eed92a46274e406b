"""Cases of the findings about dues: a branch that keeps them well, and small changes to it."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from db.arithmetic.dues import month_after, months_between
from db.arithmetic.membership import Timed
from db.rules.dues.months import DuesView
from db.rules.facts import Document, DuesEntry, DuesPayment, DuesRecords, DuesStandard, Facts
from tests.support.facts import person, well_kept, with_documents, with_roster, with_setting
from tests.support.rule_case import RuleCase, fires, silent

FIRST, LAST = "2025-01", "2026-02"
PUBLISHED = Document("pub", "publication", "党费收缴情况公示", "2025-12-20", 2025, subject="dues")
BASES = {
    0: 321151,
    1: 400000,
    2: 684750,
    3: 300000,
    4: 1532040,
}  # the others are farmers, one a student, one retired


def standard(number: int, **more: object) -> DuesStandard:
    """The standard of person `p<number>` from the first month of the year."""
    plain: dict[str, object] = {"dues_class": "farmer", "fixed_fen": 50, "settled_on": "2025-01-05"}
    if number in BASES:
        plain |= {"dues_class": "wage", "base_fen": BASES[number], "fixed_fen": None}
    elif number == 8:
        plain |= {"dues_class": "student", "fixed_fen": None}
    elif number == 9:
        plain |= {"dues_class": "retired", "base_fen": 742035, "fixed_fen": None}
    given = {"uid": f"s{number}", "person": f"p{number}", "from_month": FIRST, **plain, **more}
    return DuesStandard(**given)  # type: ignore[arg-type]


def paid(number: int, *months: str, fen: int, on: str = "", **more: object) -> DuesPayment:
    """One payment; on the tenth of its last month unless a day is given."""
    day = on or f"{months[-1]}-10"
    uid = str(more.pop("uid", f"pay{number}-{months[0]}"))
    return DuesPayment(uid, f"p{number}", months, fen, day, **more)  # type: ignore[arg-type]


@cache
def dues_kept() -> Facts:
    """Everybody settled in January, paid every month, handed over at the end, published."""
    facts = well_kept()
    standards = tuple(standard(number) for number in range(10))
    unpaid = replace(facts, dues=DuesRecords(standards))
    view, payments = DuesView(unpaid), []
    for month in months_between(FIRST, LAST):
        for number in range(10):
            receipt = f"{month[:4]}-{len([each for each in payments if each.paid_on[:4] == month[:4]]) + 1}"
            payments.append(
                paid(number, month, fen=view.due_fen(f"p{number}", month), receipt_number=receipt)
            )
    entries = (DuesEntry("up", "2025-12-20", "handed_over", 100_00, receipt_number="缴001"),)
    records = DuesRecords(standards, tuple(payments), entries)
    return with_documents(replace(facts, dues=records), PUBLISHED)


def with_dues(facts: Facts, **parts: object) -> Facts:
    """The facts with other standards, payments or entries."""
    return replace(facts, dues=replace(facts.dues, **parts))  # type: ignore[arg-type]


def with_standard(number: int, **changes: object) -> Facts:
    """One standard changed; payments follow what it makes."""
    facts = dues_kept()
    standards = tuple(
        replace(each, **changes) if each.uid == f"s{number}" else each  # type: ignore[arg-type]
        for each in facts.dues.standards
    )
    return _paying_what_is_due(with_dues(facts, standards=standards), f"p{number}")


def _paying_what_is_due(facts: Facts, who: str) -> Facts:
    view = DuesView(facts)
    payments = tuple(
        replace(each, amount_fen=view.due_fen(who, each.months[0])) if each.person == who else each
        for each in facts.dues.payments
    )
    return with_dues(facts, payments=tuple(each for each in payments if each.amount_fen))


def with_payments(number: int, change: Callable[[DuesPayment], DuesPayment | None], *months: str) -> Facts:
    """The payments of one person for these months (all, where none is named) changed; None takes one away."""
    facts, kept = dues_kept(), []
    for each in facts.dues.payments:
        if each.person == f"p{number}" and (not months or each.months[0] in months):
            changed = change(each)
            kept += [changed] if changed else []
        else:
            kept.append(each)
    return with_dues(facts, payments=tuple(kept))


def without_months(number: int, first: str, count: int) -> Facts:
    """A person who paid nothing for some months."""
    return with_payments(number, lambda _each: None, *months_between(first, month_after(first, count - 1)))


def paying(number: int, fen: int, **more: object) -> Facts:
    """A person who paid this amount in March."""
    return with_payments(number, lambda each: replace(each, amount_fen=fen, **more), "2025-03")  # type: ignore[arg-type]


def rounding_to_yuan() -> Facts:
    """A branch that collects whole yuan."""
    facts = with_setting(dues_kept(), "dues.rounding_unit", "yuan")
    for number in range(10):
        facts = _paying_what_is_due(facts, f"p{number}")
    return facts


def at_once(number: int, count: int, on: str = "2025-03-11", **more: object) -> Facts:
    """A person who paid the first months of the year on one day."""
    facts = without_months(number, FIRST, count)
    months = months_between(FIRST, month_after(FIRST, count - 1))
    one = paid(number, *months, fen=50 * count, on=on, uid="once", **more)
    return with_dues(facts, payments=(*facts.dues.payments, one))


def newly_admitted(first_month: str) -> Facts:
    """A probationary member admitted on 20 June, whose dues begin in some month."""
    facts = with_roster(dues_kept(), person(10, "2025-06-20", None))
    begun = standard(10, from_month=first_month, dues_class="farmer", settled_on="2025-06-25")
    months = months_between(first_month, LAST)
    payments = tuple(paid(10, month, fen=50) for month in months)
    return with_dues(
        facts, standards=(*facts.dues.standards, begun), payments=(*facts.dues.payments, *payments)
    )


def transferred_out(day: str) -> Facts:
    """Somebody who left, all of whose payments are kept."""
    events = (Timed(day, "transferred_out"),)
    return with_roster(dues_kept(), person(7, status_events=events))


def with_entry(entry: DuesEntry) -> Facts:
    """One more entry."""
    facts = dues_kept()
    return with_dues(facts, entries=(*facts.dues.entries, entry))


def settled_again(number: int, month: str, reason: str = "") -> Facts:
    """A second standard within the year, paid from its month on."""
    facts = dues_kept()
    later = standard(number, uid="later", from_month=month, base_fen=420000, change_reason=reason)
    return _paying_what_is_due(with_dues(facts, standards=(*facts.dues.standards, later)), f"p{number}")


def everybody(fen: int, month: str = "2025-03") -> Facts:
    """Everybody paid the same in a month."""
    facts = dues_kept()
    return with_dues(
        facts,
        payments=tuple(
            replace(each, amount_fen=fen) if each.months == (month,) else each for each in facts.dues.payments
        ),
    )


def whole_year_at_once(count: int) -> Facts:
    """Some farmers who paid the year on one day."""
    facts = dues_kept()
    who = {f"p{number}" for number in (5, 6, 7)[:count]}
    kept = tuple(each for each in facts.dues.payments if each.person not in who or each.months[0] > "2025-12")
    months = months_between("2025-01", "2025-12")
    once = tuple(
        paid(int(one[1:]), *months, fen=600, on="2025-06-30", uid=f"once{one}") for one in sorted(who)
    )
    return with_dues(facts, payments=(*kept, *once))


def receipts(*numbers: str) -> Facts:
    """Only these receipts."""
    facts = dues_kept()
    left = list(numbers)
    renumbered = [replace(each, receipt_number=left.pop(0) if left else "") for each in facts.dues.payments]
    return with_dues(facts, payments=tuple(renumbered))


def unsettled() -> Facts:
    """One member has no standard."""
    facts = dues_kept()
    return with_dues(
        facts,
        standards=facts.dues.standards[:-1],
        payments=tuple(each for each in facts.dues.payments if each.person != "p9"),
    )


def unpublished() -> Facts:
    """No paper says that anything was published."""
    facts = dues_kept()
    return replace(facts, documents=tuple(each for each in facts.documents if each.uid != "pub"))


USED = DuesEntry("used", "2025-07-01", "used", 1000, "hardship", "2025-06-20")
DUES_CASES: tuple[RuleCase, ...] = (
    fires("DUE-01", "a_wage_earner_paid_too_little", lambda: paying(0, 3000), "应交32.12元，实交30.00元"),
    silent("DUE-01", "whoever_pays_more_than_is_owed_is_thanked", lambda: paying(0, 10000)),
    silent(
        "DUE-01",
        "rounding_to_yuan_is_a_choice",
        rounding_to_yuan,
    ),
    fires("DUE-02", "a_base_above_5000_at_one_per_cent", lambda: paying(2, 6848), "用错了档位"),
    silent("DUE-02", "exactly_3000_belongs_to_the_lower_band", dues_kept),
    fires("DUE-03", "a_retired_member_at_the_rate_of_earners", lambda: paying(9, 11131), "另一类人员"),
    silent("DUE-03", "a_retired_member_at_one_per_cent", dues_kept),
    fires("DUE-04", "a_farmer_settled_at_two_yuan", lambda: with_standard(5, fixed_fen=200), "2.00元"),
    silent("DUE-04", "a_farmer_at_one_yuan", lambda: with_standard(5, fixed_fen=100)),
    fires("DUE-05", "a_student_who_paid_one_yuan", lambda: paying(8, 100), "应交0.20元，实交1.00元"),
    silent("DUE-05", "a_student_at_twenty_fen", dues_kept),
    fires("DUE-06", "a_quarter_at_once_without_consent", lambda: at_once(5, 3), "没有登记支部同意"),
    silent("DUE-06", "a_quarter_at_once_with_consent", lambda: at_once(5, 3, consent=True)),
    silent("DUE-06", "two_months_at_once", lambda: at_once(5, 2)),
    fires("DUE-07", "half_a_year_at_once", lambda: at_once(5, 6, "2025-06-10", consent=True), "共6个月"),
    silent("DUE-07", "five_months_at_once", lambda: at_once(5, 5, consent=True)),
    fires("DUE-08", "three_months_without_payment", lambda: without_months(5, "2025-06", 3), "连续3个月"),
    silent("DUE-08", "two_months_without_payment", lambda: without_months(5, "2025-06", 2)),
    silent(
        "DUE-08",
        "three_months_of_exemption",
        lambda: with_standard(5, reduction="免交", approved_on="2025-01-02"),
    ),
    fires("DUE-09", "six_months_without_payment", lambda: without_months(5, "2025-04", 6), "连续6个月"),
    silent("DUE-09", "five_months_without_payment", lambda: without_months(5, "2025-04", 5)),
    fires(
        "DUE-10",
        "seven_months_late",
        lambda: with_payments(5, lambda each: replace(each, paid_on="2025-09-02"), "2025-02"),
        "超过6个月",
    ),
    silent(
        "DUE-10",
        "six_months_late",
        lambda: with_payments(5, lambda each: replace(each, paid_on="2025-09-02"), "2025-03"),
    ),
    fires(
        "DUE-11", "dues_from_the_month_after_the_admission", lambda: newly_admitted("2025-07"), "才开始核定"
    ),
    silent("DUE-11", "dues_from_the_month_of_the_admission", lambda: newly_admitted("2025-06")),
    fires(
        "DUE-12", "payments_after_a_transfer_out", lambda: transferred_out("2025-09-15"), "不是本支部在册党员"
    ),
    silent("DUE-12", "a_transfer_out_after_the_year", lambda: transferred_out("2026-03-01")),
    fires(
        "DUE-13", "another_base_in_july_without_a_reason", lambda: settled_again(1, "2025-07"), "没有写明原因"
    ),
    silent("DUE-13", "another_base_with_its_reason", lambda: settled_again(1, "2025-07", "调入新单位")),
    silent(
        "DUE-13",
        "a_branch_that_follows_the_pay",
        lambda: with_setting(settled_again(1, "2025-07"), "dues.follow_pay", value=True),
    ),
    fires("DUE-14", "a_member_without_a_standard", unsettled, "9/10人已核定"),
    silent("DUE-14", "everybody_settled", dues_kept),
    silent("DUE-14", "a_branch_that_keeps_its_dues_elsewhere", well_kept),
    fires("DUE-15", "nothing_was_published", unpublished, "没有公布"),
    silent("DUE-15", "a_notice_about_the_dues", dues_kept),
    fires("DUE-16", "everybody_paid_ten_yuan", lambda: everybody(1000), "都交了10.00元"),
    silent("DUE-16", "everybody_paid_what_was_due", dues_kept),
    fires("DUE-17", "three_paid_the_year_on_one_day", lambda: whole_year_at_once(3), "3人各交了一整年"),
    silent("DUE-17", "two_paid_the_year_on_one_day", lambda: whole_year_at_once(2)),
    fires(
        "DUE-18",
        "more_handed_over_than_collected",
        lambda: with_entry(DuesEntry("much", "2025-03-01", "handed_over", 5_000_000, receipt_number="缴002")),
        "超过收缴和下拨",
    ),
    silent("DUE-18", "less_handed_over_than_collected", dues_kept),
    fires(
        "DUE-19",
        "handed_over_without_a_receipt",
        lambda: with_entry(DuesEntry("up2", "2025-11-01", "handed_over", 100)),
        "没有凭证",
    ),
    silent(
        "DUE-19",
        "handed_over_with_the_receipt_attached",
        lambda: with_entry(DuesEntry("up2", "2025-11-01", "handed_over", 100, has_paper=True)),
    ),
    fires("DUE-20", "a_receipt_used_twice", lambda: receipts("收1", "收2", "收2"), "重号：收2"),
    fires("DUE-20", "a_receipt_left_out", lambda: receipts("收1", "收3"), "跳号：缺收2"),
    silent("DUE-20", "two_books_of_receipts", lambda: receipts("甲1", "乙1", "甲2", "乙2")),
    fires(
        "DUE-21",
        "a_reduction_nobody_approved",
        lambda: with_standard(1, reduction="减半"),
        "没有填写上级批准日期",
    ),
    silent(
        "DUE-21",
        "an_approved_reduction",
        lambda: with_standard(1, reduction="减半", approved_on="2025-01-02"),
    ),
    fires("DUE-22", "used_for_something_else", lambda: with_entry(replace(USED, use="other")), "五类用途"),
    fires(
        "DUE-22", "used_without_a_decision", lambda: with_entry(replace(USED, decided_on=None)), "集体研究"
    ),
    silent("DUE-22", "help_in_hardship_decided_together", lambda: with_entry(USED)),
    fires("DUE-23", "deducted_by_the_employer", lambda: paying(0, 3212, way="deducted"), "单位代扣"),
    silent("DUE-23", "paid_through_a_relative", lambda: paying(0, 3212, way="entrusted")),
)
