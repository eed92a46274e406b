"""Whatever is taken away from the pack of a life meeting or from an appraisal, no lack is silenced by it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from db.rules.facts import Facts
from db.rules.findings import findings
from db.rules.life.facts import RectificationItem
from tests.support.facts import APPRAISED, PACK, YEAR, well_kept

LACKS = ("LIF-03", "LIF-04", "LIF-06", "LIF-08", "LIF-12", "LIF-13")
ITEMS = tuple(
    RectificationItem(f"r{n}", f"2025-0{3 + n}-05", f"问题{n}", due_on="2025-08-01") for n in range(3)
)
STAGES = tuple(APPRAISED.stages)
DAYS = ("2025-01-10", "2025-02-20", "2025-03-05", "2025-04-01")

kept = st.fixed_dictionaries(
    {
        "opinions": st.integers(0, 3),
        "checked": st.sets(st.sampled_from(("p0", "p1", "p2"))),
        "items": st.sets(st.sampled_from(range(3))),
        "stages": st.sets(st.sampled_from(STAGES)),
        "measured": st.sets(st.sampled_from(("p8", "p9"))),
        "talks": st.sets(st.sampled_from(DAYS)),
        "members": st.sets(st.sampled_from(range(10))),
    }
)


def facts_with(evidence: dict) -> Facts:
    """The well-kept branch with only this evidence; p8 and p9 are not qualified."""
    base = well_kept()
    members = [
        replace(each, grade="unqualified" if each.person in ("p8", "p9") else each.grade)
        for n, each in enumerate(APPRAISED.members)
        if n in evidence["members"] or each.person in ("p8", "p9")
    ]
    stages = {key: day for key, day in APPRAISED.stages.items() if key in evidence["stages"] | {"held_on"}}
    appraisal = replace(
        APPRAISED, members=tuple(members), stages=stages, measured=frozenset(evidence["measured"])
    )
    pack = replace(PACK, opinions=evidence["opinions"], self_checked=frozenset(evidence["checked"]))
    life = replace(
        base.life,
        appraisals=(appraisal,),
        packs={PACK.meeting: pack},
        items=tuple(ITEMS[n] for n in sorted(evidence["items"])),
    )
    talks = tuple(replace(base.talks[0], uid=day, held_on=day) for day in sorted(evidence["talks"]))
    return replace(base, life=life, talks=talks)


def lacks(facts: Facts) -> set[str]:
    return {finding.key for rule in LACKS for finding in findings(facts, YEAR, rule)}


@settings(max_examples=60, deadline=None)
@given(kept, st.data())
def test_taking_evidence_away_never_ends_a_lack(evidence: dict, data) -> None:
    fewer = {
        key: data.draw(st.integers(0, value))
        if isinstance(value, int)
        else (data.draw(st.sets(st.sampled_from(sorted(value)))) if value else set())
        for key, value in evidence.items()
    }
    assert lacks(facts_with(evidence)) <= lacks(facts_with(fewer))
