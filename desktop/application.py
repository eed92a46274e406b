"""The QApplication: Qt's own Chinese texts, our style, and the theme and size chosen on this PC. Knows no books and no pages."""

import sys

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desktop import theme
from desktop.preferences import Preferences


def make_application() -> QApplication:
    """The QApplication with the style under our style sheet, and with Qt's own Chinese texts and Chinese months, so that
    its standard buttons and calendars are not English on a system that is.
    """
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    existing = QApplication.instance()
    # setStyle would return a QStyle, and making that class in Python costs more than loading the fonts
    arguments = [*sys.argv[:1], "-style", "Fusion"]
    application = existing if isinstance(existing, QApplication) else QApplication(arguments)
    application.setApplicationName("branch-ledger")
    application.setApplicationDisplayName("支部台账")
    if existing is None:
        load_translation(application)
    return application


def apply_theme(application: QApplication, preferences: Preferences) -> None:
    """Theme and size as chosen on this PC; an unknown choice is the default."""
    name, size = preferences.text("theme", "light"), preferences.text("size", "standard")
    theme.apply(
        application, name if name in theme.THEMES else "light", size if size in theme.SIZES else "standard"
    )


def load_translation(application: QApplication) -> bool:
    """Loads Qt's Chinese translation; False where this Qt came without it."""
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not translator.load("qtbase_zh_CN", folder):
        return False
    return application.installTranslator(translator)
