"""A program of its own that saves until the disk fails, for a system that is made to fail from outside.

Run as `python -m tests.support.failing ROOT COUNT`; prints how many saves were acknowledged and the refusal's code.
"""

import json
import sys
from pathlib import Path

from db.changes import Draft
from db.errors import LedgerError
from db.ledgers import by_key
from db.services.saving import save
from tests.support.branches import open_folder


def main(root: Path, count: int) -> dict[str, object]:
    """Save people named by number."""
    saved = 0
    try:
        branch = open_folder(root)
        for number in range(1, count + 1):
            save(branch, by_key("person"), Draft({"name": f"党员{number}", "note": "字" * 2000}))
            saved = number
        branch.close()
    except LedgerError as error:
        return {"saved": saved, "code": error.code, "message": error.message}
    return {"saved": saved, "code": "", "message": ""}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
