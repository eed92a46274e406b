"""换届 in words: request to the superior, method of election, order of procedure, with the numbers filled in.

Each is a draft of what the regulation demands, nothing anybody said: the order of procedure holds no speech.
"""

from collections.abc import Iterator

from db.arithmetic.days import day_text
from db.arithmetic.voting import election_quorum, minimum_candidates, votes_needed
from db.reports.document import Block, Heading, Paragraph, ReportDocument, Table, TableColumn
from db.reports.election import ElectionSheet, sheet_of
from db.reports.source import PrintOptions, ReportSource
from db.reports.wording import BLANK, DAY_TO_WRITE, names
from db.rules.election.term import lawful_years, ordinary_end
from db.rules.facts import Facts


def build_election_request(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The request to hold the election: time, seats, nominees, method."""
    sheet = sheet_of(source, facts, options)
    return sheet.paper(
        f"关于召开党员大会进行{sheet.occasion}的请示", tuple(_request(sheet)), form="formal", dated_on=""
    )


def _request(sheet: ElectionSheet) -> Iterator[Block]:
    yield Paragraph(f"{sheet.superior}：", "plain")
    profile, seats = sheet.facts.profile, sheet.row.get("seats")
    started, end = profile.term_start_on, ordinary_end(profile)
    if started and end and sheet.row.text("occasion") == "term" and started < sheet.row.text("held_on"):
        years = profile.term_years or lawful_years(profile)
        yield Paragraph(
            f"本届{'支部委员会' if sheet.is_of_committee else '支部书记'}于{day_text(started)}选举产生，"
            f"任期{years}年，至{day_text(end.isoformat())}届满。现就{sheet.occasion}有关事项请示如下："
        )
    else:
        yield Paragraph(f"现就{sheet.occasion}有关事项请示如下：")
    yield Paragraph(f"一、时间和方式。拟于{sheet.day}召开党员大会，采用无记名投票方式选举。")
    voters = len(sheet.facts.roster.voters_on(sheet.row.text("held_on")))
    yield Paragraph(
        f"二、参加人员。有选举权的正式党员{voters}名，按规定应到会{sheet.number('ought_to_attend')}名。"
    )
    yield Paragraph(f"三、名额。应选{sheet.what}{sheet.number('seats')}名{_margin(sheet, seats)}。")
    listed = names(sheet.candidates) or BLANK
    order = "按姓氏笔画排列" if sheet.is_of_committee else "按拟定次序排列"
    yield Paragraph(f"四、候选人预备人选（{order}）：{listed}。")
    yield Paragraph("五、主要议程。听取工作报告，通过选举办法，推选监票人，介绍候选人，投票选举。")
    yield Paragraph("妥否，请批示。")
    yield Paragraph(sheet.branch, "signature")
    yield Paragraph(DAY_TO_WRITE, "signature")


def _margin(sheet: ElectionSheet, seats: int | None) -> str:
    if not sheet.is_of_committee or not seats or sheet.row.get("is_second"):
        return ""
    return f"，候选人差额不少于应选人数的20%，即不少于{minimum_candidates(seats)}名"


def build_election_method(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The draft of the method that the meeting adopts, with the numbers of this election."""
    sheet = sheet_of(source, facts, options)
    lines = tuple(Paragraph(text) for text in _method(sheet))
    return sheet.paper("选举办法（草案）", lines, form="formal", subtitle=f"{sheet.branch}　{sheet.day}")


def _method(sheet: ElectionSheet) -> Iterator[str]:
    ought, seats = sheet.row.get("ought_to_attend"), sheet.number("seats")
    quorum = str(election_quorum(ought)) if ought else BLANK
    needed = str(votes_needed(ought)) if ought else BLANK
    order = "按姓氏笔画排列" if sheet.is_of_committee else "按上级批准的次序排列"
    yield "一、根据《中国共产党章程》《中国共产党基层组织选举工作条例》，制定本办法。"
    yield f"二、本次大会选举{sheet.what}{seats}名{_margin(sheet, sheet.row.get('seats'))}。"
    yield (
        f"三、应到会有选举权的党员{sheet.number('ought_to_attend')}名，"
        f"实到会有选举权的不少于应到会的五分之四（{quorum}名），方可进行选举。"
        "预备党员没有选举权。"
    )
    yield f"四、候选人共{len(sheet.candidates) or BLANK}名，{order}，由大会介绍其简历、工作实绩和主要优缺点。"
    yield (
        "五、选举采用无记名投票方式。选举人可以赞成、不赞成或者弃权；不赞成的可以另选他人，弃权的不能另选。"
        "因故未到会的不能委托他人代投；不能书写的，可以委托不是候选人的人代写。"
    )
    yield "六、设监票人、计票人若干名，由不是候选人的党员担任；监票人经大会表决通过，计票人在监票人监督下工作。"
    yield f"七、收回的选票等于或少于发出的，选举有效；多于发出的无效。每张选票所选人数等于或少于{seats}名的有效，多于的无效。"
    yield (
        f"八、得赞成票超过应到会有选举权人数的一半（至少{needed}票）的始得当选。得票过半的多于应选名额的，"
        "以得票多的当选；票数相等不能确定的，就票数相等的再次投票。当选人少于应选名额的，对不足的名额另行选举；"
        "接近应选名额、经半数以上选举人同意的，也可以减少名额。"
    )
    yield "九、计票结果由监票人报告，当选人名单由大会主持人宣布，按姓氏笔画排列。"
    yield "十、本办法经党员大会通过后施行。"


def build_election_order(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """主持词: what is done in which order, with the numbers; nobody's words."""
    sheet = sheet_of(source, facts, options)
    columns = (TableColumn("次序", 2, "center"), TableColumn("程序", 20), TableColumn("办理情况", 8))
    rows = tuple((str(number), text, "") for number, text in enumerate(_order(sheet), start=1))
    return sheet.paper(
        "选举大会主持程序",
        (
            Paragraph(
                "大会由上届支部委员会主持；不设支委会的，由上届支部书记主持。下面是程序，不是讲话稿。", "note"
            ),
            Table(columns, rows, row_height=10),
            Heading("依据", 2),
            Paragraph("《中国共产党基层组织选举工作条例》第十九条至第二十六条（2020版）。", "note"),
        ),
        subtitle=f"{sheet.branch}　{sheet.day}",
    )


def _order(sheet: ElectionSheet) -> Iterator[str]:
    ought = sheet.row.get("ought_to_attend")
    quorum = str(election_quorum(ought)) if ought else BLANK
    excluded = [each["person"] for each in sheet.row.get("excluded") or () if each.get("person")]
    yield (
        f"清点人数：应到会有选举权的党员{sheet.number('ought_to_attend')}名，实到{sheet.number('present')}名；"
        f"不少于{quorum}名的，宣布可以开会选举"
    )
    if excluded:
        yield f"请大会表决：{names(excluded)}不计算在应到会人数之内（上级已同意的）"
    yield "宣布开会，奏唱《国际歌》或者国歌（按本地习惯）"
    yield "听取并审议上届工作报告" if sheet.row.text("occasion") == "term" else "说明补选的原因和名额"
    yield "宣读并表决通过选举办法（草案）"
    yield f"介绍候选人{names(sheet.candidates) or BLANK}的简历、工作实绩和主要优缺点，答复询问"
    yield f"推选并表决通过监票人{names(sheet.row.get('scrutineers') or ()) or BLANK}"
    yield f"宣布计票人{names(sheet.row.get('tellers') or ()) or BLANK}"
    yield f"检查票箱，分发选票，说明填写办法：应选{sheet.number('seats')}名，赞成的不能多于{sheet.number('seats')}名"
    yield "填写选票，依次投票"
    yield (
        f"清点选票：发出{sheet.number('ballots_issued')}张，收回{sheet.number('ballots_returned')}张；"
        "收回的不多于发出的，宣布选举有效"
    )
    yield "计票，监票人报告得票情况（按得票多少）"
    yield f"宣布当选的{sheet.what}名单（按姓氏笔画）"
    if sheet.is_of_committee:
        yield "宣布散会；当选委员召开第一次支委会，选举书记、副书记，明确分工"
    else:
        yield "宣布散会"
