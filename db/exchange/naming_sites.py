"""What a PC is called: chosen by a person on any PC of the branch, the same on all of them once they heard of it.

Only the name changes; the id in the exchange, the keys and what was written under them stay.
"""

from sqlalchemy import select

from db.changes import Changes
from db.errors import LedgerError, NotFoundError
from db.exchange.sites import INVITATION, Site, known_sites
from db.journal.tables import SITE
from db.records.parts import SiteName
from db.services.branch import Branch
from db.services.reading import sql_table
from db.services.writing import derived_uid

LONGEST = 20  # characters: it stands in the columns of lists and in the history of every record
SHORTEST_ID = 4  # characters of an id that tell a PC
_KEPT = "名称没有改动"


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
    """Bring what the PCs are called here to what was last said of them, in an open transaction or one of its own."""
    table = sql_table(SiteName)
    with branch.database.joined() as connection:
        query = select(table.c.site, table.c.name).where(table.c.removed_at.is_(None), table.c.name != "")
        for site, name in connection.execute(query).all():
            connection.execute(SITE.update().where(SITE.c.site == site).values(name=name[:LONGEST]))


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
