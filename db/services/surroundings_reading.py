"""The calendar, the local settings and the days of meetings, read when a ledger asks for them."""

from datetime import date

from sqlalchemy import select

from db.arithmetic.working_days import HolidayCalendar, seed_calendar
from db.records.surroundings import MeetingHeld, Surroundings, TalkHeld
from db.services.branch import Branch
from db.services.naming_records import table_of


def read_surroundings(branch: Branch) -> Surroundings:
    """Everything around a record, kept until the next write."""
    from db.services.settings import all_settings

    def read() -> Surroundings:
        profile = branch.profile
        kind = profile.text("kind") if profile else ""
        calendar, settings = calendar_of(branch), all_settings(branch)
        meetings, talks = _meetings(branch), _talks(branch)
        return Surroundings(branch.today, calendar, settings, meetings, kind or "village", talks)

    return branch.cached(f"surroundings {branch.today}", read)


def calendar_of(branch: Branch) -> HolidayCalendar:
    """The branch's own holiday table; for years it says nothing of, the bundled calendar."""
    seeded, table = seed_calendar(), table_of("holiday")
    rows = branch.database.connection.execute(
        select(table.c.day, table.c.is_workday).where(table.c.removed_at.is_(None), table.c.day.is_not(None))
    )
    own = {date.fromisoformat(day): bool(is_workday) for day, is_workday in rows}
    own_years = frozenset(day.year for day in own)
    days = {day: works for day, works in seeded.days.items() if day.year not in own_years}
    return HolidayCalendar(days | own, seeded.known_years | own_years)


def _meetings(branch: Branch) -> dict[str, MeetingHeld]:
    found = {}
    for spec in branch.ledgers:
        if spec.meeting:
            table = table_of(spec.key)
            held = select(table.c.uid, table.c.held_on).where(table.c.removed_at.is_(None))
            for uid, held_on in branch.database.connection.execute(held):
                if held_on:
                    found[uid] = MeetingHeld(spec.key, held_on)
    return found


def _talks(branch: Branch) -> tuple[TalkHeld, ...]:
    table = table_of("heart_talk")
    columns = (table.c.held_on, table.c.initiator_uid, table.c.partner_uid)
    held = branch.database.connection.execute(select(*columns).where(table.c.removed_at.is_(None)))
    return tuple(
        TalkHeld(held_on, frozenset((initiator, partner)))
        for held_on, initiator, partner in held
        if held_on and initiator and partner
    )
