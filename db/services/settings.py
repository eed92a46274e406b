"""Typed settings of the branch: one table of name, kind, default and Chinese label.

Local practice stands here with the label 本地要求; thresholds of single rules are named after them ("REC-02.general_meeting")
and declared beside the rule.
"""

import json
from typing import Any

from db.journal.tables import SETTING
from db.services.branch import Branch
from db.services.trail import note_within

OF_THE_PROGRAM = ("import.", "keys.", "township.")  # remembered by the program itself; nobody chose them


def setting(branch: Branch, name: str, default: Any = None) -> Any:
    """The value set, or the default."""
    return all_settings(branch).get(name, default)


def all_settings(branch: Branch) -> dict[str, Any]:
    """Every setting that differs from its default, by name."""

    def read() -> dict[str, Any]:
        rows = branch.database.connection.execute(SETTING.select())
        return {row.name: json.loads(row.value) for row in rows}

    return branch.cached("settings", read)


def set_setting(branch: Branch, name: str, value: Any) -> None:
    """Set a value; None goes back to the default. What the branch chose is noted in the trail."""
    with branch.database.transaction() as connection:
        connection.execute(SETTING.delete().where(SETTING.c.name == name))
        if value is not None:
            text = json.dumps(value, ensure_ascii=False)
            connection.execute(SETTING.insert().values(name=name, value=text))
        if not name.startswith(OF_THE_PROGRAM):
            shown = "默认" if value is None else json.dumps(value, ensure_ascii=False)
            note_within(branch, connection, "settings", name, shown)
    branch.forget()
