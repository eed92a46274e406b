"""Findings REC-01, REC-02, REC-06 to REC-09, REC-12, REC-13 and REC-20: whether the minutes are whole.

They look at what stands in which field. What the words themselves say is read by `wording`; nothing here
proposes words.
"""

import re
from collections import Counter
from collections.abc import Iterator

from db.rules.facts import AgendaItem, Meeting
from db.rules.findings.attendance import PAPER_DAYS, place_is_habitually_empty
from db.rules.findings.observation import Observation, Rule, of_meeting, of_year
from db.rules.year_view import KIND_TITLES, YearView, record

MINUTED_KINDS = ("general_meeting", "committee_meeting", "group_meeting", "life_meeting")
DECIDING_KINDS = ("general_meeting", "committee_meeting")
_VAGUE = re.compile(
    r"(?:大家|与会(?:人员|党员|同志)|参会人员|全体(?:党员|与会人员)?)一致(?:认为|表示)|[（(]略[）)]|发言略|(?m:^略。?$)"
)
_ORDERS_WORK = re.compile("落实|整改|完成|推进|组织|开展|制定|督促|负责")
_NAMES_SOMEBODY = re.compile("由|负责人|责任人|分工|牵头")
_CONSENT = ("同意", "通过", "原则同意", "一致同意", "批准")
_VOTED = re.compile("表决通过|票决|举手表决|投票通过")


def elements_missing(view: YearView) -> Iterator[Observation]:
    """REC-01."""
    without_place = place_is_habitually_empty(view)
    for meeting in view.meetings:
        missing = list(_missing(view, meeting, without_place))
        if missing:
            yield of_meeting(view, meeting, f"的记录缺少：{'、'.join(missing)}")


def _missing(view: YearView, meeting: Meeting, without_place: bool) -> Iterator[str]:
    if not meeting.starts_at:
        yield "时间"
    if not meeting.place.strip() and not without_place:
        yield "地点"
    yield from _missing_people(meeting)
    if not view.minutes(meeting).strip():
        yield "议题和内容"
    elif meeting.ledger in DECIDING_KINDS and not meeting.agenda:
        yield "议题"
    elif meeting.ledger in DECIDING_KINDS and not any(_is_settled(item) for item in meeting.agenda):
        yield "决议"


def _is_settled(item: AgendaItem) -> bool:
    """Whether a resolution stands there, or its lack is told by REC-07."""
    return bool(item.resolution.strip()) or item.has_vote or item.matter != "ordinary"


def _missing_people(meeting: Meeting) -> Iterator[str]:
    has_chair = bool(meeting.chair or meeting.chair_name)
    has_sheet = any(paper.role == "sign_in_sheet" for paper in meeting.papers)
    if meeting.ledger == "party_lecture":
        if not meeting.speaker and not has_chair:
            yield "主讲人"
    elif not has_chair:
        yield "主持人"
    if meeting.ledger in MINUTED_KINDS and not (meeting.minute_taker or meeting.minute_taker_name):
        yield "记录人"
    # with a sheet attached the same lack is ATT-06
    if not meeting.attendance and not meeting.everyone_present and not has_sheet:
        yield "到会情况"


def too_short(view: YearView) -> Iterator[Observation]:
    """REC-02. An empty record is left to REC-01."""
    for meeting in view.held(*KIND_TITLES):
        length = len("".join(view.minutes(meeting).split()))
        least = view.number(f"REC-02.{meeting.ledger}")
        if 0 < length < least:
            yield of_meeting(view, meeting, f"的记录只有{length}字，少于{least}字")


def vague_words(view: YearView) -> Iterator[Observation]:
    """REC-06."""
    for meeting in view.meetings:
        speeches = [speech for item in meeting.agenda for speech in item.speeches]
        found = _VAGUE.search(view.minutes(meeting))
        if found and not any(speech.person or speech.name for speech in speeches):
            yield of_meeting(view, meeting, f"的记录写“{found.group().strip()}”，没有一个具名的发言")


def not_resolved(view: YearView) -> Iterator[Observation]:
    """REC-07."""
    for meeting in view.held(*DECIDING_KINDS):
        faults = [fault for item in meeting.agenda for fault in _open_ends(item)]
        if faults:
            yield of_meeting(view, meeting, "：" + "；".join(faults))


def _open_ends(item: AgendaItem) -> Iterator[str]:
    resolution = item.resolution.strip()
    is_decision = item.has_vote or item.matter != "ordinary"
    if not resolution:
        if is_decision:
            yield f"“{item.title}”没有写决议"
    elif not item.responsible and item.due_on:
        yield f"“{item.title}”有完成期限，没有责任人"
    elif not item.responsible and not is_decision and _leaves_work_open(resolution):
        yield f"“{item.title}”布置了工作，没有责任人"


def _leaves_work_open(resolution: str) -> bool:
    is_consent = resolution.startswith(_CONSENT)
    return not is_consent and bool(_ORDERS_WORK.search(resolution)) and not _NAMES_SOMEBODY.search(resolution)


def not_signed(view: YearView) -> Iterator[Observation]:
    """REC-08. A few days are left for signing."""
    for meeting in view.held(*MINUTED_KINDS):
        is_signed = meeting.signed or any(paper.role == "signed_minutes" for paper in meeting.papers)
        if not is_signed and (view.today - meeting.day).days > PAPER_DAYS:
            yield of_meeting(view, meeting, "的记录没有主持人、记录人签名")


def votes_not_counted(view: YearView) -> Iterator[Observation]:
    """REC-09. Ballots of an election are counted in papers of their own."""
    for meeting in view.held(*DECIDING_KINDS):
        titles = [item.title for item in meeting.agenda if _lacks_count(meeting, item)]
        if titles:
            yield of_meeting(view, meeting, f"：“{'”“'.join(titles)}”没有写全赞成、反对、弃权票数")


def _lacks_count(meeting: Meeting, item: AgendaItem) -> bool:
    if item.matter == "election":
        return False
    must_vote = meeting.ledger == "general_meeting" and item.matter in ("admission", "promotion")
    voted = item.has_vote or must_vote or bool(_VOTED.search(item.resolution))
    return voted and None in (item.votes_for, item.votes_against, item.abstentions)


def was_not_there(view: YearView) -> Iterator[Observation]:
    """REC-12."""
    for meeting in view.meetings:
        roles = [("主持人", meeting.chair), ("记录人", meeting.minute_taker), ("主讲人", meeting.speaker)]
        roles += [("发言人", speech.person) for item in meeting.agenda for speech in item.speeches]
        absent = [f"{role}{view.name(uid)}" for role, uid in roles if uid and _is_missed(view, meeting, uid)]
        if absent:
            yield of_meeting(view, meeting, f"的{'、'.join(dict.fromkeys(absent))}没有到会")


def _is_missed(view: YearView, meeting: Meeting, uid: str) -> bool:
    """Who was expected or is on the list, and not there. Others may have come without being listed."""
    if not meeting.attendance or uid not in view.roster.people:
        return False
    entry = view.attended(meeting).get(uid)
    if entry is None:
        return uid in meeting.expected and not meeting.everyone_present
    return entry.state not in ("present", "observer")


def one_hand_one_day(view: YearView) -> Iterator[Observation]:
    """REC-13."""
    percent = view.number("REC-13.percent")
    entered = [m for m in view.meetings if m.entered_on and (m.minute_taker or m.minute_taker_name)]
    if len(entered) < view.number("REC-13.records"):
        return
    pairs = Counter((m.minute_taker or m.minute_taker_name, m.entered_on[:10]) for m in entered)
    (taker, day), count = max(pairs.items(), key=lambda pair: (pair[1], pair[0]))
    if count * 100 >= percent * len(entered):
        yield of_year(
            view,
            f"本年{len(entered)}条记录中有{count}条由{view.name(taker) or taker}记录，又都在{day}同一天录入",
            subject=view.name(taker) or taker,
            records=tuple(record(m) for m in entered if m.entered_on[:10] == day),
        )


def changed_after_sealing(view: YearView) -> Iterator[Observation]:
    """REC-20."""
    for meeting in view.meetings:
        if meeting.changed_after_seal and not meeting.late_note.strip():
            yield of_meeting(view, meeting, "的记录在年度封存以后改动过，没有更正说明")


RULES = (
    Rule("REC-01", elements_missing),
    Rule("REC-02", too_short),
    Rule("REC-06", vague_words),
    Rule("REC-07", not_resolved),
    Rule("REC-08", not_signed),
    Rule("REC-09", votes_not_counted),
    Rule("REC-12", was_not_there),
    Rule("REC-13", one_hand_one_day),
    Rule("REC-20", changed_after_sealing),
)
