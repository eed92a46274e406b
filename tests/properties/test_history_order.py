"""The same history entered in any order gives the same state as of any day, over all ledgers with dated values.

Two branches take in the same records, one in order and one shuffled; what stands on the roster, who may vote, who holds
which post, how long the standing is and what is owed in dues are then compared day by day.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.ledgers import by_key
from db.rules.dues.months import DuesView
from db.rules.gathering import gather
from db.services.branch import Branch
from db.services.queries import ListQuery, list_rows
from db.services.roster_reading import read_roster
from tests.support.branches import change, copy_as_its_own, full_member, open_folder, save_new

NAMES = ("曾淑", "李想", "王芳", "周国英")
GROUPS = ("第一党小组", "第二党小组", "第三党小组", "第四党小组")
FIRST, LAST = date(2012, 1, 1), date(2026, 6, 30)
PERSON = by_key("person")
Say = tuple[str, int, Any]  # what, whose, how


@pytest.fixture(scope="module")
def before(branch_template: Path) -> Iterator[Path]:
    """A closed branch with four full members and four groups."""
    root = Path(tempfile.mkdtemp()) / "before"
    copy_as_its_own(branch_template, root)
    opened = open_folder(root)
    for name in NAMES:
        full_member(opened, name)
    for name in GROUPS:
        save_new(opened, "group", name=name)
    opened.close()
    yield root
    shutil.rmtree(root.parent)


@contextmanager
def _branch(before: Path) -> Iterator[Branch]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "branch"
        copy_as_its_own(before, root)
        opened = open_folder(root)
        try:
            yield opened
        finally:
            opened.close()


def _days(count: int) -> st.SearchStrategy[list[str]]:
    """Different days in order."""
    numbers = st.lists(st.integers(0, (LAST - FIRST).days), min_size=count, max_size=count, unique=True)
    return numbers.map(lambda found: [(FIRST + timedelta(days=each)).isoformat() for each in sorted(found)])


@st.composite
def histories(draw: Callable[..., Any]) -> list[Say]:
    """What happened to four members: groups, posts, dues, sanctions, transfers, searches, measures, a death."""
    said: list[Say] = []
    for who in range(len(NAMES)):
        moves = draw(_days(draw(st.integers(0, 3))))
        said += [("group", who, (place, day)) for place, day in enumerate(moves)]
        for begun, ended in draw(st.lists(_days(2), max_size=2)):
            post = draw(st.sampled_from(["secretary", "organization", "publicity"]))
            said.append(
                (
                    "post",
                    who,
                    {"post": post, "from_on": begun, "until_on": draw(st.sampled_from([ended, None]))},
                )
            )
        for day in draw(
            st.lists(st.sampled_from(["2025-03", "2025-09", "2026-01"]), unique=True, max_size=3)
        ):
            said.append(("dues_standard", who, {"class": "wage", "base": draw(BASES), "from_month": day}))
        if draw(st.booleans()):
            begun, ended = draw(_days(2))
            said.append(
                (
                    "discipline",
                    who,
                    {"kind": "probation_within_party", "decided_on": begun, "lifted_on": ended},
                )
            )
        said += draw(_leaving(who))
    return said


BASES = st.sampled_from(["2033.42", "3211.51", "6847.50", "15320.40"])


@st.composite
def _leaving(draw: Callable[..., Any], who: int) -> list[Say]:
    """At most one story of the roll for each member, so that no two records contradict each other."""
    days = draw(_days(4))
    stories: list[list[Say]] = [
        [],
        [
            ("transfer", who, {"direction": "out", "issued_on": days[0], "receipt_on": days[1], "to_organization": "镇中心校"}),
            ("transfer", who, {"direction": "in", "issued_on": days[2], "receipt_on": days[3], "from_organization": "镇中心校"}),
        ],
        [("out_of_contact", who, {"since": days[0], "suspended_on": days[1], "restored_on": days[2]})],
        [("membership_measure", who, {"kind": "suspension", "cause": "study_abroad", "decided_on": days[0], "restored_on": days[2]})],
        [("membership_measure", who, {"kind": "removal", "cause": "self_left", "decided_on": days[3]})],
        [("status", who, ("deceased", days[3]))],
    ]  # fmt: skip
    return draw(st.sampled_from(stories))


def _enter(branch: Branch, said: list[Say]) -> None:
    people = {row["name"]: row.uid for row in list_rows(branch, PERSON, ListQuery())}
    groups = {row["name"]: row.uid for row in list_rows(branch, by_key("group"), ListQuery())}
    for what, who, how in said:
        uid = people[NAMES[who]]
        if what == "group":
            change(branch, "person", uid, group=groups[GROUPS[how[0]]], group_since=how[1])
        elif what == "status":
            change(branch, "person", uid, roll_status=how[0], roll_status_since=how[1])
        else:
            save_new(
                branch, what, person=uid, **{key: value for key, value in how.items() if value is not None}
            )


def _state(branch: Branch, days: list[str]) -> list[object]:
    """Everything as of each day, by name: uids differ from branch to branch."""
    roster, dues = read_roster(branch), DuesView(gather(branch))
    names = {uid: person.name for uid, person in roster.people.items()}

    def named(uids: Any) -> list[str]:
        return sorted(names[uid] for uid in uids)

    found: list[object] = []
    for day in days:
        listed = list_rows(branch, PERSON, ListQuery(as_of=date.fromisoformat(day)))
        found.append(
            (
                day,
                named(roster.members_on(day)),
                named(roster.voters_on(day)),
                named(roster.committee_on(day)),
                sorted((held.post, names[held.person_uid]) for held in roster.posts_on(day)),
                sorted(
                    (
                        row["name"],
                        row["stage"],
                        row["roll_status"] or "",
                        str(row["group"] or ""),
                        row["standing_years"],
                    )
                    for row in listed
                ),
                sorted((names[uid], dues.due_fen(uid, day[:7])) for uid in names),
            )
        )
    return found


@settings(
    max_examples=8,
    deadline=None,
    phases=(
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ),  # an example costs two branches: shrinking would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(histories(), st.integers(0, 10**6))
def test_the_same_history_in_any_order_gives_the_same_state_on_every_day(
    before: Path, said: list[Say], seed: int
) -> None:
    shuffled = Random(seed).sample(said, len(said))
    days = sorted(
        {f"{year}-{month:02d}-15" for year in range(2012, 2027) for month in (2, 8)} | set(_named(said))
    )
    with _branch(before) as one, _branch(before) as other:
        _enter(one, said)
        _enter(other, shuffled)
        assert _state(one, days) == _state(other, days)


def _named(said: list[Say]) -> Iterator[str]:
    """Every day that the history names."""
    for _what, _who, how in said:
        values = how.values() if isinstance(how, dict) else how
        yield from (
            str(each)
            for each in values
            if isinstance(each, str) and len(each) == len("2026-01-01") and each[:2] == "20"
        )
