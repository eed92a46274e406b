"""评分表: a scoring table held against the facts of a year: points, what cost them and why, and the proofs.

Points are local practice; whether a thing is in order is told by the same duties and findings as everywhere else. A line
the program cannot look at waits for a person and brings nothing until then. Nothing is stored here.
"""

from db.rules.scoring.checking import unknown_words
from db.rules.scoring.choosing import BUNDLED, bundled, reported_rubric, rubric_named
from db.rules.scoring.judging import score
from db.rules.scoring.table import STATE_TITLES, Fault, ItemScore, Proof, ScoreTable

__all__ = [
    "BUNDLED",
    "STATE_TITLES",
    "Fault",
    "ItemScore",
    "Proof",
    "ScoreTable",
    "bundled",
    "reported_rubric",
    "rubric_named",
    "score",
    "unknown_words",
]
