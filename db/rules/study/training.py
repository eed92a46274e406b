"""Who was trained in which time, and which secretaries are new: the common ground of duties and findings on training."""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.days import add_months, earliest, is_exact
from db.records.roster import PostHeld
from db.rules.study.facts import Course
from db.rules.study.hours import StudyYear
from db.rules.year_view import YearView

MONTHS_FOR_A_SECRETARY = 6


def study_of(view: YearView) -> StudyYear:
    """The accounts of the year, worked out once for all rules of a run."""
    return view.once("study", lambda one: StudyYear(one.facts, one.year))


def trained(courses: tuple[Course, ...], person: str, first: date, last: date) -> bool:
    """Whether somebody took part in a superior's intensive training from one day to another."""
    return any(
        course.is_superior
        and any(each.person == person for each in course.participants)
        and course.begins_on <= last.isoformat()
        and (course.ends_on or course.begins_on) >= first.isoformat()
        for course in courses
    )


def new_secretaries(view: YearView) -> Iterator[tuple[PostHeld, date]]:
    """Secretaries who were none before, with the day by which they should be trained; of years in which study is kept."""
    for post in view.roster.posts:
        if post.post != "secretary" or not post.from_on or not is_exact(post.from_on):
            continue
        begun = date.fromisoformat(post.from_on)
        served = any(
            held.person_uid == post.person_uid
            and held.post == "secretary"
            and held.uid != post.uid
            and (held.from_on is None or earliest(held.from_on) < begun)
            for held in view.roster.posts
        )
        if not served and StudyYear(view.facts, begun.year).is_kept:
            yield post, add_months(begun, MONTHS_FOR_A_SECRETARY)


def is_trained_secretary(view: YearView, post: PostHeld, due_on: date) -> bool:
    """Whether the training came within the time."""
    return trained(view.facts.study.courses, post.person_uid, date.fromisoformat(post.from_on or ""), due_on)
