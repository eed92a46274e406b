"""The yearly statistics: who stands in which row, what is not known, and a balance that adds up to the name."""

from dataclasses import replace
from datetime import date

import pytest

from db.arithmetic.membership import Timed
from db.errors import NotFoundError
from db.rules.affiliation.facts import AffiliationRecords, SanctionRecord, TransferRecord
from db.rules.election.facts import ElectionRecords, TermKept
from db.rules.facts import Facts
from db.rules.statistics import StatTable, reference_days, statistics
from db.rules.statistics.presenting import Namer, notes_of, sheets_of
from tests.support.cases_development import OLD_DAYS, admission
from tests.support.cases_dues import dues_kept
from tests.support.facts import people, person, roster_of, well_kept, with_roster

END = date(2025, 12, 31)


def table(facts: Facts, key: str, day: date = END) -> StatTable:
    (found,) = statistics(facts, day, key)
    return found


def counts(found: StatTable, column: str = "total") -> dict[str, int]:
    """The rows that hold somebody."""
    return {row.key: row.count(column) for row in found.rows if row.count(column)}


def names(facts: Facts, found: StatTable, row: str) -> str:
    return Namer(facts).names(found.row(row).records)


def known(number: int, **more: object) -> object:
    return person(number, **{"name": f"成员{number}", **more})


def of(*persons: object) -> Facts:
    """Facts whose roster holds these people alone."""
    return replace(well_kept(), roster=roster_of(persons, ()))  # type: ignore[arg-type]


def test_members_are_divided_by_kind_sex_and_ethnic_group() -> None:
    facts = of(
        known(1, sex="male", ethnicity="汉"),
        known(2, sex="female", ethnicity="畲族"),
        person(3, "2025-06-01", None, name="新党员", sex="female"),
        person(4, None, None, name="申请人", sex="female", ethnicity="汉族"),
    )

    assert counts(table(facts, "kind")) == {"full": 2, "probationary": 1, "total": 3}
    assert counts(table(facts, "sex")) == {"male": 1, "female": 2, "total": 3}
    assert counts(table(facts, "ethnicity")) == {"han": 1, "minority": 1, "unknown": 1, "total": 3}
    assert counts(table(facts, "sex"), "minority") == {"female": 1, "total": 1}


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("1995-01-01", "upto_30"),
        ("1994-12-31", "31_35"),
        ("1990-01-01", "31_35"),
        ("1965-01-01", "56_60"),
        ("1964-12-31", "from_61"),
        ("1964", "from_61"),
        ("1994", "31_35"),
        (None, "unknown"),
    ],
)
def test_ages_are_those_of_the_day_asked(born: str | None, band: str) -> None:
    assert counts(table(of(known(1, born_on=born)), "age")) == {band: 1, "total": 1}


def test_a_year_of_birth_that_fits_two_bands_is_not_guessed() -> None:
    facts = of(known(1, born_on="1994"))

    assert counts(table(facts, "age", date(2025, 6, 30))) == {"unknown": 1, "total": 1}
    assert table(facts, "age", date(2025, 6, 30)).row("unknown").label == "未填（或不够具体）"


@pytest.mark.parametrize(
    ("joined", "short", "detailed"),
    [
        ("1949-09-30", "before_1949", "before_1949"),
        ("1949-10-01", "before_1978", "before_1966"),
        ("1966-05-15", "before_1978", "before_1966"),
        ("1966-05-16", "before_1978", "before_1976"),
        ("1976-10-06", "before_1978", "before_1978"),
        ("1978-12-22", "before_2012", "before_2002"),
        ("2002-11-08", "before_2012", "before_2012"),
        ("2012-11-08", "from_2012", "from_2012"),
        ("1966-05", "before_1978", "unknown"),
    ],
)
def test_the_day_of_joining_falls_into_its_period_in_both_sets(
    joined: str, short: str, detailed: str
) -> None:
    facts = of(known(1, admitted=joined))

    assert counts(table(facts, "joined")) == {short: 1, "total": 1}
    assert counts(table(facts, "joined_detailed")) == {detailed: 1, "total": 1}
    assert "（K）" in table(facts, "joined").note


def test_education_is_read_as_people_write_it_and_college_is_told_besides() -> None:
    facts = of(
        *(
            known(n, education=text)
            for n, text in enumerate(("本科", "硕士", "大专", "中技", "小学", "读过书", None))
        )
    )
    found = table(facts, "education")

    assert counts(found) == {
        "graduate": 1, "undergraduate": 1, "junior_college": 1, "senior_high": 1, "upto_junior_high": 1,
        "unknown": 2, "college": 3, "total": 7,
    }  # fmt: skip
    assert found.sum() == 7
    assert counts(found, "college")["total"] == 3


def test_an_occupation_is_never_taken_from_the_post_somebody_holds() -> None:
    facts = of(known(1, occupation_class="farmer"), known(2))

    assert counts(table(facts, "occupation")) == {"farmer": 1, "unknown": 1, "total": 2}


def test_the_standing_leaves_out_a_suspension_and_does_not_begin_with_probation() -> None:
    away = (Timed("2010-01-01", "suspended"), Timed("2013-01-01", "on_roll"))
    facts = of(
        known(1, admitted="2004-06-01", promoted="2005-06-01"),
        known(2, admitted="2004-06-01", promoted="2005-06-01", status_events=away),
        person(3, "2025-06-01", None, name="新党员"),
        known(4, admitted="1970-01-01", promoted=None),
    )
    found = table(facts, "standing")

    assert counts(found) == {"20_29": 1, "10_19": 1, "not_begun": 1, "from_50": 1, "total": 4}
    assert found.mark == "L"


def year_of_changes() -> Facts:
    """One of each change in 2025, between ten members of the well-kept branch."""
    status = {
        11: (Timed("2025-03-01", "on_roll"),),
        12: (Timed("2025-04-01", "transferred_out"),),
        13: (Timed("2025-05-05", "deceased"),),
        14: (Timed("2024-05-05", "suspended"), Timed("2025-06-01", "on_roll")),
        15: (Timed("2025-07-01", "suspended"),),
        16: (Timed("2025-08-01", "expelled"),),
        18: (Timed("2025-02-01", "on_roll"), Timed("2025-11-30", "transferred_out")),
    }
    changed = [known(n, status_events=events) for n, events in status.items()]
    new = person(17, "2025-09-01", None, name="新党员", sex="female", born_on="1999-05-05")
    return with_roster(well_kept(), *changed, new)  # type: ignore[arg-type]


def test_the_balance_names_every_change_and_adds_up() -> None:
    facts = year_of_changes()
    found = table(facts, "balance")

    assert {row.key: row.count() for row in found.rows if row.count()} == {
        "opening": 14, "added": 4, "developed": 1, "transferred_in": 2, "restored": 1,
        "taken": 5, "transferred_out": 2, "deceased": 1, "suspended": 1, "expelled": 1, "total": 13,
    }  # fmt: skip
    assert found.sum() == found.row("total").count()
    assert names(facts, found, "restored") == "成员14"
    assert names(facts, found, "transferred_in") == "成员18、成员11"


def test_half_a_year_counts_only_its_own_changes() -> None:
    found = table(year_of_changes(), "balance", date(2025, 6, 30))

    assert counts(found)["taken"] == 2
    assert found.sum() == found.row("total").count()


def test_who_was_admitted_within_the_year_is_told_by_age() -> None:
    found = table(year_of_changes(), "developed")

    assert counts(found) == {"upto_35": 1, "total": 1}
    assert counts(found, "female") == {"upto_35": 1, "total": 1}


def test_a_cancelled_probation_is_a_loss_of_its_own() -> None:
    ended = replace(person(1, "2024-12-01", None, name="某人"))
    dates = replace(ended.dates, stage_events=(Timed("2025-12-01", "activist"),))
    found = table(of(replace(ended, dates=dates)), "balance")

    assert counts(found) == {"opening": 1, "taken": 1, "cancelled": 1}


def test_the_roll_is_held_against_the_files_and_the_transfers() -> None:
    transfers = (
        TransferRecord("t1", "p12", "out", "2025-03-20", "2025-04-01"),
        TransferRecord("t2", "p3", "in", "2025-03-20", "2025-04-01"),
    )
    facts = replace(year_of_changes(), affiliation=AffiliationRecords(transfers=transfers))
    told = [each.text for each in table(facts, "balance").differences]

    assert told == [
        "转入：名册2人，组织关系转接登记1人；名册有、组织关系转接登记没有：成员11、成员18",
        "转入：名册2人，组织关系转接登记1人；组织关系转接登记有、名册没有：李甲生",
        "转出：名册2人，组织关系转接登记1人；名册有、组织关系转接登记没有：成员18",
    ]
    assert notes_of(table(facts, "balance"))[1].startswith("核对：转入")


def test_a_file_without_its_member_is_a_difference_of_the_developed() -> None:
    file = admission(OLD_DAYS, "2025")
    facts = replace(with_roster(well_kept(), person(20, None, None, name="赵丙生")), admissions=(file,))

    assert [each.text for each in table(facts, "balance").differences] == [
        "新发展：名册0人，发展党员档案1人；发展党员档案有、名册没有：赵丙生"
    ]


def test_applicants_are_counted_by_their_stage_on_the_day() -> None:
    stages = (Timed("2025-02-01", "activist"), Timed("2025-10-01", "prospective"))
    someone = person(1, None, None, name="某人", sex="female")
    dates = replace(someone.dates, applied_on="2024-05-01", stage_events=stages)
    facts = of(replace(someone, dates=dates))

    for day, stage in (
        ("2025-01-31", "applicant"),
        ("2025-06-30", "activist"),
        ("2025-12-31", "prospective"),
    ):
        assert counts(table(facts, "applying", date.fromisoformat(day))) == {stage: 1, "total": 1}


def test_decisions_of_the_year_are_counted_each() -> None:
    sanctions = (
        SanctionRecord("s1", "p1", "warning", "2025-04-01"),
        SanctionRecord("s2", "p1", "serious_warning", "2025-11-01"),
        SanctionRecord("s3", "p2", "warning", "2024-11-01"),
    )
    facts = replace(year_of_changes(), affiliation=AffiliationRecords(sanctions=sanctions))

    assert counts(table(facts, "decisions")) == {
        "restored": 1, "suspended": 1, "warning": 1, "serious_warning": 1, "total": 4,
    }  # fmt: skip


def test_an_election_in_time_and_one_too_late() -> None:
    terms = (
        TermKept("t1", "2018-03-10", years=3),
        TermKept("t2", "2021-03-09", years=3),
        TermKept("t3", "2024-05-01"),
    )
    facts = replace(well_kept(), elections=ElectionRecords(terms=terms))

    assert counts(table(facts, "organization", date(2021, 12, 31)))["elections_on_time"] == 1
    late = counts(table(facts, "organization", date(2024, 12, 31)))
    assert (late["elections"], late.get("elections_on_time", 0)) == (1, 0)
    assert counts(table(well_kept(), "organization")) == {
        "branches": 1, "groups": 2, "committees": 1, "committee_members": 3,
    }  # fmt: skip


def test_an_unknown_table_is_refused_with_those_there_are() -> None:
    with pytest.raises(NotFoundError, match="没有名为“fees”的统计表") as caught:
        statistics(well_kept(), END, "fees")
    assert "balance（年内增减）" in caught.value.remedy


def test_the_days_of_the_reports_are_those_past_and_the_next_one() -> None:
    assert reference_days(date(2026, 3, 2))[:3] == (date(2026, 6, 30), date(2025, 12, 31), date(2025, 6, 30))
    assert reference_days(date(2026, 12, 31))[0] == date(2026, 12, 31)


def test_two_of_one_name_are_told_apart_behind_the_numbers() -> None:
    facts = of(*(known(n, name="王建国", born_on=f"{1950 + n}-01-01") for n in (1, 2)))

    assert names(facts, table(facts, "kind"), "full") == "王建国（1951）、王建国（1952）"


def test_the_workbook_has_a_sheet_for_each_table_and_the_names() -> None:
    facts = year_of_changes()
    tables = statistics(facts, END)
    sheets = sheets_of(tables, facts, END)

    assert [sheet.name for sheet in sheets] == [*(each.title for each in tables), "名单"]
    assert ("年内增减", "新发展", 1, "新党员") in sheets[-1].rows
    assert len({sheet.name[:31] for sheet in sheets}) == len(sheets)


def test_people_keep_their_places_whoever_was_typed_first() -> None:
    forwards = of(*people(10))
    backwards = of(*reversed(people(10)))

    assert statistics(forwards, END) == statistics(backwards, END)


def test_dues_are_counted_by_heads_as_they_stood_on_the_day() -> None:
    facts = dues_kept()
    owing = tuple(each for each in facts.dues.payments if (each.person, each.months) != ("p3", ("2025-05",)))
    late = next(each for each in facts.dues.payments if (each.person, each.months) == ("p3", ("2025-05",)))
    facts = replace(facts, dues=replace(facts.dues, payments=(*owing, replace(late, paid_on="2025-09-01"))))

    half, whole = (table(facts, "dues", day) for day in (date(2025, 6, 30), END))
    assert counts(half) == {"settled": 10, "in_arrears": 1, "total": 10}
    assert names(facts, half, "in_arrears") == facts.roster.people["p3"].name
    assert counts(whole) == {"settled": 10, "total": 10}


def test_a_branch_that_keeps_no_dues_here_has_no_table_of_them() -> None:
    assert "dues" not in {each.key for each in statistics(well_kept(), END)}
