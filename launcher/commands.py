"""The commands of `./run` and their arguments."""

import os
import sys
from contextlib import suppress
from pathlib import Path

from launcher import checks, packages
from launcher.children import run_in_front
from launcher.demo import Options, attached, clean_environment, demo
from launcher.places import DEMO_DATA, PYTHON, ROOT, TEST_DATA, VENV
from launcher.postgres import APP, Server
from launcher.stopping import Interrupted, Refusal, raise_on_signals

HELP = """\
Cách dùng: ./run LỆNH [tham số]

  demo     chạy thử toàn bộ ứng dụng trên máy này
             --port SỐ          cổng web (mặc định 8000)
             --today NGÀY       ngày giả định, ví dụ 2026-10-12
             --data THƯ_MỤC     nơi giữ dữ liệu (mặc định .data/demo)
             --reset            xóa dữ liệu trình diễn rồi làm lại từ đầu
  test     chạy kiểm thử; tham số khác được chuyển cho pytest
             --full             kiểm thử nặng với đủ số lượng
  check    kiểm tra mã nguồn: kiểu viết, mẫu trang, migrations, thứ tự các phần, nguồn thời gian
  bench    đo tốc độ; tên tệp trong bench/ để chỉ chạy một phép đo
  manage   lệnh quản trị của Django trên dữ liệu trình diễn (--data đứng trước tên lệnh)
  help     in trang này

Đặt DATABASE_URL để dùng một máy chủ PostgreSQL có sẵn thay cho máy chủ riêng của chương trình."""


def main(arguments: list[str]) -> int:
    commands = {"demo": run_demo, "test": run_test, "check": run_check, "manage": run_manage, "bench": run_bench}
    name, *rest = arguments or ["help"]
    if name in ("help", "-h", "--help"):
        print(HELP)
        return 0
    try:
        if name not in commands:
            raise Refusal(f"Không có lệnh “{name}”.\n\n{HELP}")
        raise_on_signals()
        return commands[name](rest)
    except Refusal as refusal:
        _complain(str(refusal))
        return 1
    except Interrupted as interrupted:
        _complain("Đã dừng giữa chừng.")
        return 128 + interrupted.signal_number


def _complain(text: str) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(text, file=sys.stderr, flush=True)


def take_options(arguments: list[str], valued: tuple[str, ...], flags: tuple[str, ...]) -> tuple[dict, list[str]]:
    """Split off our own options (`--name value`, `--name=value`, `--flag`); the rest stays in its order."""
    options, rest, waiting = {}, [], iter(arguments)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if name in valued:
            value = value if equals else next(waiting, "")
            if not value:
                raise Refusal(f"Thiếu giá trị sau {name}.")
            options[name.removeprefix("--")] = value
        elif argument in flags:
            options[argument.removeprefix("--")] = True
        else:
            rest.append(argument)
    return options, rest


def run_demo(arguments: list[str]) -> int:
    if "-h" in arguments or "--help" in arguments:
        print(HELP)
        return 0
    options, unknown = take_options(arguments, ("--port", "--data", "--today"), ("--reset",))
    if unknown:
        raise Refusal(f"Không hiểu tham số “{unknown[0]}”. Xem ./run help.")
    port = options.get("port", "8000")
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise Refusal(f"--port cần một số từ 1 đến 65535; không hiểu “{port}”.")
    wanted = Options(
        data=Path(options.get("data", DEMO_DATA)).expanduser(),
        port=int(port),
        reset=options.get("reset", False),
        today=options.get("today", ""),
    )
    return demo(wanted, before=prepare_demo)


def prepare_demo() -> None:
    packages.ensure_system(packages.DEMO_PACKAGES)
    packages.ensure_venv("requirements.txt")


def prepare_tests() -> None:
    packages.ensure_system(packages.TEST_PACKAGES)
    packages.ensure_venv("requirements-dev.txt")


def run_test(arguments: list[str]) -> int:
    options, rest = take_options(arguments, (), ("--full",))
    prepare_tests()
    data = TEST_DATA
    environment = clean_environment() | {
        "MEDIA_ROOT": str(data / "media"),
        "STATIC_ROOT": str(data / "static"),
        "CELERY_BROKER_DIR": str(data / "broker"),
    }
    if options.get("full"):
        environment["FULL"] = "1"
    if not any(argument.startswith(("-n", "--numprocesses", "--pdb")) for argument in rest):
        rest = ["-n", str(processors()), *rest]
    command = [PYTHON, "-m", "pytest", *rest]

    if os.environ.get("DATABASE_URL"):
        return run_in_front(command, cwd=ROOT, env=environment)
    server = Server(data / "postgres", VENV, durable=False)
    server.start()
    try:
        # Two runs at once share the server, not the databases. The first keeps the name: no litter piles up.
        name = f"test_{APP}" if server.is_ours else f"test_{APP}_{os.getpid()}"
        environment |= {"DATABASE_URL": server.url, "TEST_DATABASE_NAME": name}
        return run_in_front(command, cwd=ROOT, env=environment)
    finally:
        server.stop(wait_for_others=True)


def processors() -> int:
    """Test processes: one per processor, up to eight (each makes a database of its own)."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)


def run_check(arguments: list[str]) -> int:
    packages.ensure_venv("requirements-dev.txt")
    return checks.run_all()


def run_bench(arguments: list[str]) -> int:
    packages.ensure_system(packages.DEMO_PACKAGES)
    packages.ensure_venv("requirements-dev.txt")
    scripts = [ROOT / "bench" / f"{Path(name).stem}.py" for name in arguments] or sorted(
        (ROOT / "bench").glob("[!_]*.py")
    )
    missing = [script.stem for script in scripts if not script.exists()]
    if missing:
        raise Refusal(f"Không có phép đo “{missing[0]}” trong bench/.")
    with attached(ROOT / ".data" / "bench") as environment:
        codes = []
        for script in scripts:
            print(f"— {script.stem}", flush=True)
            codes.append(run_in_front([PYTHON, "-m", "bench", script.stem], cwd=ROOT, env=environment))
    return max(codes, default=0)


def run_manage(arguments: list[str]) -> int:
    data = DEMO_DATA
    if arguments and arguments[0].partition("=")[0] == "--data":
        own = 1 if "=" in arguments[0] else 2
        options, _ = take_options(arguments[:own], ("--data",), ())
        data, arguments = Path(options["data"]).expanduser(), arguments[own:]
    prepare_demo()
    with attached(data) as environment:
        return run_in_front([PYTHON, ROOT / "manage.py", *arguments], env=environment)
