"""The card of one person on the command line: `show person UID --card`."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.cli.showing import plain, row_object

if TYPE_CHECKING:
    from db.changes import Row
    from db.rules.member_card import CardBlock
    from db.services.branch import Branch


def read_card(branch: "Branch", row: "Row", day: date) -> "tuple[tuple[CardBlock, ...], bool]":
    """The blocks of a person as of a day, and whether there is a photo."""
    from db.rules.gathering import gather
    from db.rules.member_card import member_blocks

    return member_blocks(gather(branch), branch.rows, row.uid, day), branch.portrait(row.uid) is not None


def card_object(row: "Row", blocks: "tuple[CardBlock, ...]", has_photo: bool) -> dict[str, Any]:
    """The card as `--json` gives it: the person's fields, and each block with its records."""
    return {
        "person": row_object(row),
        "has_photo": has_photo,
        "blocks": [
            {
                "key": block.key,
                "title": block.title,
                "summary": block.summary,
                "lines": [plain(line) for line in block.lines],
            }
            for block in blocks
        ],
    }


def card_lines(blocks: "tuple[CardBlock, ...]") -> Iterable[str]:
    """The blocks for a reader."""
    for block in blocks:
        yield f"【{block.title}】{block.summary or ('' if block.lines else block.nothing)}"
        for line in block.lines:
            yield f"    {line.on}  {line.words}" if line.on else f"    {line.words}"
