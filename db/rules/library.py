"""The rule library as typed values: regulations with their editions, findings, duties and local settings.

It reads `resources/rules` and knows which edition was in force on a day. It looks at no facts and judges
nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from db.changes import Basis
from db.errors import LedgerError, NotFoundError
from resources import read_toml

LOCAL_PRACTICE = "L"
_SWITCH = {"true": True, "1": True, "是": True, "false": False, "0": False, "否": False}
_NUMBER = re.compile(r"\d{1,5}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WORD = re.compile(r"[a-z][a-z_]+")


@dataclass(frozen=True, slots=True)
class Article:
    """One article in our own words; `mark` is the evidence (see Basis)."""

    number: str
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class Regulation:
    """One edition of a regulation. `family` joins the editions; None in a bound: open on that side."""

    id: str
    family: str
    title: str
    issuer: str
    edition: str
    in_force_from: date | None
    in_force_to: date | None
    mark: str
    articles: tuple[Article, ...]

    def is_in_force(self, day: date) -> bool:
        """Whether the edition applied on the day; both bounds count."""
        begun = self.in_force_from is None or self.in_force_from <= day
        return begun and (self.in_force_to is None or day <= self.in_force_to)


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice left to the branch: its name in `Facts.settings`, the value without a choice, a Chinese
    label.
    """

    name: str
    default: object
    title: str

    @property
    def is_day(self) -> bool:
        """Whether it is a day ("2026-05-18")."""
        return isinstance(self.default, str) and bool(_DAY.fullmatch(self.default))


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as it is shown: `kind` is finding, duty or reminder; `severity` only for findings.

    `edition` is the newest one; what applies to an event is in the basis of its finding.
    """

    id: str
    kind: str
    title: str
    text: str
    regulation: str
    article: str
    edition: str
    mark: str
    severity: str = ""
    remedy: str = ""
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyText:
    """An obligation as data; `frequency` is month, quarter, half_year, year or term; `switch` the finding that turns
    it off.
    """

    id: str
    title: str
    frequency: str
    ledger: str
    finding: str


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def regulations() -> tuple[Regulation, ...]:
    """Every edition of every regulation, in the order of the file."""
    return tuple(
        Regulation(
            id=entry["id"],
            family=entry.get("family", entry["id"]),
            title=entry["title"],
            issuer=entry["issuer"],
            edition=entry["edition"],
            in_force_from=_day(entry["in_force_from"]),
            in_force_to=_day(entry.get("in_force_to", "")),
            mark=entry["mark"],
            articles=tuple(Article(**article) for article in entry["articles"]),
        )
        for entry in read_toml("rules/regulations.toml")["regulation"]
    )


def regulation(regulation_id: str) -> Regulation:
    """The edition with this id ("DEV26"); NotFoundError if the library has none."""
    for edition in regulations():
        if edition.id == regulation_id:
            return edition
    raise NotFoundError(f"规则库中没有文件“{regulation_id}”")


def article(regulation_id: str, number: str) -> Article:
    """An article ("第十一条") of an edition; NotFoundError if the library does not hold it."""
    for found in regulation(regulation_id).articles:
        if found.number == number:
            return found
    raise NotFoundError(f"规则库中没有“{regulation_id}”的{number}")


def edition_on(regulation_id: str, day: date) -> Regulation | None:
    """The edition in force on a day, `regulation_id` naming a family ("DEV") or one edition; None if there
    was none.
    """
    editions = _editions(regulation_id)
    return next((edition for edition in editions if edition.is_in_force(day)), None)


def _editions(name: str) -> tuple[Regulation, ...]:
    found = tuple(edition for edition in regulations() if name in (edition.family, edition.id))
    if not found:
        raise NotFoundError(f"规则库中没有文件“{name}”")
    return found


@cache
def _entries() -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    """Every rule by id: its kind and the table of its file."""
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for rule_id, entry in read_toml("rules/findings.toml").items():
        found[rule_id] = ("finding", entry)
    for kind, entries in read_toml("rules/duties.toml").items():
        for rule_id, entry in entries.items():
            found[rule_id] = (kind, entry)
    return found


def _entry(rule_id: str) -> tuple[str, Mapping[str, Any]]:
    try:
        return _entries()[rule_id]
    except KeyError:
        raise NotFoundError(f"规则库中没有规则“{rule_id}”") from None


def basis(rule_id: str, day: date, matter: str = "") -> Basis:
    """What a finding, duty or reminder rests on, in the edition in force on the day of the event.

    `matter` chooses among the articles of a rule that has several ("ATT-16" with "admission"). An event
    older than the oldest edition is shown with that edition and the note that it was not yet in force.
    """
    return _basis_of(_entry(rule_id)[1], day, matter)


def _basis_of(entry: Mapping[str, Any], day: date, matter: str = "") -> Basis:
    source = entry.get("matters", {}).get(matter, entry)
    name = source.get("regulation", "")
    if not name:
        return Basis("", mark=source["mark"])
    in_force = edition_on(name, day)
    edition = in_force or _editions(name)[0]
    label = edition.edition if in_force else f"{edition.edition}，当日尚未施行"
    number = source.get("articles", {}).get(edition.id, source.get("article", ""))
    return Basis(edition.title, number, label, source["mark"])


@cache
def rule(rule_id: str) -> RuleText:
    """One rule as shown; NotFoundError if the library has none."""
    kind, entry = _entry(rule_id)
    newest = _basis_of(entry, date.max)
    return RuleText(
        id=rule_id,
        kind=kind,
        title=entry["title"],
        text=entry["text"],
        regulation=newest.regulation,
        article=newest.article,
        edition=newest.edition,
        mark=newest.mark,
        severity=entry.get("severity", ""),
        remedy=entry.get("remedy", ""),
        settings=_settings_of(rule_id, kind, entry),
    )


def _settings_of(rule_id: str, kind: str, entry: Mapping[str, Any]) -> tuple[Setting, ...]:
    own = tuple(Setting(**setting) for setting in entry.get("settings", ()))
    if kind == "finding" and entry["mark"] == LOCAL_PRACTICE:
        return (Setting(f"{rule_id}.enabled", True, "检查这一项（本地要求）"), *own)
    return own


def rules() -> tuple[RuleText, ...]:
    """Every finding, duty and reminder, in the order of the files."""
    return tuple(rule(rule_id) for rule_id in _entries())


@cache
def duty_texts() -> Mapping[str, DutyText]:
    """The obligations by id."""
    return {
        rule_id: DutyText(
            rule_id, entry["title"], entry["frequency"], entry["ledger"], entry.get("finding", "")
        )
        for rule_id, (kind, entry) in _entries().items()
        if kind == "duty"
    }


def read_setting(setting: Setting, text: str) -> object:
    """A typed value for a setting, of the kind of its default; LedgerError when it cannot be one.

    Numbers are whole and not negative. The words of a choice are those its title names, and the default.
    """
    if isinstance(setting.default, bool):
        chosen: object = _SWITCH.get(text.strip().lower())
        wanted = "true 或 false"
    elif setting.is_day:
        chosen, wanted = _day_or_none(text.strip()), "一个日期，如 2026-05-18"
    elif isinstance(setting.default, int):
        chosen = int(text) if _NUMBER.fullmatch(text.strip()) else None
        wanted = "不大于99999的整数"
    else:
        words = [*_WORD.findall(setting.title), setting.default]
        chosen = text.strip() if text.strip() in words else None
        wanted = "、".join(str(word) or "空" for word in dict.fromkeys(words))
    if chosen is None:
        raise LedgerError(
            "invalid", f"“{text[:30]}”不能作为{setting.name}的值", "没有改动任何内容", f"请填{wanted}"
        )
    return chosen


def _day_or_none(text: str) -> str | None:
    try:
        return text if _DAY.fullmatch(text) and date.fromisoformat(text) else None
    except ValueError:
        return None


@cache
def default_of(setting_name: str) -> object:
    """The value of a setting nobody chose; NotFoundError if no rule has such a setting."""
    for shown in rules():
        for setting in shown.settings:
            if setting.name == setting_name:
                return setting.default
    raise NotFoundError(f"规则库中没有设置项“{setting_name}”")
