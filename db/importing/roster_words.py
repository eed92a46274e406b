"""What offices write in rosters for what the ledger calls otherwise: titles of columns and words for choices.

The usual spellings stand on the fields themselves; here is what only turns up in files from elsewhere. Words
only.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from db.importing.reading import plain

TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("人员姓名", "姓名全称", "姓名名称"),
    "sex": ("男女",),
    "ethnicity": ("族别", "民族成份", "民族成分"),
    "id_number": (
        "居民身份证号码",
        "居民身份证号",
        "身份证件号码",
        "身份证件号",
        "身份号码",
        "证件号",
        "公民身份号",
        "公民身份证号",
    ),
    "born_on": ("生日", "出生", "公历生日", "阳历生日", "出生年月(公历)", "出生日期(公历)"),
    "lunar_birthday": (
        "阴历生日",
        "出生年月(农历)",
        "出生日期(农历)",
        "农历出生日期",
        "生日(农历)",
        "生日(阴历)",
    ),
    "native_place": ("祖籍", "籍贯(省市县)"),
    "education": ("最高学历", "现有学历", "教育程度", "全日制学历", "学历层次"),
    "occupation": (
        "工作单位",
        "单位及职务",
        "现任职务",
        "行政职务",
        "单位职务",
        "从事职业",
        "工作单位及岗位",
    ),
    "worked_since": ("参加工作年月", "参工时间", "参加工作"),
    "applied_on": (
        "递交入党申请书时间",
        "递交入党申请书日期",
        "入党申请时间",
        "入党申请日期",
        "申请时间",
        "申请日期",
    ),
    "admitted_on": (
        "入党",
        "入党年月日",
        "何时入党",
        "加入中国共产党时间",
        "加入中国共产党日期",
        "加入党组织时间",
        "加入中共组织时间",
        "接收为预备党员时间",
        "接收为预备党员日期",
        "成为预备党员时间",
        "成为预备党员日期",
        "列为预备党员时间",
        "吸收为预备党员时间",
        "发展为预备党员时间",
        "确定为预备党员时间",
        "批准为预备党员时间",
    ),
    "promoted_on": (
        "转正",
        "转正年月日",
        "何时转正",
        "转为正式党员时间",
        "成为正式党员时间",
        "成为正式党员日期",
        "按期转正时间",
        "预备党员转正时间",
        "正式党员时间",
        "批准转正时间",
    ),
    "stage": ("党员类型", "类别", "类型", "正式/预备", "正式或预备", "党员性质", "党员身份", "正式预备"),
    "roll_status": ("党员状态", "党籍", "组织关系状态"),
    "roll_status_since": ("转出时间", "转出日期", "去世时间", "去世日期", "状态日期"),
    "group": ("所属党小组", "党小组名称", "小组", "所属小组", "所在小组", "所在党小组名称"),
    "phone": ("移动电话", "联系手机", "电话号码", "本人电话", "手机电话", "联系号码", "联系电话(手机)"),
    "address": (
        "家庭地址",
        "现住址",
        "详细地址",
        "居住地",
        "户籍地址",
        "住所",
        "家庭详细住址",
        "通讯地址",
        "联系地址",
        "常住地址",
    ),
    "flags.lives_away": ("流动党员", "流动", "外出", "外出流动党员", "流动情况"),
    "flags.hardship": ("困难", "生活困难党员", "困难情况", "生活困难"),
    "flags.no_attendance_demand": ("年老体弱", "年老体弱党员", "不作硬性要求"),
    "note": ("备注说明", "附注", "其他说明"),
}

STAGE_WORDS: Final[Mapping[str, str]] = {
    plain(word): stage
    for stage, words in {
        "full": ("正式", "正式党员", "中共正式党员", "已转正", "中国共产党党员(正式)"),
        "probationary": ("预备", "预备党员", "中共预备党员", "中国共产党预备党员", "预备期", "预"),
        "prospective": ("发展对象", "重点发展对象", "拟发展对象"),
        "activist": ("积极分子", "入党积极分子"),
        "applicant": ("申请人", "入党申请人", "申请入党人员"),
    }.items()
    for word in words
}
# Full or probationary: the days tell which.
MEMBER_WORDS: Final = frozenset(map(plain, ("中共党员", "党员", "中国共产党党员", "共产党员")))
ROLL_STATUS_WORDS: Final[Mapping[str, str]] = {
    plain(word): status
    for status, words in {
        "on_roll": ("正常", "在册", "在籍", "在岗", "在", "本支部", "在职", "退休", "离退休", "有效"),
        "transferred_out": ("转出", "已转出", "组织关系转出", "组织关系已转出", "转走", "迁出"),
        "deceased": ("去世", "已去世", "死亡", "已故", "病故", "亡故", "逝世", "已逝"),
        "suspended": ("停止党籍", "已停止党籍", "停籍"),
        "struck_off": ("除名", "已除名", "党内除名"),
        "withdrew": ("退党", "已退党", "自行脱党"),
        "expelled": ("开除", "开除党籍", "已开除党籍"),
    }.items()
    for word in words
}
WORDS: Final[Mapping[str, Mapping[str, str]]] = {"stage": STAGE_WORDS, "roll_status": ROLL_STATUS_WORDS}

SECTION_WORDS: Final = ("正式党员", "预备党员", "积极分子", "发展对象", "申请人", "党小组", "流动党员")
NOT_PROMOTED_WORDS: Final = ("预备", "未转正", "待转", "未到期", "延长", "预计", "尚未")

_HEADINGS = (
    ("预备", "probationary"),
    ("正式", "full"),
    ("积极分子", "activist"),
    ("发展对象", "prospective"),
    ("申请", "applicant"),
)


def stage_of_heading(text: str) -> str | None:
    """The stage that a sheet's name, a caption or a heading speaks of; None if of none, or of several."""
    if "含" in text:
        return None
    stages = {stage for word, stage in _HEADINGS if word in text}
    return stages.pop() if len(stages) == 1 else None


def is_list_of_members(texts: Iterable[str]) -> bool:
    """Whether sheet name or captions say that everybody listed is a Party member."""
    return any("党员" in text for text in texts)
