"""A store of secrets in memory, in place of the system's own."""

import keyring
import pytest
from keyring.backend import KeyringBackend

from db.keys import system_keyring


class MemoryKeyring(KeyringBackend):
    """Keeps what it is given for as long as the test; `broken` makes it answer nothing."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = False

    def _check(self) -> None:
        if self.broken:
            raise OSError("no bus")

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._check()
        del self.kept[service, username]


def use(monkeypatch: pytest.MonkeyPatch, store: KeyringBackend) -> None:
    """Make it the store of this PC, trusted or not as it is."""
    monkeypatch.setattr(keyring, "get_keyring", lambda: store)


@pytest.fixture
def memory_keyring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    """An empty store that counts as the system's own."""
    store = MemoryKeyring()
    monkeypatch.setitem(system_keyring.STORES, MemoryKeyring.__module__, "测试钥匙串")
    use(monkeypatch, store)
    return store
