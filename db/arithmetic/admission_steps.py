"""The 25 steps of 发展党员 as typed values, read from `resources/rules/admission.toml`.

Both editions stand side by side; which one applies to a step follows from the day of the step (`admission`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import resources

EDITIONS = {"DEV14": "2014版", "DEV26": "2026版"}
TITLE = "《中国共产党发展党员工作细则》"
STAGES = {
    "applicant": "申请入党",
    "activist": "入党积极分子的确定和培养教育",
    "prospective": "发展对象的确定和考察",
    "probationary": "预备党员的接收",
    "full": "预备党员的教育考察和转正",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound counted from something: `step` (a number) or `anchor` (birth, notice, probation, promptly).

    `months` are added to it. `edition` empty: it holds in both editions. `is_local`: custom, not the text.
    """

    step: int = 0
    anchor: str = ""
    months: int = 0
    edition: str = ""
    is_local: bool = False

    def holds_in(self, edition: str) -> bool:
        """Whether the bound is part of this edition."""
        return self.edition in ("", edition)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does it, the papers it leaves, what it has to wait for and by when it should be done.

    `after` and `order` are the steps before it; only the former give its earliest day.
    """

    number: int
    title: str
    stage: str
    actor: str
    documents: tuple[str, ...]
    after: tuple[int, ...]
    order: tuple[int, ...]
    earliest: tuple[Bound, ...]
    latest: tuple[Bound, ...]
    articles: Mapping[str, str]
    mark: str

    @property
    def before(self) -> tuple[int, ...]:
        """Every step that must come first."""
        return (*self.after, *self.order)

    @property
    def name(self) -> str:
        """As it is called in a sentence: 第7步“确定发展对象”."""
        return f"第{self.number}步“{self.title}”"


@cache
def steps() -> tuple[Step, ...]:
    """The steps in their order."""
    return tuple(_step(entry) for entry in resources.read_toml("rules/admission.toml")["step"])


def step(number: int) -> Step:
    """One step by its number, 1 to 25."""
    return steps()[number - 1]


def _step(entry: Mapping[str, Any]) -> Step:
    return Step(
        number=entry["number"],
        title=entry["title"],
        stage=entry["stage"],
        actor=entry["actor"],
        documents=tuple(entry["documents"]),
        after=tuple(entry["after"]),
        order=tuple(entry["order"]),
        earliest=tuple(Bound(**bound) for bound in entry["earliest"]),
        latest=tuple(Bound(**bound) for bound in entry["latest"]),
        articles=entry["articles"],
        mark=entry["mark"],
    )
