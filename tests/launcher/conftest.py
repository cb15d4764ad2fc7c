import shutil
import tempfile
from pathlib import Path

import pytest

from launcher.places import VENV
from launcher.postgres import Server


@pytest.fixture
def place():
    """A folder with spaces and Vietnamese letters in its path, open to the user postgres runs as."""
    folder = Path(tempfile.mkdtemp(prefix="khen thưởng "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def make_server(place):
    """Servers on one folder, as several commands would have them; all stopped afterwards."""
    servers = []

    def make(*, durable=False) -> Server:
        servers.append(Server(place / "dữ liệu" / "postgres", VENV, durable=durable))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()
        shutil.rmtree(server.socket_folder, ignore_errors=True)
