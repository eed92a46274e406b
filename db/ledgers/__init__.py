"""The ledger kinds, one file each. They never import each other; the order below is the order of the menus."""

from db.errors import NotFoundError
from db.ledger_spec import LedgerSpec
from db.ledgers import (
    admission,
    appraisal,
    branch,
    care_file,
    care_visit,
    commendation,
    committee_meeting,
    discipline,
    document,
    dues_ledger,
    dues_payment,
    dues_standard,
    election,
    general_meeting,
    group,
    group_meeting,
    heart_talk,
    holiday,
    life_meeting,
    membership_measure,
    mobile_member,
    out_of_contact,
    party_lecture,
    person,
    post,
    rectification,
    rubric,
    secretary_appraisal,
    study,
    term,
    theme_day,
    transfer,
    volunteer,
)
from db.records import parts as shared_lists

LEDGERS: tuple[LedgerSpec, ...] = (
    person.SPEC,
    group.SPEC,
    post.SPEC,
    transfer.SPEC,
    mobile_member.SPEC,
    out_of_contact.SPEC,
    discipline.SPEC,
    membership_measure.SPEC,
    study.SPEC,
    volunteer.SPEC,
    commendation.SPEC,
    care_visit.SPEC,
    care_file.SPEC,
    admission.SPEC,
    dues_standard.SPEC,
    dues_payment.SPEC,
    dues_ledger.SPEC,
    general_meeting.SPEC,
    committee_meeting.SPEC,
    group_meeting.SPEC,
    party_lecture.SPEC,
    theme_day.SPEC,
    life_meeting.SPEC,
    appraisal.SPEC,
    heart_talk.SPEC,
    term.SPEC,
    election.SPEC,
    secretary_appraisal.SPEC,
    rectification.SPEC,
    rubric.SPEC,
    document.SPEC,
    branch.SPEC,
    holiday.SPEC,
)
_BY_KEY = {spec.key: spec for spec in LEDGERS}


def by_key(key: str) -> LedgerSpec:
    """The ledger with this key; NotFoundError names the ones there are."""
    try:
        return _BY_KEY[key]
    except KeyError:
        known = "、".join(f"{spec.key}（{spec.title}）" for spec in LEDGERS)
        raise NotFoundError(f"没有名为“{key}”的台账", f"现有台账：{known}") from None


SHARED_LISTS = (
    shared_lists.PersonLink,
    shared_lists.TimedValue,
    shared_lists.Attachment,
    shared_lists.FindingAnswer,
)
"""Tables that stand behind every ledger; named here so that the schema is whole wherever the ledgers are known."""
