"""What a branch has set about admissions, from the facts: the switch of the editions, the calendar, local days."""

from datetime import date, timedelta

from db.arithmetic.admission import SWITCH_ON, AdmissionTerms
from db.ledgers.admission import terms_of
from db.records.surroundings import Surroundings
from db.rules.facts import Facts


def terms_of_facts(facts: Facts) -> AdmissionTerms:
    """The terms under which admissions are judged."""
    return terms_of(Surroundings(facts.today, facts.calendar, facts.settings))


def edition_day(facts: Facts, day: date) -> date:
    """A day on which the library knows the edition that the branch's own switch gives for `day`."""
    is_new = terms_of_facts(facts).edition_on(day) == "DEV26"
    return max(day, SWITCH_ON) if is_new else min(day, SWITCH_ON - timedelta(days=1))
