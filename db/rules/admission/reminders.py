"""What to remember of admissions: the end of a probation, of a public notice, and steps whose latest day comes near."""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.admission import ADMIT, ENDED, LIST, PROMOTE, judge_admission, notice_end, probation_end
from db.arithmetic.admission_steps import EDITIONS, TITLE
from db.arithmetic.days import day_text
from db.changes import Basis, Ref, Reminder
from db.rules.admission.facts import AdmissionFile
from db.rules.admission.terms import edition_day, terms_of_facts
from db.rules.facts import Facts
from db.rules.library import basis


def probation_by_file(facts: Facts) -> dict[str, AdmissionFile]:
    """Files that know the meeting that admitted, by person: they say when the probation ends, not the roster."""
    today = facts.today
    return {
        file.person: file
        for file in facts.admissions
        if (day := file.day(ADMIT)) is not None and day <= today
    }


def admission_reminders(facts: Facts, last: date) -> Iterator[Reminder]:
    """Up to `last`; what is overdue stays until it is done."""
    for file in probation_by_file(facts).values():
        yield from _probation(facts, file, last)
    for file in facts.admissions:
        if file.history.outcome not in ENDED:
            yield from _notice(facts, file, last)
            yield from _steps(facts, file, last)


def _is_decided(facts: Facts, file: AdmissionFile, end: date) -> bool:
    """Whether the meeting at the end was held; one that extended the probation came before the extended end."""
    met = file.day(PROMOTE)
    return met is not None and met <= facts.today and (file.history.outcome != "extended" or met >= end)


def _probation(facts: Facts, file: AdmissionFile, last: date) -> Iterator[Reminder]:
    end = probation_end(file.history)
    if end is None or end > last or file.history.outcome in ENDED or _is_decided(facts, file, end):
        return
    extension = file.history.extension_months
    is_over = end < facts.today
    title = f"{file.name}预备期已满，尚未讨论转正" if is_over else f"{file.name}预备期满"
    note = f"预备期延长了{extension}个月；" if extension else ""
    yield Reminder(
        "probation_end",
        end.isoformat(),
        title,
        person=Ref(file.person, file.name),
        basis=basis("probation_end", end),
        note=f"{note}提醒本人提出转正申请，及时召开支部大会讨论",
    )


def _notice(facts: Facts, file: AdmissionFile, last: date) -> Iterator[Reminder]:
    end = notice_end(file.history, facts.calendar)
    if end is None or not facts.today <= end <= last or file.day(LIST) is not None:
        return
    yield Reminder(
        "admission",
        end.isoformat(),
        f"{file.name}发展对象公示期满",
        person=Ref(file.person, file.name),
        basis=basis("admission_step", edition_day(facts, end)),
        note="公示期满、没有影响的反映，才能确定为发展对象",
    )


def _steps(facts: Facts, file: AdmissionFile, last: date) -> Iterator[Reminder]:
    """Steps that may be done now and have a latest day; the promotion itself is told as the end of the probation."""
    for state in judge_admission(file.history, facts.today, terms_of_facts(facts)):
        if state.day or state.latest is None or state.latest > last or state.state not in ("next", "late"):
            continue
        if state.step.number == PROMOTE:
            continue
        late = "已超过最迟日期" if state.state == "late" else f"最迟{day_text(state.latest.isoformat())}"
        yield Reminder(
            "admission",
            state.latest.isoformat(),
            f"{file.name}：{state.step.title}",
            person=Ref(file.person, file.name),
            basis=Basis(TITLE, state.step.articles[state.edition], EDITIONS[state.edition], state.step.mark),
            note=f"{state.step.name}，{late}",
        )
