"""任期: one record per term of the branch committee, from its election on.

Where the ledger knows the present term it replaces the fields of the branch's profile, which stay for branches that keep
no terms here. Who sat on the committee is read from 支委任职 and never typed a second time.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from db.arithmetic.days import earliest, latest
from db.arithmetic.term import lawful_years, ordinary_end, term_end
from db.changes import Ref
from db.fields import FieldSpec, Kind, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record
from db.records.roster import Roster

_SETTLING = timedelta(days=30)  # until then the posts of the new committee are entered


class Term(Record, table=True):
    """One term. `timing_approved_on`: when the superior agreed to an early or late election."""

    __tablename__ = "term"

    term_number: str | None = column("届次", hint="如：第十二届", searched=True)
    elected_on: str | None = column("选举日期", Kind.DAY, required=True)
    approved_on: str | None = column("选举结果批复日期", Kind.DAY)
    years: int | None = column("任期年限", Kind.INTEGER, hint="不填：村、社区5年，其他3年")
    extended_to: str | None = column("经批准延期至", Kind.DAY)
    timing_approved_on: str | None = column("上级同意延期或提前的日期", Kind.DAY)
    timing_reason: str | None = column("延期或提前的原因", Kind.LONG_TEXT)
    note: str | None = column("备注", Kind.LONG_TEXT)


EXTRA = (
    FieldSpec("lawful_years", "规定年限", Kind.COMPUTED, computed_as=Kind.INTEGER),
    FieldSpec("ordinary_end_on", "任满日期", Kind.COMPUTED, computed_as=Kind.DAY),
    FieldSpec("ends_on", "届满日期（含延期）", Kind.COMPUTED, computed_as=Kind.DAY),
    FieldSpec("committee", "支委会成员", Kind.COMPUTED),
    FieldSpec("basis", "依据", Kind.COMPUTED),
)


def compute_term(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """When the term ends and who sat on the committee, so far as it has run."""
    start = values.get("elected_on")
    if not start:
        return {}
    kind, years = roster.around().branch_kind, values.get("years")
    full = ordinary_end(kind, start, years)
    ends = term_end(kind, start, years, values.get("extended_to"))
    last = min(date.fromisoformat(values["as_of"]), ends or date.max)
    return {
        "lawful_years": lawful_years(kind, start),
        "ordinary_end_on": full.isoformat() if full else None,
        "ends_on": ends.isoformat() if ends else None,
        "committee": _committee(roster, earliest(start), last),
        "basis": {
            "regulation": "《关于党的基层组织任期的意见》",
            "edition": "2018版",
            "article": "第一项",
            "mark": "V",
        },
    }


def _committee(roster: Roster, start: date, last: date) -> list[Ref]:
    """Whoever held a post from soon after the election to the last day that has come."""
    first = min(start + _SETTLING, last)
    held = [
        post.person_uid
        for post in roster.posts
        if (post.until_on is None or latest(post.until_on) >= first)
        and (post.from_on is None or earliest(post.from_on) <= last)
    ]
    people = [roster.people[uid] for uid in dict.fromkeys(held)]
    return [Ref(person.uid, person.name) for person in sorted(people, key=lambda each: each.stroke_key)]


def check_term(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Numbers and days that cannot be."""
    problems: dict[str, str] = {}
    elected, extended = values.get("elected_on"), values.get("extended_to")
    if values.get("years") is not None and not 1 <= values["years"] <= 5:
        problems["years"] = "任期年限应是1到5年"
    if elected and extended and extended <= elected:
        problems["extended_to"] = "延期的日期应晚于选举日期"
    return problems


SPEC = LedgerSpec(
    key="term",
    title="任期",
    record=Term,
    columns=(
        Column("term_number", 6),
        Column("elected_on", 6),
        Column("years", 4, right=True),
        Column("ends_on", 7),
        Column("committee", 14),
        Column("approved_on", 6, shown=False),
    ),
    form=(
        FormGroup("任期", ("term_number", "elected_on", "approved_on", "years")),
        FormGroup("延期或提前", ("extended_to", "timing_approved_on", "timing_reason")),
        FormGroup("其他", ("note",)),
    ),
    sort="elected_on",
    box="organization",
    place="responsibility",
    merge=MergePolicy(identity=("elected_on",)),
    extra=EXTRA,
    summary=("term_number", "elected_on"),
    check=check_term,
    compute=compute_term,
    attachments=("批复", "延期或提前的批复"),
    notes="每届一条；登记了本届的，任期、提醒和检查都以这里为准，不再看支部概况里填的任期。",
    inspected="任期年限对不对，是否按期换届，延期、提前有没有批复。",
    retention="永久",
)
