"""What the program can look at for a line of a scoring table: duties, findings, records, papers.

A check is a word: a duty ("theme_day", or its title 主题党日), a finding ("MTG-07"), a family of findings ("REC-*"),
"ledger:volunteer" (or the ledger's title) for records of the year, "paper:plan" or "paper:publication/dues" for papers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from db.arithmetic.days import day_text, period_text
from db.changes import Duty, Finding, Row
from db.ledger_spec import LedgerSpec
from db.ledgers import LEDGERS
from db.ledgers.document import year_about
from db.rules.duties import duties
from db.rules.facts import Facts
from db.rules.findings import RULES, findings
from db.rules.library import duty_texts, rule
from db.rules.scoring.table import Fault, Proof
from db.services.saving import title_of

Rows = Callable[[str, int | None], Sequence[Row]]  # every record of a ledger, of one year or of all
DUTY, FINDING, LEDGER, PAPER = "duty", "finding", "ledger", "paper"
_SPECS = {spec.key: spec for spec in LEDGERS}


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen for one line: `missed` of `owed` duties, other faults, proofs, and what is not due yet.

    `is_applicable`: there was anything to look at this year.
    """

    missed: tuple[Fault, ...] = ()
    others: tuple[Fault, ...] = ()
    proofs: tuple[Proof, ...] = ()
    owed: int = 0
    pending: int = 0
    is_applicable: bool = False
    unknown: tuple[str, ...] = ()


@dataclass
class _Seen:
    missed: list[Fault] = field(default_factory=list)
    others: list[Fault] = field(default_factory=list)
    proofs: dict[tuple[str, str], Proof] = field(default_factory=dict)
    owed: int = 0
    pending: int = 0
    is_applicable: bool = False


@cache
def meaning(word: str) -> tuple[str, tuple[str, ...]]:
    """The kind of a check and the ids it stands for; ("", ()) for a word that is none."""
    if word in duty_texts():
        return DUTY, (word,)
    if word in _rule_ids():
        return FINDING, (word,)
    if word.endswith("-*"):
        family = tuple(each for each in _rule_ids() if each.startswith(word[:-1]))
        return (FINDING, family) if family else ("", ())
    kind, _, rest = word.partition(":")
    if kind == LEDGER and rest in _SPECS:
        return LEDGER, (rest,)
    if kind == PAPER and _is_paper(rest):
        return PAPER, (rest,)
    return _by_title().get(word, ("", ()))


@cache
def _rule_ids() -> tuple[str, ...]:
    return tuple(rule.id for rule in RULES)


@cache
def _by_title() -> dict[str, tuple[str, tuple[str, ...]]]:
    found: dict[str, tuple[str, tuple[str, ...]]] = {spec.title: (LEDGER, (spec.key,)) for spec in LEDGERS}
    return found | {text.title: (DUTY, (text.id,)) for text in duty_texts().values()}


def _is_paper(rest: str) -> bool:
    fields = _SPECS["document"].by_key
    kind, _, subject = rest.partition("/")
    kinds = {choice.code for choice in fields["kind"].choices}
    return kind in kinds and (not subject or subject in {each.code for each in fields["subject"].choices})


def known_checks() -> tuple[tuple[str, str], ...]:
    """Every word a line may name, with what it looks at."""
    papers = _SPECS["document"].by_key["kind"].choices
    families = dict.fromkeys(f"{each.partition('-')[0]}-*" for each in _rule_ids())
    return (
        *((text.id, f"应办事项：{text.title}") for text in duty_texts().values()),
        *((each, f"检查项：{rule(each).title}") for each in _rule_ids()),
        *((each, f"检查项：{each[:-2]} 开头的全部") for each in families),
        *((f"{LEDGER}:{spec.key}", f"台账有记录：{spec.title}") for spec in LEDGERS if spec.day),
        *((f"{PAPER}:{choice.code}", f"文件材料有：{choice.title}") for choice in papers),
    )


def unknown_words(words: Iterable[str]) -> tuple[str, ...]:
    """Words that are no check of this version."""
    return tuple(word for word in words if not meaning(word)[0])


class Look:
    """The facts of one year, ready to be looked at; duties, findings and records are worked out once."""

    def __init__(self, facts: Facts, year: int, rows: Rows) -> None:
        self.facts, self.year = facts, year
        self._rows = rows
        self._read: dict[str, dict[str, Row]] = {}

    def at(self, words: Iterable[str]) -> Sight:
        """What a line's checks show. The finding of the same lack as a duty of the line is not counted a second time."""
        seen, unknown = _Seen(), []
        meant = [(word, *meaning(word)) for word in words]
        counted = {duty_texts()[ids[0]].finding for _word, kind, ids in meant if kind == DUTY}
        for word, kind, ids in meant:
            if kind == DUTY:
                self._duty(seen, ids[0])
            elif kind == FINDING:
                self._findings(seen, [rule_id for rule_id in ids if rule_id not in counted])
            elif kind == LEDGER:
                self._records(seen, ids[0])
            elif kind == PAPER:
                self._papers(seen, ids[0])
            else:
                unknown.append(word)
        proofs = sorted(seen.proofs.values(), key=lambda proof: (proof.on, proof.title, proof.uid))
        return Sight(
            tuple(seen.missed),
            tuple(seen.others),
            tuple(proofs),
            seen.owed,
            seen.pending,
            seen.is_applicable,
            tuple(unknown),
        )

    # --- kinds of checks -------------------------------------------------------------------------------------
    @cached_property
    def _duties(self) -> dict[str, list[Duty]]:
        found: dict[str, list[Duty]] = {}
        for duty in duties(self.facts, self.year):
            found.setdefault(duty.duty, []).append(duty)
        return found

    @cached_property
    def _found(self) -> dict[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for finding in findings(self.facts, self.year):
            if finding.state == "open":
                found.setdefault(finding.rule, []).append(finding)
        return found

    def _duty(self, seen: _Seen, duty_id: str) -> None:
        for duty in self._duties.get(duty_id, ()):
            if duty.state == "not_applicable":
                continue
            seen.is_applicable = True
            seen.owed += 1
            if duty.state == "late":
                seen.missed.append(_missed(duty))
            elif duty.state == "due":
                seen.pending += 1
            for record in duty.evidence:
                self._prove(seen, *record)

    def _findings(self, seen: _Seen, ids: Sequence[str]) -> None:
        seen.is_applicable = True
        for rule_id in ids:
            seen.others += [_told(finding) for finding in self._found.get(rule_id, ())]

    def _records(self, seen: _Seen, ledger: str) -> None:
        seen.is_applicable = True
        spec = _SPECS[ledger]
        year = self.year if spec.day else None
        self._need(
            seen, ledger, spec.title, [row for row in self._rows(ledger, year) if not _is_ahead(row, self)]
        )

    def _papers(self, seen: _Seen, wanted: str) -> None:
        seen.is_applicable = True
        kind, _, subject = wanted.partition("/")
        fields = _SPECS["document"].by_key
        title = fields["kind"].title_of(kind) + (
            f"（{fields['subject'].title_of(subject)}）" if subject else ""
        )
        rows = [
            row
            for row in self._rows("document", None)
            if row.get("kind") == kind
            and (not subject or row.get("subject") == subject)
            and year_about(row.get("year"), row.get("dated_on"), row.get("received_on")) == self.year
        ]
        starts = (("kind", kind), *((("subject", subject),) if subject else ()), ("year", self.year))
        self._need(seen, "document", title, rows, starts)

    def _need(
        self,
        seen: _Seen,
        ledger: str,
        title: str,
        rows: Sequence[Row],
        starts: tuple[tuple[str, str | int], ...] = (),
    ) -> None:
        """At least one record."""
        for row in rows:
            seen.proofs[ledger, row.uid] = _proof(row)
        if not rows:
            text = f"本年没有“{title}”的记录"
            seen.others.append(Fault("missing", ledger, text, str(self.year), starts=starts))

    def _prove(self, seen: _Seen, ledger: str, uid: str) -> None:
        if ledger not in self._read:
            self._read[ledger] = {row.uid: row for row in self._rows(ledger, None)}
        row = self._read[ledger].get(uid)
        if row is not None:
            seen.proofs[ledger, uid] = _proof(row)


def _is_ahead(row: Row, look: Look) -> bool:
    """Whether a record lies in the future: it proves nothing yet."""
    spec: LedgerSpec = _SPECS[row.ledger]
    return bool(spec.day) and row.text(spec.day) > look.facts.today.isoformat()


def _proof(row: Row) -> Proof:
    spec = _SPECS[row.ledger]
    return Proof(row.ledger, row.uid, title_of(spec, row), row.text(spec.day) if spec.day else "")


def _missed(duty: Duty) -> Fault:
    period = period_text(duty.period) if len(duty.period) <= len("2026-03") else day_text(duty.period)
    about = f"（{duty.subject}）" if duty.subject else ""
    text = f"{period}{duty.title}{about}未完成，应在{day_text(duty.due_on)}前"
    return Fault(DUTY, duty.duty, text, duty.period, duty.subject, duty.basis)


def _told(finding: Finding) -> Fault:
    return Fault(
        FINDING,
        finding.rule,
        finding.message,
        finding.period,
        finding.subject,
        finding.basis,
        finding.remedy,
        finding.records,
    )
