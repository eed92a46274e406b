"""A package for whoever helps: what the file looks like from outside, without a single entry of a person.

It holds sizes, counts, versions and what the engine says of pages, sealed with a code of digits that is told by
telephone. Names of tables are ours; values are never read.
"""

import io
import json
import platform
import secrets
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from db.backup.manifest import stored_backups
from db.files import atomic_write
from db.journal.capture import APPLICATION, SCHEMA
from db.paths import BranchFolder, profile_folder
from db.recovery.aside import database_files
from db.recovery.damaged_file import Readable
from db.recovery.recovering import copied

GROUPS, DIGITS = 4, 4
SUFFIX = ".age"


def write_support_package(
    folder: BranchFolder,
    key: bytes | None,
    target: Path,
    random_number: Callable[[int], int] = secrets.randbelow,
) -> str:
    """Write the sealed package; returns the code that opens it. Without the key the inside is not described.

    LedgerErrors from writing: disk_full, write_failed.
    """
    import pyrage

    code = "-".join(f"{random_number(10**DIGITS):0{DIGITS}d}" for _ in range(GROUPS))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("report.json", json.dumps(report(folder, key), ensure_ascii=False, indent=1))
        crash = profile_folder() / "crash.log"
        if crash.is_file():
            package.writestr("crash.log", crash.read_bytes()[-100_000:])
    atomic_write(target, pyrage.passphrase.encrypt(content.getvalue(), code))
    return code


def report(folder: BranchFolder, key: bytes | None) -> dict[str, Any]:
    """What goes into the package."""
    found: dict[str, Any] = {
        "application": APPLICATION,
        "schema": SCHEMA,
        "python": sys.version.split()[0],
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "sqlite": sqlcipher.sqlite_version,
        "files": {path.name: path.stat().st_size for path in database_files(folder)},
        "backups": [
            {"number": each.number, "kind": each.kind, "work_day": each.work_day, "damaged": each.is_bad}
            for each in stored_backups(folder.backups)
        ],
    }
    if key is not None and folder.database.is_file():
        with copied(folder, key) as damaged:
            found |= _inside(damaged)
    return found


def _inside(damaged: Readable) -> dict[str, Any]:
    return {
        "pages": list(damaged.problems())[:200],
        "rows": {table: len(damaged.rows(table)) for table in damaged.tables},
        "lost_ranges": damaged.lost_ranges,
    }
