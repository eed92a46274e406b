"""文号 of the papers in a person's file: as typed behind a paper, as said in the note of its step, or as 文件材料 has it.

A number is only taken where it cannot be another paper's; where nothing says it the place stays empty.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from db.rules.facts import Document, Facts

_NUMBER = r"[\u4e00-\u9fff]{1,12}[〔\[［【(（](?:19|20)\d\d[〕\]］】)）]第?\d{1,5}号"
_BEHIND = re.compile(rf"^(?P<title>.+?)[\s（(《]+(?P<number>{_NUMBER})[）)》]?$")
_SAID = re.compile(rf"文号[：:为是\s]*(?P<number>{_NUMBER})")
_KINDS = {"请示": "request", "报告": "report"}  # how the title of a paper of the branch's own ends
# of the committee above; the first that a step has bears the number
_ANSWERS = ("批复", "审批通知", "上级意见", "审批意见")


def split_number(paper: str) -> tuple[str, str]:
    """The title of a paper as typed, and the number behind it or "": 备案批复（芦委组〔2025〕46号）."""
    found = _BEHIND.match(paper)
    return (found["title"], found["number"]) if found else (paper, "")


def number_of(
    title: str, fellows: Iterable[str], entry: Mapping[str, Any], day: str, person: str, facts: Facts
) -> str:
    """The number of one paper of a step done on `day`; `fellows` are all papers of that step, `person` a uid."""
    kind = "approval" if title == _answer(fellows) else _KINDS.get(title[-2:], "")
    if not kind:
        return ""
    said = _SAID.search(entry["note"] or "") if kind == "approval" else None
    if said:
        return said["number"]
    numbers = {each.number for each in _about(person, facts) if (each.kind, each.dated_on) == (kind, day)}
    return numbers.pop() if len(numbers) == 1 else ""


def _answer(fellows: Iterable[str]) -> str:
    """The paper of a step by which the committee above answers; "" where there is none."""
    held = tuple(fellows)
    return next((title for ending in _ANSWERS for title in held if title.endswith(ending)), "")


def _about(person: str, facts: Facts) -> Iterable[Document]:
    """The numbered papers on 发展党员 whose title names this person and nobody with whom he could be confused."""
    people = facts.roster.people
    name = people[person].name if person in people else ""
    alike = {each.name for uid, each in people.items() if uid != person and name in each.name}
    if not name or name in alike:
        return ()
    return (
        each
        for each in facts.documents
        if each.subject == "development"
        and each.number
        and name in each.title
        and not any(other in each.title for other in alike)
    )
