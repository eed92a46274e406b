"""The rates of dues as data: which edition holds for a month, and how a branch rounds by its settings."""

from collections.abc import Mapping
from datetime import date
from functools import cache

import resources
from db.arithmetic.dues import MODE_TITLES, UNITS, Band, Rates, Rounding, fen_of

FARMER_FEN = 20  # a month, where the branch has chosen nothing else (a setting)


@cache
def _editions() -> tuple[tuple[str, date, date, Rates], ...]:
    """Regulation, its first and last day, and its rates; oldest first."""
    known = {entry["id"]: entry for entry in resources.read_toml("rules/regulations.toml")["regulation"]}
    found = []
    for entry in resources.read_toml("rules/dues.toml")["edition"]:
        rates = Rates(
            wage=_bands(entry["wage"]),
            retired=_bands(entry["retired"]),
            farmer_least_fen=fen_of(entry["farmer_least"]),
            farmer_most_fen=fen_of(entry["farmer_most"]),
            low_fen=fen_of(entry["low"]),
            articles=entry["articles"],
        )
        regulation = known[entry["regulation"]]
        first, last = regulation.get("in_force_from", ""), regulation.get("in_force_to", "")
        begun = date.fromisoformat(first) if first else date.min
        found.append((entry["regulation"], begun, date.fromisoformat(last) if last else date.max, rates))
    return tuple(found)


def _bands(rows: list[list[object]]) -> tuple[Band, ...]:
    return tuple(Band(fen_of(str(upto)) if upto else None, int(str(rate))) for upto, rate in rows)


@cache
def edition_for(month: str) -> tuple[str, Rates]:
    """The regulation and its rates in force in a month ("2026-03"); the oldest for months before all of them."""
    day = date(int(month[:4]), int(month[5:7]), 1)
    known = _editions()
    return next(
        ((name, rates) for name, first, last, rates in reversed(known) if first <= day <= last),
        (known[0][0], known[0][3]),
    )


def rounding_by(settings: Mapping[str, object]) -> Rounding:
    """How a branch rounds; what is not chosen or no known word is as usual: half up to the fen."""
    usual = Rounding()
    unit = str(settings.get("dues.rounding_unit", usual.unit))
    mode = str(settings.get("dues.rounding_mode", usual.mode))
    return Rounding(unit if unit in UNITS else usual.unit, mode if mode in MODE_TITLES else usual.mode)
