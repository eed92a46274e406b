"""Findings MEM-26 and MEM-27: sanctions whose period is over, and posts that a sanction took away."""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.days import day_text
from db.rules.affiliation.facts import SanctionRecord
from db.rules.findings.observation import Observation, Rule
from db.rules.year_view import POST_TITLES, YearView

PROBATION = "probation_within_party"
WITHOUT_POST = frozenset({"post_removal", PROBATION})


def _known(view: YearView) -> Iterator[SanctionRecord]:
    for sanction in view.facts.affiliation.sanctions:
        if sanction.person in view.roster.people and date.fromisoformat(sanction.begun_on) <= view.as_of:
            yield sanction


def _is_lifted(view: YearView, sanction: SanctionRecord) -> bool:
    return sanction.lifted_on is not None and date.fromisoformat(sanction.lifted_on) <= view.as_of


def not_lifted(view: YearView) -> Iterator[Observation]:
    """MEM-26. Only of present members: who was expelled or left needs no decision."""
    for sanction in _known(view):
        ends = sanction.ends_on
        is_open = sanction.kind == PROBATION and not _is_lifted(view, sanction)
        if is_open and ends is not None and ends < view.as_of and sanction.person in view.members:
            name = view.name(sanction.person)
            message = f"{name}留党察看{day_text(ends.isoformat())}期满，没有登记恢复权利的决定"
            yield Observation(message, view.period, view.as_of, name, (("discipline", sanction.uid),))


def post_kept(view: YearView) -> Iterator[Observation]:
    """MEM-27. A post given after the sanction is another matter, unless the rights are still taken away."""
    for sanction in _known(view):
        if sanction.kind not in WITHOUT_POST or _is_lifted(view, sanction):
            continue
        for held in view.roster.posts_on(view.as_of):
            is_older = held.from_on is None or held.from_on <= sanction.begun_on
            if held.person_uid == sanction.person and (is_older or sanction.kind == PROBATION):
                name, title = view.name(sanction.person), POST_TITLES.get(held.post, "委员")
                message = f"{name}{day_text(sanction.begun_on)}受处分，仍登记着{title}职务"
                records = (("discipline", sanction.uid), ("post", held.uid))
                yield Observation(message, view.period, view.as_of, name, records)


RULES = (Rule("MEM-26", not_lifted), Rule("MEM-27", post_kept))
