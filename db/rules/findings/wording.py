"""Findings REC-05, REC-10, REC-11, REC-18 and REC-19: what the words of the minutes say of dates, papers
and people.

Patterns are narrow on purpose: a hint that is wrong too often is not read any more.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from db.arithmetic.days import day_text, earliest
from db.rules.facts import Meeting
from db.rules.findings.observation import Observation, Rule, of_meeting
from db.rules.year_view import POST_TITLES, YearView

_PLACEHOLDER = re.compile(  # 二〇〇五年 is a year, 3×5米 a size
    r"[×✕╳]{2,}|[×✕╳](?=[月日年村镇乡])|[XＸxｘ]{2,}|(?<![一二三四五六七八九])[○〇]{2,}"
    r"|某某|_{3,}|＿{2,}|\*{3,}|[（(]待补[）)]|【[^】\d]{0,8}】"
)
_BRANCH_NAME = re.compile(r"中共[^\s，。、；：“”（）《》]{2,24}?支部(?:委员会)?")
_FULL_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_CLAUSE = re.compile(r"[，。；！？\n]")
_AHEAD = re.compile(
    "前|拟|将|计划|截至|截止|期限|定于|下次|预计|争取|起|至|到|底|待|之后|以后|届满|提醒|安排"
)
_QUOTED = re.compile(r"《([^《》\n]{4,60})》")
_COMRADE = re.compile(r"([\u3400-\u9fff\U00020000-\U0003ffff]{2,4})同志")
_TITLE = re.compile("副书记|书记|组织委员|宣传委员|纪检委员")
_OTHER_OFFICE = re.compile(
    "(?:第一|镇|乡|街道|县|区|市|党委|党总支|总支|党组|工委|团委|团支部|局|原|前|时任|纪委|兼)$"
)
_POST_OF_TITLE = {title: post for post, title in POST_TITLES.items() if post != "member"}


def _dates(text: str) -> Iterator[tuple[date, re.Match[str]]]:
    """Full dates that exist, with where they stand."""
    for found in _FULL_DATE.finditer(text):
        try:
            yield date(*map(int, found.groups())), found
        except ValueError:
            continue


def foreign_words(view: YearView) -> Iterator[Observation]:
    """REC-05."""
    own = (view.profile.name, view.profile.short_name)
    for meeting in view.meetings:
        text = view.minutes(meeting)
        faults = [f"占位符“{found.group()}”" for found in _PLACEHOLDER.finditer(text)][:1]
        faults += [
            f"“{name}”" for name in dict.fromkeys(_BRANCH_NAME.findall(text)) if not _is_own(name, own)
        ]
        faults += [
            f"旧日期“{found.group()}”" for day, found in _dates(text) if _is_old_copy(day, meeting.day)
        ]
        if faults:
            yield of_meeting(view, meeting, f"的记录中有{'、'.join(dict.fromkeys(faults))}")


def _is_own(name: str, own: Iterable[str]) -> bool:
    short = name.removesuffix("委员会")
    return not any(own) or any(mine and (short in mine or mine in name) for mine in own)


def _is_old_copy(day: date, held: date) -> bool:
    """The same day of the month in one of the two years before: a date left over from the copied record."""
    return (day.month, day.day) == (held.month, held.day) and 0 < held.year - day.year <= 2


def dates_contradict(view: YearView) -> Iterator[Observation]:
    """REC-10."""
    for meeting in view.meetings:
        faults = [
            f"“{item.title}”的完成期限{day_text(item.due_on)}早于会议日"
            for item in meeting.agenda
            if item.due_on and item.due_on < meeting.held_on[: len(item.due_on)]
        ]
        faults += [f"“{clause}”的日期晚于会议日" for clause in _told_as_past(view, meeting)]
        if faults:
            yield of_meeting(view, meeting, f"：{'；'.join(faults)}")


def _told_as_past(view: YearView, meeting: Meeting) -> Iterator[str]:
    """Clauses with a later date and no word that looks ahead."""
    text = view.minutes(meeting)
    for clause in _CLAUSE.split(text) if any(day > meeting.day for day, _ in _dates(text)) else ():
        later = any(day > meeting.day for day, _ in _dates(clause))
        if later and not _AHEAD.search(clause):
            yield clause.strip()[:30]


def _papers_by_title(view: YearView) -> Mapping[str, str]:
    """Earliest day of each paper of the document ledger, by title without quotation marks."""
    found: dict[str, str] = {}
    for paper in view.facts.documents:
        title = paper.title.strip().strip("《》")
        if title and paper.dated_on:
            found[title] = min(found.get(title, paper.dated_on), paper.dated_on)
    return found


def studied_too_early(view: YearView) -> Iterator[Observation]:
    """REC-11. A paper dated to the month only counts from the first day of that month."""
    dated = _papers_by_title(view)
    for meeting in view.meetings:
        titles = dict.fromkeys(_QUOTED.findall(view.minutes(meeting)))
        faults = [
            f"《{title}》（{day_text(dated[title])}）"
            for title in titles
            if title in dated and earliest(dated[title]) > meeting.day
        ]
        if faults:
            yield of_meeting(view, meeting, f"学习了{'、'.join(faults)}，当时还没有印发")


def _patterns(name: str) -> Iterator[str]:
    """A name with one character left open, or with its last two characters exchanged."""
    for place in range(1, len(name)):
        yield f"{name[:place]}?{name[place + 1 :]}"
    if len(name) == 3:
        yield name[0] + name[2] + name[1]


def _near_names(view: YearView) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted({person.name for person in view.roster.people.values()}):
        for pattern in _patterns(name):
            found[pattern].append(name)
    return found


def _sounds_alike(first: str, second: str) -> bool:
    from db.arithmetic.naming import pinyin_of

    return pinyin_of(first)[0] == pinyin_of(second)[0]


def _meant(view: YearView, name: str, known: frozenset[str]) -> str:
    """The person of the roster for whom a name was probably meant; empty if it is right or nobody is near."""
    if name in known:
        return ""
    near = view.once("near_names", _near_names)
    exchanged = near.get(name, [])
    alike = [other for pattern in _patterns(name) if "?" in pattern for other in near.get(pattern, [])]
    return next(iter(exchanged), "") or next((other for other in alike if _sounds_alike(name, other)), "")


def _names_mentioned(view: YearView, meeting: Meeting) -> Iterator[str]:
    """Names typed for outsiders, and whoever is called 同志."""
    yield from (entry.name for entry in meeting.attendance if not entry.person)
    yield from (speech.name for item in meeting.agenda for speech in item.speeches if not speech.person)
    yield from (meeting.chair_name, meeting.minute_taker_name)
    for found in _COMRADE.findall(view.minutes(meeting)):
        yield from (found[-length:] for length in (2, 3, 4) if len(found) >= length)


def misspelt_names(view: YearView) -> Iterator[Observation]:
    """REC-18. Brothers share characters, so one different character counts only when it sounds the same."""
    known = frozenset(person.name for person in view.roster.people.values())
    for meeting in view.meetings:
        names = [name for name in dict.fromkeys(_names_mentioned(view, meeting)) if len(name) >= 2]
        called = [name for name in names if name in known]
        meant = {
            name: _meant(view, name, known) for name in names if not any(name in right for right in called)
        }
        faults = [
            f"“{name}”，名册上是“{right}”" for name, right in meant.items() if right and right not in name
        ]
        if faults:
            yield of_meeting(view, meeting, f"的记录中写有{'、'.join(faults)}")


def wrong_titles(view: YearView) -> Iterator[Observation]:
    """REC-19. Only people of the roster, and only where posts of that day are known at all."""
    by_name: dict[str, set[str]] = defaultdict(set)
    for uid, person in view.roster.people.items():
        by_name[person.name].add(uid)
    for meeting in view.meetings:
        posts = view.roster.posts_on(meeting.held_on)
        called = _called(view.minutes(meeting), by_name) if posts else {}
        faults = []
        for (name, title), uids in called.items():
            if not any(held.person_uid in uids and held.post == _POST_OF_TITLE[title] for held in posts):
                faults.append(f"称{name}为{title}")
        if faults:
            yield of_meeting(view, meeting, f"的记录中{'、'.join(faults)}，当天的任职登记不是")


def _called(text: str, by_name: Mapping[str, set[str]]) -> dict[tuple[str, str], set[str]]:
    """Who is called by which title in a text: 书记张三, 张三书记. Offices of other bodies are passed over."""
    found: dict[tuple[str, str], set[str]] = {}
    for hit in _TITLE.finditer(text):
        if _OTHER_OFFICE.search(text[max(0, hit.start() - 4) : hit.start()]):
            continue
        after, before = text[hit.end() : hit.end() + 4], text[max(0, hit.start() - 4) : hit.start()]
        for length in (4, 3, 2):
            name = next(
                (n for n in (after[:length], before[-length:]) if len(n) == length and n in by_name), ""
            )
            if name:
                found[(name, hit.group())] = by_name[name]
                break
    return found


RULES = (
    Rule("REC-05", foreign_words),
    Rule("REC-10", dates_contradict),
    Rule("REC-11", studied_too_early),
    Rule("REC-18", misspelt_names),
    Rule("REC-19", wrong_titles),
)
