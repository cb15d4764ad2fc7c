import pytest

from launcher import rooms


def write(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        "from awards.models import Nomination\n",
        "import awards.models\n",
        "def late():\n    from awards import services\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from awards.models import Nomination\n",
        "from importlib import import_module\nimport_module('awards.services')\n",
        "from django.db import models\nnomination = models.ForeignKey('awards.Nomination', models.PROTECT)\n",
    ],
)
def test_import_from_a_lower_room_is_caught(tmp_path, text):
    write(tmp_path, "councils/services.py", text)

    (problem,) = rooms.problems(tmp_path)

    assert problem.startswith("councils/services.py:")
    assert "councils imports from awards" in problem


def test_import_from_a_higher_room_is_allowed(tmp_path):
    write(tmp_path, "awards/services.py", "from councils.models import Motion\nfrom core import clock\nimport json\n")

    assert rooms.problems(tmp_path) == []


def test_migration_may_not_depend_on_a_lower_room(tmp_path):
    write(
        tmp_path, "plans/migrations/0001_initial.py", "dependencies = [('core', '0001_initial'), ('oversight', '0001')]"
    )

    assert rooms.problems(tmp_path) == [
        "plans/migrations/0001_initial.py:1: plans imports from oversight, which stands below it"
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("criteria.py", "from councils.models import Motion"),
        ("criteria.py", "from legal.querysets import in_force"),
        ("criteria.py", "from django.db.models import Q"),
        ("criteria.py", "from core import clock"),
        ("models.py", "from councils import services"),
        ("models.py", "from .services import close"),
        ("services.py", "from . import views"),
        ("services/minutes.py", "from ..forms import MinutesForm"),
        ("permissions.py", "from councils.views import x"),
    ],
)
def test_file_may_not_import_from_the_rows_below_it(tmp_path, file, text):
    write(tmp_path, f"councils/{file}", text)

    assert len(rooms.problems(tmp_path)) == 1


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (
            "criteria.py",
            "from fractions import Fraction\nfrom legal.criteria import share\nfrom core.errors import DomainError",
        ),
        ("services.py", "from councils.models import Motion\nfrom councils.tasks import render_minutes"),
        ("tasks.py", "def run():\n    from councils.services import store_minutes"),
        ("urls.py", "from councils import views"),
        ("models.py", "from django.db import models\norganisation = models.ForeignKey('organisation.Organisation')"),
    ],
)
def test_file_may_import_from_the_rows_above_it(tmp_path, file, text):
    write(tmp_path, f"councils/{file}", text)

    assert rooms.problems(tmp_path) == []


def test_room_above_may_name_the_tenant_in_a_relation(tmp_path):
    write(tmp_path, "core/models.py", "organisation = models.ForeignKey('organisation.Organisation', PROTECT)")

    assert rooms.problems(tmp_path) == []
