"""Rows that several ledgers share: people mentioned, values with a history, attachments, answers, sealed years."""

from sqlmodel import Field

from db.fields import Kind, choices, column
from db.records.base import Part, Replicated


class PersonLink(Part, table=True):
    """One person in a list field (`field`) of a record."""

    __tablename__ = "person_link"

    field: str = ""
    person_uid: str = Field(default="", index=True)


class TimedValue(Part, table=True):
    """The value a field has from a day on (`since`, may be partial; None: since ever), whenever it was typed."""

    __tablename__ = "timed_value"

    field: str = ""
    since: str | None = None
    value: str | None = None


ATTACHMENT_ROLES = choices(
    sign_in_sheet="签到表",
    signed_minutes="签字的会议记录",
    photo="照片",
    material="材料",
    approval="批复",
    other="其他",
)


class Attachment(Part, table=True):
    """A file kept encrypted under its digest; `taken_on` is the day the camera wrote into a photo."""

    __tablename__ = "attachment"

    role: str = column("种类", Kind.CHOICE, choices=ATTACHMENT_ROLES, default="other")
    name: str = column("文件名", default="")
    digest: str = ""
    size: int = 0
    media_type: str = ""
    taken_on: str | None = column("拍摄日期", Kind.DAY)
    note: str | None = column("说明")


class FindingAnswer(Replicated, table=True):
    """What the branch says to a finding or an unmet duty: `finding` is its key, `owner_uid` stays empty."""

    __tablename__ = "finding_answer"

    finding: str = Field(default="", index=True)
    state: str = "explained"
    reason: str = ""
    answered_on: str = ""


class SealedYear(Replicated, table=True):
    """A year closed for writing; `uid` follows from the year, so that two PCs seal the same row.

    `state` is sealed or reopened; `digest` covers what the year held when it was sealed.
    """

    __tablename__ = "sealed_year"

    year: int = 0
    state: str = "sealed"
    sealed_on: str = ""
    sealed_by: str = ""
    digest: str = ""
    reason: str = ""


class KeptApart(Replicated, table=True):
    """Two records that somebody said are not the same thing; `uid` follows from the pair, `first_uid` is the smaller."""

    __tablename__ = "kept_apart"

    first_uid: str = ""
    second_uid: str = ""


class SiteName(Replicated, table=True):
    """What a PC was named anew; `uid` follows from `site`, its id in the exchange, which never changes."""

    __tablename__ = "site_name"

    site: str = ""
    name: str = ""
