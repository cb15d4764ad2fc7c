"""flock, the only lock that dies with its holder."""

import fcntl
import os
from pathlib import Path

from launcher.stopping import Refusal


def open_lock(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except PermissionError:
        raise Refusal(
            f"Không mở được {path}: thư mục này do một người dùng khác của máy tạo ra. "
            "Hãy chạy bằng người dùng đó, hoặc chọn thư mục khác với --data."
        ) from None


def take(descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock if it is free."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
