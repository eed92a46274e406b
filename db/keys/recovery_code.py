"""The 48 digits of the printed recovery sheet: 128 bits as 8 groups of 6, each a multiple of 11.

A wrong group is found at once and can be read over the telephone. Nothing here stores the code.
"""

from collections.abc import Callable

from db.errors import LedgerError

GROUPS = 8
BYTES = 16


def new_code(random_bytes: Callable[[int], bytes]) -> tuple[str, bytes]:
    """A new code ("123453-…") and the 16 bytes it stands for."""
    secret = random_bytes(BYTES)
    groups = [f"{int.from_bytes(secret[i * 2 : i * 2 + 2], 'big') * 11:06d}" for i in range(GROUPS)]
    return "-".join(groups), secret


def read_code(text: str) -> bytes:
    """The 16 bytes of a typed code; LedgerError `wrong_recovery_code` names the wrong group."""
    digits = "".join(str(int(ch)) for ch in text if ch.isdecimal())
    if len(digits) != GROUPS * 6:
        raise _wrong(f"恢复表应有48位数字，现在输入了{len(digits)}位")
    secret = b""
    for number in range(GROUPS):
        value, rest = divmod(int(digits[number * 6 : number * 6 + 6]), 11)
        if rest or value > 0xFFFF:
            raise _wrong(f"恢复表第{number + 1}组数字不对")
        secret += value.to_bytes(2, "big")
    return secret


def _wrong(happened: str) -> LedgerError:
    return LedgerError("wrong_recovery_code", happened, "台账没有改动", "请对照纸上的恢复表逐组核对")
