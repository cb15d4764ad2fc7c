"""`./run check`: every check, whatever the others said."""

import subprocess
from pathlib import Path

from launcher import rooms, time_sources
from launcher.demo import clean_environment
from launcher.places import PYTHON, ROOT

NO_DATABASE = "postgres://nobody@/none?host=/nonexistent"  # comparing models with migrations needs none


def run_all() -> int:
    """Run all checks, print each failure; 1 if there was any."""
    templates = [str(file.relative_to(ROOT)) for file in sorted(ROOT.glob("**/templates/**/*.html")) if _is_ours(file)]
    results = [
        ("ruff check", *_run(PYTHON, "-m", "ruff", "check", "--output-format", "concise", ".")),
        ("ruff format", *_run(PYTHON, "-m", "ruff", "format", "--check", "--output-format", "concise", ".")),
        (
            "djade",
            *(
                _run(PYTHON.with_name("djade"), "--check", "--target-version", "5.2", *templates)
                if templates
                else (True, "")
            ),
        ),
        ("migrations", *_run(PYTHON, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run")),
        ("thứ tự các phần", *_verdict(rooms.problems())),
        ("nguồn thời gian", *_verdict(time_sources.problems())),
    ]
    for label, passed, output in results:
        print(f"{'đạt ' if passed else 'HỎNG'}  {label}", flush=True)
        if not passed:
            print(output.rstrip(), flush=True)
    return int(not all(passed for _, passed, _ in results))


def _is_ours(file: Path) -> bool:
    return not file.relative_to(ROOT).parts[0].startswith(".")


def _run(*command: str | Path) -> tuple[bool, str]:
    environment = clean_environment() | {"DATABASE_URL": NO_DATABASE, "DEBUG": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode == 0, done.stdout + done.stderr


def _verdict(problems: list[str]) -> tuple[bool, str]:
    return not problems, "\n".join(problems)
