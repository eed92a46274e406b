"""One roster row into the values of one person, with everything that is wrong or odd about it.

Looks at the row alone, with the headings above it; who is already on record is for `checking`. What the row
states and what was concluded from it are kept apart, because a conclusion must never overwrite what somebody
once typed.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from db.arithmetic.codes import code_of, title_of
from db.arithmetic.days import add_months, age_on, earliest, latest
from db.arithmetic.naming import tidy_name
from db.arithmetic.standing import probation_rule
from db.fields import FieldSpec, Kind
from db.importing.cells import Cell, text_of
from db.importing.citizen_doctor import examine
from db.importing.lenient_days import is_month_doubtful
from db.importing.mapping import ColumnMapping
from db.importing.plan import Problem
from db.importing.reading import (
    NO_WORDS,
    clean_text,
    is_empty,
    lenient_reader,
    plain,
    read_yes_no,
    refuse_masked,
)
from db.importing.roster_words import (
    MEMBER_WORDS,
    NOT_PROMOTED_WORDS,
    WORDS,
    is_list_of_members,
    stage_of_heading,
)
from db.importing.table import Table, TableRow
from db.importing.titles import Vocabulary
from db.importing.unreadable import UnreadableValueError
from db.ledgers.person import check_person

# A row in which one of these days cannot be read is kept out.
VITAL_DAYS = frozenset(("born_on", "admitted_on", "promoted_on"))
_DAYS_IN_ORDER = ("born_on", "applied_on", "admitted_on", "promoted_on")
_DAYS_PASSED = ("born_on", "applied_on", "admitted_on", "promoted_on", "worked_since")
_LONGEST_PROBATION_MONTHS = 36  # one year, one of extension, and a year until the roster is written
_OLDEST, _YOUNGEST_MEMBER = 110, 18
_GROUP_HEADING = re.compile(r"第?[一二三四五六七八九十0-9]{1,3}(?:党)?小?组|[^\s（(]{1,12}党小组")
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_OTHER_PHONE = re.compile(r"(?!1[3-9])[0-9()+\-]{7,18}(?:转\d{1,6})?")
_COMMON_HAN = re.compile(r"[\u4e00-\u9fa5·A-Za-z .\-']")


@dataclass(slots=True)
class ReadPerson:
    """What one row says. `stated` comes from cells, `concluded` from other cells and headings."""

    row: int
    sheet: str
    name: str = ""
    number: str = ""  # the citizen number, where there is one that can be right
    masked: str = ""  # what our own export shows of one
    stated: dict[str, object] = field(default_factory=dict)
    concluded: dict[str, object] = field(default_factory=dict)
    skips: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def values(self) -> Mapping[str, object]:
        """Everything known of a new person."""
        return {**self.stated, **self.concluded}

    def text(self, key: str) -> str | None:
        """A value as text, the concluded one before the stated one; None if there is none."""
        value = self.concluded.get(key) or self.stated.get(key)
        return value if type(value) is str else str(value) if value else None

    def skip(self, code: str, message: str, key: str = "", cell: Cell = "") -> None:
        self.skips.append(self._problem(code, message, key, cell))

    def warn(self, code: str, message: str, key: str = "", cell: Cell = "") -> None:
        self.warnings.append(self._problem(code, message, key, cell))

    def _problem(self, code: str, message: str, key: str, cell: Cell) -> Problem:
        sentence = f"{self.name}：{message}" if self.name else message
        return Problem(self.row, code, sentence, key, text_of(cell)[:60], self.sheet)


class ColumnReader:
    """Reads the cells of one column; `known` are values read before, for a roster says few different things.

    Only what needs no remark is remembered, so that a second bad cell is reported as the first.
    """

    def __init__(self, spec: FieldSpec, today: date, date_1904: bool) -> None:
        self.spec = spec
        self.known: dict[Cell, object] = {}
        self._lenient = lenient_reader(spec, today, words=WORDS.get(spec.key, NO_WORDS), date_1904=date_1904)

    def read(self, cell: Cell) -> object | None:
        """The value in the ledger's own spelling, None for an empty cell; UnreadableValueError."""
        value = self._lenient(cell)
        refuse_masked(self.spec, value)
        return None if value is None else _settled(self.spec.key, value)


class PersonReader:
    """Reads the rows of one table. Holds nothing that changes."""

    def __init__(self, table: Table, mapping: ColumnMapping, vocabulary: Vocabulary, today: date) -> None:
        self.table = table
        self.today = today
        self.today_text = today.isoformat()
        self.columns = mapping.by_key
        self.longest_name = vocabulary.fields["name"].longest
        self.fields = [
            (key, column, ColumnReader(vocabulary.fields[key], today, table.date_1904))
            for key, column in self.columns.items()
            if key not in _READ_APART and vocabulary.fields[key].kind is not Kind.FLAG
        ]
        self.flags = [(column, key.partition(".")[2]) for key, column in self.columns.items() if "." in key]
        captions = (table.sheet, *table.caption)
        self.lists_members = is_list_of_members(captions)
        self.heading_stage = next((stage for stage in map(stage_of_heading, captions) if stage), None)

    def read(self, row: TableRow) -> ReadPerson:
        """Reads one row; a person without a name has only `skips`."""
        person = ReadPerson(row.number, self.table.sheet)
        self._read_name(person, row)
        if person.skips:
            return person
        cells, stated = row.cells, person.stated
        for key, column, reader in self.fields:
            cell = cells[column]
            if cell == "":
                continue
            value = reader.known.get(cell)
            if value is None:
                value = self._read_field(person, reader, cell)
            if value is not None:
                stated[key] = value
        self._read_flags(person, row)
        self._read_citizen_number(person, row)
        self._settle_stage(person, row)
        self._judge_days(person)
        return person

    def _cell(self, row: TableRow, key: str) -> Cell:
        column = self.columns.get(key)
        return "" if column is None or is_empty(row.cells[column]) else row.cells[column]

    def _read_name(self, person: ReadPerson, row: TableRow) -> None:
        cell = self._cell(row, "name")
        name = tidy_name(text_of(cell))
        if not any(character.isalpha() for character in name):
            person.skip("name_missing", "这一行没有姓名", "name", cell)
            return
        if len(name) > self.longest_name:
            person.skip("text_too_long", f"姓名有{len(name)}字，最多{self.longest_name}字", "name", cell)
            return
        person.name = name
        person.stated["name"] = name
        rare = [character for character in name if not _COMMON_HAN.match(character)]
        if rare:
            broken = any(unicodedata.category(character) in ("Co", "Cn", "So") for character in rare)
            advice = "这个字显示不出来，请核对并重新输入" if broken else "有生僻字，请核对打印效果"
            person.warn("name_rare_character", f"姓名中的“{''.join(rare)}”{advice}", "name", cell)

    def _read_field(self, person: ReadPerson, reader: ColumnReader, cell: Cell) -> object | None:
        spec = reader.spec
        try:
            value = reader.read(cell)
        except UnreadableValueError as error:
            self._unreadable(person, spec, cell, error)
            return None
        if spec.key == "phone" and value is not None and not _looks_like_phones(str(value)):
            person.warn("phone_odd", "联系电话的位数不对，请核对", "phone", cell)
        elif spec.kind is Kind.PARTIAL_DAY and is_month_doubtful(cell):
            message = f"{spec.title}是数字 {text_of(cell)}，按10月读，请核对是不是1月"
            person.warn("date_doubtful", message, spec.key, cell)
        elif value is not None:
            reader.known[cell] = value
        return value

    def _unreadable(
        self, person: ReadPerson, spec: FieldSpec, cell: Cell, error: UnreadableValueError
    ) -> None:
        if spec.key == "promoted_on" and any(word in text_of(cell) for word in NOT_PROMOTED_WORDS):
            person.stated["stage"] = "probationary"
        elif spec.key == "stage" and plain(text_of(cell)) in MEMBER_WORDS:
            person.concluded["stage"] = "full"
        elif spec.key in VITAL_DAYS:
            person.skip(error.code, f"{spec.title}{error.message}", spec.key, cell)
        else:
            person.warn(error.code, f"{spec.title}{error.message}，没有导入这一项", spec.key, cell)

    def _read_flags(self, person: ReadPerson, row: TableRow) -> None:
        """Flags as word -> set or not, so that 否 can take one away from somebody on record."""
        listed = person.stated.pop("flags", None)
        found: dict[str, bool] = dict.fromkeys(listed, True) if isinstance(listed, list) else {}
        for column, word in self.flags:
            cell = row.cells[column]
            if is_empty(cell):
                continue
            try:
                found[word] = read_yes_no(cell)
            except UnreadableValueError as error:
                person.warn(error.code, f"{error.message}，没有导入这一项", f"flags.{word}", cell)
        if found:
            person.stated["flags"] = found

    def _read_citizen_number(self, person: ReadPerson, row: TableRow) -> None:
        if "id_number" not in self.columns:
            return
        cell = self._cell(row, "id_number")
        if cell == "":
            person.warn("id_number_missing", "没有身份证号", "id_number")
            return
        found = examine(cell, self.today)
        if found.is_fatal:
            person.skip(found.code, found.message, "id_number", cell)
        elif found.code:
            person.warn(found.code, found.message, "id_number", cell)
        person.masked = text_of(cell) if found.code == "id_number_masked" else ""
        if found.number is not None:
            person.number = person.stated["id_number"] = found.number.number
            self._compare_sex(person, found.number.sex)
            self._compare_birth(person, found.number.born_on)

    def _compare_sex(self, person: ReadPerson, sex: str) -> None:
        stated = person.stated.get("sex")
        if stated is None:
            person.concluded["sex"] = sex
        elif stated != sex:
            person.warn("sex_mismatch", "性别与身份证号不一致，按表中填写的导入，请核对", "sex")

    def _compare_birth(self, person: ReadPerson, born_on: date) -> None:
        stated, number_says = person.stated.get("born_on"), born_on.isoformat()
        if stated is None or number_says.startswith(str(stated)):
            person.concluded["born_on"] = number_says
        else:
            message = f"出生日期{stated}与身份证号（{number_says}）不一致，按表中填写的导入，请核对"
            person.warn("birth_mismatch", message, "born_on", str(stated))

    def _settle_stage(self, person: ReadPerson, row: TableRow) -> None:
        if row.section and "group" not in person.stated and (found := _GROUP_HEADING.search(row.section)):
            person.concluded["group"] = found[0]
        heading = stage_of_heading(row.section) or self.heading_stage
        if "stage" not in person.stated and heading is not None:
            person.stated["stage"] = heading
        stage = person.stated.get("stage")
        promoted = person.text("promoted_on")
        if stage is None:
            self._conclude_stage(person)
        elif stage == "probationary" and promoted and earliest(promoted) <= self.today:
            person.stated["stage"] = "full"
            person.warn(
                "stage_conflict", "写明是预备党员，却有已到的转正日期，按正式党员导入，请核对", "stage"
            )
        elif promoted and earliest(promoted) > self.today:
            person.concluded["stage"] = person.stated.pop("stage")  # the day decides, once it has come

    def _conclude_stage(self, person: ReadPerson) -> None:
        admitted = person.text("admitted_on")
        if person.text("promoted_on"):
            person.concluded["stage"] = "full"
        elif admitted:
            person.concluded["stage"] = self._stage_of_unpromoted(person, admitted)
        elif "stage" in person.concluded:
            return
        elif self.lists_members:
            person.concluded["stage"] = "full"
            person.warn("stage_assumed", "没有入党和转正日期，暂按正式党员导入，请补填", "stage")
        elif person.text("applied_on"):
            person.concluded["stage"] = "applicant"
        else:
            person.warn("stage_unknown", "看不出是正式党员、预备党员还是其他人员，请导入后补填", "stage")

    def _stage_of_unpromoted(self, person: ReadPerson, admitted: str) -> str:
        if probation_rule(admitted).months == 0:
            return "full"
        if add_months(latest(admitted), _LONGEST_PROBATION_MONTHS) >= self.today:
            return "probationary"
        person.warn(
            "promotion_missing", "入党已超过三年却没有转正日期，按正式党员导入，请补填", "promoted_on"
        )
        return "full"

    def _judge_days(self, person: ReadPerson) -> None:
        values = person.values
        days = {key: str(day) for key in _DAYS_PASSED if (day := values.get(key))}
        for key, day in days.items():
            if (
                day > self.today_text
            ):  # partial days sort as text, and a shorter one never exceeds a longer it begins
                person.warn("date_in_future", f"日期{day}还没有到，请核对", key, day)
        born, admitted = days.get("born_on"), days.get("admitted_on")
        if born and self.today.year - int(born[:4]) > _OLDEST:
            person.warn("age_unlikely", f"出生日期{born}，年龄超过{_OLDEST}岁，请核对", "born_on", born)
        if born and admitted and _is_too_young(born, admitted):
            person.warn("age_unlikely", f"入党时不满{_YOUNGEST_MEMBER}岁，请核对", "admitted_on", admitted)
        in_order = [days[key] for key in _DAYS_IN_ORDER if key in days]
        # Days in order as texts are in order as days: most rows need no closer look.
        if in_order != sorted(in_order):
            for key, message in check_person(person.values).items():
                person.skip("order_odd", message, key, days.get(key, ""))


def _is_too_young(born: str, admitted: str) -> bool:
    """Whether the age was not reached by the last day the admission can mean; false if not even born."""
    years = int(admitted[:4]) - int(born[:4])
    if not 0 <= years <= _YOUNGEST_MEMBER:
        return False
    return earliest(born) <= latest(admitted) and age_on(born, latest(admitted)) < _YOUNGEST_MEMBER


_READ_APART = frozenset(("name", "id_number"))


def _settled(key: str, value: object) -> object:
    """The value in the ledger's own spelling: 汉 is 汉族, 本科 is 大学本科, 138-0000-0000 has no hyphens."""
    if key in ("ethnicity", "education"):
        code = code_of(key, str(value))
        return title_of(key, code) if code is not None else value
    if key == "phone":
        return tidy_phone(str(value))
    return clean_text(value) if key == "group" and isinstance(value, str) else value


def tidy_phone(text: str) -> str:
    """A mobile number as 11 digits, other numbers without blanks; several stay apart by 、."""
    if len(text) == 11 and text.isascii() and text.isdigit():
        return text  # most are, and a roster has thousands
    parts = re.split(r"[、，,;；/\n]+|\s{2,}", unicodedata.normalize("NFKC", text))
    tidy = []
    for part in parts:
        squeezed = "".join(part.split())
        mobile = _MOBILE.fullmatch(squeezed.replace("-", "").replace("—", "").replace("–", ""))
        tidy.append(mobile[1] if mobile else squeezed)
    return "、".join(part for part in tidy if part)


def _looks_like_phones(text: str) -> bool:
    return all(_MOBILE.fullmatch(part) or _OTHER_PHONE.fullmatch(part) for part in text.split("、"))
