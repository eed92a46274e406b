"""The one-time code of an invitation: four groups of six digits, each a multiple of 11, so that a slip is told at once.

64 bits, behind age's scrypt. Arithmetic only.
"""

import secrets

from db.errors import LedgerError

GROUPS, DIGITS = 4, 6
_KEPT = "没有新建台账，没有改动任何内容"


def new_code() -> str:
    """A new one-time code: "123453-…"."""
    return "-".join(f"{secrets.randbelow(0x10000) * 11:06d}" for _ in range(GROUPS))


def read_code(text: str) -> str:
    """The code as typed, settled to its one spelling; LedgerError `wrong_code` names the wrong group."""
    groups = typed_groups(text)
    count = sum(map(len, groups))
    if count != GROUPS * DIGITS:
        raise wrong_code(f"验证码应有{GROUPS * DIGITS}位数字，现在输入了{count}位")
    for number, group in enumerate(groups, start=1):
        if not is_group(group):
            raise wrong_code(f"验证码第{number}组数字不对")
    return "-".join(groups)


def typed_groups(text: str) -> list[str]:
    """The digits typed so far in groups, the last one perhaps not complete; anything else is passed over."""
    digits = "".join(str(int(char)) for char in text if char.isdecimal())
    return [digits[start : start + DIGITS] for start in range(0, len(digits), DIGITS)]


def is_group(group: str) -> bool:
    """Whether six digits can be one of the groups of a code."""
    return len(group) == DIGITS and int(group) % 11 == 0 and int(group) // 11 <= 0xFFFF


def wrong_code(happened: str = "验证码打不开这份邀请") -> LedgerError:
    """The refusal of a code."""
    return LedgerError("wrong_code", happened, _KEPT, "请对照发出邀请的电脑上显示的验证码，逐组核对")
