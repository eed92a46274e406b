"""Findings LIF-15 to LIF-20: heart-to-heart talks that are missing, copied, crowded or cannot have been."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from db.arithmetic.days import day_text
from db.rules.facts import Talk
from db.rules.findings.observation import Observation, Rule
from db.rules.life.must_talk import ABSENCE, DUTY, occasions, talk_of
from db.rules.life.talk_matrix import (
    COMMITTEE,
    COMMITTEE_MEMBER,
    KIND_WORDS,
    MissingTalk,
    talk_matrix,
    talks_of_year,
)
from db.rules.likeness import earlier_likenesses, plain
from db.rules.obligations import obligations
from db.rules.year_view import NAMES_SHOWN, Record, YearView

FROM_AFAR = ("电话", "视频", "微信", "线上", "网络", "语音", "QQ", "书信")


def _record(talk: Talk) -> Record:
    return "heart_talk", talk.uid


def _label(view: YearView, talk: Talk) -> str:
    """2026年3月5日方志远与陈秋生的谈心谈话."""
    names = "与".join(view.name(uid) for uid in talk.people if view.name(uid))
    return f"{day_text(talk.held_on)}{names}的谈心谈话"


def _of_talk(view: YearView, talk: Talk, message: str, more: tuple[Record, ...] = ()) -> Observation:
    label = _label(view, talk)
    return Observation(
        f"{label}{message}",
        talk.held_on,
        date.fromisoformat(talk.held_on),
        label,
        (_record(talk), *more),
    )


def _missing(view: YearView, kind: str) -> list[MissingTalk]:
    """What the year that is over still lacks; nothing where the duty itself is not owed."""
    duty = next((owed for owed in view.once("obligations", obligations) if owed.duty == "heart_talk"), None)
    if duty is None or duty.exempt or duty.last >= view.today:
        return []
    return [missing for missing in talk_matrix(view).missing if missing.kind == kind]


def _lack(view: YearView, kind: str, message: str) -> Observation:
    """One for the whole year, whoever it concerns: an explanation stays with it when a talk is entered late."""
    key = f"duty|heart_talk|{view.period}|"
    return Observation(message, view.period, view.as_of, KIND_WORDS[kind], answer_key=key)


def _pairs(view: YearView, missing: list[MissingTalk]) -> str:
    named = [f"{view.label_of(each.first)}与{view.label_of(each.second)}" for each in missing]
    more = f"等{len(named)}对" if len(named) > NAMES_SHOWN else ""
    return "、".join(named[:NAMES_SHOWN]) + more


def committee_apart(view: YearView) -> Iterator[Observation]:
    """LIF-15."""
    missing = _missing(view, COMMITTEE)
    if missing:
        message = f"{view.year}年支委之间有{len(missing)}对没有谈心谈话的记录：{_pairs(view, missing)}"
        yield _lack(view, COMMITTEE, message)


def member_not_reached(view: YearView) -> Iterator[Observation]:
    """LIF-16."""
    missing = _missing(view, COMMITTEE_MEMBER)
    if not missing:
        return
    if missing[0].first:
        told = f"支委与党员有{len(missing)}对没有谈心谈话的记录：{_pairs(view, missing)}"
    else:
        names = [view.label_of(each.second) for each in missing]
        more = f"等{len(names)}人" if len(names) > NAMES_SHOWN else ""
        listed = "、".join(names[:NAMES_SHOWN]) + more
        told = f"有{len(names)}名党员没有支委与其谈心谈话的记录：{listed}"
    yield _lack(view, COMMITTEE_MEMBER, f"{view.year}年{told}")


def copied(view: YearView) -> Iterator[Observation]:
    """LIF-17. Compared with the talks of this year and the last; names of the two are part of the words."""
    before = str(view.year - 1)
    earlier = sorted(
        (t for t in view.facts.talks if t.held_on[:4] == before), key=lambda t: (t.held_on, t.uid)
    )
    talks = [*earlier, *talks_of_year(view)]
    found = earlier_likenesses([plain(talk.text) for talk in talks], view.number("LIF-17.percent") / 100)
    for place, match in sorted(found.items()):
        talk, other = talks[place], talks[match.earlier]
        if talk.held_on.startswith(view.period):
            percent = int(match.likeness * 100)
            message = f"的记录与{_label(view, other)}雷同，相同的部分占{percent}%"
            yield _of_talk(view, talk, message, (_record(other),))


def many_on_one_day(view: YearView) -> Iterator[Observation]:
    """LIF-18."""
    by_day: defaultdict[str, list[Talk]] = defaultdict(list)
    for talk in talks_of_year(view):
        by_day[talk.held_on].append(talk)
    for day, talks in sorted(by_day.items()):
        if len(talks) >= max(1, view.number("LIF-18.talks")):
            yield Observation(
                f"{day_text(day)}一天记了{len(talks)}次谈心谈话",
                day,
                date.fromisoformat(day),
                day_text(day),
                tuple(_record(talk) for talk in talks),
            )


def not_talked_with(view: YearView) -> Iterator[Observation]:
    """LIF-19. Absences are told by ATT-13 and ATT-14 already; the word of reminder stays a duty."""
    for each in occasions(view):
        if each.due_on >= view.today or each.kind == ABSENCE or talk_of(view, each) is not None:
            continue
        name, event = view.label_of(each.person), f"{day_text(each.on.isoformat())}{each.words}"
        last = "" if each.due_on == each.on else f"，到{day_text(each.due_on.isoformat())}"
        yield Observation(
            f"{name}{event}{last}没有谈心谈话的记录",
            each.period,
            each.due_on,
            name,
            (each.record,),
            answer_key=f"duty|{DUTY}|{each.period}|{name}",
        )


def cannot_have_been(view: YearView) -> Iterator[Observation]:
    """LIF-20. Whoever was away may have been spoken to from afar, where the place says so or nothing."""
    for talk in talks_of_year(view):
        one, other = talk.people
        day = date.fromisoformat(talk.held_on)
        if one and one == other:
            yield _of_talk(view, talk, "记的双方是同一个人")
            continue
        dead = [uid for uid in talk.people if _is_dead(view, uid, day)]
        if dead:
            yield _of_talk(view, talk, f"当天，{view.names(dead)}已登记去世")
        elif talk.place.strip() and not any(word in talk.place for word in FROM_AFAR):
            away = [uid for uid in talk.people if _is_away(view, uid, day)]
            if away:
                yield _of_talk(view, talk, f"记在{talk.place.strip()}，当天{view.names(away)}登记为流动在外")


def _is_dead(view: YearView, uid: str, day: date) -> bool:
    return uid in view.roster.people and view.roster.status_on(uid, day) == "deceased"


def _is_away(view: YearView, uid: str, day: date) -> bool:
    absences = view.facts.affiliation.absences
    return any(absence.person == uid and absence.lasts_on(day) for absence in absences)


RULES = (
    Rule("LIF-15", committee_apart),
    Rule("LIF-16", member_not_reached),
    Rule("LIF-17", copied),
    Rule("LIF-18", many_on_one_day),
    Rule("LIF-19", not_talked_with),
    Rule("LIF-20", cannot_have_been),
)
