"""Choices fixed by national code tables, read from `resources/codes/*.toml`.

A table maps the value stored in the branch's file to its Chinese title, to the number of the standard, and
to the other ways people write it. Choices that are ours (stages, posts) are not here.
"""

from dataclasses import dataclass
from functools import cache

import resources

TABLES = ("ethnicity", "education", "sex")


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: `code` is stored, `number` is the standard's own code, `also` are other spellings."""

    code: str
    title: str
    number: str
    also: tuple[str, ...] = ()


@cache
def choices(table: str) -> tuple[Choice, ...]:
    """All rows of one of `TABLES` in the order of its standard; KeyError for another name."""
    if table not in TABLES:
        raise KeyError(table)
    rows = resources.read_toml(f"codes/{table}.toml")["choices"]
    return tuple(Choice(row["code"], row["title"], row["number"], tuple(row.get("also", ()))) for row in rows)


def title_of(table: str, code: str) -> str:
    """Chinese title of a stored code; KeyError if the table has no such code."""
    return _by_code(table)[code].title


def code_of(table: str, text: str) -> str | None:
    """The code a person means by `text`: a title, a code, the standard's number or another spelling.

    Blanks do not matter, nor does the 族 of an ethnic group. None if nothing is meant for certain.
    """
    return _by_spelling(table).get(_plain(text))


@cache
def _by_code(table: str) -> dict[str, Choice]:
    return {choice.code: choice for choice in choices(table)}


@cache
def _by_spelling(table: str) -> dict[str, str]:
    spellings = {}
    for choice in choices(table):
        for word in (choice.code, choice.title, choice.number, choice.title.removesuffix("族"), *choice.also):
            spellings[_plain(word)] = choice.code
    return spellings


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
