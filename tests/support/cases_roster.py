"""Examples for MEM-01 to MEM-09, MEM-23 and DUE-24: one person of a well-kept branch, changed a little."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from db.arithmetic.citizen_number import check_character
from db.arithmetic.membership import Timed
from db.rules.affiliation.facts import AbsenceRecord, AffiliationRecords
from db.rules.facts import Facts
from tests.support.cases_development import PROMOTED_DAYS, admission
from tests.support.cases_dues import dues_kept, paid
from tests.support.facts import person, well_kept, with_roster
from tests.support.rule_case import RuleCase, fires, silent

NAME = "沈甲生"


def number(birth: str = "19800512", sequence: str = "015") -> str:
    """A citizen number of an area that was never assigned."""
    first = f"330899{birth}{sequence}"
    return first + check_character(first)


def with_one(**more: Any) -> Callable[[], Facts]:
    """Person p3, a full member since 2011, with other facts."""
    return lambda: with_roster(well_kept(), one(**more))


def one(uid: int = 3, **more: Any) -> Any:
    plain = {"group_events": (Timed("2012-01-01", "g2"),), "name": NAME}
    return person(uid, **{**plain, **more})


def twice(second: str) -> Callable[[], Facts]:
    """Two records with numbers, the second one of somebody who left."""
    gone = one(30, name="沈家生", id_number=second, status_events=(Timed("2015-01-01", "transferred_out"),))
    return lambda: with_roster(well_kept(), one(id_number=number()), gone)


def extended(promoted: str, months: int) -> Callable[[], Facts]:
    """A member whose file knows of an extension."""
    file = admission(PROMOTED_DAYS, "2025", extension_months=months, outcome="promoted_after_extension")
    known = replace(file, person="p3")
    return lambda: replace(with_one(admitted="2024-03-14", promoted=promoted)(), admissions=(known,))


def away(place: str = "江城市", certificate: str = "", **more: Any) -> AbsenceRecord:
    return AbsenceRecord(
        "away-1", "p5", "2025-02-01", place=place, certificate=certificate, contact="p0", **more
    )


def with_absence(absence: AbsenceRecord, facts: Facts | None = None) -> Facts:
    return replace(facts or well_kept(), affiliation=AffiliationRecords(absences=(absence,)))


def dues_away(
    absence: AbsenceRecord, *, is_settled: bool = False, months: tuple[str, ...] = ()
) -> Callable[[], Facts]:
    """The branch keeps its dues; p5 lives away, with or without a standard and payments."""

    def make() -> Facts:
        facts = dues_kept()
        payments = [each for each in facts.dues.payments if each.person != "p5"]
        payments += [paid(5, month, fen=50) for month in months]
        standards = [each for each in facts.dues.standards if is_settled or each.person != "p5"]
        dues = replace(facts.dues, standards=tuple(standards), payments=tuple(payments))
        return with_absence(absence, replace(facts, dues=dues))

    return make


LATER_IN_A_CLOSED_GROUP = (Timed("2012-01-01", "g2"), Timed("2024-01-01", "g9"))
NO_FILE = {"personnel_file": "none"}
ALL_PAPERS = "入党申请书、入党志愿书、政治审查材料、培养考察材料、转正申请书"

ROSTER_CASES: tuple[RuleCase, ...] = (
    fires(
        "MEM-01",
        "a digit is wrong",
        with_one(id_number=number()[:-1] + "?"),
        f"{NAME}的身份证号里有不该有的字符",
    ),
    fires(
        "MEM-01", "the check character is another", with_one(id_number="330899198005120159"), "校验码对不上"
    ),
    fires(
        "MEM-01", "the day of birth does not exist", with_one(id_number=number("19710229")), "出生日期不存在"
    ),
    silent("MEM-01", "the number is right", with_one(id_number=number())),
    silent("MEM-01", "no number is filled in", with_one()),
    silent(
        "MEM-01",
        "the person has left",
        with_one(id_number="1", status_events=(Timed("2020-01-01", "transferred_out"),)),
    ),
    fires(
        "MEM-02",
        "another day of birth",
        with_one(id_number=number(), born_on="1980-05-21"),
        "出生日期是1980-05-12",
    ),
    fires("MEM-02", "another sex", with_one(id_number=number(), sex="female"), "性别与登记的不一致"),
    silent(
        "MEM-02", "the month alone is registered and agrees", with_one(id_number=number(), born_on="1980-05")
    ),
    silent("MEM-02", "the number itself is wrong", with_one(id_number="1", born_on="1980-05-21")),
    fires(
        "MEM-03",
        "both on one day although there was a probation",
        with_one(admitted="1985-07-01", promoted="1985-07-01"),
        "转正应晚于入党",
    ),
    fires(
        "MEM-03",
        "promoted in the year of joining, by years",
        with_one(admitted="1985", promoted="1985"),
        "1985年转正",
    ),
    silent(
        "MEM-03", "joined when there was no probation", with_one(admitted="1971-06-01", promoted="1971-06-01")
    ),
    silent("MEM-03", "a year later", with_one(admitted="1985-07-01", promoted="1986-07-01")),
    fires(
        "MEM-04",
        "a year and a half, and no extension known",
        with_one(admitted="1985-07-01", promoted="1987-01-01"),
        "预备期应到1986年7月1日",
    ),
    fires(
        "MEM-04", "the wrong month", with_one(admitted="1985-07", promoted="1986-08"), "预备期应到1986年7月"
    ),
    fires("MEM-04", "not by the extension either", extended("2025-10-14", 6), "预备期应到2025年9月14日"),
    silent("MEM-04", "exactly a year", with_one(admitted="1985-07-01", promoted="1986-07-01")),
    silent("MEM-04", "the year alone is known", with_one(admitted="1985", promoted="1986-08-01")),
    silent("MEM-04", "after the extension that the file knows", extended("2025-09-14", 6)),
    silent(
        "MEM-04",
        "nobody can tell the probation of 1950",
        with_one(admitted="1950-07-01", promoted="1952-01-01"),
    ),
    silent(
        "MEM-04", "the same day is told by MEM-03", with_one(admitted="1985-07-01", promoted="1985-07-01")
    ),
    fires("MEM-05", "the day before turning eighteen", with_one(born_on="1992-05-11"), "入党时不满18岁"),
    silent("MEM-05", "on the day of turning eighteen", with_one(born_on="1992-05-10")),
    silent("MEM-05", "perhaps eighteen: the year alone is known", with_one(born_on="1992")),
    fires(
        "MEM-06",
        "some items are empty",
        with_one(blank=frozenset({"phone", "education"})),
        "没有填全：学历、联系电话",
    ),
    fires(
        "MEM-06",
        "a full member without a day of promotion",
        with_one(blank=frozenset({"promoted_on"})),
        "转正日期",
    ),
    fires("MEM-06", "away, nobody knows where", lambda: with_absence(away(place="")), "外出流向"),
    silent("MEM-06", "everything is filled in", with_one()),
    silent(
        "MEM-06",
        "no promotion in a period without probation",
        with_one(admitted="1971-06-01", promoted=None, blank=frozenset({"promoted_on"})),
    ),
    silent(
        "MEM-06",
        "no promotion during the probation",
        with_one(admitted="2025-09-01", promoted=None, blank=frozenset({"promoted_on"})),
    ),
    silent("MEM-06", "away, and the place is known", lambda: with_absence(away())),
    fires("MEM-07", "the same number twice", twice(number()), "有2条登记的身份证号相同"),
    fires(
        "MEM-07",
        "the X in another case",
        lambda: with_roster(
            well_kept(), one(id_number="33089919800512012X"), one(30, id_number="33089919800512012x")
        ),
        "身份证号相同",
    ),
    silent("MEM-07", "two numbers", twice(number("19810512"))),
    fires(
        "MEM-08",
        "counted from the day of joining",
        with_one(recorded_standing_from="2010-05-10"),
        "应从2011年5月10日算起",
    ),
    silent("MEM-08", "the same month", with_one(recorded_standing_from="2011-05")),
    silent("MEM-08", "nothing is recorded", with_one()),
    silent(
        "MEM-08",
        "a suspension was left out",
        with_one(
            recorded_standing_from="2012-05-10",
            status_events=(Timed("2015-01-01", "suspended"), Timed("2016-01-01", "on_roll")),
        ),
    ),
    fires(
        "MEM-09",
        "in a group that is kept no more",
        with_one(group_events=LATER_IN_A_CLOSED_GROUP),
        f"花名册10人，各党小组合计9人；{NAME}登记的党小组",
    ),
    silent("MEM-09", "everybody in a group", with_one()),
    silent("MEM-09", "never in a group: ORG-15 tells", with_one(group_events=())),
    silent(
        "MEM-09",
        "the branch has no groups",
        lambda: replace(with_one(group_events=LATER_IN_A_CLOSED_GROUP)(), groups=()),
    ),
    fires("MEM-23", "no personnel file and no papers", with_one(**NO_FILE), "缺入党申请书、入党志愿书"),
    fires(
        "MEM-23",
        "one is missing",
        with_one(**NO_FILE, file_papers=ALL_PAPERS.removesuffix("、转正申请书")),
        "缺转正申请书",
    ),
    fires(
        "MEM-23",
        "a request for promotion is no application",
        with_one(**NO_FILE, file_papers=ALL_PAPERS.removeprefix("入党申请书、")),
        "缺入党申请书",
    ),
    silent("MEM-23", "everything is there", with_one(**NO_FILE, file_papers=ALL_PAPERS)),
    silent("MEM-23", "there is a personnel file", with_one(personnel_file="kept")),
    silent("MEM-23", "it was never written down", with_one()),
    silent(
        "MEM-23",
        "no promotion in a period without probation",
        with_one(
            **NO_FILE,
            admitted="1971-06-01",
            promoted=None,
            file_papers=ALL_PAPERS.removesuffix("、转正申请书"),
        ),
    ),
    fires(
        "DUE-24", "neither settled nor paid nor a certificate", dues_away(away()), "没有核定或交纳党费的记录"
    ),
    silent("DUE-24", "a certificate", dues_away(away(certificate="2025-003"))),
    silent("DUE-24", "a standard here", dues_away(away(), is_settled=True)),
    silent("DUE-24", "something paid since leaving", dues_away(away(), months=("2025-04",))),
    silent("DUE-24", "back again", dues_away(away(until="2025-09-01"))),
    silent("DUE-24", "dues are not kept here", lambda: with_absence(away())),
)
