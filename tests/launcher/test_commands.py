import ast
import os
import re
import socket
import stat
import subprocess
import sys

import pytest

from launcher import demo
from launcher.demo import check_port, check_today, secret_key
from launcher.places import ROOT
from launcher.stopping import Refusal


def run(*arguments, **options):
    return subprocess.run(
        [sys.executable, ROOT / "run", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
        **options,
    )


def test_old_python_can_read_the_entry_file():
    tree = ast.parse((ROOT / "run").read_text(encoding="utf-8"), feature_version=(3, 6))

    strings = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    assert strings == []


def test_help_lists_every_command():
    answer = run("help")

    assert answer.returncode == 0
    assert re.findall(r"^  (\w+) ", answer.stdout, re.M) == ["demo", "test", "check", "bench", "manage", "help"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["diễn"], "Không có lệnh “diễn”"),
        (["demo", "--today", "12/10/2026"], "--today cần một ngày"),
        (["demo", "--today", "2026-02-30"], "--today cần một ngày"),
        (["demo", "--today"], "Thiếu giá trị sau --today"),
        (["demo", "--port", "tám"], "--port cần một số"),
        (["demo", "--port=70000"], "--port cần một số"),
        (["demo", "--cổng", "1"], "Không hiểu tham số"),
        (["bench", "khong-co"], "Không có phép đo"),
    ],
)
def test_wrong_arguments_get_a_sentence(arguments, sentence):
    answer = run(*arguments)

    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert "Traceback" not in answer.stderr


def test_busy_port_is_named_with_a_way_out():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]

        with pytest.raises(Refusal, match=f"--port {port + 1}"):
            check_port(port)


def test_second_demo_on_the_same_data_is_refused(tmp_path):
    from launcher.locks import open_lock, take

    lock = open_lock(tmp_path / "demo.lock")
    assert take(lock)

    answer = run("demo", "--data", str(tmp_path))
    os.close(lock)

    assert answer.returncode == 1
    assert "Một bản trình diễn khác đang chạy" in answer.stderr


def test_secret_is_made_once_and_private(tmp_path):
    file = tmp_path / "secret_key"

    first, second = secret_key(file), secret_key(file)

    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_today_is_kept_as_written():
    assert check_today("2026-10-12") == "2026-10-12"


def test_a_demo_stopped_while_it_was_loaded_is_loaded_again(tmp_path):
    (tmp_path / "postgres").mkdir()
    assert not demo.is_half_loaded(tmp_path)  # whole, or of a time before there was a mark
    (tmp_path / demo.LOADING).touch()
    assert demo.is_half_loaded(tmp_path)
