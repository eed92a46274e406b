"""会议记录: one meeting on paper, with the fields of the handbooks (rules 9.3), nothing more than was
recorded.

What is missing prints as a ruled place to fill in by hand. Nothing is completed, summarised or rounded
off here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db.arithmetic.days import day_text
from db.changes import Row
from db.families.meeting import VOTE_METHODS, judge_agenda
from db.ledger_spec import LedgerSpec
from db.ledgers import by_key
from db.reports.document import (
    Block,
    Field,
    Fields,
    Heading,
    Notice,
    Paragraph,
    ReportDocument,
    RuledLines,
    SignatureLine,
)
from db.reports.source import PrintOptions, ReportSource, row_of
from db.reports.wording import (
    day_with_weekday,
    header_of,
    named_with_reason,
    numeral,
    person_name,
    responsible_of,
)
from db.rules.facts import Facts, Meeting

_CONTENT_TITLES = {"party_lecture": "讲授要点", "theme_day": "活动情况", "life_meeting": "会议情况"}
_NUMBERED = ("general_meeting", "committee_meeting", "group_meeting")
_METHODS = {choice.code: choice.title for choice in VOTE_METHODS}


def build_minutes(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The minutes of the meeting named by `ledger` and `uid`."""
    return minutes(by_key(options.ledger), row_of(source, options.ledger, options.uid), facts)


def minutes(spec: LedgerSpec, row: Row, facts: Facts, box: str = "") -> ReportDocument:
    """The minutes of one meeting."""
    held_on = row.text("held_on")
    meeting = next((found for found in facts.meetings if found.uid == row.uid), None)
    return ReportDocument(
        title=f"{spec.title}记录",
        subtitle=row.text("topic"),
        responsible=responsible_of(facts),
        dated_on=held_on,
        header=header_of(facts, int(held_on[:4]) if held_on else None, box),
        blocks=tuple(_blocks(spec, row, meeting)),
    )


def _blocks(spec: LedgerSpec, row: Row, meeting: Meeting | None) -> Iterator[Block]:
    if row.get("is_late_entry"):
        yield Notice(row.text("late_entry_text"))
        if row.get("late_note"):
            yield Paragraph(row.text("late_note"), lead="补记说明：")
    yield frame_fields(spec, row)
    agenda = row.get("agenda") or []
    content = row.text("content")
    if content:
        yield Heading(_CONTENT_TITLES.get(spec.key, "会议内容"))
        yield from _paragraphs(content)
    # Without a recorded attendance a judgement would count everybody as absent.
    judgements = judge_agenda(agenda, row.values) if _attendance_recorded(row) else [""] * len(agenda)
    for number, (item, judgement) in enumerate(zip(agenda, judgements, strict=True), start=1):
        yield from _agenda_item(number, item, judgement)
    if not agenda and not content:
        yield RuledLines(10, "会议内容：")
    if row.get("checklist"):
        yield Paragraph(row.text("checklist"), lead="活动清单：")
    papers = _papers(meeting)
    if papers:
        yield Paragraph(papers, lead="附件：")
    yield SignatureLine(("主持人（签名）", "记录人（签名）"))
    yield from _corrections(row)


def frame_fields(spec: LedgerSpec, row: Row) -> Fields:
    """When, where, who: the ruled form at the head of minutes."""
    rows: list[tuple[Field, ...]] = [
        name_row(spec, row),
        (Field("时　间", meeting_time(row)),),
        (Field("地　点", row.text("place")),),
        (
            Field("主持人", person_name(row.get("chair"))),
            Field("记录人", person_name(row.get("minute_taker"))),
        ),
    ]
    if spec.key == "party_lecture":
        rows.append((Field("授课人", person_name(row.get("speaker"))), Field("课　题", row.text("topic"))))
    if spec.key == "life_meeting" and row.get("with_appraisal"):
        rows.append((Field("会议内容", "组织生活会，同时开展民主评议党员"),))
    rows += _attendance_rows(row)
    return Fields(tuple(rows))


def name_row(spec: LedgerSpec, row: Row) -> tuple[Field, ...]:
    """The meeting's name, with its number where it has one or where such meetings are numbered."""
    name = Field("会议名称", f"{spec.title}·{row.get('group')}" if row.get("group") else spec.title)
    number = row.text("number")
    return (name, Field("届　次", number)) if number or spec.key in _NUMBERED else (name,)


def meeting_time(row: Row) -> str:
    """Day and hours: 2026年3月5日（星期四） 14:30—16:10, as far as they are known."""
    day = day_with_weekday(row.text("held_on")) if row.get("held_on") else ""
    hours = row.text("starts_at")
    if row.get("ends_at"):
        hours += f"—{row.text('ends_at')}"
    return f"{day} {hours}".strip()


def _attendance_recorded(row: Row) -> bool:
    return bool(row.get("attendance")) or bool(row.get("everyone_present"))


def _attendance_rows(row: Row) -> Iterator[tuple[Field, ...]]:
    entries: Sequence[Mapping[str, Any]] = row.get("attendance") or []
    recorded = _attendance_recorded(row)
    expected = f"{row.get('expected_count')}人" if row.get("expected_count") else ""
    present = f"{row.get('present_count')}人" if recorded else ""
    if row.get("everyone_present") and row.get("present_count") == row.get("expected_count"):
        present += "（全体到会）"
    yield Field("应　到", expected), Field("实　到", present)
    if row.get("voting_expected_count") and row.get("voting_expected_count") != row.get("expected_count"):
        voters = f"{row.get('voting_present_count')}人" if recorded else ""
        yield Field("其中有表决权", f"{row['voting_expected_count']}人"), Field("实到有表决权", voters)
    for label, state in (("请　假", "excused"), ("缺　席", "absent"), ("列　席", "observer")):
        shown = named_with_reason(entry for entry in entries if entry.get("state") == state)
        yield (Field(label, shown or ("无" if recorded else "")),)


def _agenda_item(number: int, item: Mapping[str, Any], judgement: str) -> Iterator[Block]:
    yield Heading(f"{numeral(number)}、{item.get('title') or ''}")
    speakers = item.get("speakers") or []
    for speech in speakers:
        yield Paragraph(speech.get("words") or "", lead=f"{person_name(speech.get('person'))}：")
    if not speakers:
        yield RuledLines(3, "发言摘要：")
    vote = _vote(item.get("vote") or {})
    if vote:
        yield Paragraph(f"{vote}{judgement}{'。' if judgement else ''}", lead="表决：")
    if item.get("resolution"):
        yield Paragraph(item["resolution"], lead="决议：")
    else:
        yield RuledLines(2, "决议：")
    charge = _charge(item)
    if charge:
        yield Paragraph(charge, lead="落实：")


def _vote(vote: Mapping[str, Any]) -> str:
    """Method and counts as far as they were written down; empty where no vote was taken."""
    method = _METHODS.get(vote.get("method") or "", "")
    counts = (("赞成", "for"), ("反对", "against"), ("弃权", "abstain"))
    if not method and all(vote.get(key) is None for _title, key in counts):
        return ""
    told = [
        f"{title}{vote[key]}票" if vote.get(key) is not None else f"{title}　　票" for title, key in counts
    ]
    return f"{method + '，' if method else ''}{'，'.join(told)}。"


def _charge(item: Mapping[str, Any]) -> str:
    responsible = person_name(item.get("responsible"))
    due_on = item.get("due_on")
    parts = [f"责任人 {responsible}"] if responsible else []
    if due_on:
        parts.append(f"完成期限 {day_text(due_on)}")
    return "，".join(parts) + ("。" if parts else "")


def _paragraphs(text: str) -> Iterator[Paragraph]:
    for line in text.split("\n"):
        if line.strip():
            yield Paragraph(line.strip())


def _corrections(row: Row) -> Iterator[Block]:
    """What was changed after the minutes were signed, when and by whom: they stand as they are now, and say so."""
    corrections: Sequence[Mapping[str, Any]] = row.get("corrections") or []
    if corrections:
        yield Heading("更正记录")
    for each in corrections:
        what = f"更正内容：{each['fields']}。" if each.get("fields") else ""
        why = f"原因：{each['reason'].rstrip('。')}。" if each.get("reason") else ""
        told = (day_text(each["on"]) if each.get("on") else "", each.get("by") or "")
        lead = "　".join(part for part in told if part)
        yield Paragraph(what + why, lead=f"{lead}：" if lead else "")


def _papers(meeting: Meeting | None) -> str:
    """How many papers of each sort are attached to the record."""
    from db.records.parts import ATTACHMENT_ROLES

    titles = {choice.code: choice.title for choice in ATTACHMENT_ROLES}
    counted: dict[str, int] = {}
    for paper in meeting.papers if meeting else ():
        title = titles.get(paper.role, paper.role)
        counted[title] = counted.get(title, 0) + 1
    return "、".join(f"{title}{count}份" for title, count in counted.items()) + ("。" if counted else "")
