"""The article behind an amount of dues, and how the branch of the facts rounds (rates: `db.arithmetic.dues_editions`)."""

from db.arithmetic.dues import Rounding
from db.arithmetic.dues_editions import edition_for, rounding_by
from db.changes import Basis
from db.rules.facts import Facts
from db.rules.library import default_of, regulation

__all__ = ["basis_for", "edition_for", "rounding_of"]

_CHOICES = ("dues.rounding_unit", "dues.rounding_mode")


def basis_for(month: str, article_of: str) -> Basis:
    """The article behind an amount of that month; `article_of` is a class, "bands" or "reduction"."""
    name, rates = edition_for(month)
    edition = regulation(name)
    return Basis(edition.title, rates.articles[article_of], edition.edition, edition.mark)


def rounding_of(facts: Facts) -> Rounding:
    """How the branch rounds; what is no known word counts as not chosen."""
    return rounding_by({name: facts.setting(name, default_of(name)) for name in _CHOICES})
