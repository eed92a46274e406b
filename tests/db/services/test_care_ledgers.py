"""Honours, voluntary services and files of care: what they refuse, what follows from them, and what is erased with whom."""

import pytest

from db.errors import InvalidDraftError
from db.exchange.erasing import erase_person
from db.ledgers import by_key
from db.reports import PrintOptions, build_print, print_kind
from db.reports.document import Table
from db.rules.findings import findings
from db.rules.gathering import gather
from db.rules.reminders import reminders
from db.services.queries import ListQuery, get_row, list_rows
from db.services.reading import sql_table
from tests.support.branches import change, full_member, save_new


def refused(branch, ledger: str, **values) -> set[str]:
    with pytest.raises(InvalidDraftError) as error:
        save_new(branch, ledger, **values)
    return set(error.value.problems)


def test_a_medal_is_a_persons_and_the_honour_of_a_branch_is_not(branch) -> None:
    person = full_member(branch, "江柏年")
    given = {"awarded_on": "2026-06-30"}
    assert refused(branch, "commendation", kind="medal_50", **given) == {"person"}
    assert refused(branch, "commendation", kind="advanced_branch", person=person, **given) == {"person"}
    uid = save_new(branch, "commendation", kind="advanced_branch", **given)
    assert get_row(branch, by_key("commendation"), uid)["recipient"] == "本支部"


def test_a_medal_on_record_ends_the_reminder_and_the_finding(branch) -> None:
    """Today is 1 July 2026, the day itself."""
    person = full_member(branch, "江柏年", admitted_on="1975-12-10", promoted_on=None, stage="full")
    assert [each.title for each in reminders(gather(branch), 0) if each.kind == "medal_50"] == [
        "江柏年可申报“光荣在党50年”纪念章"
    ]
    save_new(branch, "commendation", kind="medal_50", person=person, awarded_on="2026-06-30")
    assert [each for each in reminders(gather(branch), 0) if each.kind == "medal_50"] == []
    assert findings(gather(branch), 2026, "MEM-20") == ()


def test_the_list_of_honours_names_the_branch_first(branch) -> None:
    person = full_member(branch, "解春梅")
    save_new(
        branch,
        "commendation",
        kind="excellent_member",
        person=person,
        awarded_on="2023-06-29",
        level="county",
    )
    save_new(branch, "commendation", kind="advanced_branch", title="先进支部", awarded_on="2024-06-28")
    built = build_print(print_kind("commendation_list"), branch, gather(branch), PrintOptions())
    (table,) = (block for block in built.blocks if isinstance(block, Table))
    assert [row[2:5] for row in table.rows] == [
        ("本支部", "先进支部", ""),
        ("解春梅", "优秀共产党员", "县（市、区）"),
    ]


def test_the_affiliation_of_relatives_is_kept_for_a_review_only(branch) -> None:
    person = full_member(branch, "钱水根")
    family = [{"relation": "配偶", "name": "周氏", "affiliation": "masses"}]
    assert refused(branch, "care_file", person=person, family=family) == {"purpose"}
    assert refused(branch, "care_file", person=person, purpose="help", family=family) == {"family"}
    save_new(branch, "care_file", person=person, purpose="review", family=family)


def test_who_is_in_hardship_is_marked_on_the_roster_alone(branch) -> None:
    person = full_member(branch, "钱水根")
    uid = save_new(branch, "care_file", person=person, purpose="help", kind="illness", since="2024")
    spec = by_key("care_file")
    assert get_row(branch, spec, uid)["is_marked"] is False
    assert "在名册里勾选" in get_row(branch, spec, uid)["mark_text"]
    change(branch, "person", person, flags=["hardship"])
    assert get_row(branch, spec, uid)["is_marked"] is True


def test_a_person_has_one_file_and_it_is_erased_with_the_person(branch) -> None:
    person = full_member(branch, "钱水根")
    uid = save_new(
        branch, "care_file", person=person, purpose="help", family=[{"relation": "配偶", "name": "周氏"}]
    )
    erase_person(branch, person, "本人要求")
    assert [row.uid for row in list_rows(branch, by_key("care_file"), ListQuery())] == []
    table = sql_table(by_key("care_file").parts[0].record)
    held = branch.database.connection.execute(table.select().where(table.c.owner_uid == uid)).all()
    assert [row.name for row in held if row.name] == []


def test_a_certificate_is_erased_with_its_person_and_the_course_stays(branch) -> None:
    gone, other = full_member(branch, "钱水根"), full_member(branch, "林小满")
    people = [{"person": gone, "certificate_number": "甲-1"}, {"person": other, "certificate_number": "甲-2"}]
    uid = save_new(branch, "study", title="培训", begins_on="2026-03-05", participants=people)
    erase_person(branch, gone, "本人要求")
    row = get_row(branch, by_key("study"), uid)
    assert [each["certificate_number"] for each in row["participants"]] == ["甲-2"]
    assert "甲-1" not in str(
        branch.database.connection.exec_driver_sql("SELECT cells FROM s_row_change").all()
    )


def test_a_service_cannot_end_before_it_began(branch) -> None:
    given = {"served_on": "2026-03-05", "service": "植树"}
    assert refused(branch, "volunteer", **given, starts_at="10:00", ends_at="09:00") == {"ends_at"}
    assert refused(branch, "volunteer", **given, hours=25) == {"hours"}
    assert refused(branch, "volunteer", served_on="2026-03-05") == {"service"}
