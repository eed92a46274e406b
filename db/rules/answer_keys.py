"""Under which key an answer of the branch to a finding or a duty is kept.

Only the shape of keys; answers themselves are recorded by `db.services.answering`.
"""

from db.changes import Duty
from db.errors import NotFoundError
from db.rules.library import duty_texts, rules

DUTY = "duty"


def duty_key(duty: Duty) -> str:
    """The key of a duty, as `obligations` looks it up."""
    return f"{DUTY}|{duty.duty}|{duty.period}|{duty.subject}"


def check_answer_key(key: str) -> None:
    """NotFoundError unless the key can belong to a finding (rule|period|…) or a duty (duty|…|period|…).

    Whether the finding exists today is not asked: an answer may stay after the records were mended.
    """
    first, _, rest = key.partition("|")
    name = rest.partition("|")[0] if first == DUTY else first
    known = duty_texts() if first == DUTY else {each.id for each in rules() if each.kind == "finding"}
    is_whole = key.count("|") == (3 if first == DUTY else 2)
    if not is_whole or name not in known:
        raise NotFoundError(f"没有编号为“{key[:60]}”的检查结果或事项", "请照抄 check 或 duties 给出的 key")
