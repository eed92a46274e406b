"""The journal's own tables, in the same file as the ledgers. They are never edited, only appended to.

One exception: erasure empties the values in `cells` and the `salt` of a changed row, which the hashes allow for.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, text

from db.records.base import METADATA

SITE = Table(
    "s_site",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("person", Text, nullable=False, server_default=""),
    Column("joined_at", Text, nullable=False, server_default=""),
    Column("sign_key", Text, nullable=False, server_default=""),  # Ed25519 public key in hexadecimal
    Column("recipient", Text, nullable=False, server_default=""),  # age1…: packages are sealed to it
    Column("revoked_at", Text, nullable=False, server_default=""),
)
ME = Table("s_me", METADATA, Column("name", Text, primary_key=True), Column("value", Text))
GUARD = Table(
    "s_guard", METADATA, Column("one", Integer, primary_key=True), Column("is_open", Integer, nullable=False)
)
VERSION_VECTOR = Table(
    "s_version_vector",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    Column("lamport", Integer, nullable=False),
)
TRANSACTION = Table(
    "s_transaction",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("lamport", Integer, nullable=False),
    Column("context", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("wall", Text, nullable=False),
    Column("clock_doubt", Integer, nullable=False),
    Column("application", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("batch", Text),
    sqlite_with_rowid=False,
)
ROW_CHANGE = Table(
    "s_row_change",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("table", Text, nullable=False),
    Column("row", Text, nullable=False),
    Column("cells", Text, nullable=False),
    Column("salt", Text),
    Column("hash", Text, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_s_row_change_row", ROW_CHANGE.c.row)
Index(  # the few that say that two rows are the same
    "ix_s_row_change_same",
    ROW_CHANGE.c.row,
    sqlite_where=text("cells >= '{\"_same:' AND cells < '{\"_same;'"),
)
BATCH = Table(
    "s_batch",
    METADATA,
    Column("batch", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("made_on", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("undone_by", Integer),
    Column("summary", Text, nullable=False),
)
PEER = Table(  # what another PC held when we last heard of it
    "s_peer",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("version_vector", Text, nullable=False),
    Column("attachments", Text, nullable=False, server_default="[]"),  # digests
    Column("heard_at", Text, nullable=False),
)
PACKAGE = Table(  # the register of what left the house and what came in
    "s_package",
    METADATA,
    Column("package", Text, primary_key=True),
    Column("direction", Text, primary_key=True),  # sent or received
    Column("kind", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("site", Text, nullable=False),  # the sender
    Column("unit", Text, nullable=False),  # the other side, in words
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),  # SHA-256 of the file
    Column("scope", Text, nullable=False, server_default=""),
    Column("changes", Integer, nullable=False),
    Column("version_vector", Text, nullable=False),
    Column("summary", Text, nullable=False, server_default=""),
    Column("actor", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("batch", Text),
    Column("confirmed_at", Text),  # the other side said that it arrived
    Column("head", Text, nullable=False, server_default=""),  # end of its sender's trail
    Column("doubt", Text, nullable=False, server_default=""),  # what that trail contradicts, in one sentence
)
CONFLICT = Table(  # rows in which a conflict was seen; whether it still stands is asked of the journal
    "s_conflict",
    METADATA,
    Column("table", Text, primary_key=True),
    Column("row", Text, primary_key=True),
    Column("batch", Text),
)
ERASED = Table(  # rows whose values are gone for good
    "s_erased",
    METADATA,
    Column("table", Text, primary_key=True),
    Column("row", Text, primary_key=True),
)
TRAIL = Table(  # who looked at, exported, printed or changed what; chained by a keyed hash
    "s_trail",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("wall", Text, nullable=False),
    Column("clock_doubt", Integer, nullable=False),
    Column("site", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("mac", Text, nullable=False),
)
HANDED = Table(  # what the township handed down: read-only copies, every version kept
    "s_handed",
    METADATA,
    Column("item", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("unit", Text, nullable=False),  # name of the township
    Column("number", Integer, nullable=False),  # of the package it came in
    Column("received_at", Text, nullable=False),
    Column("adopted", Text, nullable=False, server_default=""),  # uid of the record made from it
)
DRAFT = Table(
    "s_draft",
    METADATA,
    Column("ledger", Text, primary_key=True),
    Column("uid", Text, primary_key=True),
    Column("values", Text, nullable=False),
    Column("kept_at", Text, nullable=False),
)
SETTING = Table(
    "s_setting", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)
