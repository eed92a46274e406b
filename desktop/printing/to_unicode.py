"""Makes text copied out of our files right, also above U+FFFF, where rare characters of names live.

WORKAROUND for reportlab 5.1.0: `ttfonts.makeToUnicodeCMap` writes the code point as a bare number, so a
character such as U+2C1ED becomes five hexadecimal digits and is read as another character. ISO 32000-1,
9.10.3 asks for UTF-16BE. Remove this module when the test passes without it.
"""

from collections.abc import Sequence


def to_unicode_map(font_name: str, subset: Sequence[int]) -> str:
    """The ToUnicode CMap of one font subset: position in the subset -> UTF-16BE, in blocks of at most 100."""
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset)
    ]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    mapping = [line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({font_name}) /Ordering ({font_name}) /Supplement 0 >> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *mapping,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def install() -> None:
    """Replaces reportlab's function; doing it again changes nothing."""
    from reportlab.pdfbase import ttfonts

    ttfonts.makeToUnicodeCMap = to_unicode_map
