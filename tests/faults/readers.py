"""Every reader of bytes from outside, for the fuzzer: a new one is one line in READERS."""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

from PIL import Image

import resources
from db.importing.checking import person_vocabulary, plan_import
from db.importing.source import open_source
from db.journal.transaction import Authorship, Change, Position, from_json, new_transaction, to_json, verify
from db.keys.slots import keyring_slot, new_slots, read_slots, unlock, write_slots
from db.keys.system_keyring import gone, opens_by_itself
from db.paths import BranchFolder
from db.reports.boxes import handed_template
from db.services.photographs import read_photo
from desktop.cli.files import read_json
from tests.faults import nursery, packages, township_packages
from tests.faults.fuzzing import Reader
from tests.importing_support.biff import xls_bytes
from tests.importing_support.rosters import SAMPLES, csv_bytes
from tests.support.branches import CHEAP, PASSPHRASE

ROWS = [
    ["姓名", "性别", "出生日期", "身份证号", "备注"],
    ["王小明", "男", "1989.1.24", "330899198901248774", "=1+1\n二"],
]
TODAY = date(2026, 7, 1)


def _spreadsheet(content: bytes, folder: Path) -> None:
    """All of an import but the writing: parse, find tables, understand, plan."""
    path = folder / "名册.xlsx"
    path.write_bytes(content)
    with patch("db.importing.workbook.subprocess.run", nursery.run):
        source = open_source(path, person_vocabulary())
    plan_import(source.tables, source.mappings, (), TODAY)


@cache
def _pictures() -> tuple[bytes, ...]:
    made = []
    noise = Image.frombytes("RGB", (61, 47), random.Random(5).randbytes(61 * 47 * 3))
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:03:05 10:20:30"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 7.0)
    exif[0x0112] = 6  # lying on its side
    for kind in ("JPEG", "PNG", "BMP", "WEBP"):
        stream = BytesIO()
        noise.save(stream, kind, **({} if kind == "BMP" else {"exif": exif}))
        made.append(stream.getvalue())
    stream = BytesIO()
    noise.convert("P").save(stream, "PNG", transparency=3)
    return (*made, stream.getvalue())


def _picture(content: bytes, folder: Path) -> None:
    path = folder / "照片.jpg"
    path.write_bytes(content)
    read_photo(path)


@cache
def _slot_files() -> tuple[bytes, ...]:
    return (_slot_file_and_code()[0],)


@cache
def _slot_file_and_code() -> tuple[bytes, str]:
    import tempfile

    slots, _, code = new_slots("白果村支部", PASSPHRASE, "林书记", random.Random(3).randbytes, CHEAP)
    with tempfile.TemporaryDirectory() as folder:
        write_slots(slots, (Path(folder) / "keyslots.json",))
        return (Path(folder) / "keyslots.json").read_bytes(), code


def _key_slots(content: bytes, folder: Path) -> None:
    path = folder / "keyslots.json"
    path.write_bytes(content)
    slots = read_slots((path,))
    for secret in ({"passphrase": PASSPHRASE}, {"recovery_code": _slot_file_and_code()[1]}):
        unlock(slots, **secret)


@cache
def _transactions() -> tuple[bytes, ...]:
    chance = random.Random(4)
    changes = [
        Change("person", f"{n:032x}", column, json.dumps(value, ensure_ascii=False))
        for n in range(3)
        for column, value in (("name", "王小明"), ("revision", 1), ("note", "一\n二"), ("flag", True))
    ]
    position = Position(site="a1" * 8, sequence=1, lamport=1, context={}, previous_hash="")
    authorship = Authorship("林书记", "2026-07-01T08:00:00Z", False, "0.1.0", 1, "登记")
    return (to_json(new_transaction(position, authorship, changes, chance.randbytes)).encode(),)


def _transaction(content: bytes, folder: Path) -> None:
    for line in content.decode("utf-8", "surrogateescape").split("\n"):
        verify(from_json(line))


def _packages() -> Sequence[bytes]:
    return (packages.sound_package(_transactions()[0]),)


def _records() -> Sequence[bytes]:
    return (json.dumps([{"name": "王小明", "n": 1.5}, {"flags": {"a": True}}], ensure_ascii=False).encode(),)


def _records_file(content: bytes, folder: Path) -> None:
    path = folder / "a.json"
    path.write_bytes(content)
    read_json(path)


def _layouts() -> Sequence[bytes]:
    return (resources.read_text("boxes/simple.toml").encode(),)


def _layout(content: bytes, folder: Path) -> None:
    handed_template("", "一盒", content)


@cache
def _keyring_slots() -> tuple[bytes, ...]:
    slots, key, _ = new_slots("白果村支部", PASSPHRASE, "林书记", random.Random(3).randbytes, CHEAP)
    slot = keyring_slot("a1b2", slots.slots[0], bytes(32), key, random.Random(4).randbytes)
    return (json.dumps({"slot": asdict(slot), "resting": False}, default=dict).encode(),)


def _keyring_slot(content: bytes, folder: Path) -> None:
    """Whatever the file in the profile has become, it never opens by itself with an error."""
    path = folder / "keyring.json"
    path.write_bytes(content)
    with patch.object(BranchFolder, "keyring_slot", path):
        if not opens_by_itself(BranchFolder(folder)):
            raise gone(BranchFolder(folder))


READERS: tuple[Reader, ...] = (
    Reader("xlsx", "Excel 名册（xlsx）", lambda: ((SAMPLES / "village.xlsx").read_bytes(),), _spreadsheet),
    Reader("xls", "旧版 Excel、WPS 名册（xls、et）", lambda: (xls_bytes(ROWS),), _spreadsheet, cost=3),
    Reader(
        "csv",
        "文本名册（csv）",
        lambda: (
            (SAMPLES / "office.csv").read_bytes(),
            csv_bytes(ROWS, "gb18030"),
            csv_bytes(ROWS, "utf-16"),
        ),
        _spreadsheet,
    ),
    Reader("picture", "照片（jpg、png、bmp、webp）", _pictures, _picture),
    Reader("key_slots", "钥匙文件", _slot_files, _key_slots),
    Reader("keyring_slot", "钥匙串的那一份钥匙文件", _keyring_slots, _keyring_slot),
    Reader("transaction", "操作记录的一行", _transactions, _transaction),
    Reader("package", "数据包（封口之内）", _packages, packages.read_sealed),
    Reader("forged_package", "签名有效的伪造数据包", _packages, packages.read_forged),
    Reader("roll_up", "上报的内容", township_packages.snapshots, township_packages.read_snapshot),
    Reader(
        "hand_down", "签名有效的伪造下发包", township_packages.hand_downs, township_packages.read_hand_down
    ),
    Reader("handed_items", "下发的清单", township_packages.lists_of_items, township_packages.read_items),
    Reader("layout", "下发的迎检盒分法", _layouts, _layout),
    Reader("records", "命令行的 JSON 记录", _records, _records_file),
)
