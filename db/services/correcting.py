"""A record that is closed (signed minutes) is not changed in silence: what is altered later is told in a row of its own
(requirement R06). Nothing is refused, and nothing that stands in that list is changed or taken away by a draft.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from db.changes import Row
from db.ledger_spec import LedgerSpec, PartSpec

GROWS_ONLY = "{title}只增不减：已有的不能改，也不能去掉，只能再加一条"
REOPENED = "撤销“{title}”"

_WHEN, _WHO, _WHAT = "on", "by", "fields"


def altered_titles(
    spec: LedgerSpec, stored: Mapping[str, Any], columns: Mapping[str, Any], lists: Sequence[str]
) -> str:
    """The titles of what a change set altered in a closed record, "" where it was open or nothing differs.

    `stored` and `columns` are the row before and after, by attribute; `lists` the keys of the lists that changed.
    """
    closing = next(each for each in spec.stored if each.spec.key == spec.finalised_by)
    if not stored[closing.attribute]:
        return ""
    titles = [
        each.spec.title
        for each in spec.stored
        if each.spec.key not in (spec.finalised_by, *spec.never_final)
        and columns[each.attribute] != stored[each.attribute]
    ]
    titles += [spec.by_key[key].title for key in lists]
    if not columns[closing.attribute]:
        titles.append(REOPENED.format(title=closing.spec.title))
    return "、".join(titles)


def altered_field(spec: LedgerSpec, row: Row, key: str, stored: Any) -> str:
    """The same where a single field of a record, or of an element of its lists ("agenda.resolution"), becomes `stored`."""
    if not row.get(spec.finalised_by) or key in spec.never_final:
        return ""
    if key == spec.finalised_by:
        return "" if stored else REOPENED.format(title=spec.by_key[key].title)
    return spec.by_key[key if key in spec.by_key else key.split(".", maxsplit=1)[0]].title


def completed(
    part: PartSpec, typed: Sequence[Mapping[str, Any]], told: str, today: str, actor: str
) -> list[dict[str, Any]]:
    """The rows to add: those typed, with day and name where they have none. What was altered goes into the first that
    does not say it yet (a reason typed together with the change), otherwise into a row of its own.
    """
    names = {column.spec.key: column.attribute for column in part.columns}
    rows = [dict(each) for each in typed]
    if told:
        row = next((each for each in rows if not each.get(names[_WHAT])), None)
        if row is None:
            row = {}
            rows.append(row)
        row[names[_WHAT]] = told
    for row in rows:
        row[names[_WHEN]] = row.get(names[_WHEN]) or today
        row[names[_WHO]] = row.get(names[_WHO]) or actor or None
    return rows


def additions(
    named: Sequence[tuple[str | None, Mapping[str, Any]]], standing: Sequence[Mapping[str, Any]]
) -> list[int] | None:
    """Which of the elements named are new; None where one that stands is changed or left out.

    An element without a uid that says the same as one that stands is that one. A list of nothing but new elements
    adds to what stands, so that a reason can be given without repeating the earlier ones.
    """
    left = {each["uid"]: {key: value for key, value in each.items() if key != "uid"} for each in standing}
    new = []
    for number, (uid, values) in enumerate(named):
        same = uid if uid in left else next((held for held in left if left[held] == values), None)
        if same is None:
            new.append(number)
        elif left.pop(same) != values:
            return None
    is_only_more = bool(new) and len(left) == len(standing)
    return None if left and not is_only_more else new
