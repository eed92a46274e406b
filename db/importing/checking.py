"""From tables of people to the plan of an import: who is new, who is known, what is kept out and what is
doubtful.

Pure: nothing is written and no clock is read. Two people are one only when their citizen numbers say so, or
when a person decided it; a name alone never joins anybody.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from db.arithmetic.masking import mask_citizen_number
from db.importing.differences import comparable, differs, merged_flags
from db.importing.mapping import ColumnMapping
from db.importing.person_reading import PersonReader, ReadPerson
from db.importing.plan import (
    ExistingPerson,
    ImportPlan,
    PlannedRow,
    PlannedUpdate,
    Problem,
    RowPlace,
    SheetReading,
    Values,
    one_reason,
)
from db.importing.roster_words import SECTION_WORDS, TITLES
from db.importing.table import Table
from db.importing.titles import Vocabulary, vocabulary_of
from db.ledgers import person as person_ledger

NEW_PERSON = ""  # a decision: the row is somebody new, however similar to somebody known
# What a row may lack without harm when the person on record has it.
_LACKING = {
    "stage_unknown": "stage", "promotion_missing": "promoted_on", "id_number_missing": "id_number",
    "id_number_masked": "id_number", "number_masked": "phone",
}  # fmt: skip
# Equal in two rows of one name, these make them one person.
_TELLING = frozenset(("born_on", "admitted_on", "phone", "address"))
NO_DECISIONS: Mapping[RowPlace, str] = {}


def person_vocabulary() -> Vocabulary:
    """The titles under which the fields of the roster may stand."""
    return vocabulary_of(person_ledger.SPEC.fields, TITLES, SECTION_WORDS)


def plan_import(
    tables: Sequence[Table],
    mappings: Sequence[ColumnMapping],
    existing: Sequence[ExistingPerson],
    today: date,
    decided: Mapping[RowPlace, str] = NO_DECISIONS,
) -> ImportPlan:
    """What importing the tables would do; one mapping for each table.

    `decided` answers doubts by (sheet, row): the uid of the person on record whom the row means, or
    NEW_PERSON.
    """
    vocabulary = person_vocabulary()
    planner = _Planner(existing, decided)
    for table, mapping in zip(tables, mappings, strict=True):
        planner.warnings += _column_problems(table, mapping)
        reader = PersonReader(table, mapping, vocabulary, today)
        for row in table.rows:
            planner.take(reader.read(row))
    sheets = (
        SheetReading(table.sheet, table.header_row, mapping.titles)
        for table, mapping in zip(tables, mappings, strict=True)
    )
    return ImportPlan(
        sheets=tuple(sheets),
        added=tuple(planner.added),
        updated=tuple(planner.updated),
        skipped=tuple(planner.skipped),
        warnings=tuple(planner.warnings),
        unchanged=planner.unchanged,
    )


def _column_problems(table: Table, mapping: ColumnMapping) -> list[Problem]:
    row, sheet = table.header_row, table.sheet
    problems = [
        Problem(row, "unknown_column", f"“{match.title}”一列不知道是什么，没有导入", match.title, "", sheet)
        for match in mapping.columns
        if match.key is None and match.is_filled and match.title
    ]
    if "id_number" not in mapping.by_key:
        message = "这份名册没有身份证号一列，不能自动认出已在册的人"
        problems.append(Problem(row, "id_number_missing", message, "id_number", "", sheet))
    return problems


class _Planner:
    """Collects rows one after the other; the first row of a person wins."""

    def __init__(self, existing: Sequence[ExistingPerson], decided: Mapping[RowPlace, str]) -> None:
        self.decided = decided
        self.by_uid = {known.uid: known for known in existing}
        self.by_number = {known.id_number.upper(): known for known in existing if known.id_number}
        self.by_name: dict[str, list[ExistingPerson]] = defaultdict(list)
        for known in existing:
            self.by_name[known.name].append(known)
        self.groups: dict[str, str] = {}
        self.spellings: dict[str, str] = {}
        for known in existing:
            self._one_spelling(str(known.values.get("group") or ""))
        self.rows_by_number: dict[str, ReadPerson] = {}
        self.rows_by_name: dict[str, list[ReadPerson]] = defaultdict(list)
        self.rows_by_uid: dict[str, ReadPerson] = {}
        self.added: list[PlannedRow] = []
        self.updated: list[PlannedUpdate] = []
        self.skipped: list[Problem] = []
        self.warnings: list[Problem] = []
        self.unchanged = 0

    def take(self, person: ReadPerson) -> None:
        """Puts a row where it belongs."""
        if not person.skips:
            self._refuse_double(person)
        known = None if person.skips else self._known(person)
        changes = {} if known is None else _changes(person, known)
        if known is not None:
            _refuse_impossible_order(person, known, changes)
        if person.skips:
            self.skipped.append(one_reason(person.skips))
            return
        self._remember(person)
        self.warnings += person.warnings if known is None else _worth_saying(person, known)
        if known is None:
            self.added.append(PlannedRow(person.row, self._values_of_new(person), person.sheet))
        elif changes:
            if "group" in changes:
                changes["group"] = (changes["group"][0], self._one_spelling(str(changes["group"][1])))
            self.updated.append(PlannedUpdate(person.row, known.uid, known.name, changes, person.sheet))
        else:
            self.unchanged += 1

    def _values_of_new(self, person: ReadPerson) -> Values:
        values = {**person.stated, **person.concluded}
        if "flags" in values:
            values["flags"] = merged_flags(None, values["flags"])
            if not values["flags"]:
                del values["flags"]
        if "group" in values:
            values["group"] = self._one_spelling(str(values["group"]))
        return values

    def _one_spelling(self, group: str) -> str:
        """The spelling met first of a group's name: 第三党小组 after 第3党小组 makes no second group."""
        spelling = self.spellings.get(group)
        if spelling is None:
            spelling = self.spellings[group] = self.groups.setdefault(comparable("group", group), group)
        return spelling

    def _remember(self, person: ReadPerson) -> None:
        if person.number:
            self.rows_by_number[person.number] = person
        self.rows_by_name[person.name].append(person)

    def _refuse_double(self, person: ReadPerson) -> None:
        number = person.number
        earlier = self.rows_by_number.get(number) if number else None
        if earlier is not None:
            person.skip("duplicate", f"与第{earlier.row}行是同一个身份证号", "id_number", number or "")
            return
        if self.decided and (person.sheet, person.row) in self.decided:
            return
        for other in self.rows_by_name.get(person.name, ()):
            if _is_same_person(person, other):
                person.skip("duplicate", f"与第{other.row}行是同一个人", "name", person.name)
                return
            if not (number and other.number):
                person.warn(
                    "same_name_in_file", f"与第{other.row}行同名，请核对是不是同一个人", "name", person.name
                )

    def _known(self, person: ReadPerson) -> ExistingPerson | None:
        decision = self.decided.get((person.sheet, person.row)) if self.decided else None
        number = person.number
        if decision is not None:
            known = self.by_uid.get(decision)
        else:
            known = self.by_number.get(number) if number else None
            known = known or self._known_by_mask(person) or self._known_by_everything(person)
        if known is None:
            if decision is None:
                self._warn_of_namesakes(person)
            return None
        earlier = self.rows_by_uid.setdefault(known.uid, person)
        if earlier is not person:  # the citizen number in one row, the same name and birth in another
            person.skip("duplicate", f"与第{earlier.row}行是同一个在册的人", "name", person.name)
        elif known.name != person.name:
            person.warn(
                "name_differs",
                f"身份证号是在册的{known.name}，姓名将改为{person.name}，请核对",
                "name",
                known.name,
            )
        return known

    def _known_by_mask(self, person: ReadPerson) -> ExistingPerson | None:
        """The one of that name whose number looks like this under its stars: our own export comes back."""
        same = [
            known
            for known in self.by_name.get(person.name, ())
            if person.masked and known.id_number and mask_citizen_number(known.id_number) == person.masked
        ]
        return same[0] if len(same) == 1 else None

    def _known_by_everything(self, person: ReadPerson) -> ExistingPerson | None:
        """Somebody of that name about whom the row says nothing new: taking them for one changes nothing."""
        if person.number or not (person.text("born_on") or person.text("admitted_on")):
            return None
        same = [known for known in self.by_name.get(person.name, ()) if not _changes(person, known)]
        return same[0] if len(same) == 1 else None

    def _warn_of_namesakes(self, person: ReadPerson) -> None:
        for known in self.by_name.get(person.name, ()):
            if person.number and known.id_number:
                continue
            born = person.text("born_on")
            same_birth = bool(born and known.born_on and _fits(born, known.born_on))
            if same_birth or not (born and known.born_on):
                what = "同名且出生日期相同" if same_birth else "同名"
                message = f"名册里已有一位{what}的人，缺身份证号不能断定是同一人，作为新人导入，请核对"
                person.warn("same_name_exists", message, "name", person.name)
                return


def _worth_saying(person: ReadPerson, known: ExistingPerson) -> list[Problem]:
    """The warnings about a row, without those that something is missing which stands on record."""
    return [each for each in person.warnings if not known.values.get(_LACKING.get(each.code, ""))]


def _changes(person: ReadPerson, known: ExistingPerson) -> dict[str, tuple[object, object]]:
    """Key -> (old, new) of what the row would change; what was only concluded merely fills gaps."""
    changes: dict[str, tuple[object, object]] = {}
    for key, value in person.stated.items():
        old = known.values.get(key)
        new = merged_flags(old, value) if key == "flags" else value
        if differs(key, old, new):
            changes[key] = (str(old) if key == "group" and old else old, person.concluded.get(key, new))
    for key, value in person.concluded.items():
        follows_from_days = key == "stage" and known.values.get("admitted_on")
        if key not in person.stated and not known.values.get(key) and not follows_from_days:
            changes[key] = (None, value)
    return changes


def _refuse_impossible_order(
    person: ReadPerson, known: ExistingPerson, changes: Mapping[str, tuple[object, object]]
) -> None:
    """What the form would refuse is kept out as well: a day of the file may contradict one on record."""
    after = {**known.values, **{key: new for key, (_, new) in changes.items()}}
    for key, message in person_ledger.check_person(after).items() if changes else ():
        person.skip("order_odd", message, key, str(after.get(key) or ""))


def _is_same_person(person: ReadPerson, other: ReadPerson) -> bool:
    """Whether two rows of one name are one person: one birthday, or nothing that speaks against it."""
    if person.number and other.number:
        return False
    born, other_born = person.text("born_on"), other.text("born_on")
    if born and born == other_born and len(born) == len("1998-07-01"):
        return True
    common = person.stated.keys() & other.stated.keys()
    return not common.isdisjoint(_TELLING) and all(person.stated[key] == other.stated[key] for key in common)


def _fits(day: str, other: str) -> bool:
    """Whether two partial days may be one day."""
    return day.startswith(other) or other.startswith(day)
