"""The program's door: without arguments the window, with arguments the command line. Nothing else happens
here.
"""

import sys
from collections.abc import Sequence

from desktop.display import NO_DISPLAY, has_display


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given:
        if not has_display():
            sys.stderr.buffer.write(f"{NO_DISPLAY}\n".encode())
            return 1
        from desktop.app import start

        return start()
    from desktop.cli import run

    return run(given)


if __name__ == "__main__":
    sys.exit(main())
