"""Heart-to-heart talks of a year pair by pair, and what is still missing."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.options import UsageError, read_year
from desktop.cli.showing import basis_object, table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.rules.life.talk_matrix import MissingTalk, TalkMatrix
    from db.rules.year_view import YearView

_KINDS = {"committee": "支委之间", "committee_member": "支委与党员", "members": "党员之间"}
_STATES = {"due": "待谈", "late": "全年没有谈"}
_STATES_OF_EVENTS = {"due": "待谈", "late": "逾期没有谈"}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("talks")(talks)


def talks(
    context: typer.Context,
    year: Annotated[int | None, typer.Option("--year", metavar="Y", help="哪一年，不写为今年")] = None,
    person: Annotated[str, typer.Option("--person", metavar="NAME", help="只看这一人")] = "",
) -> None:
    """谈心谈话对照：谁与谁谈过、什么时候谈的、还缺哪些。"""
    from db.rules.gathering import gather
    from db.rules.life.talk_matrix import talk_matrix
    from db.rules.year_view import YearView
    from db.services.naming_records import names_of

    chosen = read_year(year)
    with state_of(context).options.opened() as branch:
        facts = gather(branch)
        if chosen is not None and chosen > facts.today.year:
            raise UsageError(f"--year 不能晚于今年（{facts.today.year}）")
        view = YearView(facts, chosen or facts.today.year)
        uid = names_of(branch).find("person", person, False) if person else ""
    found = talks_object(view, talk_matrix(view), uid)
    state_of(context).answer.give(found, lambda: _lines(found))


def talks_object(view: "YearView", matrix: "TalkMatrix", uid: str = "") -> dict[str, Any]:
    """A year as `talks --json` gives it.

    `pairs`: everybody who talked, by kind (committee, committee_member, members), with `count`, `last_on` and the uids of
    the `talks`. `missing`: what is asked for and not there; `first` null means any one of the committee. `required`: how
    many are met of how many. `left_out`: who is asked for nothing, and why. `occasions`: events after (before) which a talk
    is wanted between `first` and `due_on`, with the uid of the `talk` that was held. With `uid` only that person.
    """
    from db.rules.library import basis
    from db.rules.life.talk_matrix import COMMITTEE, COMMITTEE_MEMBER

    counted = {kind: matrix.counted(kind) for kind in (COMMITTEE, COMMITTEE_MEMBER)}
    return {
        "year": matrix.year,
        "as_of": matrix.as_of.isoformat(),
        "committee": [_person(view, each) for each in matrix.committee],
        "members": [_person(view, each) for each in matrix.members],
        "pairs": [each for each in _pairs(view, matrix) if _is_about(each, uid)],
        "missing": [
            each for each in (_missing(view, each) for each in matrix.missing) if _is_about(each, uid)
        ],
        "required": {kind: {"done": done, "of": of} for kind, (done, of) in counted.items()},
        "left_out": [
            {**_person(view, each), "reason": why}
            for each, why in matrix.left_out.items()
            if uid in ("", each)
        ],
        "occasions": [each for each in _occasions(view) if uid in ("", each["person"]["uid"])],
        "basis": basis_object(basis("heart_talk", matrix.as_of)),
    }


def _is_about(told: dict[str, Any], uid: str) -> bool:
    return not uid or any(told[side] and told[side]["uid"] == uid for side in ("first", "second"))


def _person(view: "YearView", uid: str) -> dict[str, str]:
    return {"uid": uid, "name": view.label_of(uid)}


def _pairs(view: "YearView", matrix: "TalkMatrix") -> Iterable[dict[str, Any]]:
    place = {uid: number for number, uid in enumerate(matrix.people)}
    ordered = [sorted(pair, key=place.__getitem__) for pair in matrix.between]
    for one, other in sorted(ordered, key=lambda pair: (place[pair[0]], place[pair[1]])):
        held = matrix.talks(one, other)
        yield {
            "first": _person(view, one),
            "second": _person(view, other),
            "kind": matrix.kind(one, other),
            "count": len(held),
            "last_on": held[-1].held_on,
            "talks": [talk.uid for talk in held],
        }


def _missing(view: "YearView", missing: "MissingTalk") -> dict[str, Any]:
    return {
        "first": _person(view, missing.first) if missing.first else None,
        "second": _person(view, missing.second),
        "kind": missing.kind,
        "state": "late" if view.today.year > view.year else "due",
    }


def _occasions(view: "YearView") -> Iterable[dict[str, Any]]:
    from db.rules.life.must_talk import occasions, talk_of

    for each in occasions(view):
        talk = talk_of(view, each)
        state = "done" if talk else "late" if view.today > each.due_on else "due"
        yield {
            "kind": each.kind,
            "title": each.words,
            "person": _person(view, each.person),
            "on": each.on.isoformat(),
            "first": each.first.isoformat(),
            "due_on": each.due_on.isoformat(),
            "state": state,
            "talk": talk.uid if talk else None,
            "record": {"ledger": each.record[0], "uid": each.record[1]},
        }


def _lines(found: dict[str, Any]) -> Iterable[str]:
    yield from table(
        ("谈话双方", "", "", "次数", "最近一次"),
        [
            (
                each["first"]["name"],
                each["second"]["name"],
                _KINDS[each["kind"]],
                str(each["count"]),
                each["last_on"],
            )
            for each in found["pairs"]
        ],
    )
    for each in found["missing"]:
        first = each["first"]["name"] if each["first"] else "任一支委"
        yield f"{_STATES[each['state']]}：{first}与{each['second']['name']}（{_KINDS[each['kind']]}）"
    for each in found["occasions"]:
        if each["state"] != "done":
            yield f"五必谈{_STATES_OF_EVENTS[each['state']]}：{each['person']['name']}（{each['title']}，{each['on']}），期限{each['due_on']}"
    counts = "，".join(f"{_KINDS[kind]} {of['done']}/{of['of']}" for kind, of in found["required"].items())
    yield f"截至{found['as_of']}：{counts}；{found['basis']['text']}"
