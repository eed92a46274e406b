"""Examples for ATT-09, MEM-10 to MEM-19 and MEM-24 to MEM-27."""

from dataclasses import replace
from datetime import date

from db.arithmetic.membership import Timed
from db.records.roster import PostHeld
from db.rules.affiliation.facts import (
    AbsenceRecord,
    AffiliationRecords,
    MeasureRecord,
    SanctionRecord,
    SearchRecord,
    TransferRecord,
)
from db.rules.facts import Facts
from tests.support.facts import person, well_kept, with_profile, with_roster, with_setting, with_state
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


AWAY = AbsenceRecord("m1", "p9", "2025-06-01", contact="p0", contacts=("2025-11-02",))
LOST = SearchRecord("s1", "p9", "2025-06-01", ways_missing="找朋友")
PROBATION = SanctionRecord("d1", "p9", "probation_within_party", "2024-12-01", months=12)


def _on(day: str) -> Facts:
    return replace(well_kept(), today=date.fromisoformat(day))


def _away(today: str = "2025-12-31", **changes: object) -> Facts:
    """p9 lives away; the meetings say that p9 was not there."""
    base = with_state(_on(today), "p9", "excused", "外出")
    return replace(base, affiliation=AffiliationRecords(absences=(replace(AWAY, **changes),)))  # type: ignore[arg-type]


def _flagged(**records: object) -> Facts:
    base = with_roster(_on("2025-12-31"), person(9, flags=frozenset({"lives_away"})))
    return replace(base, affiliation=AffiliationRecords(**records))  # type: ignore[arg-type]


def _lost(today: str = "2025-12-31", **changes: object) -> Facts:
    return replace(_on(today), affiliation=AffiliationRecords(searches=(replace(LOST, **changes),)))  # type: ignore[arg-type]


def _rolled(today: str, *events: Timed, post: PostHeld | None = None) -> Facts:
    posts = (*well_kept().roster.posts, post) if post else None
    return with_roster(_on(today), person(9, status_events=events), posts=posts)


def _suspended_abroad(begun: str) -> Facts:
    measure = MeasureRecord("me1", "p9", "suspension", "settled_abroad", begun)
    rolled = _rolled("2025-12-31", Timed(begun, "suspended"))
    return replace(rolled, affiliation=AffiliationRecords(measures=(measure,)))


def _punished(today: str = "2025-12-31", post: PostHeld | None = None, **changes: object) -> Facts:
    posts = (*well_kept().roster.posts, post) if post else None
    base = with_roster(_on(today), person(9), posts=posts)
    return replace(base, affiliation=AffiliationRecords(sanctions=(replace(PROBATION, **changes),)))  # type: ignore[arg-type]


OLD_POST = PostHeld("post9", "p9", "publicity", "2023-03-10")


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
    fires(
        "ATT-09",
        "present while away",
        lambda: with_state(_away(), "p9", "present", months=[9]),
        "到会，当时登记为流动在外",
    ),
    silent("ATT-09", "excused while away", _away),
    silent(
        "ATT-09",
        "back on the very day",
        lambda: with_state(_away(until="2025-09-01"), "p9", "present", months=[9]),
    ),
    silent("ATT-09", "before leaving", lambda: with_state(_away(), "p9", "present", months=[3])),
    fires("MEM-13", "a flag and no record", _flagged, "标为外出流动，没有登记"),
    silent("MEM-13", "on record", lambda: _flagged(absences=(AWAY,))),
    silent("MEM-13", "being transferred", lambda: _flagged(transfers=(OUT,))),
    fires(
        "MEM-14", "three months and a day", lambda: _away("2026-02-03"), "最近一次联系是2025年11月2日", 2026
    ),
    fires(
        "MEM-14",
        "never contacted",
        lambda: _away(contacts=()),
        "应在2025年9月1日以前联系，外出以来没有联系记录",
    ),
    fires(
        "MEM-14",
        "abroad, half a year and a day",
        lambda: _away("2026-05-03", abroad=True),
        "2026年5月2日以前",
        2026,
    ),
    silent("MEM-14", "three months to the day", lambda: _away("2026-02-02"), 2026),
    silent("MEM-14", "abroad, half a year", lambda: _away("2026-05-02", abroad=True), 2026),
    silent("MEM-14", "back home", lambda: _away("2026-05-02", until="2026-01-20"), 2026),
    silent(
        "MEM-14", "a longer period set", lambda: with_setting(_away("2026-02-03"), "MEM-14.months", 4), 2026
    ),
    fires("MEM-15", "nobody named", lambda: _away(contact=""), "没有指定支部联系人"),
    silent("MEM-15", "somebody named", _away),
    silent("MEM-15", "an office branch", lambda: with_profile(_away(contact=""), kind="office")),
    fires(
        "MEM-16",
        "six months and a day",
        lambda: _lost("2025-12-02"),
        "已满6个月，没有恢复联系，也没有停止党籍；还没有试过：找朋友",
    ),
    silent("MEM-16", "six months to the day", lambda: _lost("2025-12-01")),
    silent("MEM-16", "found again", lambda: _lost(restored_on="2025-11-20")),
    silent("MEM-16", "suspended", lambda: _lost(suspended_on="2025-12-10")),
    fires(
        "MEM-17",
        "two years and a day",
        lambda: _rolled("2025-12-31", Timed("2023-12-30", "suspended")),
        "已满2年",
    ),
    silent("MEM-17", "two years to the day", lambda: _rolled("2025-12-31", Timed("2023-12-31", "suspended"))),
    silent("MEM-17", "suspended because of a life abroad", lambda: _suspended_abroad("2023-12-30")),
    silent(
        "MEM-17",
        "struck off",
        lambda: _rolled("2025-12-31", Timed("2023-06-01", "suspended"), Timed("2025-06-02", "struck_off")),
    ),
    fires("MEM-18", "five years and a day", lambda: _away(since="2020-12-30", abroad=True), "已超过5年"),
    silent("MEM-18", "five years to the day", lambda: _away(since="2020-12-31", abroad=True)),
    silent("MEM-18", "in the country", lambda: _away(since="2015-12-31")),
    fires(
        "MEM-19",
        "gone with a post",
        lambda: _rolled("2025-12-31", _gone("2025-12-01"), post=OLD_POST),
        "已不在册，仍登记着宣传委员职务",
    ),
    silent(
        "MEM-19",
        "gone, the post ended",
        lambda: _rolled("2025-12-31", _gone("2025-12-01"), post=replace(OLD_POST, until_on="2025-12-01")),
    ),
    fires("MEM-25", "suspended too early", lambda: _lost(suspended_on="2025-11-30"), "不满6个月"),
    fires(
        "MEM-25",
        "struck off too early",
        lambda: _lost(since="2023-01-01", suspended_on="2023-12-30", struck_off_on="2025-12-29"),
        "停止党籍从2023年12月30日算起不满2年",
    ),
    silent("MEM-25", "in time", lambda: _lost(suspended_on="2025-12-01")),
    fires("MEM-26", "the period is over", _punished, "留党察看2025年12月1日期满"),
    silent("MEM-26", "the last day", lambda: _punished("2025-12-01")),
    silent("MEM-26", "lifted", lambda: _punished(lifted_on="2025-12-05")),
    silent("MEM-26", "a warning", lambda: _punished(kind="warning")),
    fires("MEM-27", "a post kept", lambda: _punished(post=OLD_POST), "受处分，仍登记着宣传委员职务"),
    silent("MEM-27", "a warning takes no post", lambda: _punished(post=OLD_POST, kind="warning")),
    silent(
        "MEM-27",
        "removed, then chosen anew",
        lambda: _punished(post=replace(OLD_POST, from_on="2025-06-01"), kind="post_removal"),
    ),
)
