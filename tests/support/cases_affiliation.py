"""Examples for MEM-10 to MEM-12 and MEM-24."""

from dataclasses import replace
from datetime import date

from db.arithmetic.membership import Timed
from db.rules.affiliation_facts import AffiliationRecords, TransferRecord
from db.rules.facts import Facts
from tests.support.facts import person, well_kept, with_roster, with_setting
from tests.support.rule_case import RuleCase, fires, silent

OUT = TransferRecord("t1", "p9", "out", "2025-09-01", letter_number="2025003", other="镇中心校支部")


def with_transfer(transfer: TransferRecord, today: str = "2026-03-02", *events: Timed) -> Facts:
    """The well-kept branch with one transfer, and what the roll of p9 says."""
    base = replace(well_kept(), today=date.fromisoformat(today))
    if events:
        base = with_roster(base, person(9, status_events=events))
    return replace(base, affiliation=AffiliationRecords(transfers=(transfer,)))


def _moved(*events: Timed, transfer: TransferRecord | None = None) -> Facts:
    base = with_roster(well_kept(), person(9, status_events=events))
    return replace(base, affiliation=AffiliationRecords(transfers=(transfer,) if transfer else ()))


def _gone(on: str) -> Timed:
    return Timed(on, "transferred_out")


AFFILIATION_CASES: tuple[RuleCase, ...] = (
    fires(
        "MEM-10", "gone without a transfer", lambda: _moved(_gone("2025-12-30")), "转出，没有登记组织关系转接"
    ),
    fires(
        "MEM-10",
        "come without a transfer",
        lambda: _moved(Timed("2025-01-02", "on_roll")),
        "2025年1月2日转入，没有登记",
    ),
    fires("MEM-10", "no number", lambda: with_transfer(replace(OUT, letter_number="")), "没有介绍信编号"),
    silent(
        "MEM-10",
        "gone with a transfer",
        lambda: _moved(_gone("2025-12-30"), transfer=replace(OUT, receipt_on="2025-12-30")),
    ),
    silent("MEM-10", "gone in another year", lambda: _moved(_gone("2024-12-30"))),
    silent("MEM-10", "died", lambda: _moved(Timed("2025-12-30", "deceased"))),
    silent(
        "MEM-10",
        "suspended and restored",
        lambda: _moved(Timed("2025-11-01", "suspended"), Timed("2025-12-30", "on_roll")),
    ),
    fires("MEM-11", "a letter out of date", lambda: with_transfer(OUT), "有效期到2025年11月30日"),
    fires(
        "MEM-11",
        "its own shorter validity",
        lambda: with_transfer(replace(OUT, valid_days=10)),
        "2025年9月11日",
    ),
    silent("MEM-11", "the last valid day", lambda: with_transfer(OUT, "2025-11-30")),
    silent("MEM-11", "receipt came late", lambda: with_transfer(replace(OUT, receipt_on="2026-02-01"))),
    silent(
        "MEM-11",
        "validity set longer",
        lambda: with_setting(with_transfer(OUT, "2025-12-01"), "MEM-11.valid_days", 91),
    ),
    fires("MEM-12", "a month without receipt", lambda: with_transfer(OUT, "2025-10-02"), "介绍信开出31天"),
    silent("MEM-12", "thirty days", lambda: with_transfer(OUT, "2025-10-01")),
    silent("MEM-12", "a transfer in", lambda: with_transfer(replace(OUT, direction="in"), "2025-10-02")),
    silent("MEM-12", "told by MEM-11", lambda: with_transfer(OUT, "2026-01-02")),
    fires(
        "MEM-24",
        "the roll has another day",
        lambda: with_transfer(
            replace(OUT, receipt_on="2025-09-20"), "2026-03-02", _gone("2025-09-01"), _gone("2025-09-20")
        ),
        "名册上却另记了2025年9月1日",
    ),
    silent(
        "MEM-24",
        "the same day",
        lambda: with_transfer(replace(OUT, receipt_on="2025-09-20"), "2026-03-02", _gone("2025-09-20")),
    ),
    silent(
        "MEM-24",
        "gone twice, and back between",
        lambda: with_transfer(
            replace(OUT, receipt_on="2025-09-20"),
            "2026-03-02",
            _gone("2019-01-01"),
            Timed("2022-01-01", "on_roll"),
            _gone("2025-09-20"),
        ),
    ),
)
