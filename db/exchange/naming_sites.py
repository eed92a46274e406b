"""What a PC is called: chosen by a person on any PC of the branch, the same on all of them once they heard of it.

Only the name changes; the id in the exchange, the keys and what was written under them stay.
"""

from collections.abc import Sequence

from sqlalchemy import select

from db.changes import Changes
from db.errors import LedgerError, NotFoundError
from db.exchange.sites import INVITATION, Site, known_sites
from db.journal.fold import REMOVED
from db.journal.tables import SITE
from db.journal.transaction import Change, canonical
from db.records.parts import SiteName
from db.services.branch import Branch
from db.services.reading import sql_table
from db.services.writing import derived_uid

LONGEST = 20  # characters: it stands in the columns of lists and in the history of every record
SHORTEST_ID = 4  # characters of an id that tell a PC
_KEPT = "名称没有改动"
_FIRST = "first_name."  # before the id of a PC, among what this PC keeps for itself


def rename_site(branch: Branch, site: str, name: str) -> Changes:
    """Give a PC another name; `site` is its id or the beginning of it, "" for this PC.

    LedgerErrors: not_found, invalid (no name, too long, another PC has it).
    """
    known = site_named(branch, site or branch.journal.site)
    name = " ".join(name.split())
    _check_name(branch, known, name)
    table = sql_table(SiteName)
    uid = derived_uid(table.name, known.site)
    values = {"site": known.site, "name": name, "removed_at": None}
    connection = branch.database.connection
    with branch.database.joined():
        with branch.change_set("给电脑改名") as change_set:
            if connection.execute(select(table.c.uid).where(table.c.uid == uid)).first():
                connection.execute(table.update().where(table.c.uid == uid).values(**values))
            else:
                connection.execute(table.insert().values(uid=uid, **values))
        apply_names(branch)
    return change_set.changes


def apply_names(branch: Branch) -> None:
    """Bring what the PCs are called here to what was last said of them, in an open transaction or one of its own.

    What one was called before is remembered here, once: no row of the journal says it.
    """
    table = sql_table(SiteName)
    with branch.database.joined() as connection:
        query = (
            select(table.c.site, table.c.name, SITE.c.name)
            .join_from(table, SITE, SITE.c.site == table.c.site)
            .where(table.c.removed_at.is_(None), table.c.name != "")
        )
        for site, name, held in connection.execute(query).all():
            if held == name[:LONGEST]:
                continue
            if held and first_name(branch, site) is None:
                branch.journal.remember(f"{_FIRST}{site}", held)
            connection.execute(SITE.update().where(SITE.c.site == site).values(name=name[:LONGEST]))


def first_name(branch: Branch, site: str) -> str | None:
    """What a PC was called here before it was first named anew; None where it never was, or nothing is known."""
    return branch.journal.remembered(f"{_FIRST}{site}")


def with_first_names(branch: Branch, changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes that take something back, but a PC that would be left without a name is named what it was called first.

    To write it beats removing the row: it travels, and tells the PCs that know no other name.
    """
    table = sql_table(SiteName)
    removals = (each for each in changes if each.column == REMOVED and each.value == "1")
    nameless = {each.row for each in removals if each.table == table.name}
    query = select(table.c.uid, table.c.site).where(table.c.uid.in_(sorted(nameless)))
    known = {uid: first_name(branch, site) for uid, site in branch.database.connection.execute(query).all()}
    written = {uid: name for uid, name in known.items() if name}
    kept = (each for each in changes if each.table != table.name or each.row not in written)
    named = (Change(table.name, uid, "name", canonical(name)) for uid, name in written.items())
    return (*kept, *named)


def site_named(branch: Branch, site: str) -> Site:
    """A PC by its id or the beginning of it; NotFoundError."""
    sites = [each for each in known_sites(branch).values() if not each.site.startswith(INVITATION)]
    found = [each for each in sites if each.site == site]
    if not found and len(site) >= SHORTEST_ID:
        found = [each for each in sites if each.site.startswith(site)]
    if len(found) != 1:
        raise NotFoundError(f"没有编号为“{site[:40]}”的电脑", "用 package status 查看")
    return found[0]


def _check_name(branch: Branch, known: Site, name: str) -> None:
    problem = ""
    if not name or not name.isprintable():
        problem = "没有写名称"
    elif len(name) > LONGEST:
        problem = f"名称最多{LONGEST}个字"
    elif any(
        each.name == name and each.site != known.site and not each.revoked_at
        for each in known_sites(branch).values()
    ):
        problem = f"已经有一台电脑叫“{name}”"
    if problem:
        raise LedgerError("invalid", problem, _KEPT, "请换一个名称，例如“村委会电脑”")
