"""Findings REC-14 to REC-17: attached papers and the numbers of meetings."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from db.arithmetic.days import day_text
from db.rules.facts import Meeting
from db.rules.findings.observation import Observation, Rule, of_meeting, of_year
from db.rules.year_view import KIND_TITLES, YearView, record

PAPER_TITLES = {"photo": "照片", "material": "材料"}
_NUMBER = re.compile(r"(?:(?P<year>\d{4})\s*年)?.*?第\s*(?P<number>\d+|[一二三四五六七八九十]+)\s*次")
_DIGITS = "一二三四五六七八九"


def papers_missing(view: YearView) -> Iterator[Observation]:
    """REC-14. One finding for a kind and year: papers are mended in one go."""
    for ledger in ("theme_day", "party_lecture", "life_meeting"):
        role = view.text(f"REC-14.{ledger}")
        if role not in PAPER_TITLES:
            continue
        held = view.held(ledger)
        without = [meeting for meeting in held if not any(paper.role == role for paper in meeting.papers)]
        if without:
            title = KIND_TITLES[ledger]
            yield of_year(
                view,
                f"本年{len(held)}次{title}中有{len(without)}次没有附{PAPER_TITLES[role]}",
                subject=title,
                records=tuple(record(meeting) for meeting in without),
            )


def photo_of_another_day(view: YearView) -> Iterator[Observation]:
    """REC-15."""
    allowed = view.number("REC-15.days")
    for meeting in view.meetings:
        days = [
            paper.taken_on[:10]
            for paper in meeting.papers
            if paper.role == "photo" and paper.taken_on and _days_apart(paper.taken_on, meeting.day) > allowed
        ]
        if days:
            yield of_meeting(view, meeting, f"有{len(days)}张照片的拍摄日期不符，如{day_text(days[0])}")


def _days_apart(taken_on: str, day: date) -> int:
    return abs((date.fromisoformat(taken_on[:10]) - day).days)


def photo_used_again(view: YearView) -> Iterator[Observation]:
    """REC-16. Told of the later meeting, whenever the earlier one was."""
    first: dict[str, Meeting] = {}
    for meeting in view.recorded:
        earlier: dict[str, Meeting] = {}
        for paper in meeting.papers:
            if paper.role != "photo" or not paper.digest:
                continue
            known = first.setdefault(paper.digest, meeting)
            if known.uid != meeting.uid:
                earlier[known.uid] = known
        if earlier and meeting.day.year == view.year:
            titles = "、".join(view.label(known) for known in earlier.values())
            yield of_meeting(
                view,
                meeting,
                f"与{titles}用了同一张照片",
                more=tuple(record(known) for known in earlier.values()),
            )


def _value(text: str) -> int:
    """A number in digits or in Chinese up to 九十九."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _DIGITS.find(text) + 1
    return (_DIGITS.find(tens) + 1 if tens else 1) * 10 + (_DIGITS.find(ones) + 1 if ones else 0)


def numbers_out_of_order(view: YearView) -> Iterator[Observation]:
    """REC-17. One finding for a kind (a group) and year."""
    series: dict[tuple[str, str], list[tuple[Meeting, int, str]]] = defaultdict(list)
    for meeting in view.meetings:
        found = _NUMBER.search(meeting.number)
        if found:
            year = found["year"] or meeting.held_on[:4]
            series[(meeting.ledger, meeting.group)].append((meeting, _value(found["number"]), year))
    groups = {group.uid: group.name for group in view.facts.groups}
    for (ledger, group), numbered in sorted(series.items()):
        faults = list(_faults(numbered))
        if faults:
            title = f"{groups.get(group, '')}{KIND_TITLES.get(ledger, '会议')}"
            yield of_year(
                view,
                f"{title}的届次编号{'；'.join(faults)}",
                subject=title,
                records=tuple(record(meeting) for meeting, _, _ in numbered),
            )


def _faults(numbered: list[tuple[Meeting, int, str]]) -> Iterator[str]:
    for meeting, _, year in numbered:
        if year != meeting.held_on[:4]:
            yield f"“{meeting.number}”的年份与会议日期{day_text(meeting.held_on)}不符"
    numbers = [number for _, number, _ in numbered]
    repeated = sorted({number for number in numbers if numbers.count(number) > 1})
    if repeated:
        yield f"重号：{_listed(repeated)}"
    gaps = sorted(set(range(min(numbers), max(numbers))) - set(numbers))
    if gaps:
        yield f"跳号：缺{_listed(gaps)}"
    if numbers != sorted(numbers):
        yield "先后与会议日期不一致"


def _listed(numbers: list[int]) -> str:
    shown = "、".join(f"第{number}次" for number in numbers[:5])
    return shown if len(numbers) <= 5 else f"{shown}等{len(numbers)}个"


RULES = (
    Rule("REC-14", papers_missing),
    Rule("REC-15", photo_of_another_day),
    Rule("REC-16", photo_used_again),
    Rule("REC-17", numbers_out_of_order),
)
