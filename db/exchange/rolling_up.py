"""上报: what the profile allows of this branch, as of today, sealed to its township.

Not a merge: the branch is the only writer of what it reports, and a newer snapshot replaces the older one whole.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import resources
from db.arithmetic.days import latest
from db.changes import Row
from db.exchange import register
from db.exchange.container import packed
from db.exchange.scope import Scope, read_scope
from db.exchange.sending import SentPackage, sealed_to, write
from db.exchange.sites import own_identity, own_site
from db.exchange.snapshot import ENTRY, EVERYTHING, SECTIONS, Line, Snapshot, to_bytes
from db.exchange.superior import needed_superior
from db.exchange.trails import HEADS, earlier_heads
from db.fields import FieldSpec
from db.ledgers import LEDGERS
from db.services.branch import Branch

if TYPE_CHECKING:
    from db.rules.facts import Facts
    from db.rules.scoring import ScoreTable

HANDED_DOWN = "handdown"  # in the manifest's `extra`: the number of the newest hand-down held
KEPT_YEARS = 2  # meetings of this year and the one before: a bulletin of January tells of December
_LONGEST = 400
_UNITS = {"members": "人", "meetings": "次"}
_MEETINGS = tuple(spec.key for spec in LEDGERS if spec.meeting)
REPORTED = (
    "person",
    "post",
    *_MEETINGS,
)  # ledgers that can be reported one at a time; no other is reported at all


def roll_up(branch: Branch, to: Path, scope: str = EVERYTHING) -> SentPackage:
    """Write a roll-up into the folder `to`; `scope` is all, group:NAME, month:2026-03 or ledger:KEY.

    LedgerErrors: no_superior, invalid (scope), not_found (group, folder), disk_full, write_failed, package_not_written.
    """
    chief = needed_superior(branch)
    snapshot = snapshot_of(branch, scope, chief.match_key)
    content = to_bytes(snapshot)
    known = own_site(branch)
    return write(
        branch,
        "rollup",
        to,
        sealed_to([chief.recipient, known.recipient], own_identity(branch)),
        scope=scope,
        entries={ENTRY: packed(content)},
        raw={ENTRY: len(content)},
        number=register.last_roll_up(branch) + 1,
        to=(chief.unit,),
        other_side=chief.name,
        summary=_amounts(snapshot),
        changes=snapshot.count,
        counts={name: len(rows) for name, rows in snapshot.sections.items()},
        sites=(),
        endorsement={},
        received={},
        version_vector={},
        # the number, so that a township restored from a backup counts on from there
        extra={HANDED_DOWN: chief.number, HEADS: earlier_heads(branch)},
    )


def snapshot_of(branch: Branch, scope: str, match_key: str) -> Snapshot:
    """What would be reported now."""
    from db.rules.duties import duties
    from db.rules.findings import findings
    from db.rules.gathering import gather

    wanted = _read_scope(branch, scope)
    facts = gather(branch)
    year = int(wanted.month[:4]) if wanted.month else branch.today.year
    owed = [each for each in duties(facts, year) if _is_wanted_duty(wanted, each.due_on, each.subject)]
    has_findings = wanted.is_whole or wanted.month
    found = (
        [each for each in findings(facts, year) if _is_within(wanted, each.period)] if has_findings else []
    )
    scored = reported_score(branch, facts) if wanted.is_whole else None
    sections: dict[str, Iterable[Line]] = {
        "members": _members(branch, wanted, match_key),
        "meetings": _meetings(branch, wanted),
        "duties": [{name: getattr(each, name) for name in SECTIONS["duties"]} for each in owed],
        "findings": _counted((each.rule, each.severity, each.title, each.state) for each in found),
        "scores": _scored_lines(scored) if scored else (),
    }
    return Snapshot(
        branch.today.isoformat(),
        year,
        scope,
        {name: [_allowed(name, row) for row in rows] for name, rows in sections.items()},
        scored.score if scored else None,
    )


def reported_score(branch: Branch, facts: "Facts | None" = None) -> "ScoreTable":
    """This year's table whose score is reported, as it stands today; `facts` where they were gathered already.

    A table handed down that cannot be scored by is passed over for the next one, so that it never stops a report.
    """
    from db.rules.gathering import gather
    from db.rules.scoring import reported_rubric, score

    year = branch.today.year
    return score(facts or gather(branch), reported_rubric(branch, year), year, branch.rows)


def _amounts(snapshot: Snapshot) -> str:
    """人员43人、组织生活81次、…: what is reported, for the register and the trail."""
    read = resources.read_toml("rollup/profile.toml")
    told = [
        f"{section['title']}{len(snapshot.rows(name))}{_UNITS.get(name, '项')}"
        for name, section in read.items()
        if snapshot.rows(name)
    ]
    return "、".join(told)


@cache
def profile() -> Mapping[str, frozenset[str]]:
    """The columns that leave the house, by section (resources/rollup/profile.toml)."""
    read = resources.read_toml("rollup/profile.toml")
    return {name: frozenset(section["columns"]) for name, section in read.items()}


def _allowed(section: str, row: Mapping[str, Any]) -> Line:
    """The row as it may be sent: columns of the profile alone, one line each."""
    allowed = profile().get(section, frozenset())
    return {
        key: _one_line(row[key]) if kind is str else int(row[key])
        for key, kind in SECTIONS[section].items()
        if key in allowed
    }


def _one_line(value: Any) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return "".join(ch for ch in text if ch.isprintable())[:_LONGEST]


# --- the scope ------------------------------------------------------------------------------------------------
def _read_scope(branch: Branch, text: str) -> Scope:
    allowed = "、".join(REPORTED)
    advice = f"请写 all、group:党小组名、month:2026-03 或 ledger:台账（{allowed}，其他台账不上报）"
    return read_scope(branch, text, REPORTED, (f"不能按“{text[:30]}”上报", advice))


def _is_within(wanted: Scope, period: str) -> bool:
    """Whether a period ("2026", "2026Q1", "2026-03" or a day) belongs to the month asked for."""
    return not wanted.month or period.startswith(wanted.month)


def _is_wanted_duty(wanted: Scope, due_on: str, subject: str) -> bool:
    if wanted.ledger:
        return False
    return _is_within(wanted, due_on) and (not wanted.group or subject == wanted.group)


# --- the lists ------------------------------------------------------------------------------------------------
def _members(branch: Branch, wanted: Scope, match_key: str) -> list[dict[str, Any]]:
    if wanted.month or wanted.ledger in _MEETINGS:
        return []
    posts = _posts(branch)
    return [
        _member(row, posts.get(row.uid, ""), match_key)
        for row in branch.rows("person")
        if row.get("roll_status") == "on_roll"
        and (not wanted.group or row.text("group") == wanted.group)
        and (wanted.ledger != "post" or row.uid in posts)
    ]


def _member(row: Row, posts: str, match_key: str) -> dict[str, Any]:
    number = row.text("id_number")
    return {
        **{name: row.text(name) for name in SECTIONS["members"]},
        "uid": row.uid,
        "posts": posts,
        "number_tail": number[-4:] if len(number) >= 15 else "",
        "token": match_token(number, match_key),
    }


def match_token(number: str, match_key: str) -> str:
    """The same for the same citizen number under one township's key, telling nothing of it without that key."""
    if len(number) < 15:
        return ""
    mac = hmac.new(bytes.fromhex(match_key), f"roll-up person\n{number}".encode(), hashlib.sha256)
    return mac.hexdigest()[:32]


def _posts(branch: Branch) -> dict[str, str]:
    """By person: the committee posts held today, in words."""
    spec = _field("post", "post")
    held: dict[str, list[str]] = {}
    for row in branch.rows("post"):
        person, until = row.get("person"), row.get("until_on")
        if person is not None and (until is None or latest(until) >= branch.today):
            held.setdefault(person.uid, []).append(spec.title_of(row.text("post")))
    return {uid: "、".join(titles) for uid, titles in held.items()}


def _field(ledger: str, key: str) -> FieldSpec:
    return next(spec for spec in LEDGERS if spec.key == ledger).by_key[key]


def _meetings(branch: Branch, wanted: Scope) -> list[dict[str, Any]]:
    if wanted.ledger in ("person", "post"):
        return []
    first = f"{branch.today.year - KEPT_YEARS + 1}-01-01"
    return [
        _meeting(key, row)
        for key in _MEETINGS
        if wanted.ledger in ("", key)
        for row in branch.rows(key)
        if row.text("held_on") >= ("" if wanted.month else first)
        and row.text("held_on").startswith(wanted.month)
        and (not wanted.group or row.text("group") == wanted.group)
    ]


def _meeting(ledger: str, row: Row) -> dict[str, Any]:
    counts = ("expected", "present", "excused", "absent")
    return {
        "uid": row.uid,
        "ledger": ledger,
        "held_on": row.text("held_on"),
        "title": row.text("topic"),
        "group": row.text("group"),
        **{name: row.get(f"{name}_count", 0) for name in counts},
        "is_late_entry": bool(row.get("is_late_entry")),
    }


def _scored_lines(scored: "ScoreTable") -> list[dict[str, Any]]:
    """The lines of the table with their points; a mark beyond its line (two PCs) never makes a negative number."""
    return [
        {
            **{name: getattr(each.item, name) for name in ("number", "title", "group", "kind", "points")},
            "rubric": scored.rubric.title,
            "deducted": max(0, each.lost),
            "added": max(0, each.added),
            "state": each.state,
        }
        for each in scored.items
    ]


def _counted(found: Iterable[tuple[str, str, str, str]]) -> list[dict[str, Any]]:
    names = ("rule", "severity", "title", "state")
    return [dict(zip(names, key, strict=True)) | {"count": count} for key, count in Counter(found).items()]
