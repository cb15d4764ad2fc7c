"""Where things lie in the project folder."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DATA = ROOT / ".data"  # everything the launcher makes, except the venv
DEMO_DATA = DATA / "demo"
TEST_DATA = DATA / "test"
