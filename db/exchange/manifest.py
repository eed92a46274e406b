"""The first entry of a package: who sends what to whom, and the digest of everything else.

Canonical JSON, signed by the sender over `SIGNED_AS` and the bytes as they stand. Reading believes nothing: every part
is checked for its type and size before anybody uses it. Knows no file and no table.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from db import limits
from db.exchange.sites import Site
from db.journal.transaction import DamagedError, canonical

FORMAT = 1  # of the container; a reader refuses what asks for a higher `min_reader`
SIGNED_AS = b"DBX1"
KINDS = ("sync", "invite", "handover", "receipt", "rollup", "handdown")
KIND_TITLES = {
    "sync": "同步",
    "invite": "邀请",
    "handover": "交接",
    "receipt": "回执",
    "rollup": "上报",
    "handdown": "下发",
}
_LONGEST_TEXT, _MOST_SITES = 400, 1_000


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package says of itself.

    `unit` and `unit_name` are the branch (or township) that made it, `to` the units it is meant for. `number` counts
    the sender's packages of this kind. `files` holds (size, SHA-256) of the entries beside the manifest, `raw` the
    sizes to which packed entries unpack, `volumes` (name, size, SHA-256) of the files with attachments. `received`
    holds the highest number of each kind taken in from each PC ("site kind" -> number). `counts` are shown before
    anything is taken in. `extra` belongs to the kind.
    """

    kind: str
    package: str
    number: int
    unit: str
    unit_name: str
    to: tuple[str, ...]
    signer: Site
    version_vector: Mapping[str, int]
    base: Mapping[str, int]
    changes: int
    wall: str
    clock_doubt: bool
    actor: str
    application: str
    schema: int
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    raw: Mapping[str, int] = field(default_factory=dict)
    volumes: tuple[tuple[str, int, str], ...] = ()
    sites: tuple[Site, ...] = ()
    endorsement: Mapping[str, str] = field(default_factory=dict)
    received: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    scope: str = ""
    head: str = ""  # of the sender's trail: a tail cut off there shows here
    extra: Mapping[str, Any] = field(default_factory=dict)
    format: int = FORMAT
    min_reader: int = FORMAT
    algorithm: str = "age-x25519 ed25519 sha256"

    @property
    def title(self) -> str:
        """The kind in the words secretaries know."""
        return KIND_TITLES[self.kind]


def to_bytes(manifest: Manifest) -> bytes:
    """The manifest as signed and stored."""
    return canonical(asdict(manifest)).encode()


def from_bytes(content: bytes) -> Manifest:
    """Read a manifest; DamagedError for anything that is none, NewerError for one this version cannot read."""
    try:
        parts = json.loads(content)
        needed = parts["min_reader"]
        if type(needed) is int and needed > FORMAT:
            raise NewerError(str(parts.get("application", ""))[:40])
        made = _read(parts)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise DamagedError(f"no manifest: {type(error).__name__}") from error
    return made


class NewerError(DamagedError):
    """The package was made by a version whose format this one does not know."""

    def __init__(self, application: str) -> None:
        super().__init__("the package asks for a newer reader")
        self.code = "package_newer"
        self.happened = f"这份数据包是用更新的版本（{application or '未注明'}）做的，这个版本读不了"
        self.remedy = "请把这台电脑上的支部台账升级到同一版本后再接收"


def _read(parts: dict[str, Any]) -> Manifest:
    manifest = Manifest(
        **parts
        | {
            "to": tuple(parts["to"]),
            "signer": _site(parts["signer"]),
            "sites": tuple(_site(each) for each in parts["sites"][:_MOST_SITES]),
            "files": {str(name): (int(size), str(digest)) for name, (size, digest) in parts["files"].items()},
            "volumes": tuple((str(name), int(size), str(digest)) for name, size, digest in parts["volumes"]),
        }
    )
    texts = ("package", "unit", "unit_name", "wall", "actor", "application", "scope", "head")
    numbers = (manifest.number, manifest.changes, manifest.schema, *manifest.raw.values())
    vectors = (manifest.version_vector, manifest.base, manifest.received, manifest.counts)
    if manifest.kind not in KINDS or type(manifest.clock_doubt) is not bool:
        raise ValueError("kind")
    if not all(_is_text(getattr(manifest, name)) for name in texts) or not all(map(_is_text, manifest.to)):
        raise ValueError("text")
    if not all(_is_count(each) for each in numbers):
        raise ValueError("number")
    if len(manifest.volumes) > limits.PACKAGE_VOLUMES:
        raise ValueError("volumes")
    if not all(_is_text(key) and _is_count(each) for vector in vectors for key, each in vector.items()):
        raise ValueError("vector")
    if not all(_is_text(key) and _is_text(each) for key, each in manifest.endorsement.items()):
        raise ValueError("endorsement")
    return manifest


def _site(parts: Mapping[str, Any]) -> Site:
    site = Site(**parts)
    if not all(_is_text(getattr(site, name)) for name in Site.__dataclass_fields__):
        raise ValueError("site")
    return site


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_TEXT and value.isprintable()


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**53
