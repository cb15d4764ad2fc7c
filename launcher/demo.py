"""`./run demo`: the whole application on this machine, run the way production runs it."""

import http.client
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

from launcher import children
from launcher.children import Service
from launcher.locks import open_lock, take
from launcher.places import PYTHON, ROOT, VENV
from launcher.postgres import Server
from launcher.stopping import Interrupted, Refusal, ignore_signals

LOADING = "loading"  # a file in the data folder: the demo's year is not whole yet

# The demo sets these or leaves them out; a developer's shell must not leak in.
OWN_VARIABLES = """
    SECRET_KEY DEBUG ALLOWED_HOSTS CLOCK_TODAY DEMO MEDIA_ROOT STATIC_ROOT CELERY_BROKER_URL
    CELERY_BROKER_DIR INSECURE_COOKIES SECURE_SSL_REDIRECT BEHIND_PROXY SITE_URL CSRF_TRUSTED_ORIGINS EMAIL_BACKEND
    TEST_DATABASE_NAME DJANGO_SETTINGS_MODULE GUNICORN_CMD_ARGS FULL PYTHONPATH
"""


@dataclass(frozen=True)
class Options:
    data: Path
    port: int = 8000
    reset: bool = False
    today: str = ""


def say(text: str) -> None:
    """Print; a terminal that is gone must not stop an orderly stop."""
    with suppress(OSError):
        print(text, flush=True)


def clean_environment() -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in OWN_VARIABLES.split()}
    return environment | {"PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def demo_environment(data: Path, database_url: str, *, port: int, today: str) -> dict[str, str]:
    environment = clean_environment() | {
        "DATABASE_URL": database_url,
        "SECRET_KEY": secret_key(data / "secret_key"),
        "DEBUG": "0",
        "DEMO": "1",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "INSECURE_COOKIES": "1",  # http on the loopback interface only
        "SITE_URL": f"http://127.0.0.1:{port}",
        "MEDIA_ROOT": str(data / "media"),
        "STATIC_ROOT": str(data / "static"),
        "CELERY_BROKER_URL": "filesystem://",
        "CELERY_BROKER_DIR": str(data / "broker"),
    }
    return environment | ({"CLOCK_TODAY": today} if today else {})


def secret_key(file: Path) -> str:
    """The demo's own secret, made once and readable by its owner alone."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    with os.fdopen(descriptor, "w") as output:
        key = secrets.token_urlsafe(50)
        output.write(key)
    return key


def check_today(text: str) -> str:
    try:
        if text:
            date.fromisoformat(text)
            if len(text) != 10:
                raise ValueError
    except ValueError:
        raise Refusal(
            f"--today cần một ngày viết kiểu năm-tháng-ngày, ví dụ 2026-10-12; không hiểu “{text}”."
        ) from None
    return text


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Refusal(
                f"Không được phép dùng cổng {port}. Hãy chọn cổng từ 1024 trở lên, ví dụ --port 8000."
            ) from None
        except OSError:
            raise Refusal(
                f"Cổng {port} đang được chương trình khác dùng. Hãy chọn cổng khác, ví dụ: ./run demo --port {port + 1}"
            ) from None


def demo(options: Options, *, before: Callable[[], None]) -> int:
    """Run until told to stop (0), or until one of the parts dies (Refusal). `before` installs what is missing."""
    check_today(options.today)
    data = make_data_folder(options.data)
    lock = open_lock(data / "demo.lock")
    if not take(lock):
        raise Refusal(
            f"Một bản trình diễn khác đang chạy trên dữ liệu này ({data}). Hãy dừng nó, hoặc chọn --data khác."
        )
    check_port(options.port)
    before()
    try:
        with ExitStack() as parts:  # left in reverse: web, beat, worker, the database last
            start_and_watch(options, data, parts)
    except Interrupted:
        say("Đã dừng. Dữ liệu được giữ lại cho lần chạy sau.")
    return 0


def make_data_folder(data: Path) -> Path:
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not os.access(data, os.W_OK):
            raise PermissionError
    except OSError:
        raise Refusal(f"Không ghi được vào thư mục dữ liệu {data}.") from None
    return data.resolve()


def is_half_loaded(data: Path) -> bool:
    """Whether an earlier start began to load the demo's year here and was stopped before it was whole."""
    return (data / LOADING).exists()


def start_and_watch(options: Options, data: Path, parts: ExitStack) -> NoReturn:
    url, server = os.environ.get("DATABASE_URL", ""), None
    if options.reset:
        ask_before_reset(data)
        reset(data)
    elif not url and is_half_loaded(data):
        say("Lần nạp dữ liệu trình diễn trước bị ngắt giữa chừng; nạp lại từ đầu.")
        reset(data)
    remember(data, options)

    if not url:
        if not (data / "postgres").exists():
            (data / LOADING).touch()
        say("Đang mở cơ sở dữ liệu…")
        server = Server(data / "postgres", VENV, durable=True)
        parts.callback(server.stop)
        server.start(attach=False, seconds=15)
        url = server.url
    environment = demo_environment(data, url, port=options.port, today=options.today)
    (data / "media").mkdir(mode=0o700, exist_ok=True)

    prepare(data, environment, server)
    (data / LOADING).unlink(missing_ok=True)

    services = [
        Service(label, [str(PYTHON), "-m", *command.split()], environment, ROOT, data / "logs" / f"{name}.log")
        for name, label, command in (
            (
                "worker",
                "tiến trình xử lý việc nền",
                "celery -A thiduakhenthuong worker --pool solo --hostname demo@%h --loglevel WARNING "
                "--without-gossip --without-mingle --without-heartbeat",
            ),
            ("beat", "tiến trình hẹn giờ", "celery -A thiduakhenthuong beat -S django --pidfile= --loglevel WARNING"),
            (
                "web",
                "máy chủ web",
                # No access log: the addresses of ballots must not be written down anywhere.
                f"gunicorn thiduakhenthuong.wsgi:application --bind 127.0.0.1:{options.port} --workers 2 "
                "--timeout 60 --graceful-timeout 5 --no-control-socket",
            ),
        )
    ]
    for service in services:
        parts.callback(service.stop)
        service.start()
    parts.callback(say, "Đang dừng…")
    parts.callback(ignore_signals)  # a Refusal, too, stops everything in order

    web = services[-1]
    if not children.wait_until(lambda: answers(options.port) or web.is_dead, seconds=60, every=0.1) or web.is_dead:
        raise Refusal(f"Máy chủ web không khởi động được. Xem {web.log}:\n{web.last_lines()}")
    say(f"\nSẵn sàng: http://127.0.0.1:{options.port}\n")
    say(output_of("demo_logins", environment))
    say("Nhấn Ctrl-C để dừng.")
    watch(services, server)


def prepare(data: Path, environment: dict[str, str], server: Server | None) -> None:
    for label, arguments in (
        ("Đang cập nhật cấu trúc dữ liệu…", ["migrate", "--noinput"]),
        ("Đang gom tệp giao diện…", ["collectstatic", "--noinput"]),
        ("Đang nạp dữ liệu trình diễn…", ["load_demo"]),
    ):
        say(label)
        step = Service(
            label, [str(PYTHON), "manage.py", *arguments], environment, ROOT, data / "logs" / f"{arguments[0]}.log"
        )
        step.start()
        try:
            code = step.process.wait()
        finally:
            step.stop()
        if code and server and server.is_dead:
            raise Refusal(database_died(server))
        if code:
            raise Refusal(f"Bước “{arguments[0]}” không thành công. Xem {step.log}:\n{step.last_lines()}")


def output_of(command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [PYTHON, "manage.py", command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        return f"Không lấy được danh sách tài khoản trình diễn:\n{done.stderr.strip()[-1000:]}"
    return done.stdout


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 600
    except OSError:
        return False
    finally:
        connection.close()


def watch(services: list[Service], server: Server | None) -> NoReturn:
    """Raise when a part has died. The database is asked first: the others fall with it."""
    while True:
        if server and server.is_dead:
            raise Refusal(database_died(server))
        for service in services:
            if service.is_dead:
                time.sleep(0.3)
                if server and server.is_dead:
                    raise Refusal(database_died(server))
                raise Refusal(f"Đã dừng vì {service.label} tự tắt. Xem {service.log}:\n{service.last_lines()}")
        time.sleep(0.25)


def database_died(server: Server) -> str:
    return (
        "Đã dừng vì cơ sở dữ liệu bị tắt từ bên ngoài. Dữ liệu đã lưu vẫn còn: hãy chạy lại ./run demo.\n"
        f"Xem {server.log}:\n{children.last_lines(server.log, 5)}"
    )


def ask_before_reset(data: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        raise Refusal("--reset chỉ xóa cơ sở dữ liệu riêng của bản trình diễn, không xóa máy chủ trong DATABASE_URL.")
    if sys.stdin.isatty():
        answer = input(f"Xóa toàn bộ dữ liệu trình diễn trong {data}? [c/K] ")
        if answer.strip().lower() not in ("c", "co", "có", "y", "yes"):
            raise Refusal("Chưa xóa gì.")


def reset(data: Path) -> None:
    (data / LOADING).touch()
    Server(data / "postgres", VENV, durable=True).remove_data()
    for folder in ("broker", "media"):
        shutil.rmtree(data / folder, ignore_errors=True)


# --- ./run manage -----------------------------------------------------------------------------------------------


def remember(data: Path, options: Options) -> None:
    """Keep what `./run manage` needs to see the same site on the same day."""
    (data / "demo.json").write_text(json.dumps({"port": options.port, "today": options.today}))


def recall(data: Path) -> dict:
    try:
        return json.loads((data / "demo.json").read_text())
    except (OSError, ValueError):
        return {}


@contextmanager
def attached(data: Path) -> Iterator[dict[str, str]]:
    """The demo's environment, its database running: attached to if it runs, else started for this call."""
    data = make_data_folder(data)
    last = recall(data)
    known = {"port": last.get("port", 8000), "today": last.get("today", "")}
    if os.environ.get("DATABASE_URL"):
        yield demo_environment(data, os.environ["DATABASE_URL"], **known)
        return
    server = Server(data / "postgres", VENV, durable=True)
    server.start()
    try:
        yield demo_environment(data, server.url, **known)
    finally:
        server.stop(wait_for_others=True)
