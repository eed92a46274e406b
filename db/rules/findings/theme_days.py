"""Findings LIF-01 and LIF-02: theme days without a theme, not talked over beforehand, or replaced by a pastime."""

import re
from collections.abc import Iterator
from datetime import timedelta

from db.rules.facts import Meeting
from db.rules.findings.observation import Observation, Rule, of_meeting
from db.rules.year_view import YearView, has_committee

_PASTIME = re.compile(
    "聚餐|会餐|宴请|酒席|旅游|郊游|春游|秋游|游玩|游览|观光|野炊|烧烤|垂钓|棋牌|麻将|打牌|唱K"
)
_REFUSED = re.compile(r"(?:不|严禁|禁止|没有|未|谢绝|杜绝|反对|防止|制止)[^。；，、]{0,8}$")


def not_prepared(view: YearView) -> Iterator[Observation]:
    """LIF-01."""
    for meeting in view.held("theme_day"):
        has_theme = bool(meeting.topic.strip()) or any(item.title.strip() for item in meeting.agenda)
        faults = [] if has_theme else ["没有写主题"]
        if has_committee(view.roster, meeting.day) and not _was_talked_over(view, meeting):
            faults.append(f"前{view.number('LIF-01.days')}天内没有支委会的记录，看不出主题事先研究过")
        if faults:
            yield of_meeting(view, meeting, "、".join(faults))


def _was_talked_over(view: YearView, meeting: Meeting) -> bool:
    """Whether the committee met in the days before, the day itself included."""
    first = (meeting.day - timedelta(days=view.number("LIF-01.days"))).isoformat()
    return any(
        held.ledger == "committee_meeting" and first <= held.held_on <= meeting.held_on
        for held in view.recorded
    )


def replaced_by_a_pastime(view: YearView) -> Iterator[Observation]:
    """LIF-02. A hint by words; what was only forbidden or avoided is passed over."""
    for meeting in view.held("theme_day"):
        words = list(dict.fromkeys(_pastimes(meeting)))
        if words:
            told = "”“".join(words)
            yield of_meeting(view, meeting, f"的主题或活动情况写到“{told}”，请核对是不是以此代替组织生活")


def _pastimes(meeting: Meeting) -> Iterator[str]:
    for text in (meeting.topic, meeting.content, *(item.title for item in meeting.agenda)):
        for found in _PASTIME.finditer(text):
            if not _REFUSED.search(text[: found.start()]):
                yield found.group()


RULES = (Rule("LIF-01", not_prepared), Rule("LIF-02", replaced_by_a_pastime))
