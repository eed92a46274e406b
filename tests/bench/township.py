"""A township and a county: roll-ups of hundreds and thousands of branches taken in, and the overview over them."""

from pathlib import Path

from tests.bench.branches import CHEAP
from tests.bench.measuring import Measured, best, timed

PASSPHRASE = "四个不相干的词"
TOWNSHIP, COUNTY, MEMBERS, LINES = 300, 3_000, 60, 27


def township(folder: Path) -> list[Measured]:
    """300 roll-ups of 60 members taken in by a township, 3,000 by a county: linear is a ratio of about ten."""
    small, overview = _seconds(folder / "township", TOWNSHIP)
    large, county_overview = _seconds(folder / "county", COUNTY)
    each = f"{COUNTY / large:.0f} a second"
    return [
        Measured(f"taking in {TOWNSHIP} roll-ups of {MEMBERS}", small, "limit", 120, "<= 1"),
        Measured(f"taking in {COUNTY:,} ({each})", large, f"{TOWNSHIP}", small, "about 10"),
        Measured(f"overview of {COUNTY:,}", county_overview, f"of {TOWNSHIP}", overview, "about 10"),
    ]


def _seconds(root: Path, count: int) -> tuple[float, float]:
    """Seconds of taking in `count` roll-ups, and of the overview afterwards."""
    from db.clock import fixed_clock
    from db.opening import create_township
    from db.township.overview import standings
    from db.township.taking_in import take_in
    from tests.support.township import Reporter, some_snapshot, with_score

    clock = fixed_clock("2026-07-01T08:30:00+08:00")
    branch = create_township(root / "data", "量一量镇党委", PASSPHRASE, clock, cost=CHEAP).branch
    stick = root / "stick"
    stick.mkdir()
    for number in range(count):
        lost = [(number + line) % 7 * 5 for line in range(LINES)]
        made = with_score(some_snapshot(branch, number, members=MEMBERS), *lost)
        Reporter(branch, number).put(stick, made)
    results = []
    seconds = timed(lambda: results.extend(take_in(branch, stick, trust=True)))
    assert sum(each.state == "accepted" for each in results) == count
    overview = best(lambda: standings(branch.database.connection, branch.today))
    branch.close()
    return seconds, overview
