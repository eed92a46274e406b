"""组织生活会 (BRANCH art. 17), with the democratic appraisal of members where both are held together (art. 18).

Beside the minutes stands what belongs to the pack: opinions collected before, who examined himself, and who criticized
whom with what. The talks before the meeting are read from their own ledger; problems to be put right are in 整改清单.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from db.changes import Ref
from db.families.meeting import COMPUTED, MEETING_FORM, MEETING_PAPERS, MEETING_PARTS, Meeting, meeting_spec
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import FormGroup, PartSpec
from db.records.base import Part
from db.records.roster import Roster

TALK_DAYS = 30  # local custom: talks of the last month before the meeting belong to it (setting LIF-03.days)
OPINION_WAYS = choices(
    sheet="征求意见表",
    forum="座谈会",
    interview="个别访谈、走访",
    box="意见箱",
    online="网上、电话",
    superior="上级点明",
    other="其他",
)


class LifeMeeting(Meeting, table=True):
    """One organizational life meeting; `with_appraisal` says that members were appraised there."""

    __tablename__ = "life_meeting"

    with_appraisal: bool = column("同时开展民主评议党员", Kind.BOOLEAN)
    content: str | None = column("会议情况", Kind.LONG_TEXT, searched=True)


class LifeOpinion(Part, table=True):
    """One opinion collected before the meeting; `about` may be the committee or a person by name."""

    __tablename__ = "life_opinion"

    words: str | None = column("意见建议", required=True, searched=True)
    way: str | None = column("征求方式", Kind.CHOICE, choices=OPINION_WAYS)
    source: str | None = column("来自谁", hint="如：村民代表12人")
    about: str | None = column("对谁提的", hint="如：支委会，或某人姓名")


class SelfCheck(Part, table=True):
    """The written self-examination of one member for this meeting."""

    __tablename__ = "self_check"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    done_on: str | None = column("完成日期", Kind.DAY)
    pages: int | None = column("页数", Kind.INTEGER)
    note: str | None = column("说明")


class Criticism(Part, table=True):
    """What one person held against another, or against himself."""

    __tablename__ = "criticism"

    from_uid: str | None = column("批评人", Kind.PERSON, key="from", required=True)
    to_uid: str | None = column("对谁", Kind.PERSON, key="to", required=True)
    words: str | None = column("意见", searched=True)


def _talks_before(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """How many talks there were in the days before the meeting, read from 谈心谈话."""
    held_on = values.get("held_on")
    if not held_on:
        return {}
    around = roster.around()
    days = around.settings.get("LIF-03.days", TALK_DAYS)
    first = date.fromisoformat(held_on) - timedelta(days=days if isinstance(days, int) else TALK_DAYS)
    talks = [talk for talk in around.talks if first.isoformat() <= talk.held_on <= held_on]
    committee = roster.committee_on(held_on)
    within = sum(talk.people <= committee for talk in talks)
    people = {uid for talk in talks for uid in talk.people}
    return {
        "talk_count": len(talks),
        "talk_text": f"会前谈心谈话{len(talks)}次（支委之间{within}次），涉及{len(people)}人"
        if talks
        else "",
    }


PACK = (
    PartSpec("opinions", "征求意见", LifeOpinion, table=("words", "way", "source", "about")),
    PartSpec(
        "self_checks",
        "对照检查",
        SelfCheck,
        identity="person_uid",
        table=("person", "done_on", "pages", "note"),
        is_erased=True,
    ),
    PartSpec("criticisms", "批评与自我批评", Criticism, table=("from", "to", "words")),
)
TALKS = (
    FieldSpec("talk_count", "会前谈心谈话", Kind.COMPUTED, computed_as=Kind.INTEGER),
    FieldSpec("talk_text", "会前谈心谈话", Kind.COMPUTED, computed_as=Kind.TEXT),
)


def check_pack(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Pages of a self-examination that cannot be."""
    wrong = [
        str(each["person"])
        for each in values.get("self_checks") or ()
        if isinstance(each.get("person"), Ref) and (each.get("pages") or 0) < 0
    ]
    return {"self_checks": f"{'、'.join(wrong)}的页数不能是负数"} if wrong else {}


SPEC = meeting_spec(
    "life_meeting",
    "组织生活会",
    LifeMeeting,
    expected="members",
    form=(
        MEETING_FORM[0],
        FormGroup("会前征求意见", ("opinions",)),
        FormGroup("对照检查材料", ("self_checks",)),
        FormGroup("内容", ("with_appraisal", "content")),
        MEETING_FORM[1],
        FormGroup("批评与自我批评", ("criticisms",)),
        *MEETING_FORM[2:],
    ),
    box="life_meeting",
    extra=(*COMPUTED, *TALKS),
    parts=(*MEETING_PARTS, *PACK),
    adds=_talks_before,
    also_checks=check_pack,
    attachments=(*MEETING_PAPERS[:-1], "材料", MEETING_PAPERS[-1]),
    notes="每年至少召开一次，一般与民主评议党员结合进行。",
    inspected="会前有没有谈心谈话和征求意见，批评意见是否具体，会后有没有整改清单。",
)
