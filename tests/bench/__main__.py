"""Run the measurements: `python3 run.py bench [NAME …]`."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import exchange, measures, township
from tests.bench.measuring import Measured

MEASURES: dict[str, Callable[[Path], list[Measured]]] = {
    "start": measures.start,
    "roster": measures.roster,
    "list": measures.list_page,
    "check": measures.check,
    "folder": measures.folder,
    "memory": measures.memory,
    "package": exchange.package,
    "taking_in": exchange.taking_in,
    "unlock": exchange.unlock,
    "township": township.township,
}


def main(names: list[str]) -> int:
    """Print one line a measurement."""
    for name in names or list(MEASURES):
        with tempfile.TemporaryDirectory() as folder:
            for measured in MEASURES[name](Path(folder)):
                print(measured.line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
