"""Dues month by month: who owes how much, what was paid for which month, and who is in arrears for how long.

Worked out from the facts alone, so that a late entry or a correction is counted at once. A month belongs to a member who
is on the roll on its last day; the month of admission is the first (DUES08 art. 8). Where nothing was recorded of a
person's dues nothing is owed: the lack of a standard is shown, never guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from db.arithmetic.days import month_days
from db.arithmetic.dues import DUES_CLASSES, Assessment, assess, month_after, month_of, months_between, spread
from db.changes import Basis
from db.rules.dues.rates import basis_for, edition_for, rounding_of
from db.rules.facts import DuesEntry, DuesPayment, DuesStandard, Facts
from db.rules.library import default_of

CLASS_TITLES: Mapping[str, str] = {
    "wage": "按月领取工资", "annual_salary": "年薪制", "self_employed": "不按月取得收入", "retired": "离退休",
    "farmer": "农民", "student": "学生", "unemployed": "下岗失业", "relief": "抚恤救济、低保",
}  # fmt: skip
LEVELS = (1, 3, 5, 6)  # months in arrears at which somebody is reminded; the last is the one of article 13


@dataclass(frozen=True, slots=True)
class DuesRow:
    """One member in one month, amounts in fen. `assessment` None: nothing was settled for the month.

    `arrears` are complete months without any payment up to the month, `run` how many of them follow one another
    without a break up to the last.
    """

    person: str
    name: str
    month: str
    standard: DuesStandard | None
    assessment: Assessment | None
    basis: Basis | None
    paid_fen: int
    payments: tuple[DuesPayment, ...]
    arrears: tuple[str, ...]
    run: int
    owes: bool = True
    label: str = ""  # the name, with the year of birth where two share it

    @property
    def due_fen(self) -> int:
        """What is owed; nothing where nothing was settled."""
        return self.assessment.due_fen if self.assessment and self.owes else 0

    @property
    def state(self) -> str:
        """paid, part, due, late, exempt, unsettled, or away where no dues are owed here."""
        if self.paid_fen:
            return "paid" if self.paid_fen >= self.due_fen else "part"
        if not self.owes:
            return "away"
        if self.assessment is None:
            return "unsettled"
        if not self.due_fen:
            return "exempt"
        return "late" if self.month in self.arrears else "due"


@dataclass(frozen=True, slots=True)
class DuesSums:
    """A year of the dues ledger in fen: what came in, what went out, and what is left."""

    opening_fen: int
    collected_fen: int
    allotted_fen: int
    handed_over_fen: int
    used_fen: int

    @property
    def closing_fen(self) -> int:
        """What is left at the end."""
        came_in = self.opening_fen + self.collected_fen + self.allotted_fen
        return came_in - self.handed_over_fen - self.used_fen


class DuesView:
    """The dues of a branch seen on its today."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.records = facts.dues
        self.rounding = rounding_of(facts)
        self.last_complete = month_after(month_of(facts.today), -1)
        self._assessed: dict[tuple[str, str], Assessment] = {}
        self._arrears: dict[str, tuple[str, ...]] = {}
        self._members: dict[str, frozenset[str]] = {}

    # --- what is owed -----------------------------------------------------------------------------------------
    @cached_property
    def _standards(self) -> Mapping[str, tuple[DuesStandard, ...]]:
        found: dict[str, list[DuesStandard]] = defaultdict(list)
        for each in sorted(
            self.records.standards, key=lambda one: (one.from_month, one.settled_on or "", one.uid)
        ):
            if each.dues_class in DUES_CLASSES:
                found[each.person].append(each)
        return {person: tuple(each) for person, each in found.items()}

    def standards_of(self, person: str) -> tuple[DuesStandard, ...]:
        """Every standard of one person, in the order of their months."""
        return self._standards.get(person, ())

    def standard(self, person: str, month: str) -> DuesStandard | None:
        """The standard that holds in a month: the latest that began by then."""
        begun = [each for each in self.standards_of(person) if each.from_month <= month]
        return begun[-1] if begun else None

    def assessment(self, person: str, month: str) -> Assessment | None:
        """What a month costs by the standard of the person; None where none was settled."""
        standard = self.standard(person, month)
        return None if standard is None else self.of_standard(standard, month)

    def of_standard(self, standard: DuesStandard, month: str) -> Assessment:
        """What one standard makes of a month, in the edition in force then."""
        key = standard.uid, edition_for(month)[0]
        if key not in self._assessed:
            chosen = int(str(self.facts.setting("dues.farmer_fen", default_of("dues.farmer_fen"))))
            self._assessed[key] = assess(
                standard.dues_class,
                edition_for(month)[1],
                self.rounding,
                base_fen=standard.base_fen,
                fixed_fen=chosen if standard.fixed_fen is None else standard.fixed_fen,
                reduction=standard.reduction,
            )
        return self._assessed[key]

    def owes(self, person: str, month: str) -> bool:
        """Whether a member on the roll on the last day of the month."""
        return person in self.members(month)

    def members(self, month: str) -> frozenset[str]:
        """Members on the roll on the last day of a month."""
        if month not in self._members:
            last = month_days(int(month[:4]), int(month[5:7]))[1]
            self._members[month] = self.facts.roster.members_on(last)
        return self._members[month]

    def due_fen(self, person: str, month: str) -> int:
        """Owed in a month; nothing where it is not owed here or nothing was settled."""
        found = self.assessment(person, month) if self.owes(person, month) else None
        return found.due_fen if found else 0

    # --- what was paid ----------------------------------------------------------------------------------------
    @cached_property
    def _covered(self) -> Mapping[tuple[str, str], tuple[tuple[DuesPayment, int], ...]]:
        """By person and month: payments made by today and the part of each that fell to the month."""
        found: dict[tuple[str, str], list[tuple[DuesPayment, int]]] = defaultdict(list)
        today = self.facts.today.isoformat()
        for payment in (each for each in self.records.payments if each.paid_on <= today):
            dues = [self.due_fen(payment.person, month) for month in payment.months]
            for month, part in zip(payment.months, spread(payment.amount_fen, dues), strict=True):
                if part:
                    found[payment.person, month].append((payment, part))
        return {key: tuple(each) for key, each in found.items()}

    def paid_fen(self, person: str, month: str) -> int:
        """What fell to a month, whenever it was paid."""
        return sum(part for _payment, part in self._covered.get((person, month), ()))

    def payments(self, person: str, month: str) -> tuple[DuesPayment, ...]:
        """The payments that covered a month."""
        return tuple(payment for payment, _part in self._covered.get((person, month), ()))

    # --- what is lacking --------------------------------------------------------------------------------------
    @property
    def kept_from(self) -> str:
        """The first month asked for, where the branch said from which year it keeps dues here; "" for all."""
        year = int(str(self.facts.setting("dues.kept_from_year", default_of("dues.kept_from_year"))))
        return f"{year:04d}-01" if year else ""

    def arrears(self, person: str, upto: str) -> tuple[str, ...]:
        """Complete months up to `upto` for which something was owed and nothing paid."""
        if person not in self._arrears:
            self._arrears[person] = self._all_arrears(person)
        return tuple(month for month in self._arrears[person] if month <= upto)

    def _all_arrears(self, person: str) -> tuple[str, ...]:
        standards = self.standards_of(person)
        if not standards:
            return ()
        first = max(standards[0].from_month, self.kept_from)
        months = months_between(first, self.last_complete)
        return tuple(
            month for month in months if not self.paid_fen(person, month) and self.due_fen(person, month)
        )

    def rows(self, month: str) -> tuple[DuesRow, ...]:
        """Every member of the month, and whoever paid for it all the same, in the order of strokes."""
        roster = self.facts.roster
        paid = {person for person, of in self._covered if of == month and person in roster.people}
        people = [roster.people[uid] for uid in self.members(month) | paid]
        people.sort(key=lambda person: (person.stroke_key, person.name, person.uid))
        return tuple(self.row(person.uid, month) for person in people)

    def row(self, person: str, month: str) -> DuesRow:
        """One member in one month."""
        standard, known = self.standard(person, month), self.facts.roster.people.get(person)
        arrears = self.arrears(person, month)
        return DuesRow(
            person=person,
            name=known.name if known else "",
            month=month,
            standard=standard,
            assessment=self.assessment(person, month),
            basis=basis_for(month, standard.dues_class) if standard else None,
            paid_fen=self.paid_fen(person, month),
            payments=self.payments(person, month),
            arrears=arrears,
            run=last_run(arrears),
            owes=self.owes(person, month),
            label=self.label(person),
        )

    @cached_property
    def _shared_names(self) -> frozenset[str]:
        names = [person.name for person in self.facts.roster.people.values()]
        return frozenset(name for name, count in Counter(names).items() if count > 1)

    def label(self, person: str) -> str:
        """The name, with the year of birth where two share it."""
        known = self.facts.roster.people.get(person)
        if known is None or known.name not in self._shared_names or not known.born_on:
            return known.name if known else ""
        return f"{known.name}（{known.born_on[:4]}）"

    # --- the money of the branch ------------------------------------------------------------------------------
    def sums(self, year: int) -> DuesSums:
        """What came and went from 1 January to 31 December, by the days on which it was paid."""
        before, within = f"{year:04d}", f"{year + 1:04d}"
        paid = [each for each in self.records.payments if each.paid_on < within]
        entries = [each for each in self.records.entries if each.on < within]
        opening = sum(each.amount_fen for each in paid if each.paid_on < before)
        opening += sum(signed(each) for each in entries if each.on < before)
        of_year = [each for each in entries if each.on >= before]
        kinds = {
            kind: sum(each.amount_fen for each in of_year if each.kind == kind)
            for kind in ("allotted", "handed_over", "used")
        }
        collected = sum(each.amount_fen for each in paid if each.paid_on >= before)
        return DuesSums(opening, collected, kinds["allotted"], kinds["handed_over"], kinds["used"])

    def is_kept(self, year: int) -> bool:
        """Whether the branch keeps its dues here in that year."""
        last = f"{year:04d}-12"
        first = [each.from_month for each in self.records.standards]
        first += [payment.months[0] for payment in self.records.payments]
        return bool(first) and max(min(first), self.kept_from) <= last


def signed(entry: DuesEntry) -> int:
    """An entry with the sign it has for the balance."""
    return entry.amount_fen if entry.kind == "allotted" else -entry.amount_fen


def runs(months: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Months in order, split wherever one is missing between."""
    found: list[list[str]] = []
    for month in months:
        if found and month_after(found[-1][-1]) == month:
            found[-1].append(month)
        else:
            found.append([month])
    return tuple(tuple(run) for run in found)


def last_run(months: Iterable[str]) -> int:
    """How many of the months follow one another up to the last."""
    found = runs(months)
    return len(found[-1]) if found else 0


def first_day_after(month: str) -> date:
    """The day on which a month is over."""
    after = month_after(month)
    return date(int(after[:4]), int(after[5:7]), 1)
