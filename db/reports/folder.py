"""The inspection folder of a year as data: boxes, the papers in them, and what is missing and why.

Every paper recorded for the year stands in exactly one box. A gap is said, with its period; "本年不发生"
needs a reason, which comes from the rules or from a person, never from here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db.arithmetic.days import day_text, period_text
from db.changes import Duty, Row
from db.errors import NotFoundError
from db.ledgers import by_key
from db.ledgers.document import year_about
from db.reports.boxes import BoxItem, BoxPlan, BoxTemplate, template_for, template_of
from db.reports.document import BoxLabel, Header, ReportDocument, Table, mask_document
from db.reports.personal_files import PersonalFile, personal_files
from db.reports.records import ledger_table, record_page
from db.reports.source import PrintOptions, ReportSource, year_of
from db.rules.facts import Facts

if TYPE_CHECKING:
    from db.reports.source import PrintKind

PRESENT, MISSING, PENDING, NOT_OCCURRED = "present", "missing", "pending", "not_occurred"
STATE_WORDS: Mapping[str, str] = {PRESENT: "有", MISSING: "缺", PENDING: "待", NOT_OCCURRED: "本年不发生"}


@dataclass(frozen=True, slots=True)
class FolderItem:
    """One sort of paper in a box: its documents and how it stands.

    `gap` says what is missing, `reason` why not.
    """

    title: str
    state: str
    documents: tuple[ReportDocument, ...] = ()
    expected: str = ""
    gap: str = ""
    reason: str = ""
    files: tuple[PersonalFile, ...] = ()  # volumes of one person each; together they hold the documents

    @property
    def remark(self) -> str:
        """Gap or reason, whichever there is."""
        return self.gap or self.reason


@dataclass(frozen=True, slots=True)
class FolderBox:
    """One box with its label and its items."""

    sign: str
    label: BoxLabel
    items: tuple[FolderItem, ...]

    @property
    def title(self) -> str:
        """Number and title as in the running header: ④ 支部党员大会."""
        return f"{self.sign} {self.label.title}"

    @property
    def documents(self) -> tuple[ReportDocument, ...]:
        """All papers in the order of the contents list."""
        return tuple(document for item in self.items for document in item.documents)


@dataclass(frozen=True, slots=True)
class InspectionFolder:
    """All boxes of a year. `made_on` is the day of making, ISO."""

    branch: str
    year: int
    made_on: str
    boxes: tuple[FolderBox, ...]
    spine: int = 30

    @property
    def title(self) -> str:
        """As on the first page and in the file's metadata."""
        return f"{self.branch}{self.year}年度迎检资料"

    @property
    def missing(self) -> tuple[tuple[FolderBox, FolderItem], ...]:
        """Items with a gap, by box; also those that are there in part."""
        return tuple(
            (box, item) for box in self.boxes for item in box.items if item.gap and item.state != PENDING
        )


def build_folder(source: ReportSource, facts: Facts, options: PrintOptions) -> InspectionFolder:
    """The folder of the year chosen, or one box of it."""
    from db.rules.duties import duties

    year = year_of(options, facts)
    chosen = template_of(source, options.template) if options.template else template_for(facts.profile.kind)
    folder = inspection_folder(source, facts, duties(facts, year), (year, chosen))
    folder = replace(folder, spine=options.spine)
    if not options.box:
        return folder
    boxes = tuple(
        box for box in folder.boxes if options.box in (box.label.box_number, box.sign, box.label.title)
    )
    if not boxes:
        raise NotFoundError(f"没有第“{options.box}”盒", f"本模板有第1至第{len(folder.boxes)}盒")
    return replace(folder, boxes=boxes)


def inspection_folder(
    source: ReportSource, facts: Facts, duties: Sequence[Duty], chosen: tuple[int, BoxTemplate]
) -> InspectionFolder:
    """The boxes of a template filled with the records of a year."""
    year, layout = chosen
    filling = _Filling(source, facts, year, duties, layout)
    boxes = tuple(filling.box(plan) for plan in layout.boxes)
    return InspectionFolder(facts.profile.name, year, facts.today.isoformat(), boxes)


class _Filling:
    """Fills the boxes of one year; papers of 文件材料 are dealt out once, before any box."""

    def __init__(
        self, source: ReportSource, facts: Facts, year: int, duties: Sequence[Duty], layout: BoxTemplate
    ) -> None:
        self.source, self.facts, self.year, self.layout = source, facts, year, layout
        self.duties: dict[str, list[Duty]] = {}
        for duty in duties:
            self.duties.setdefault(duty.duty, []).append(duty)
        profile = source.rows("branch")
        self.fonds_number = profile[0].text("fonds_number") if profile else ""
        self.papers = deal_papers(
            _papers_of(source, year), [item for box in layout.boxes for item in box.items]
        )

    def box(self, plan: BoxPlan) -> FolderBox:
        header = Header(self.facts.profile.name, f"{self.year}年度", f"{plan.sign}{plan.title}")
        items = tuple(self._item(plan, item, header) for item in plan.items)
        count = sum(len(item.documents) for item in items)
        label = BoxLabel(
            branch=self.facts.profile.name,
            title=plan.title,
            year=str(self.year),
            category=plan.category,
            retention=plan.retention,
            fonds_number=self.fonds_number,
            first_item="1" if count else "",
            last_item=str(count) if count else "",
            box_number=str(plan.number),
        )
        return FolderBox(plan.sign, label, items)

    def _item(self, plan: BoxPlan, item: BoxItem, header: Header) -> FolderItem:
        files, found = self._files(item)
        documents = tuple(
            mask_document(replace(each, header=header)) for each in (*found, *self._documents(item))
        )
        state, gap, reason = self._standing(plan, item, bool(documents))
        return FolderItem(item.title, state, documents, item.expected, gap, reason, files)

    def _files(self, item: BoxItem) -> tuple[tuple[PersonalFile, ...], tuple[ReportDocument, ...]]:
        """Volumes of one person each and their papers in order."""
        if item.source != "files":
            return (), ()
        found = tuple(personal_files(self.source, self.facts, self.year))
        return tuple(file for file, _papers in found), tuple(
            each for _file, papers in found for each in papers
        )

    def _documents(self, item: BoxItem) -> Iterator[ReportDocument]:
        if item.source == "ledger":
            spec = by_key(item.of)
            year = self.year if spec.day else None
            for row in sorted(self.source.rows(item.of, year), key=lambda row: (row.text(spec.day), row.uid)):
                yield replace(record_page(spec, row, self.facts), about=((item.of, row.uid),))
        elif item.source in ("documents", "rest"):
            for row in self.papers.get(item, ()):
                page = record_page(by_key("document"), row, self.facts)
                yield replace(page, title=row.text("title"), subtitle="", about=(("document", row.uid),))
        elif item.source == "table":
            rows = self.source.rows(item.of)
            if rows:
                about = tuple((item.of, row.uid) for row in rows)
                yield replace(ledger_table(by_key(item.of), rows, self.facts), about=about)
        elif item.source == "print" and self._has(item.only_with):
            kind = _kind(item.of)
            built = kind.build(self.source, self.facts, PrintOptions(year=self.year))
            assert isinstance(built, ReportDocument)
            if not _is_empty(built):
                yield replace(built, about=((kind.lists, ""),)) if kind.lists else built

    def _has(self, ledger: str) -> bool:
        """Whether the ledger holds a record about the year; so does none at all ("")."""
        rows = self.source.rows(ledger, self.year if by_key(ledger).day else None) if ledger else ()
        return not ledger or any(row.get("year") in (None, self.year) for row in rows)

    def _standing(self, plan: BoxPlan, item: BoxItem, present: bool) -> tuple[str, str, str]:
        """State, gap and reason of an item: from its obligation where it has one, else from an answer."""
        owed = self.duties.get(item.duty, [])
        if owed:
            return _standing_by_duties(owed, present)
        if present:
            return PRESENT, "", ""
        if item.duty == "term_election" and (no_election := _no_election(self.facts, self.year)):
            return NOT_OCCURRED, "", no_election
        answer, reason = self.facts.answers.get(f"box|{self.layout.key}|{plan.number}|{item.title}", ("", ""))
        if answer in ("not_applicable", "explained") and reason:
            return NOT_OCCURRED, "", reason
        if answer == "fixed":
            return PRESENT, "", reason or "纸质材料已放入"
        if item.source == "paper":
            return (
                MISSING,
                "本程序不登记此项，请放入纸质材料" + ("；确未发生的，请注明原因" if item.occasional else ""),
                "",
            )
        return MISSING, "没有记录" + ("；确未发生的，请注明原因" if item.occasional else ""), ""


def _is_empty(document: ReportDocument) -> bool:
    """Whether a print is a table without a row: paper that says nothing is no paper."""
    first = next((block for block in document.blocks if isinstance(block, Table)), None)
    return first is not None and not first.rows


def _standing_by_duties(owed: Sequence[Duty], present: bool) -> tuple[str, str, str]:
    late = [duty for duty in owed if duty.state == "late"]
    due = [duty for duty in owed if duty.state == "due"]
    if late:
        return PRESENT if present else MISSING, f"缺{_periods(late)}", ""
    if due and not present:
        return PENDING, f"未到期（{day_text(due[-1].due_on)}前）", ""
    if not present and all(duty.state == "not_applicable" for duty in owed):
        return (
            NOT_OCCURRED,
            "",
            "；".join(dict.fromkeys(duty.reason for duty in owed if duty.reason)) or "本年不适用",
        )
    return (PRESENT if present else MISSING), "" if present else "没有记录", ""


def _no_election(facts: Facts, year: int) -> str:
    """Why no election was owed in a year in which the term neither began nor ended; empty where that is
    not known.
    """
    from db.rules.election.term import term_end

    end = term_end(facts.profile)
    return f"本届任期至{day_text(end.isoformat())}，本年不换届" if end and end.year > year else ""


def _periods(late: Iterable[Duty]) -> str:
    told = []
    for duty in late:
        period = period_text(duty.period) if len(duty.period) <= len("2026-03") else day_text(duty.period)
        told.append(f"{period}（{duty.subject}）" if duty.subject else period)
    return "、".join(dict.fromkeys(told))


def _papers_of(source: ReportSource, year: int) -> list[Row]:
    """Papers about the year, and those that nothing ties to a year: they must not be missing from every folder."""
    found = []
    for row in source.rows("document"):
        if year_about(row.get("year"), row.get("dated_on"), row.get("received_on")) in (year, None):
            found.append(row)
    return sorted(found, key=lambda row: (row.text("dated_on"), row.uid))


def deal_papers(rows: Iterable[Row], items: Sequence[BoxItem]) -> dict[BoxItem, list[Row]]:
    """Each paper to one item: one that names its subject, else one that names its kind only, else the
    rest.
    """
    dealt: dict[BoxItem, list[Row]] = {}
    ranked = sorted((item for item in items if item.kinds), key=lambda item: not item.subjects)
    rest = next((item for item in items if item.source == "rest"), None)
    for row in rows:
        place = next((item for item in ranked if _takes(item, row)), rest)
        if place is not None:
            dealt.setdefault(place, []).append(row)
    return dealt


def _takes(item: BoxItem, row: Row) -> bool:
    return row.get("kind") in item.kinds and (not item.subjects or row.get("subject") in item.subjects)


def _kind(key: str) -> "PrintKind":
    from db.reports import print_kind

    return print_kind(key)
