"""Amounts in the capital numerals of receipts: 叁拾贰元壹角贰分."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_GROUP = 10_000


def capital_amount(fen: int) -> str:
    """A non-negative amount in fen as receipts write it; ValueError beyond what they can hold."""
    if not 0 <= fen < 100 * _GROUP**3:
        raise ValueError("an amount on a receipt is not negative and below 10^12 yuan")
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    text = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not cents:
        return f"{text or '零元'}整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif yuan:
        text += "零"
    return text + (f"{_DIGITS[cents]}分" if cents else "整")


def _whole(yuan: int) -> str:
    text, is_gap = "", False
    for group in (2, 1, 0):
        part = yuan // _GROUP**group % _GROUP
        if not part:
            is_gap = bool(text)
            continue
        if text and (is_gap or part < _GROUP // 10):
            text += "零"
        text += _thousands(part) + _GROUPS[group]
        is_gap = False
    return text


def _thousands(part: int) -> str:
    text, is_gap = "", False
    for place in (3, 2, 1, 0):
        digit = part // 10**place % 10
        if digit:
            text += ("零" if is_gap else "") + _DIGITS[digit] + _PLACES[place]
            is_gap = False
        else:
            is_gap = bool(text)
    return text
