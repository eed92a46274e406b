"""Large branches made for measuring; every person is invented by counting."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from db.arithmetic.citizen_number import check_character
from db.changes import Draft
from db.clock import fixed_clock
from db.ledgers import by_key
from db.opening import create_branch
from db.services.branch import Branch
from db.services.saving import save_many

CHEAP = {"memory_kib": 8 * 1024, "iterations": 1, "lanes": 1}
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "国英建秀桂春志明华玉兰福德水生根"
COLUMNS = (
    "序号", "姓名", "性别", "民族", "公民身份号码", "出生日期", "籍贯", "学历", "工作岗位", "参加工作时间",
    "申请入党时间", "入党时间", "转正时间", "人员类别", "联系电话", "家庭住址", "所在党小组", "备注",
    "是否困难党员", "农历生日", "党籍状态", "过生日按", "职称", "特长",
)  # fmt: skip


def person(number: int) -> dict[str, Any]:
    """Invented person `number`, with a citizen number of the unassigned area 330899."""
    chance = random.Random(number)
    born = date(1945, 1, 1) + timedelta(days=chance.randrange(20_000))
    admitted = date(born.year + 22, 7, 1)
    first = f"330899{born:%Y%m%d}{number % 1000:03d}"
    return {
        "name": chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN),
        "sex": "male" if number % 1000 % 2 else "female",
        "ethnicity": "汉族",
        "id_number": first + check_character(first),
        "born_on": born.isoformat(),
        "admitted_on": admitted.isoformat(),
        "promoted_on": admitted.replace(year=admitted.year + 1).isoformat(),
        "stage": "full",
        "phone": f"1380000{number % 10_000:04d}",
        "education": "senior_high",
    }


def roster_file(path: Path, count: int) -> None:
    """A roster of `count` people and 24 filled columns as an office keeps it: numbered, ruled, days as days."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy.mm.dd"})
    ruled = book.add_format({"border": 1})
    day = book.add_format({"border": 1, "num_format": "yyyy.mm.dd"})
    sheet = book.add_worksheet("党员")
    sheet.write_row(0, 0, ["党员花名册"], book.add_format({"bold": True}))
    sheet.write_row(1, 0, COLUMNS, ruled)
    for number in range(count):
        for column, cell in enumerate(_roster_row(number)):
            if isinstance(cell, date):
                sheet.write_datetime(number + 2, column, cell, day)
            else:
                sheet.write(number + 2, column, cell, ruled)
    book.close()


def _roster_row(number: int) -> list[Any]:
    one = person(number)
    born, admitted, promoted = (
        date.fromisoformat(one[key]) for key in ("born_on", "admitted_on", "promoted_on")
    )
    return [
        number + 1, one["name"], "男" if one["sex"] == "male" else "女", "汉", one["id_number"], born, "某县某镇",
        "高中", "务农", f"{born.year + 18}.07", date(born.year + 20, 5, 4), admitted, promoted, "正式党员",
        one["phone"], f"某村{number % 40 + 1}组{number}号", f"第{number % 5 + 1}党小组", f"档案第{number + 1}号", "否",
        "六月廿三", "在册", "公历", "农艺师", "会电工",
    ]  # fmt: skip


def new_branch(folder: Path) -> Branch:
    """An empty branch with cheap keys."""
    profile = {
        "name": "量一量村党支部",
        "kind": "village",
        "founded_on": "2000-01-01",
        "term_start_on": "2024-03-10",
    }
    return create_branch(
        folder, profile, "四个不相干的词", fixed_clock("2026-11-22T08:00:00"), cost=CHEAP
    ).branch


def ten_years(branch: Branch, people: int = 60, years: int = 10, *, talks: bool = True) -> int:
    """Fill a branch with a decade of organizational life; returns the number of records."""
    save_many(branch, by_key("person"), [Draft(person(number)) for number in range(people)])
    uids = [row.uid for row in branch.rows("person")]
    posts = ("secretary", "organization", "publicity", "discipline", "member")
    save_many(
        branch, by_key("post"),
        [Draft({"person": uids[i], "post": post, "from_on": "2016-01-01"}) for i, post in enumerate(posts)],
    )  # fmt: skip
    count = people + len(posts)
    for year in range(2027 - years, 2027):
        for key, drafts in _year(year, uids).items():
            if key == "heart_talk" and not talks:
                continue
            save_many(branch, by_key(key), drafts)
            count += len(drafts)
    return count


def _year(year: int, uids: list[str]) -> dict[str, list[Draft]]:
    found: dict[str, list[Draft]] = {
        "committee_meeting": [],
        "theme_day": [],
        "general_meeting": [],
        "heart_talk": [],
    }
    for day in _days(year):
        if day.day == 8:
            found["committee_meeting"].append(_meeting(day, uids[:5], uids))
        elif day.day == 20:
            found["theme_day"].append(_meeting(day, uids, uids))
        elif day.day == 25 and day.month % 3 == 0:
            found["general_meeting"].append(_meeting(day, uids, uids))
        else:
            first, second = day.toordinal() % len(uids), (day.toordinal() * 7 + 1) % len(uids)
            if first != second:
                words = f"{day:%m月%d日}谈了家里的情况和第{day.day}组的水渠"
                found["heart_talk"].append(
                    Draft(
                        {
                            "held_on": day.isoformat(),
                            "initiator": uids[first],
                            "partner": uids[second],
                            "words": words,
                        }
                    )
                )
    return found


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year and day < date(2026, 11, 20):
        yield day
        day += timedelta(days=1)


def _meeting(day: date, attending: list[str], uids: list[str]) -> Draft:
    words = [f"第{(day.toordinal() + i) % 97}号事项要在{(day.month + i) % 12 + 1}月前办好" for i in range(3)]
    return Draft(
        {
            "held_on": day.isoformat(), "starts_at": "09:00", "ends_at": "10:30", "place": "党群服务中心",
            "chair": uids[0], "minute_taker": uids[1], "topic": f"{day.year}年{day.month}月工作",
            "agenda": [
                {"title": f"商量第{day.toordinal() % 89}件事", "resolution": "按讨论的意见办",
                 "speakers": [{"person": uids[i], "words": text} for i, text in enumerate(words)]}
            ],
            "attendance": [
                {"person": uid, "state": "excused" if (day.toordinal() + i) % 11 == 0 else "present", "reason": "外出"}
                for i, uid in enumerate(attending)
            ],
        }
    )  # fmt: skip
