"""A small village branch of invented people for tests with windows. Made once, copied for each test."""

from pathlib import Path

from db.changes import Draft
from db.clock import Clock, fixed_clock
from db.ledgers import by_key
from db.opening import create_branch, open_branch
from db.services.branch import Branch
from db.services.queries import people_index
from db.services.saving import save, save_many

CHEAP = {"memory_kib": 8 * 1024, "iterations": 1, "lanes": 1}
PASSPHRASE = "四个不相干的词"
NAME = "中共试溪村支部委员会"
TODAY = "2026-11-22T08:00:00"
_PROBATION = {"stage": "probationary", "admitted_on": "2026-03-20", "promoted_on": None}
PEOPLE: tuple[dict[str, str | None], ...] = (
    {"name": "周国强", "sex": "male", "born_on": "1968-03-12", "group": "第一党小组"},
    {"name": "王建国", "sex": "male", "born_on": "1957-05", "group": "第一党小组"},
    {"name": "王建国", "sex": "male", "born_on": "1981-02-09", "group": "第二党小组"},
    {"name": "方桂𬭛", "sex": "female", "born_on": "1957-02-04", "group": "第二党小组"},
    {"name": "叶子涵", "sex": "female", "born_on": "1992-10-30", "group": "第一党小组"},
    {
        "name": "汪树生",
        "sex": "male",
        "born_on": "1996-08-17",
        "group": "第二党小组",
        **_PROBATION,
    },
)


def still_clock() -> Clock:
    """Stands still on 22 November 2026."""
    return fixed_clock(TODAY)


def make_branch(folder: Path) -> None:
    """Makes the branch and closes it."""
    profile = {"name": NAME, "kind": "village", "founded_on": "1998-07-01", "term_start_on": "2022-01-10"}
    branch = create_branch(folder, profile, PASSPHRASE, still_clock(), actor="周国强", cost=CHEAP).branch
    save_many(branch, by_key("group"), [Draft({"name": "第一党小组"}), Draft({"name": "第二党小组"})])
    common = {
        "stage": "full",
        "roll_status": "on_roll",
        "admitted_on": "2015-07-01",
        "promoted_on": "2016-07-01",
    }
    save_many(branch, by_key("person"), [Draft({**common, **person}) for person in PEOPLE])
    _add_meetings(branch)
    branch.close()


def open_copy(folder: Path) -> Branch:
    """Opens a copy of the branch."""
    return open_branch(folder, still_clock(), passphrase=PASSPHRASE)


def _add_meetings(branch: Branch) -> None:
    by_name = {person.label: person.uid for person in people_index(branch)}
    secretary = by_name["周国强"]
    for month in range(7, 11):
        draft = {
            "held_on": f"2026-{month:02d}-12",
            "starts_at": "14:30",
            "place": "村党群服务中心二楼",
            "chair": secretary,
            "topic": f"{month}月的几件事",
            "agenda": [
                {"title": "商量水渠清淤", "speakers": [{"person": secretary, "words": "先清东头这一段。"}]}
            ],
            "attendance": [{"person": uid, "state": "present"} for uid in by_name.values()],
        }
        save(branch, by_key("general_meeting"), Draft(draft))
