"""What must be installed: system libraries and programs by apt, Python packages into `.venv`."""

import ctypes
import ctypes.util
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from launcher.locks import open_lock
from launcher.places import DATA, PYTHON, ROOT, VENV
from launcher.stopping import Refusal

STAMP = VENV / ".requirements.json"
UV_REQUIREMENTS = ROOT / "launcher" / "uv.txt"


# --- the system -------------------------------------------------------------------------------------------------


def has_library(name: str, soname: str) -> bool:
    for candidate in (soname, ctypes.util.find_library(name)):
        if candidate:
            try:
                ctypes.CDLL(candidate)
            except OSError:
                continue
            return True
    return False


def has_program(name: str) -> bool:
    return shutil.which(name, path=os.environ.get("PATH", os.defpath) + ":/usr/bin:/usr/sbin") is not None


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package, how to see that it is there, and what fails without it."""

    name: str
    is_there: Callable[[], bool]
    purpose: str
    is_required: bool = True


def _has_venv() -> bool:
    return all(importlib.util.find_spec(module) for module in ("venv", "ensurepip"))


DEMO_PACKAGES = [
    SystemPackage(f"python3.{sys.version_info[1]}-venv", _has_venv, "tạo môi trường Python riêng"),
    SystemPackage("libpango-1.0-0", lambda: has_library("pango-1.0", "libpango-1.0.so.0"), "tạo tệp PDF"),
    SystemPackage("libpangoft2-1.0-0", lambda: has_library("pangoft2-1.0", "libpangoft2-1.0.so.0"), "tạo tệp PDF"),
    SystemPackage(
        "libharfbuzz-subset0",
        lambda: has_library("harfbuzz-subset", "libharfbuzz-subset.so.0"),
        "tạo tệp PDF nhanh (thiếu thì chậm hơn hai đến bốn lần)",
        is_required=False,
    ),
]
TEST_PACKAGES = [
    *DEMO_PACKAGES,
    SystemPackage("chromium", lambda: has_program("chromium"), "kiểm thử bằng trình duyệt"),
    SystemPackage("redis-server", lambda: has_program("redis-server"), "kiểm thử hàng đợi"),
    SystemPackage("poppler-utils", lambda: has_program("pdftotext"), "đọc lại tệp PDF khi kiểm thử"),
]


def ensure_system(packages: Iterable[SystemPackage]) -> None:
    """Install what is missing when we may; else name it. Only a required one stops us."""
    missing = [package for package in packages if not package.is_there()]
    if not missing:
        return
    line = "apt-get install -y --no-install-recommends " + " ".join(package.name for package in missing)
    for package in missing:
        print(f"Thiếu gói hệ thống {package.name}: cần để {package.purpose}.", flush=True)

    if has_program("apt-get") and _may_install(line):
        _install(line)
        missing = [package for package in missing if not package.is_there()]
    required = [package.name for package in missing if package.is_required]
    if required:
        raise Refusal(f"Chưa có {', '.join(required)}. Hãy chạy lệnh sau rồi thử lại:\n  sudo {line}")
    if missing:
        print(f"Cảnh báo: vẫn chạy tiếp. Để chạy tốt hơn: sudo {line}", flush=True)


def _may_install(line: str) -> bool:
    if os.geteuid() == 0:
        return True
    if not sys.stdin.isatty() or not has_program("sudo"):
        return False
    try:
        return input(f"Cài ngay bằng «sudo {line}»? [c/K] ").strip().lower() in ("c", "co", "có", "y", "yes")
    except EOFError:
        return False


def _install(line: str) -> None:
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    log = DATA / "apt.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    print("Đang cài gói hệ thống…", flush=True)
    with log.open("wb") as output:

        def apt(*command: str) -> bool:
            run = [*prefix, *command]
            stdin = None if prefix else subprocess.DEVNULL  # sudo may ask for a password
            return subprocess.run(run, env=environment, stdin=stdin, stdout=output, stderr=output).returncode == 0

        if not apt(*line.split()) and not (apt("apt-get", "update") and apt(*line.split())):
            print(f"Không cài được gói hệ thống; xem {log}.", flush=True)


# --- Python -----------------------------------------------------------------------------------------------------


def ensure_venv(requirements: str) -> None:
    """Make `.venv` hold the packages of `requirements.txt` or `requirements-dev.txt`, if the file has changed."""
    lock = open_lock(DATA / "venv.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once: the second finds it done
        if not _is_usable():
            _make_venv()
        stamp = _read_stamp()
        wanted = _hash_of(requirements)
        if stamp.get(requirements) != wanted:
            _install_packages(requirements)
            stamp[requirements] = wanted
            if requirements == "requirements-dev.txt":  # it contains the other
                stamp["requirements.txt"] = _hash_of("requirements.txt")
            STAMP.write_text(json.dumps(stamp))
    finally:
        os.close(lock)


def _hash_of(requirements: str) -> str:
    return hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()


def _read_stamp() -> dict:
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def _is_usable() -> bool:
    """A venv whose Python was removed or replaced by an older one is made anew."""
    question = "import sys, pip; raise SystemExit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-c", question], capture_output=True).returncode == 0
    except OSError:
        return False


def _make_venv() -> None:
    print("Đang tạo môi trường Python (.venv)…", flush=True)
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True)
    if done.returncode:
        raise Refusal(f"Không tạo được .venv:\n{(done.stderr or done.stdout).strip()}")


def _install_packages(requirements: str) -> None:
    print("Đang cài các gói Python (lần đầu mất khoảng một phút)…", flush=True)
    file = str(ROOT / requirements)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes", "-r"]
    quietly = {"cwd": ROOT, "capture_output": True, "text": True, "stdin": subprocess.DEVNULL}

    if subprocess.run([*pip, str(UV_REQUIREMENTS)], **quietly).returncode == 0:
        uv = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
        if subprocess.run([*uv, "--require-hashes", "-r", file], **quietly).returncode == 0:
            return
    done = subprocess.run([*pip, file], **quietly)  # knows the mirrors of pip's own configuration, which uv does not
    if done.returncode:
        raise Refusal(f"Không cài được các gói Python (kiểm tra đường truyền mạng):\n{done.stderr.strip()[-2000:]}")
