"""Findings MEM-01 to MEM-09 and MEM-23: what the roster says of each person, held against itself and the rules.

Standing matters: told as of the end of the year, today while it runs, of people who are on the roll then. A day known
to the month or year only is called wrong where it is wrong for certain.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from db.arithmetic.citizen_number import number_conflict, number_error
from db.arithmetic.days import add_months, add_years, day_text, earliest, latest
from db.arithmetic.party_standing import party_standing
from db.arithmetic.standing import expected_promotion, probation_rule
from db.records.roster import RosterPerson
from db.rules.findings.observation import Observation, Rule, of_branch, people
from db.rules.year_view import YearView

ADULT_YEARS = 18
COLLECTED_TITLES = {
    "sex": "性别", "id_number": "公民身份号码", "ethnicity": "民族", "born_on": "出生日期", "education": "学历",
    "occupation": "工作岗位", "phone": "联系电话", "address": "家庭住址", "admitted_on": "入党日期", "promoted_on": "转正日期",
}  # fmt: skip
FILE_PAPERS = (  # what a member's file holds, with the words by which each is known
    ("入党申请书", ("申请书",)),
    ("入党志愿书", ("志愿书",)),
    ("政治审查材料", ("政治审查", "政审")),
    ("培养考察材料", ("培养", "考察")),
)
PROMOTION_PAPER = ("转正申请书", ("转正",))
APPLICATION_FOR_PROMOTION = "转正申请"


def _everybody(view: YearView) -> tuple[RosterPerson, ...]:
    """Members and those on the way, who are on the roll."""
    return tuple(
        person
        for uid, person in sorted(view.roster.people.items())
        if view.roster.is_here_on(uid, view.as_of)
    )


def _members(view: YearView) -> tuple[RosterPerson, ...]:
    return tuple(view.roster.people[uid] for uid in sorted(view.members))


def _of(view: YearView, person: RosterPerson, message: str) -> Observation:
    """About one person of the roster; two of one name are told apart."""
    names = view.once("names", lambda one: Counter(each.name for each in one.roster.people.values()))
    born = (person.born_on or "")[:4]
    label = f"{person.name}（{born}）" if names[person.name] > 1 and born else person.name
    return Observation(
        f"{label}{message}", view.period, view.as_of, subject=label, records=(("person", person.uid),)
    )


def _common(one: str, other: str) -> tuple[str, str]:
    """Two partial days, both as exact as the vaguer of them."""
    length = min(len(one), len(other))
    return one[:length], other[:length]


# --- the citizen number ---------------------------------------------------------------------------------------
def number_wrong(view: YearView) -> Iterator[Observation]:
    """MEM-01. The number itself is never repeated."""
    for person in _everybody(view):
        if person.id_number and (told := number_error(person.id_number)):
            yield _of(view, person, f"的{told}")


def number_disagrees(view: YearView) -> Iterator[Observation]:
    """MEM-02. A personnel file may lawfully say something else."""
    for person in _everybody(view):
        if person.id_number and (told := number_conflict(person.id_number, person.born_on, person.sex)):
            yield _of(view, person, f"的身份证{told}")


def registered_twice(view: YearView) -> Iterator[Observation]:
    """MEM-07. Whoever is kept, on the roll or not: the same person may have been typed again after coming back."""
    held: dict[str, list[RosterPerson]] = defaultdict(list)
    for _uid, person in sorted(view.roster.people.items()):
        if person.id_number:
            held[person.id_number.upper()].append(person)
    for same in held.values():
        if len(same) > 1:
            names = view.names(person.uid for person in same)
            records = people([person.uid for person in same])
            message = f"有{len(same)}条登记的身份证号相同：{names}"
            yield Observation(message, view.period, view.as_of, subject=names, records=records)


# --- joining --------------------------------------------------------------------------------------------------
def _promoted_before_admitted(person: RosterPerson) -> bool:
    """Whether promotion does not come after admission although that period had a probation."""
    admitted, promoted = person.dates.admitted_on, person.dates.promoted_on
    if not admitted or not promoted or not probation_rule(admitted).months:
        return False
    late, early = _common(promoted, admitted)
    return late <= early


def promoted_too_early(view: YearView) -> Iterator[Observation]:
    """MEM-03."""
    for person in _members(view):
        if _promoted_before_admitted(person):
            admitted, promoted = person.dates.admitted_on or "", person.dates.promoted_on or ""
            told = f"{day_text(admitted)}入党、{day_text(promoted)}转正，那时有预备期，转正应晚于入党"
            yield _of(view, person, told)


def probation_odd(view: YearView) -> Iterator[Observation]:
    """MEM-04. With the months of an extension where a file of 发展党员 knows of one."""
    extended = {file.person: file.history.extension_months for file in view.facts.admissions}
    for person in _members(view):
        admitted, promoted = person.dates.admitted_on, person.dates.promoted_on
        expected = expected_promotion(admitted) if admitted else None
        if not admitted or not promoted or expected in (None, admitted) or _promoted_before_admitted(person):
            continue
        assert expected is not None
        months = extended.get(person.uid, 0)
        due = add_months(earliest(expected), months).isoformat()[: len(expected)]
        is_odd = len(set(_common(promoted, due))) > 1
        if is_odd:
            told = f"{day_text(admitted)}入党、{day_text(promoted)}转正，预备期应到{day_text(due)}"
            yield _of(view, person, told)


def joined_too_young(view: YearView) -> Iterator[Observation]:
    """MEM-05."""
    for person in _members(view):
        born, admitted = person.born_on, person.dates.admitted_on
        if born and admitted and latest(admitted) < add_years(earliest(born), ADULT_YEARS):
            yield _of(view, person, f"{day_text(admitted)}入党时不满18岁（{day_text(born)}出生）")


def standing_disagrees(view: YearView) -> Iterator[Observation]:
    """MEM-08. Not where a suspension is left out: how the other place reckoned with it cannot be known."""
    for person in _members(view):
        standing, recorded = party_standing(person.dates), person.recorded_standing_from
        if not recorded or not standing.counted_from or standing.left_out:
            continue
        if len(set(_common(recorded, standing.counted_from))) > 1:
            told = (
                f"的党龄登记为从{day_text(recorded)}算起，按入党时期应从{day_text(standing.counted_from)}算起"
            )
            yield _of(view, person, told)


# --- what is missing ------------------------------------------------------------------------------------------
def _needs_promotion(view: YearView, person: RosterPerson) -> bool:
    """Whether a full member of a period with a probation."""
    admitted = person.dates.admitted_on
    has_probation = admitted is not None and bool(probation_rule(admitted).months)
    return has_probation and view.roster.stage_on(person.uid, view.as_of) == "full"


def items_missing(view: YearView) -> Iterator[Observation]:
    """MEM-06. Kind, branch and roll status are always known here; a search always has its day."""
    gone = {
        each.person
        for each in view.facts.affiliation.absences
        if each.lasts_on(view.as_of) and not each.place
    }
    for person in _members(view):
        lacking = [
            title
            for key, title in COLLECTED_TITLES.items()
            if key in person.blank and (key != "promoted_on" or _needs_promotion(view, person))
        ]
        if person.uid in gone:
            lacking.append("外出流向")
        if lacking:
            yield _of(view, person, f"的信息没有填全：{'、'.join(lacking)}")


def groups_do_not_add_up(view: YearView) -> Iterator[Observation]:
    """MEM-09. Who was never put into a group is told by ORG-15."""
    known = {group.uid for group in view.facts.groups}
    in_groups = {uid for uid in view.members if view.roster.group_on(uid, view.as_of)}
    left_over = sorted(uid for uid in in_groups if view.roster.group_on(uid, view.as_of) not in known)
    if known and left_over:
        counted = len(in_groups) - len(left_over)
        message = f"花名册{len(view.members)}人，各党小组合计{counted}人；{view.names(left_over)}登记的党小组已经不在台账里"
        found = of_branch(view, message)
        yield Observation(found.message, found.period, found.day, found.subject, people(left_over))


def file_incomplete(view: YearView) -> Iterator[Observation]:
    """MEM-23. Of members of whom it is written down that they have no personnel file."""
    for person in _members(view):
        if person.personnel_file != "none":
            continue
        held = person.file_papers.replace(APPLICATION_FOR_PROMOTION, "转正")
        wanted = (*FILE_PAPERS, PROMOTION_PAPER) if _needs_promotion(view, person) else FILE_PAPERS
        lacking = [title for title, words in wanted if not any(word in held for word in words)]
        if lacking:
            yield _of(view, person, f"没有人事档案，党员档案里缺{'、'.join(lacking)}")


RULES = (
    Rule("MEM-01", number_wrong),
    Rule("MEM-02", number_disagrees),
    Rule("MEM-03", promoted_too_early),
    Rule("MEM-04", probation_odd),
    Rule("MEM-05", joined_too_young),
    Rule("MEM-06", items_missing),
    Rule("MEM-07", registered_twice),
    Rule("MEM-08", standing_disagrees),
    Rule("MEM-09", groups_do_not_add_up),
    Rule("MEM-23", file_incomplete),
)
