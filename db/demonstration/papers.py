"""Specimen papers for the demonstration: sign-in sheets and pictures that are drawn, not photographed.

They only show where such papers stand and how they print; each says that it is a specimen. No two are alike,
for the same picture at two meetings would be a finding.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from resources import find

FONT = "fonts/BranchHei.ttf"
SHEET = (827, 1169)  # A4 at 100 dots an inch
PICTURE = (900, 600)
PORTRAIT = (420, 560)
BLACK, GREY, WHITE = 0, 170, 255
_ROWS, _ROW_HEIGHT = 22, 38
_HILLS = ((0.55, 150), (0.68, 110), (0.82, 70))  # height of the horizon, shade

FILE_NAMES = {"sign_in_sheet": "签到表", "photo": "照片"}


def draw_paper(role: str, meeting: Mapping[str, Any], branch_name: str, folder: Path) -> Path:
    """Draw the specimen of a role (`sign_in_sheet` or `photo`) for a meeting as a PNG file in `folder`."""
    image = _sheet(meeting, branch_name) if role == "sign_in_sheet" else _picture(meeting)
    path = folder / f"{FILE_NAMES[role]}{meeting['held_on']}.png"
    image.save(path, compress_level=1)  # small enough, and packed again when it is attached
    return path


def draw_portrait(name: str, folder: Path) -> Path:
    """Draw the outline of somebody, with the name, as a PNG file in `folder`: nobody is shown."""
    width, height = PORTRAIT
    image = Image.new("L", PORTRAIT, 225)
    pen = ImageDraw.Draw(image)
    pen.ellipse((width * 0.3, height * 0.18, width * 0.7, height * 0.52), fill=150)
    pen.ellipse((width * 0.1, height * 0.58, width * 0.9, height * 1.4), fill=110)
    pen.text((width / 2, height - 40), f"{name}（样张）", WHITE, _font(28), anchor="mm")
    path = folder / f"照片{name}.png"
    image.save(path, compress_level=1)
    return path


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(find(FONT)), size)


def _sheet(meeting: Mapping[str, Any], branch_name: str) -> Image.Image:
    """Title, frame of the meeting, and an empty table in two halves."""
    width, _ = SHEET
    image = Image.new("L", SHEET, WHITE)
    pen = ImageDraw.Draw(image)
    pen.text((width / 2, 70), "签到表（样张）", BLACK, _font(34), anchor="mm")
    lines = (
        branch_name,
        f"日期：{meeting['held_on']}    地点：{meeting['place']}",
        f"主题：{meeting['topic']}",
    )
    for number, line in enumerate(lines):
        pen.text((80, 120 + 32 * number), line, BLACK, _font(20))
    top, left, right = 240, 80, width - 60
    for row in range(_ROWS + 1):
        pen.line((left, top + row * _ROW_HEIGHT, right, top + row * _ROW_HEIGHT), GREY)
    for column in range(7):
        at = left + (right - left) * column / 6
        pen.line((at, top, at, top + _ROWS * _ROW_HEIGHT), GREY)
        if column < 6:
            title = ("序号", "姓名", "签名")[column % 3]
            pen.text((at + (right - left) / 12, top + _ROW_HEIGHT / 2), title, BLACK, _font(18), anchor="mm")
    pen.text((width / 2, 1120), "演示用样张，没有人在上面签名", GREY, _font(18), anchor="mm")
    return image


def _picture(meeting: Mapping[str, Any]) -> Image.Image:
    """Three rows of hills whose shape comes from the day, with a caption."""
    width, height = PICTURE
    image = Image.new("L", PICTURE, 225)
    pen = ImageDraw.Draw(image)
    month, day = int(meeting["held_on"][5:7]), int(meeting["held_on"][8:])
    for number, (horizon, shade) in enumerate(_HILLS):
        heights = [(month * (step + 2) + day * (number + step)) % 9 * 9 for step in range(7)]
        peaks = [(width * step / 6, height * horizon - above) for step, above in enumerate(heights)]
        pen.polygon([(0, height), *peaks, (width, height)], fill=shade)
    pen.text((width / 2, 60), "照片（样张）", BLACK, _font(30), anchor="mm")
    pen.text(
        (width / 2, height - 60), f"{meeting['held_on']}  {meeting['topic']}", WHITE, _font(24), anchor="mm"
    )
    return image
