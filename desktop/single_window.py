"""One window for one folder: a second start finds the first one by a local name and brings it to the front.

The network module of Qt is loaded only where somebody listens; nothing ever leaves the PC.
"""

import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_ANSWER_MS = 300


class SingleWindow:
    """One window per folder: the first start listens, a later one calls it and leaves."""

    def __init__(self, folder: Path) -> None:
        self.name = f"branch-ledger-{zlib.crc32(str(folder.absolute()).encode()):08x}"
        self.called: list[Callable[[], None]] = []
        self._server: QLocalServer | None = None

    def calls_first_window(self) -> bool:
        """Whether another window has this folder; it has been asked to come to the front then."""
        if sys.platform != "win32" and not Path(QDir.tempPath(), self.name).exists():
            return False  # nobody listens: the network module need not be loaded for that
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self.name)
        if not socket.waitForConnected(_ANSWER_MS):
            return False
        socket.disconnectFromServer()
        return True

    def listen(self) -> None:
        """Answers later starts from now on."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self.name)
        self._server = QLocalServer()
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        self._server.listen(self.name)

    def close(self) -> None:
        if self._server is not None:
            self._server.close()

    def _answer(self) -> None:
        if self._server is not None:
            self._server.nextPendingConnection().deleteLater()
        for call in self.called:
            call()
