"""Hides the middle of citizen and mobile numbers on paper and on the screen.

Only for showing: what is stored and what the search reads stays whole. Numbers that look damaged are masked
as well, since a wrong digit still gives a person away.
"""

import re

# In Unicode patterns \d also means full-width digits; groups may be parted by one blank or hyphen.
_NUMBER = re.compile(
    r"""
    (?<!\d)
    (?:
        (?P<citizen> \d{6} [ \u3000-]? (?: \d{8} [ \u3000-]? \d{3}[\dXxＸｘ] | \d{6} [ \u3000-]? \d{3} ))
        | (?P<country> (?: \+ | 00 )? 86 [ \u3000-]? )?
          (?P<phone> [1１][3-9３-９]\d [ \u3000-]? \d{4} [ \u3000-]? \d{4} )
    )
    (?!\d)
    """,
    re.VERBOSE,
)
_PARTING = re.compile(r"[ \u3000-]")
_KEPT_LAST = 4


def mask_citizen_number(number: str) -> str:
    """The first six and last four characters kept: "330899********1234". Shorter texts keep less."""
    return _mask(number, kept_first=6)


def mask_phone(number: str) -> str:
    """The first three and last four characters kept: "138****1234". Shorter texts keep less."""
    return _mask(number, kept_first=3)


def mask_text(text: str) -> str:
    """`text` with every citizen number (18 or 15 digits) and mobile number in it masked; the rest as it was.

    A number stands alone among digits: longer rows of digits are something else. Groups parted by one blank
    or hyphen, full-width digits and the country code 86 are recognised.
    """
    return _NUMBER.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    if found["citizen"]:
        return mask_citizen_number(_PARTING.sub("", found["citizen"]))
    return (found["country"] or "") + mask_phone(_PARTING.sub("", found["phone"]))


def _mask(number: str, kept_first: int) -> str:
    """Stars for the middle, at least four: a text too short for that loses its beginning, then its end."""
    hidden = len(number) - kept_first - _KEPT_LAST
    if hidden >= _KEPT_LAST:
        return number[:kept_first] + "*" * hidden + number[-_KEPT_LAST:]
    kept_last = min(_KEPT_LAST, max(0, len(number) - _KEPT_LAST))
    return "*" * (len(number) - kept_last) + number[len(number) - kept_last :]
