"""One example of a rule: facts at which it speaks, or near which it must keep quiet."""

from collections.abc import Callable
from dataclasses import dataclass

from db.rules.facts import Facts
from tests.support.facts import YEAR


@dataclass(frozen=True)
class RuleCase:
    """`sentence` names the test. `words` must stand in the message; empty for a case that must be silent."""

    rule: str
    sentence: str
    facts: Callable[[], Facts]
    words: str = ""
    year: int = YEAR


def fires(rule: str, sentence: str, facts: Callable[[], Facts], words: str, year: int = YEAR) -> RuleCase:
    """A case in which the rule speaks, with these words."""
    return RuleCase(rule, sentence, facts, words, year)


def silent(rule: str, sentence: str, facts: Callable[[], Facts], year: int = YEAR) -> RuleCase:
    """A near miss: the rule has nothing to say."""
    return RuleCase(rule, sentence, facts, "", year)
