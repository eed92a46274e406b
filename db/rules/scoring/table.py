"""The scored table: each line with its points, faults and proofs. All points are integer tenths."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from db.arithmetic.rubric import BASE, Rubric, RubricItem, total
from db.changes import Basis

Record = tuple[str, str]  # (ledger key, uid)

FULL, LOST, PENDING, NOT_APPLICABLE = "full", "lost", "pending", "not_applicable"
ADDED, NOTHING, MARKED, UNMARKED = "added", "nothing", "marked", "unmarked"
STATE_TITLES: Mapping[str, str] = {
    FULL: "满分",
    LOST: "扣分",
    PENDING: "未到期",
    NOT_APPLICABLE: "本年不适用",
    ADDED: "加分",
    NOTHING: "未发生",
    MARKED: "自评",
    UNMARKED: "待自评",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that costs points. `kind` is duty (not done in time), finding, or missing (no record at all); `id` that
    of the rule or of the ledger; `period` and `subject` as in Duty and Finding. `starts` are values that a record which
    mends it would begin with."""

    kind: str
    id: str
    text: str
    period: str = ""
    subject: str = ""
    basis: Basis | None = None
    remedy: str = ""
    records: tuple[Record, ...] = ()
    starts: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """A record that shows the thing was done; `on` is its day or ""."""

    ledger: str
    uid: str
    title: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One line as it stands. `score` is what it brings (a penalty less than nothing), `lost` and `added` what faults and
    proofs came to; `automatic` is the score by the program's own look where a person marked otherwise, None where the
    program cannot look. `pending` counts what is not due yet, `unknown` names checks this version does not have."""

    item: RubricItem
    state: str
    score: int
    lost: int = 0
    added: int = 0
    automatic: int | None = None
    faults: tuple[Fault, ...] = ()
    proofs: tuple[Proof, ...] = ()
    pending: int = 0
    unknown: tuple[str, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether there is something to do: faults to mend, or a mark to give."""
        return self.state in (LOST, UNMARKED)


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """The whole table of a year as of `today`."""

    rubric: Rubric
    year: int
    today: date
    items: tuple[ItemScore, ...]

    @property
    def full(self) -> int:
        """What can be reached without bonus."""
        return self.rubric.full

    @property
    def score(self) -> int:
        """What all lines come to, never less than nothing."""
        return total(each.score for each in self.items)

    @property
    def judged(self) -> int:
        """The points of the lines that were looked at, by the program or by a person."""
        return sum(
            each.item.points for each in self.items if each.item.kind == BASE and each.state != UNMARKED
        )

    @property
    def unmarked(self) -> int:
        """How many lines wait for a person."""
        return sum(each.state == UNMARKED for each in self.items)

    @property
    def gaps(self) -> tuple[ItemScore, ...]:
        """Lines with something to do, the dearest first."""
        found = [each for each in self.items if each.is_gap]
        return tuple(sorted(found, key=lambda each: each.score - each.item.points))

    def groups(self) -> tuple[tuple[str, tuple[ItemScore, ...]], ...]:
        """The lines under their headings, in the order of the table."""
        found: dict[str, list[ItemScore]] = {}
        for each in self.items:
            found.setdefault(each.item.group, []).append(each)
        return tuple((title, tuple(lines)) for title, lines in found.items())
