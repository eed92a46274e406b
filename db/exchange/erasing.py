"""Erasing a person for good: on every PC the erasure reaches, in old packages that arrive later, and in this file.

What stays is told: names inside minutes, backups, packages and roll-ups that still hold the data.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import RowMapping, Table, or_, select

from db.changes import Changes
from db.errors import LedgerError
from db.exchange.conflicts import decide
from db.fields import Kind
from db.journal.capture import journaled_columns, replicated_tables
from db.journal.fold import ERASURES, fold
from db.journal.stored import transactions_of_rows
from db.journal.tables import BATCH, DRAFT, PACKAGE
from db.journal.transaction import Change, canonical
from db.ledgers import by_key
from db.records.parts import Attachment
from db.services.attaching import place_of
from db.services.branch import Branch
from db.services.faces import shown_columns, united_rows
from db.services.materializing import Owners
from db.services.naming_records import ERASED_NAME
from db.services.queries import get_row
from db.services.reading import sql_table
from db.services.saving import title_of
from db.services.searching import Hit, search
from db.services.trail import note
from db.services.writing import derived_uid

_KEPT = "没有删除任何内容"
_MOST_MENTIONS = 20
REASON_GONE = "更正记录里写到这个人的更正原因已一并删除：{title}，打印过的请换页"

_Correction = tuple[Table, RowMapping]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased (rows of the journal), and the places, in words, that still hold something of the person."""

    rows: int
    places: tuple[str, ...]
    changes: Changes


def erase_person(branch: Branch, uid: str, reason: str) -> Erased:
    """Erase everything the roster holds about a person. It cannot be undone.

    Attendance and posts stay, without the name; who ought to have come is counted from the roster, so past meetings
    expect one person less. Of corrections of signed minutes, a reason that names the person goes, for nobody could rewrite
    it afterwards. LedgerErrors: not_found, invalid (no reason).
    """
    if not reason.strip():
        raise LedgerError("invalid", "彻底删除一个人要写明理由", _KEPT, "请写明依据，例如本人要求、登记错误")
    spec = by_key("person")
    row = get_row(branch, spec, uid)
    name, number = row.text("name"), row.text("id_number")
    about = _rows_about(branch, uid)
    changes = [Change(ERASURES, gone, table, "1") for table, gone in about]
    digests = _digests(branch, [change.row for change in changes if change.column == "attachment"])
    reasons = _reasons_naming(branch, {gone for _, gone in about}, [name, number])
    told = [REASON_GONE.format(title=_title_of_owner(branch, *each)) for each in reasons]
    for each in reasons:
        changes += _without_reason(*each)
    with branch.database.transaction():
        done = decide(branch, "彻底删除一名人员", changes)
        note(
            branch,
            "erase",
            f"person:{uid}",
            f"{len(about) + len(reasons)}处",
            reason.replace(name, "＊＊") if name else reason,
        )
        branch.database.connection.execute(DRAFT.delete().where(DRAFT.c.ledger == "person"))
    _drop_unreferenced(branch, digests)
    branch.database.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return Erased(len(about) + len(reasons), (*told, *places_holding(branch, name, number)), done)


def _rows_about(branch: Branch, uid: str) -> list[tuple[str, str]]:
    """(table, row) of the person, of records united with it, of files that are this person's alone, and of their lists."""
    united = united_rows(branch.database)
    view = fold(transactions_of_rows(branch.database, united | {uid}), shown_columns())
    face = view.faces[("person", uid)]
    people = view.rows[face].members
    found = [("person", each) for each in people]
    found += _own_files(branch, people)
    found += _own_elements(branch, people)
    owners = [each for _, each in found]
    for table in replicated_tables():
        if "owner_uid" in table.c:
            query = select(table.c.uid).where(table.c.owner_uid.in_(owners))
            found += [(table.name, each) for each in branch.database.connection.execute(query).scalars()]
    return found


def _own_files(branch: Branch, people: Iterable[str]) -> list[tuple[str, str]]:
    """Records of ledgers that keep one for each person (发展党员): they tell of nobody else."""
    found = []
    for spec in branch.ledgers:
        own = next((each for each in spec.stored if each.spec.key == spec.identity), None)
        if own is not None and own.spec.kind is Kind.PERSON:
            table = sql_table(spec.record)
            query = select(table.c.uid).where(table.c[own.attribute].in_(list(people)))
            found += [(table.name, each) for each in branch.database.connection.execute(query).scalars()]
    return found


def _own_elements(branch: Branch, people: Iterable[str]) -> list[tuple[str, str]]:
    """Elements of lists that say more of one person than that the person was there: a certificate, a grade."""
    found = []
    for part in (part for spec in branch.ledgers for part in spec.parts if part.is_erased):
        table = sql_table(part.record)
        named = [column.attribute for column in part.columns if column.spec.kind is Kind.PERSON]
        query = select(table.c.uid).where(or_(*(table.c[each].in_(list(people)) for each in named)))
        found += [(table.name, each) for each in branch.database.connection.execute(query).scalars()]
    return found


def _reasons_naming(branch: Branch, own: Collection[str], texts: Iterable[str]) -> list[_Correction]:
    """Corrections whose reason holds one of the texts. A name that somebody else bears, or that is part of another name,
    says nothing certain: those are left and told among the places."""
    people = sql_table(by_key("person").record)
    names = select(people.c.uid, people.c.name)
    others = [name or "" for uid, name in branch.database.connection.execute(names) if uid not in own]
    certain = [text for text in texts if text and not any(text in other for other in others)]
    found: list[_Correction] = []
    if not certain:
        return found
    for table in {sql_table(spec.corrections.record) for spec in branch.ledgers if spec.corrections}:
        holds = or_(*(table.c.reason.contains(text, autoescape=True) for text in certain))
        rows = branch.database.connection.execute(select(table).where(holds)).mappings()
        found += [(table, row) for row in rows]
    return found


def _without_reason(table: Table, row: RowMapping) -> list[Change]:
    """The row of a correction emptied for good, and in its place one that says the same without the reason. Its uid follows
    from the other's, so that two PCs that erase the same person write the same row."""
    uid = derived_uid(table.name, row["uid"])
    values = {name: row[name] for name in journaled_columns(table) if row[name] is not None}
    values["reason"] = ERASED_NAME
    replaced = [Change(table.name, uid, name, canonical(value)) for name, value in values.items()]
    return [Change(ERASURES, row["uid"], table.name, "1"), *replaced]


def _title_of_owner(branch: Branch, table: Table, row: RowMapping) -> str:
    """The record in whose list a row stands, in words."""
    found = Owners(branch).record_of(table.name, row["uid"])
    if found is None:
        return ""
    spec = by_key(found[0])
    return title_of(spec, get_row(branch, spec, found[1]))


def _digests(branch: Branch, uids: list[str]) -> list[str]:
    table = sql_table(Attachment)
    return list(
        branch.database.connection.execute(select(table.c.digest).where(table.c.uid.in_(uids))).scalars()
    )


def _drop_unreferenced(branch: Branch, digests: list[str]) -> None:
    table = sql_table(Attachment)
    for digest in digests:
        held = branch.database.connection.execute(select(table.c.uid).where(table.c.digest == digest)).first()
        if digest and held is None:
            place_of(branch, digest).unlink(missing_ok=True)


def places_holding(branch: Branch, name: str, number: str) -> list[str]:
    """Where something of the person may still be, for the person who has to see to it."""
    found = [
        f"记录里还提到“{name}”：{each.title}" for each in mentions_of(branch, name, number, _MOST_MENTIONS)
    ]
    found += drafts_holding(branch, name, number)
    found += backups_holding(branch)
    sent = branch.database.connection.execute(PACKAGE.select().where(PACKAGE.c.direction == "sent")).all()
    found += [f"已带出的数据包 {each.file}（{each.unit}，{branch.clock.day_of(each.at)}）" for each in sent]
    return found + imports_holding(branch)


def mentions_of(branch: Branch, name: str, number: str, limit: int) -> list[Hit]:
    """Records that hold the name or the number in words of theirs, at most `limit` for each of the two."""
    return [each for text in (name, number) if text for each in search(branch, text, limit)]


def drafts_holding(branch: Branch, name: str, number: str) -> list[str]:
    """Forms on this PC that were begun and not saved, and that hold the name or the number, a line each."""
    titles = {spec.key: spec.title for spec in branch.ledgers}
    texts = [text for text in (name, number) if text]
    return [
        f"填到一半没有保存的“{titles.get(draft.ledger, draft.ledger)}”，请打开它保存或放弃"
        for draft in branch.database.connection.execute(DRAFT.select())
        if any(text in draft._mapping["values"] for text in texts)
    ]


def backups_holding(branch: Branch) -> list[str]:
    """The backups of this PC, which hold everybody, in a line."""
    folder = branch.folder.backups
    backups = sorted(path.name for path in folder.glob("[0-9]*")) if folder.is_dir() else []
    if not backups:
        return []
    return [f"以前的备份 {len(backups)} 份（{backups[0]} 至 {backups[-1]}），请重做备份后销毁旧的"]


def imports_holding(branch: Branch) -> list[str]:
    """Rosters that were imported from files which may still lie about, a line each."""
    imported = branch.database.connection.execute(BATCH.select().where(BATCH.c.kind == "person")).all()
    return [f"导入过的名册文件“{each.source}”（{each.made_on}），原文件请自行处理" for each in imported]
