"""Roster, sign-in sheet and birthday sheets: who is on them, in which order, and what is hidden."""

from dataclasses import replace
from datetime import date

from db.arithmetic.membership import PersonDates, Timed
from db.ledgers import by_key
from db.reports.birthdays import build_month_strip, build_poster
from db.reports.document import CalendarPoster, MonthCalendar, Table, texts_of
from db.reports.roster import RosterPage, roster
from db.reports.sign_in_sheet import sign_in_sheet
from db.reports.source import PrintOptions

DAY = date(2026, 11, 22)


def column(table: Table, title: str) -> list[str]:
    place = [each.title for each in table.columns].index(title)
    return [row[place] for row in table.rows]


def test_the_roster_is_sorted_by_surname_strokes(source, facts):
    people = {
        uid: replace(person, stroke_key=f"{99 - int(uid[1]):02d}")
        for uid, person in facts.roster.people.items()
    }
    facts = replace(facts, roster=replace(facts.roster, people=people, _cache={}))
    table = roster(source.rows("person"), facts, RosterPage(DAY)).blocks[0]
    assert column(table, "姓名")[0] == "唐小龙"
    assert column(table, "序号") == [str(number) for number in range(1, 9)]


def test_the_roster_of_a_past_day_leaves_out_who_joined_later(source, facts):
    table = roster(source.rows("person"), facts, RosterPage(date(2025, 12, 31))).blocks[0]
    assert "唐小龙" not in column(table, "姓名")
    assert len(table.rows) == 7


def test_the_roster_of_today_leaves_out_who_was_transferred_out(source, facts):
    people = dict(facts.roster.people)
    gone = people["p3"]
    dates = PersonDates(
        admitted_on=gone.dates.admitted_on,
        promoted_on=gone.dates.promoted_on,
        status_events=(Timed("2026-06-01", "transferred_out"),),
    )
    people["p3"] = replace(gone, dates=dates)
    facts = replace(facts, roster=replace(facts.roster, people=people, _cache={}))
    assert "陈大山" in column(
        roster(source.rows("person"), facts, RosterPage(date(2026, 5, 31))).blocks[0], "姓名"
    )
    assert "陈大山" not in column(roster(source.rows("person"), facts, RosterPage(DAY)).blocks[0], "姓名")


def test_the_standing_printed_leaves_out_a_suspension_and_so_does_the_poster(source, facts):
    people = dict(facts.roster.people)
    events = (Timed("2010-01-01", "suspended"), Timed("2013-01-01", "on_roll"))
    people["p3"] = replace(people["p3"], dates=PersonDates(None, "1990-05-01", "1991-05-01", (), events))
    facts = replace(facts, roster=replace(facts.roster, people=people, _cache={}))
    table = roster(source.rows("person"), facts, RosterPage(DAY)).blocks[0]
    years = dict(zip(column(table, "姓名"), column(table, "党龄"), strict=True))
    assert years["陈大山"] == "32"
    poster = build_poster(source, facts, PrintOptions(year=2026)).blocks[0]
    assert isinstance(poster, CalendarPoster)
    kept = {
        (occasion.name, occasion.note)
        for month in poster.months
        for occasion in month
        if occasion.kind == "political_birthday"
    }
    assert ("陈大山", "33年") in kept


def test_the_roster_masks_numbers_and_shortens_addresses(source, facts):
    page = RosterPage(DAY, "A3")
    table = roster(source.rows("person"), facts, page).blocks[0]
    assert all("********" in number for number in column(table, "公民身份号码"))
    assert all(number.startswith("138****") for number in column(table, "联系电话"))
    assert set(column(table, "住址")) == {"上溪村＊＊"}


def test_the_count_under_the_roster_is_the_count_of_its_rows(source, facts):
    document = roster(source.rows("person"), facts, RosterPage(DAY))
    assert "在册党员8名，其中正式党员7名、预备党员1名；女党员2名；外出流动党员1名" in document.blocks[1].text


def test_the_sign_in_sheet_lists_everybody_expected_once_with_an_empty_cell(source, facts):
    document = sign_in_sheet(by_key("general_meeting"), source.rows("general_meeting")[1], facts)
    table = next(block for block in document.blocks if isinstance(block, Table))
    cells = [cell for row in table.rows for cell in row]
    names = [cell for cell in cells[0::2] if cell]
    assert sorted(names) == sorted(
        ["王建国", "李秀英", "方桂𬭛", "陈大山", "欧阳春花", "周长根", "王建国", "唐小龙（预）"]
    )
    assert set(cells[1::2]) == {""}


def test_the_sign_in_sheet_of_a_committee_lists_the_committee(source, facts):
    document = sign_in_sheet(by_key("committee_meeting"), source.rows("committee_meeting")[0], facts)
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert list(table.rows[0][0::2]) == ["王建国", "李秀英", "方桂𬭛"]


def test_the_poster_shows_every_member_once_in_each_colour(source, facts):
    poster = build_poster(source, facts, PrintOptions(year=2026)).blocks[0]
    assert isinstance(poster, CalendarPoster)
    shown = [occasion for month in poster.months for occasion in month]
    assert sum(occasion.kind == "birthday" for occasion in shown) == 8
    # who joined in the year itself has no anniversary yet
    assert sum(occasion.kind == "political_birthday" for occasion in shown) == 7
    assert sum(occasion.kind == "work_anniversary" for occasion in shown) == 8
    assert {entry.mark for entry in poster.legend} == {"●", "★", "▲"}


def test_a_lunar_birthday_is_shown_on_its_solar_day_with_the_lunar_one(source, facts):
    poster = build_poster(source, facts, PrintOptions(year=2026)).blocks[0]
    lunar = [(month, o) for month, each in enumerate(poster.months, 1) for o in each if "农历" in o.note]
    assert [(month, o.day, o.name, o.note) for month, o in lunar] == [(8, 2, "陈大山", "农历闰六月二十")]


def test_a_birthday_known_to_the_month_stands_last_in_its_month_without_a_day(source, facts):
    strip = build_month_strip(source, facts, PrintOptions(year=2026, month=8)).blocks[0]
    assert isinstance(strip, MonthCalendar)
    assert strip.occasions[-1].name == "周长根"
    assert strip.occasions[-1].day == 0


def test_no_age_is_printed_on_the_poster(source, facts):
    document = build_poster(source, facts, PrintOptions(year=2026))
    assert not any("岁" in text for text in texts_of(document))
