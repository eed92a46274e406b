"""Which column means which field: by title, by what was learned, and where titles fail by what stands below.

Proposes only; a person may correct it (`with_corrections`), and what was corrected is offered again next
time. Nothing is read or checked here.
"""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from typing import Literal

from db.arithmetic.masking import mask_text
from db.fields import FieldSpec, Kind, Sensitivity
from db.importing.cells import text_of
from db.importing.table import Table
from db.importing.titles import LEFT_OUT, Vocabulary, normal_title

Confidence = Literal["sure", "guess", "none"]
LearnedTitles = Mapping[str, str]  # normal title -> field key, LEFT_OUT for a column not wanted

ContentTest = tuple[str, Callable[[str], bool]]  # field key, whether a cell may be its value

_SHOWN_SAMPLES = 3
_JUDGED_CELLS = 40
_ENOUGH = 0.8  # share of the judged cells that must look the part
_CITIZEN_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")
_MOBILE_NUMBER = re.compile(r"1[3-9][0-9]{9}")


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column: `key` is the field, LEFT_OUT for a column known and not taken in, None for an unknown one.

    `samples` are a few values to recognise it by, long numbers masked.
    """

    column: int
    title: str
    key: str | None
    confidence: Confidence
    samples: tuple[str, ...] = ()
    is_filled: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The columns of one table; no two of them mean the same field."""

    columns: tuple[ColumnMatch, ...]

    @property
    def by_key(self) -> Mapping[str, int]:
        """Field key -> column."""
        return {match.key: match.column for match in self.columns if match.key}

    @property
    def titles(self) -> Mapping[str, str]:
        """Title -> field key of what is taken in, as the command line shows it."""
        return {match.title: match.key for match in self.columns if match.key}

    def with_corrections(self, corrections: Mapping[str, str | None]) -> "ColumnMapping":
        """The same with some titles (as written) meaning other fields; None leaves a column out."""
        wanted = {normal_title(title): key or LEFT_OUT for title, key in corrections.items()}
        taken = {key for key in wanted.values() if key}

        def corrected(match: ColumnMatch) -> ColumnMatch:
            title = normal_title(match.title)
            if title in wanted:
                return replace(match, key=wanted[title], confidence="sure")
            return replace(match, key=None, confidence="none") if match.key in taken else match

        return ColumnMapping(tuple(map(corrected, self.columns)))


def learn(learned: LearnedTitles, corrections: Mapping[str, str | None]) -> LearnedTitles:
    """What is known after a person corrected some titles."""
    return {**learned, **{normal_title(title): key or LEFT_OUT for title, key in corrections.items()}}


def map_columns(table: Table, vocabulary: Vocabulary, learned: LearnedTitles | None = None) -> ColumnMapping:
    """A proposal for every column that has a title or holds something."""
    cells = [_cells_below(table, column) for column in range(len(table.titles))]
    matches = [
        _match(column, title, cells[column], vocabulary, learned or {})
        for column, title in enumerate(table.titles)
        if title or cells[column]
    ]
    matches = _without_doubles(matches)
    return ColumnMapping(tuple(_by_content(matches, cells, vocabulary)))


def _cells_below(table: Table, column: int) -> list[str]:
    texts: list[str] = []
    for row in table.rows:
        cell = row.cells[column]
        if cell != "":
            texts.append(text_of(cell))
            if len(texts) == _JUDGED_CELLS:
                break
    return texts


def _match(
    column: int, title: str, cells: list[str], vocabulary: Vocabulary, learned: LearnedTitles
) -> ColumnMatch:
    key = learned.get(normal_title(title))
    if key is None or (key and key not in vocabulary.fields):
        key = vocabulary.key_of(title)
    confidence: Confidence = "sure"
    if key is None:
        key = vocabulary.guess_of(title) or None
        confidence = "none" if key is None else "guess"
    samples = tuple(mask_text(text) for text in cells[:_SHOWN_SAMPLES])
    return ColumnMatch(column, title, key, confidence, samples, bool(cells))


def _without_doubles(matches: list[ColumnMatch]) -> list[ColumnMatch]:
    """Leaves each field its best column: sure before guessed, filled before empty, left before right."""
    best: dict[str, ColumnMatch] = {}
    for match in matches:
        if match.key and (match.key not in best or _rank(match) < _rank(best[match.key])):
            best[match.key] = match
    return [
        match if not match.key or best[match.key] is match else replace(match, key=None, confidence="none")
        for match in matches
    ]


def _rank(match: ColumnMatch) -> tuple[bool, bool, int]:
    return match.confidence != "sure", not match.is_filled, match.column


def _by_content(
    matches: list[ColumnMatch], cells: list[list[str]], vocabulary: Vocabulary
) -> list[ColumnMatch]:
    """Gives fields that have no column yet to nameless or unknown columns whose cells look the part."""
    taken = {match.key for match in matches if match.key}
    tests = _content_tests(vocabulary)
    found = []
    for match in matches:
        key = None if match.key else _key_by_content(cells[match.column], taken, tests)
        if key is not None:
            taken.add(key)
        found.append(match if key is None else replace(match, key=key, confidence="guess"))
    return found


def _key_by_content(cells: list[str], taken: Set[str | None], tests: list[ContentTest]) -> str | None:
    for key, looks_right in tests:
        if key not in taken and cells and sum(map(looks_right, cells)) >= _ENOUGH * len(cells):
            return key
    return None


def _content_tests(vocabulary: Vocabulary) -> list[ContentTest]:
    tests: list[ContentTest] = []
    for key, spec in vocabulary.fields.items():
        if spec.sensitivity is Sensitivity.CITIZEN_NUMBER:
            tests.append((key, _looks_like(_CITIZEN_NUMBER)))
        elif spec.sensitivity is Sensitivity.PHONE:
            tests.append((key, _looks_like(_MOBILE_NUMBER)))
        elif spec.kind is Kind.CHOICE and len(spec.choices) > 1:
            tests.append((key, _is_choice_of(spec)))
    return tests


def _looks_like(form: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: form.fullmatch("".join(text.split())) is not None


def _is_choice_of(spec: FieldSpec) -> Callable[[str], bool]:
    titles = {choice.title for choice in spec.choices}
    return lambda text: text in titles
