"""Makes `strokes.tsv` and `rare_strokes.tsv` from public character data; run by hand when a source has a
new edition.

    python resources/codes/build_strokes.py FOLDER_OF_UNIHAN cnchar.order.min.js

Sources: Debian package `unicode-data` (Unihan: kTotalStrokes, and kTGH, the number in 通用规范汉字表 of
2013) and npm package `cnchar-order` (MIT), which lists the strokes of 6,939 characters. Licences:
`strokes.LICENSE.txt`.

The numbers of 通用规范汉字表 follow the standard's stroke order within each of its three levels, so they
are used to mend the other two: a count or an order that breaks the sequence is a mistake (Unihan counts
some simplified radicals as the traditional ones), and a character without an order borrows that of its
predecessor, marked "~".
"""

import bz2
import json
import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

FOLDER = Path(__file__).parent
LEVEL_ENDS = (3500, 6500, 8105)
UNIFIED = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0x20000, 0x323B0))

# The five kinds of GB 13000.1 by the package's letters: 横 with 提, 竖 with 竖钩, 撇, 点 with 捺; all others
# turn (折).
KINDS = {"j": "1", "i": "1", "f": "2", "g": "2", "s": "3", "k": "4", "l": "4", "d": "4"}
TURNING = "5"

HEADER = """\
# Strokes of Chinese characters for sorting names (姓氏笔画).
# Made by build_strokes.py; licences in strokes.LICENSE.txt.
# Columns: character, strokes, stroke order (1 横 2 竖 3 撇 4 点 5 折; "~" borrowed from a neighbour, empty
# if not known), number in 通用规范汉字表 (empty if none).
"""
RARE_HEADER = """\
# Stroke counts of characters that strokes.tsv does not have.
# Made by build_strokes.py; licences in strokes.LICENSE.txt.
# Columns: strokes, all characters of that count.
"""


def unihan_property(path: Path, key: str) -> dict[str, str]:
    """First value of a Unihan property for every character that has it."""
    found = {}
    for line in bz2.decompress(path.read_bytes()).decode("utf-8").splitlines():
        columns = line.split("\t")
        if len(columns) == 3 and columns[1] == key:
            found[chr(int(columns[0].removeprefix("U+"), 16))] = columns[2].split()[0]
    return found


def listed_orders(script: Path) -> dict[str, str]:
    """Stroke kinds by character from the package's bundled script, whose first JSON literal is the table."""
    literal = re.search(r"JSON\.parse\('(\{.*?\})'\)", script.read_text("utf-8"), re.DOTALL)
    if literal is None:
        raise ValueError("the script holds no table of strokes")
    table: dict[str, str] = json.loads(literal[1])
    return {
        char: "".join(KINDS.get(stroke, TURNING) for stroke in strokes) for char, strokes in table.items()
    }


def in_sequence(values: Sequence[tuple[int, str]]) -> set[int]:
    """Indices of a longest non-decreasing subsequence: what the standard's own sequence confirms."""
    tails: list[tuple[int, str]] = []
    tail_indices: list[int] = []
    previous: list[int | None] = []
    for index, value in enumerate(values):
        place = bisect_right(tails, value)
        tails[place : place + 1] = [value]
        previous.append(tail_indices[place - 1] if place else None)
        tail_indices[place : place + 1] = [index]
    kept: set[int] = set()
    current = tail_indices[-1] if tail_indices else None
    while current is not None:
        kept.add(current)
        current = previous[current]
    return kept


def levels(numbers: dict[str, int]) -> Iterator[list[str]]:
    """The characters of each level of 通用规范汉字表, in its sequence."""
    sequence = sorted(numbers, key=numbers.__getitem__)
    start = 0
    for end in LEVEL_ENDS:
        yield sequence[start:end]
        start = end


def mend_counts(level: list[str], counts: dict[str, int]) -> None:
    """Gives a character whose count breaks the level's sequence the count of its predecessor."""
    confirmed = in_sequence([(counts[char], "") for char in level])
    for index, char in enumerate(level):
        if index not in confirmed:
            counts[char] = counts[level[index - 1] if index else level[1]]


def mend_orders(level: list[str], counts: dict[str, int], orders: dict[str, str]) -> None:
    """Drops orders that break the level's sequence, then lets every character without one borrow a
    neighbour's.
    """
    for char in level:
        if len(orders.get(char, "")) != counts[char]:
            orders.pop(char, None)
    known = [char for char in level if char in orders]
    confirmed = in_sequence([(counts[char], orders[char]) for char in known])
    for index, char in enumerate(known):
        if index not in confirmed:
            del orders[char]
    neighbours = defaultdict(list)
    for char in level:
        neighbours[counts[char]].append(char)
    for same_count in neighbours.values():
        borrow(same_count, orders)


def borrow(same_count: list[str], orders: dict[str, str]) -> None:
    """Fills the gaps of one count in one level from the character before, or the first known one at the
    head.
    """
    last = next((orders[char] for char in same_count if char in orders), "")
    for char in same_count:
        if char in orders:
            last = orders[char]
        elif last:
            orders[char] = "~" + last.removeprefix("~")


def write_tables(counts: dict[str, int], orders: dict[str, str], numbers: dict[str, int]) -> None:
    """Writes both files beside this script."""
    main = sorted(numbers, key=numbers.__getitem__)
    main += sorted(char for char in orders if char not in numbers and len(orders[char]) == counts.get(char))
    lines = [f"{char}\t{counts[char]}\t{orders.get(char, '')}\t{numbers.get(char, '')}\n" for char in main]
    (FOLDER / "strokes.tsv").write_text(HEADER + "".join(lines), "utf-8")
    rare = defaultdict(list)
    for char in sorted(set(counts) - set(main)):
        if any(ord(char) in block for block in UNIFIED):
            rare[counts[char]].append(char)
    rare_lines = [f"{count}\t{''.join(rare[count])}\n" for count in sorted(rare)]
    (FOLDER / "rare_strokes.tsv").write_text(RARE_HEADER + "".join(rare_lines), "utf-8")


def main(unihan: Path, script: Path) -> None:
    """Reads the sources, mends them by the standard's sequence, writes the tables."""
    counts = {
        char: int(count)
        for char, count in unihan_property(unihan / "Unihan_IRGSources.txt.bz2", "kTotalStrokes").items()
    }
    entries = unihan_property(unihan / "Unihan_OtherMappings.txt.bz2", "kTGH")
    numbers = {char: int(entry.split(":")[1]) for char, entry in entries.items()}
    orders = listed_orders(script)
    for level in levels(numbers):
        mend_counts(level, counts)
        mend_orders(level, counts, orders)
    write_tables(counts, orders, numbers)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
