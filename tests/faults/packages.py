"""Packages for the fuzzer: sealed ones as a stick spoils them, and ones whose sender signs whatever he likes."""

import hashlib
import io
import json
import random
import tempfile
import zipfile
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.exchange.container import AGE_MAGIC, MANIFEST, SIGNATURE, packed, read_package, write_package
from db.exchange.manifest import SIGNED_AS, Manifest
from db.exchange.sites import Site
from db.journal.transaction import from_json, verify

KEY = Ed25519PrivateKey.from_private_bytes(random.Random(11).randbytes(32))
ENTRY = "transactions.jsonl.gz"


def seal(plain: bytes) -> bytes:
    """No seal at all, but one that looks like it: what is inside is what is to be spoiled."""
    return AGE_MAGIC + plain


def unseal(sealed: bytes) -> bytes:
    return sealed[len(AGE_MAGIC) :]


@cache
def sound_package(lines: bytes) -> bytes:
    """A package with some transactions, inside its seal."""
    site = Site("a1" * 8, "第1台电脑", "林书记", KEY.public_key().public_bytes_raw().hex(), "age1x")
    manifest = Manifest(
        kind="sync", package="p" * 16, number=1, unit="u", unit_name="白果村支部", to=("u",), signer=site,
        version_vector={"a1" * 8: 1}, base={}, changes=1, wall="2026-07-01T08:00:00Z", clock_doubt=False,
        actor="林书记", application="0.2.0", schema=1, raw={ENTRY: len(lines)}, sites=(site,), counts={"person": 1},
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.dbx"
        write_package(path, manifest, {ENTRY: packed(lines)}, KEY.sign, seal, unseal)
        return unseal(path.read_bytes())


def read_sealed(content: bytes, folder: Path) -> None:
    """Open what was inside the seal, unpack and understand it."""
    path = folder / "包.dbx"
    path.write_bytes(seal(content))
    opened = read_package(path, unseal)
    for name in opened.entries:
        for line in opened.unpacked(name).decode("utf-8", "surrogateescape").split("\n"):
            verify(from_json(line))


def read_forged(content: bytes, folder: Path) -> None:
    """The same after the sender has put his signature to the spoiled content."""
    read_sealed(signed_again(content), folder)


def signed_again(plain: bytes) -> bytes:
    """The zip with digests and signature that fit its content again; as it is where it is too spoiled for that."""
    try:
        with zipfile.ZipFile(io.BytesIO(plain)) as archive:
            entries = {each.filename: archive.read(each) for each in archive.infolist()}
        parts = json.loads(entries.pop(MANIFEST))
        entries.pop(SIGNATURE, None)
        parts["files"] = {n: [len(each), hashlib.sha256(each).hexdigest()] for n, each in entries.items()}
        head = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except Exception:  # noqa: BLE001 - too spoiled to be signed
        return plain
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, each in {MANIFEST: head, SIGNATURE: KEY.sign(SIGNED_AS + head), **entries}.items():
            archive.writestr(name, each)
    return stream.getvalue()
