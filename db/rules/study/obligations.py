"""What a branch that keeps study here owes: the hours of the year, and the training of a new secretary."""

from collections.abc import Iterator
from datetime import date

from db.rules.study.training import is_trained_secretary, new_secretaries, study_of
from db.rules.year_view import Record, YearView

Owed = tuple[str, date, date, bool, str, tuple[Record, ...], str, str]
"""Duty, first and last day, whether met, how far, evidence, subject and its uid."""


def study_owed(view: YearView) -> Iterator[Owed]:
    """The obligations of the year, met or not; none where study is kept elsewhere."""
    study = study_of(view)
    if not study.is_kept:
        return
    asked = [account for account in study.accounts if not account.exempt]
    done = sum(not account.missing for account in asked)
    if asked:
        last = date(view.year, 12, 31)
        met = done == len(asked)
        yield "study_hours", view.first, last, met, f"{done}/{len(asked)}人已达到", (), "", ""
    for post, due_on in new_secretaries(view):
        if due_on.year == view.year:
            met = is_trained_secretary(view, post, due_on)
            begun = date.fromisoformat(post.from_on or "")
            name, records = view.label_of(post.person_uid), (("post", post.uid),)
            yield "secretary_training", begun, due_on, met, "", records if met else (), name, post.uid
