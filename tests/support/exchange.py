"""A USB stick between two PCs, for tests."""

from dataclasses import dataclass
from pathlib import Path

from db.changes import Row
from db.exchange.receiving import Received, receive
from db.exchange.sending import send
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec
from db.services.branch import Branch
from db.services.verifying import verify


@dataclass
class Stick:
    """A folder that stands for a stick."""

    folder: Path

    def put(self, branch: Branch, kind: str = "sync") -> Path:
        """Write a package onto it."""
        return send(branch, kind, self.folder).file

    def carry(self, sender: Branch, reader: Branch) -> Received:
        """From one PC to the other; both must be what their journals say afterwards."""
        (received,) = receive(reader, self.put(sender))
        assert verify(reader) == []
        return received


def ledgers(branch: Branch) -> dict[str, list[object]]:
    """Everything that the two PCs must agree on: what is computed as of today is each PC's own."""
    return {spec.key: sorted(_stored(spec, row) for row in branch.rows(spec.key)) for spec in branch.ledgers}


def _stored(spec: LedgerSpec, row: Row) -> tuple[str, str]:
    shown = {key: row.get(key) for key in row.values if _is_same_everywhere(spec.by_key[key])}
    return row.uid, str(sorted(shown.items(), key=lambda item: item[0]))


def _is_same_everywhere(field: FieldSpec) -> bool:
    """Whether the value does not depend on the day that this PC takes as today."""
    return field.kind is not Kind.COMPUTED and not field.timed
