"""The rates of dues as data: which edition holds for a month, and how a branch rounds."""

from datetime import date
from functools import cache

from db.arithmetic.dues import MODE_TITLES, UNITS, Band, Rates, Rounding, fen_of
from db.changes import Basis
from db.rules.facts import Facts
from db.rules.library import default_of, edition_on, regulation
from resources import read_toml


@cache
def _editions() -> tuple[tuple[str, Rates], ...]:
    """Regulation and rates, oldest first."""
    found = []
    for entry in read_toml("rules/dues.toml")["edition"]:
        rates = Rates(
            wage=_bands(entry["wage"]),
            retired=_bands(entry["retired"]),
            farmer_least_fen=fen_of(entry["farmer_least"]),
            farmer_most_fen=fen_of(entry["farmer_most"]),
            low_fen=fen_of(entry["low"]),
            articles=entry["articles"],
        )
        found.append((entry["regulation"], rates))
    return tuple(found)


def _bands(rows: list[list[object]]) -> tuple[Band, ...]:
    return tuple(Band(fen_of(str(upto)) if upto else None, int(str(rate))) for upto, rate in rows)


@cache
def edition_for(month: str) -> tuple[str, Rates]:
    """The regulation and its rates in force in a month ("2026-03"); the oldest for months before all of them."""
    first = date(int(month[:4]), int(month[5:7]), 1)
    known = _editions()
    return next(
        ((name, rates) for name, rates in reversed(known) if edition_on(name, first) is not None), known[0]
    )


def basis_for(month: str, article_of: str) -> Basis:
    """The article behind an amount of that month; `article_of` is a class, "bands" or "reduction"."""
    name, rates = edition_for(month)
    edition = regulation(name)
    return Basis(edition.title, rates.articles[article_of], edition.edition, edition.mark)


def rounding_of(facts: Facts) -> Rounding:
    """How the branch rounds; what is no known word counts as not chosen."""
    unit = str(facts.setting("dues.rounding_unit", default_of("dues.rounding_unit")))
    mode = str(facts.setting("dues.rounding_mode", default_of("dues.rounding_mode")))
    standard = Rounding()
    return Rounding(unit if unit in UNITS else standard.unit, mode if mode in MODE_TITLES else standard.mode)
