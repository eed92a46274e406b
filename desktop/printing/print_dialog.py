"""Sends a PDF to a printer: the system's dialog, then page images at 300 dots per inch.

What the printer cannot do (several copies, double-sided) is done here or said; a cancelled print says how
far it got.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from db.errors import LedgerError
from desktop.printing.preview import page_sizes, render_page

DPI = 300
Progress = Callable[[int, int], bool]  # pages sent, pages in all; False stops the print


@dataclass(frozen=True, slots=True)
class PrintOutcome:
    """What was handed to the printer, and a plain sentence about it for the user."""

    sheets: int
    copies: int
    cancelled: bool
    sentence: str


def print_pdf(
    pdf: bytes, title: str, parent: QWidget | None = None, progress: Progress | None = None
) -> PrintOutcome | None:
    """Asks for printer, pages, copies and sides, then prints; None if the dialog was left without printing.

    LedgerError `no_printer` if the machine has none, `printer_refused` if the one chosen cannot be opened.
    """
    if not QPrinterInfo.availablePrinterNames():
        raise LedgerError(
            "no_printer",
            "这台电脑没有装打印机",
            "要打印的内容没有丢失",
            "请先存为 PDF，再拿到有打印机的电脑上打印",
        )
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, len(page_sizes(pdf)))
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    return send_to_printer(pdf, printer, progress)


def send_to_printer(pdf: bytes, printer: QPrinter, progress: Progress | None = None) -> PrintOutcome:
    """Prints the pages the printer was set to; copies are repeated here where the printer cannot do them
    itself.
    """
    sizes = page_sizes(pdf)
    pages = _chosen_pages(printer, len(sizes))
    own_copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    jobs = _in_order(pages, own_copies, printer.collateCopies())
    printer.setFullPage(True)
    printer.setResolution(DPI)
    _set_page(printer, sizes[jobs[0]])
    painter = QPainter()
    if not painter.begin(printer):
        raise LedgerError(
            "printer_refused", "打印机没有响应", "没有打印任何内容", "请检查打印机是否开机、有纸，再试一次"
        )
    sent = 0
    try:
        for sent, index in enumerate(jobs):
            if progress and not progress(sent, len(jobs)):
                printer.abort()
                return _outcome(printer, sent, own_copies, cancelled=True)
            if sent:
                _set_page(printer, sizes[index])
                printer.newPage()
            _paint(painter, printer, pdf, index)
    finally:
        painter.end()
    return _outcome(printer, len(jobs), own_copies, cancelled=False)


def _chosen_pages(printer: QPrinter, count: int) -> list[int]:
    first, last = printer.fromPage(), printer.toPage()
    if first <= 0:
        return list(range(count))
    return list(range(min(first, count) - 1, min(last or count, count)))


def _in_order(pages: list[int], copies: int, collated: bool) -> list[int]:
    return pages * copies if collated else [page for page in pages for _ in range(copies)]


def _set_page(printer: QPrinter, size: tuple[float, float]) -> None:
    """Paper and orientation of the next page; takes effect at `newPage`."""
    width, height = size
    wide = width > height
    paper = QSizeF(height, width) if wide else QSizeF(width, height)
    printer.setPageSize(QPageSize(paper, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch))
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    )


def _paint(painter: QPainter, printer: QPrinter, pdf: bytes, index: int) -> None:
    image = render_page(pdf, index, DPI)
    picture = QImage(image.rgb, image.width, image.height, 3 * image.width, QImage.Format.Format_RGB888)
    paper = printer.paperRect(QPrinter.Unit.DevicePixel)
    painter.drawImage(QRectF(0, 0, paper.width(), paper.height()), picture)


def _outcome(printer: QPrinter, sent: int, own_copies: int, cancelled: bool) -> PrintOutcome:
    copies = max(1, printer.copyCount())
    if cancelled:
        sentence = f"已停止打印；已送出的{sent}页可能还在打印机里，请到打印机上核对"
    else:
        each = sent // own_copies
        sentence = f"已送到打印机：{each}页" + (f"，{copies}份" if copies > 1 else "")
        if printer.duplex() not in (QPrinter.DuplexMode.DuplexNone, QPrinter.DuplexMode.DuplexAuto):
            sentence += "，双面；如打成单面，是打印机不支持自动双面"
    return PrintOutcome(sent, copies, cancelled, sentence + "。")
