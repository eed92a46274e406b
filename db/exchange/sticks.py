"""What lies on a stick beside our packages: nothing of it is ever opened, but what looks like a virus is told."""

from collections.abc import Iterator
from pathlib import Path

PROGRAMS = frozenset((".exe", ".scr", ".com", ".bat", ".cmd", ".pif", ".vbs", ".vbe", ".js", ".wsf", ".lnk"))
AUTORUN = "autorun.inf"
NAMED = 3  # of the suspicious names


def stick_warning(place: Path) -> str:
    """One sentence where a stick, looked at in its root and one level below, may carry a virus; "" otherwise.

    A file that starts by itself, and a program or shortcut that bears the name of a folder or of a package are what the
    usual stick viruses leave; a shortcut alone lies on every desk.
    """
    found = sorted(set(_suspicious(place if place.is_dir() else place.parent)))
    if not found:
        return ""
    named = "、".join(name[:30] for name in found[:NAMED])
    more = f"等{len(found)}个" if len(found) > NAMED else ""
    return f"U盘上有可疑的文件（{named}{more}），可能带病毒；不要打开它们，请先用杀毒软件查一遍"


def _suspicious(place: Path) -> Iterator[str]:
    for folder in (place, *(path for path in _entries(place) if path.is_dir() and not path.is_symlink())):
        entries = list(_entries(folder))
        taken = {path.stem.lower() for path in entries if path.suffix.lower() == ".dbx"}
        taken |= {path.name.lower() for path in entries if path.is_dir()}
        for path in entries:
            ending = path.suffix.lower()
            if path.name.lower() == AUTORUN or (ending in PROGRAMS and path.stem.lower() in taken):
                yield path.name


def _entries(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.iterdir()
    except OSError:
        return
