"""The level of an organization that trained or commended somebody, from the branch up."""

from db.fields import choices

LEVELS = choices(
    branch="本支部",
    committee="上级党委（总支）",
    township="乡镇（街道）",
    county="县（市、区）",
    city="市（地、州）",
    province="省（区、市）",
    central="中央和国家机关",
    other="其他",
)
"""In the order from near to far; `other` where none fits."""
