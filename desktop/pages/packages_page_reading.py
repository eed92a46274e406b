"""What the page 数据包 shows, read in the database thread. No widget, no Qt."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.dialogs.conflict_words import (
    conflict_title,
    is_out_of_time,
    named_sides,
    side_words,
    status_words,
    waiting_words,
)
from desktop.widgets.showing import local_text

if TYPE_CHECKING:
    from db.exchange.receiving import Received
    from db.exchange.register import Peer, RegisteredPackage
    from db.exchange.sites import Site
    from db.services.branch import Branch

_WHAT = {"new": "新增", "changed": "更新", "deleted": "移除"}
SENT, RECEIVED = "sent", "received"
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One package that left or came, as texts; `batch` where it can still be taken back."""

    package: str
    direction: str
    texts: tuple[str, ...]
    batch: str


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page."""

    subtitle: str
    waiting: str
    peers: tuple[tuple[str, ...], ...]
    sites: tuple[str, ...]  # of the peers, in their order
    own_name: str
    own_code: str  # by which another PC makes sure of this one
    lines: tuple[RegisterLine, ...]
    scopes: tuple[tuple[str, str], ...] = ()  # what a package may be about: code and words


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be taken in: who sent it, how much, which records, what meets changes made here, and doubles."""

    place: Path
    is_trusting: bool
    heads: tuple[str, ...]
    doubts: tuple[str, ...]
    counts: Mapping[str, int]
    records: tuple[tuple[str, str, str], ...]
    conflicts: tuple[tuple[str, str], ...]
    doubles: tuple[tuple[str, str], ...]

    @property
    def is_empty(self) -> bool:
        """Whether everything in it is here already."""
        return not any(self.counts.values())


def read_overview(branch: "Branch") -> Overview:
    """Everything on the page."""
    from db.exchange.conflicts import inbox
    from db.exchange.doubles import doubles
    from db.exchange.register import status
    from db.exchange.sites import known_sites
    from db.exchange.undoing import undoable

    own = known_sites(branch).get(branch.journal.site)
    found, sites, batches = status(branch), known_sites(branch), undoable(branch)
    return Overview(
        subtitle=status_words(found),
        waiting=waiting_words(len(inbox(branch)), len(doubles(branch))),
        peers=tuple(_peer(each) for each in found.peers),
        sites=tuple(each.site for each in found.peers),
        own_name=own.name if own is not None else "",
        own_code=own.code if own is not None and own.sign_key else "",
        lines=tuple(_line(each, sites, batches) for each in found.packages),
        scopes=_scopes(branch),
    )


def _scopes(branch: "Branch") -> tuple[tuple[str, str], ...]:
    """Everything, everything without files, a month of the last twelve, a Party group, or a ledger."""
    months = []
    year, month = branch.today.year, branch.today.month
    for _ in range(_MONTHS):
        months.append((f"month:{year}-{month:02d}", f"{year}年{month}月的"))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    groups = [(f"group:{row.text('name')}", f"{row.text('name')}的") for row in branch.rows("group")]
    ledgers = [(f"ledger:{spec.key}", spec.title) for spec in branch.ledgers if not spec.single]
    whole = (("all", "全部记录和附件"), ("records", "全部记录，不带附件"))
    return (*whole, *months, *groups, *ledgers)


def read_preview(branch: "Branch", place: Path, *, trust: bool) -> Preview:
    """The real taking in, rolled back, in words."""
    from db.exchange.receiving import receive
    from db.exchange.sticks import stick_warning

    received = receive(branch, place, preview=True, trust=trust)
    records = _records(received)
    conflicts = {each.id: each for one in received for each in one.conflicts}.values()
    doubles = {each.uids: each for one in received for each in one.doubles}.values()
    return Preview(
        place=place,
        is_trusting=trust,
        heads=tuple(_head(one) for one in received),
        doubts=(
            *(_doubt(one) for one in received if _is_doubtful(one, branch.today)),
            *(f"{one.doubt}。" for one in received if one.doubt),
            *(f"{warning}。" for warning in filter(None, [stick_warning(place)])),
        ),
        counts=_counts_once(received, records),
        records=(*records.values(), *_pieces(received)),
        conflicts=tuple(
            (
                conflict_title(each),
                " / ".join(
                    f"{name} {side_words(each, side, branch.today)}" for name, side in named_sides(each)
                ),
            )
            for each in conflicts
        ),
        doubles=tuple(("、".join(each.titles), each.why) for each in doubles),
    )


def taken_words(received: "Iterable[Received]") -> tuple[str, bool]:
    """What was taken in, in one sentence, and whether something is left to decide."""
    received = tuple(received)
    counts = _counts(received)
    told = "，".join(f"{_WHAT[what]}{count}条" for what, count in counts.items() if count)
    missing = [name for one in received for name in one.missing]
    handed = [one for one in received if one.handed is not None]
    if handed and len(handed) == len(received):
        told = told.replace("新增", "新内容").replace("更新", "新版本").replace("条", "项")
    words = f"已接收：{told}" if told else "内容这里都已经有了，没有变化"
    if any(one.handed is not None and one.handed.is_first for one in received):
        words = "已认识上级党组织，可以上报了" + (f"；{words}" if told else "")
    if missing:
        words += f"；附件卷{'、'.join(missing)}没有找到或不完整，找到后再接收一次"
    words += "".join(f"；{one.doubt}" for one in received if one.doubt)
    return words, any(one.conflicts or one.doubles for one in received)


def _counts(received: "Iterable[Received]") -> dict[str, int]:
    return {what: sum(getattr(one, what) for one in received) for what in _WHAT}


def _head(one: "Received") -> str:
    from db.exchange.sending import left_words

    manifest = one.manifest
    if one.handed is not None and not manifest.number:
        return f"{one.sender}的名片：接收以后就可以向它上报"
    who = f"（{manifest.actor}）" if manifest.actor and manifest.actor not in one.sender else ""
    made = f"，做于{local_text(manifest.wall)}"
    left = left_words(manifest)
    partly = f"；对方{left}" if left else ""
    return f"来自{one.sender}{who}的{manifest.title}数据包第{manifest.number}号{made}{partly}"


def _is_doubtful(one: "Received", today: date) -> bool:
    return one.manifest.clock_doubt or is_out_of_time(one.manifest.wall, today)


def _doubt(one: "Received") -> str:
    return f"{one.sender}的时钟可能不对（{one.manifest.wall[:10]}），日期请以记录里写的为准；不影响接收。"


def _records(received: "Iterable[Received]") -> dict[tuple[str, str], tuple[str, str, str]]:
    """Every record once: of several packages each was looked at by itself, and a later one holds what an earlier does."""
    from db.ledgers import by_key

    return {
        (ledger, uid): (_WHAT[what], by_key(ledger).title, title)
        for one in received
        for (ledger, uid, what), title in zip(one.records, one.titles, strict=True)
    }


def _pieces(received: "Iterable[Received]") -> Iterator[tuple[str, str, str]]:
    """What a township handed down, piece by piece."""
    for one in received:
        for what, kind, title in one.handed.pieces if one.handed else ():
            yield _WHAT[what], kind, title


def _counts_once(
    received: "Iterable[Received]", records: Mapping[tuple[str, str], tuple[str, str, str]]
) -> dict[str, int]:
    """How many records come out new, changed and removed; what is handed down is counted by the piece."""
    handed = _counts([one for one in received if one.handed is not None])
    told = Counter(what for what, _ledger, _title in records.values())
    return {what: told[title] + handed[what] for what, title in _WHAT.items()}


def _peer(peer: "Peer") -> tuple[str, ...]:
    lacks = f"{peer.missing}次改动" if peer.missing else "都有了"
    heard = local_text(peer.heard_at)[:10] if peer.heard_at else "还没有消息"
    return (
        peer.name or peer.site[:8],
        peer.person or "未填",
        "已停用" if peer.is_revoked else lacks,
        heard,
        "已停用" if peer.is_revoked else "使用中",
    )


def _line(each: "RegisteredPackage", sites: "Mapping[str, Site]", batches: frozenset[str]) -> RegisterLine:
    is_sent = each.direction == SENT
    batch = each.batch or ""
    can_undo = not is_sent and batch in batches
    other = sites.get(each.site)
    who = each.actor if is_sent else (other.name if other else "") or each.site[:8]
    if is_sent:
        state = "✓ 对方已收到" if each.confirmed_at else "还没有回执"
        state = "" if each.kind == "receipt" else state
    else:
        state = "可以撤销" if can_undo else ""
    if each.doubt:
        state = f"登记对不上{'，' if state else ''}{state}"
    texts = (
        "发出" if is_sent else "收到",
        f"{each.title}第{each.number}号",
        local_text(each.at),
        who,
        each.summary,
        each.head,
        state,
    )
    return RegisterLine(f"{each.direction} {each.package}", each.direction, texts, batch if can_undo else "")
