"""Whether a window can be shown here. Asks the environment only; Qt itself would end the program."""

import os
import sys


def has_display() -> bool:
    """True where Qt finds a screen; False offscreen, or on Linux without X11 and Wayland."""
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    if sys.platform.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


NO_DISPLAY = "这台机器没有显示器，窗口打不开；台账没有受影响；命令行的写法用 --help 查看。"
