import pytest

from launcher import time_sources


def problems_in(root, text, path="plans/services.py"):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return time_sources.problems(root)


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\nx = datetime.now()",
        "from datetime import datetime as dt\nx = dt.utcnow()",
        "import datetime\nx = datetime.datetime.now(tz=None)",
        "import datetime as d\nx = d.date.today()",
        "from datetime import date\ndef f():\n    return date.today()",
        "from django.utils import timezone\nx = timezone.now",
        "from django.utils.timezone import now\nx = now()",
        "from django.utils import timezone\nx = timezone.localdate()",
        "import django.utils.timezone\nx = django.utils.timezone.now()",
        "import time\nx = time.time()",
        "from time import time\nx = time()",
        "from django.db.models.functions import Now\nx = Now()",
        "from django.db import models\nx = models.DateTimeField(auto_now_add=True)",
    ],
)
def test_another_clock_is_caught(tmp_path, text):
    assert len(problems_in(tmp_path, text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "from core import clock\nx = clock.now()\ny = clock.today()",
        "from datetime import date, datetime\nx = date(2026, 5, 10)\ny = datetime.fromisoformat('2026-05-10')",
        "import time\nx = time.monotonic()",
        "from django.utils import timezone\ndef f(moment):\n    return timezone.localtime(moment)",
        '"""Never datetime.now() here."""',
    ],
)
def test_dates_that_ask_no_clock_are_allowed(tmp_path, text):
    assert problems_in(tmp_path, text) == []


def test_clock_itself_may_ask_the_system(tmp_path):
    text = "from datetime import datetime\nx = datetime.now()"

    assert problems_in(tmp_path, text, "core/clock.py") == []


def test_migration_may_repeat_a_default_of_django(tmp_path):
    text = "import django.utils.timezone\nx = DateTimeField(default=django.utils.timezone.now)\n"

    assert problems_in(tmp_path, text, "accounts/migrations/0001_initial.py") == []
    assert len(problems_in(tmp_path, text, "accounts/models.py")) == 1


def test_now_tag_in_a_template_is_caught(tmp_path):
    text = "<p>\n{% now 'd/m/Y' %}</p>"

    assert problems_in(tmp_path, text, "templates/plans/plan.html") == [
        "templates/plans/plan.html:2: {% now %} asks the system clock; the view passes the day"
    ]
