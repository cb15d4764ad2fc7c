"""Every address, every role: who is let in, who is refused and how, and that nobody reads what is not hers.

The addresses come from the URL resolver, the answers from `table.py`. The estate is built once for all tests of this
file; each request runs in a savepoint that is rolled back, so that no request sees another's traces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
import rules
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path, reverse
from django_scopes import scopes_disabled

from core.access import access
from tests.factories.estate import Estate
from tests.factories.estate.holdings import Holdings
from tests.rights.addresses import ADDRESSES, Address, address_of, addresses
from tests.rights.table import PUBLIC, TABLE, Entry
from tests.rights.visitors import Answer, Visitor


def flaws(found: list[Address]) -> list[str]:
    """What is wrong with the declarations of these addresses."""
    names = [address.name for address in found]
    problems = [f"{name}: two addresses of one name" for name in sorted(set(names)) if names.count(name) > 1]
    for address in found:
        if address.name in PUBLIC:
            continue
        if address.rule is None:
            problems.append(f"{address.name}: no access declared")
        elif address.rule.permission is not None and not rules.perm_exists(address.rule.permission):
            problems.append(f"{address.name}: nobody has defined {address.rule.permission}")
    return problems


def test_every_address_declares_an_access_that_exists():
    assert flaws(list(addresses())) == []


def test_every_address_stands_in_the_table_and_every_entry_is_an_address():
    walked = set(ADDRESSES) - PUBLIC

    described = {address_of(entry) for entry in TABLE}
    assert sorted(walked - described) == []
    assert sorted(described - walked) == []
    assert sorted(PUBLIC - set(ADDRESSES)) == []


def test_an_act_says_what_it_does():
    """What is only posted must be tried with data that do something."""
    silent = [
        name
        for name, entry in TABLE.items()
        if "GET" not in ADDRESSES[address_of(name)].rule.methods and entry.post is None
    ]

    assert silent == []


# ---- the check itself can fail ----


def _open_to_all(request):
    return HttpResponse("ai cũng vào được")


@access("rights.nobody_has_defined_it")
def _undefined(request):
    return HttpResponse("")


@access(None, methods=["GET"])
def _declared(request):
    return HttpResponse("ok")


def test_the_walk_finds_an_address_without_access_and_one_with_an_unknown_permission():
    nested = SimpleNamespace(
        url_patterns=[path("open/", _open_to_all, name="open"), path("undefined/", _undefined, name="undefined")]
    )
    fine = path("fine/", _declared, name="fine")

    found = flaws(addresses(SimpleNamespace(url_patterns=[fine, *nested.url_patterns])))

    assert found == ["open: no access declared", "undefined: nobody has defined rights.nobody_has_defined_it"]


def test_the_walk_goes_into_included_addresses():
    included = path("o/<slug:organisation>/", include(([path("<int:pk>/", _open_to_all, name="open")], "room")))

    [found] = addresses(SimpleNamespace(url_patterns=[included]))

    assert (found.name, found.parameters) == ("room:open", {"organisation", "pk"})


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_access_refuses_a_method_that_was_not_declared(method):
    request = RequestFactory().generic(method, "/")

    response = _declared(request)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_access_lets_a_declared_method_through(method):
    request = RequestFactory().generic(method, "/")

    assert _declared(request).status_code == 200


def writes() -> dict[str, int]:
    """How many rows this transaction has written so far in each table, undone ones too; sessions aside."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname <> 'django_session'"
        )
        return dict(cursor.fetchall())


def traces(tables: list[str]) -> dict[str, tuple]:
    """(rows, newest version of a row) of these tables: differs after any write that was not undone."""
    if not tables:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}', count(*), coalesce(max(xmin::text::bigint), 0) FROM \"{name}\"" for name in tables
            )
        )
        return {name: (count, newest) for name, count, newest in cursor.fetchall()}


BOSSES = {"principal", "officer"}
STRANGERS = BOSSES | {"secretary", "clerk", "teacher", "leader"}


@dataclass
class Walk:
    """The visits to one address, with what went wrong on the way."""

    estate: Estate
    address: Address
    entry: Entry

    def __post_init__(self):
        self.problems: list[str] = []
        self.home: Holdings = getattr(self.estate, self.entry.at)
        with scopes_disabled():
            self.kwargs = self.entry.kwargs(self.home) if self.entry.kwargs else {}

    # -- asking --

    def url(self, slug: str) -> str:
        slugs = {"organisation": slug} if self.address.has_slug else {}
        with scopes_disabled():
            query = self.entry.query(self.home) if self.entry.query and slug == self.home.organisation.slug else {}
        return reverse(self.address.name, kwargs={**slugs, **self.kwargs}, query=query)

    def data(self) -> dict:
        with scopes_disabled():
            return self.entry.post(self.home) if self.entry.post else {}

    def ask(self, whose: Holdings | None, role: str, method: str, *, slug: str, data=None, marks=False):
        """The answer to one request, undone afterwards; with `marks` also what it changed."""
        visitor = self.estate.visitors[whose.letter, role] if whose else Visitor()
        with transaction.atomic():
            before = writes() if marks else {}
            answer = visitor.visit(method, self.url(slug), data)
            after = writes() if marks and answer.status < 500 else before
            left = traces([name for name, count in after.items() if count != before.get(name)])
            transaction.set_rollback(True)
        changed = {name for name, was in traces(list(left)).items() if was != left[name]}
        who = f"{role} of {whose.letter}" if whose else role
        self.words = f"{who} {method}{' with data' if data else ''} at /o/{slug}/"
        if answer.status >= 500:
            self.say(f"{answer.status}\n{answer.crash}")
        return (answer, changed) if marks else answer

    def say(self, problem: str) -> None:
        self.problems.append(f"{self.words}: {problem}")

    def expect(self, answer: Answer, *statuses: int) -> None:
        if answer.status not in statuses and answer.status < 500:
            self.say(f"{answer.status} instead of {' or '.join(map(str, statuses))}")

    def keep_silent(self, answer: Answer, *words: str) -> None:
        for word in words:
            if word in answer.text or word in answer.location:
                self.say(f"says “{word}”")

    def methods(self) -> list[tuple[str, dict | None]]:
        """What the address declares of GET and POST; the others are refused alike to everybody (`other_methods`)."""
        return [(method, data) for method, data in self.both() if method in self.address.rule.methods]

    def both(self) -> list[tuple[str, dict | None]]:
        return [("GET", None), ("POST", self.data())]

    # -- who comes --

    def own_people(self) -> None:
        """Everybody of the organisation whose page it is."""
        for role in self.home.cast:
            asked = self.methods()
            if self._is_allowed(role) and self.data() and "POST" in self.address.rule.methods:
                asked.append(("POST", None))
            for method, data in asked:
                marks = method == "GET" and self._is_allowed(role)
                answer = self.ask(self.home, role, method, slug=self.home.organisation.slug, data=data, marks=marks)
                answer, changed = answer if marks else (answer, set())
                if not (method == "POST" and not data and answer.status == self.entry.empty):
                    self._judge(role, method, answer)
                if changed - ({"audit_auditentry", "audit_auditpersonalvalue"} if self.entry.logs else set()):
                    self.say(f"reading changed {', '.join(sorted(changed))}")
                if self.entry.at == "school" and role != "teacher":
                    self.keep_silent(answer, self.home.private)
                if not self._is_allowed(role):
                    self.keep_silent(answer, self.home.inside)

    def _is_allowed(self, role: str) -> bool:
        return role in self.entry.allowed

    def _judge(self, role: str, method: str, answer: Answer) -> None:
        if not self._is_allowed(role):
            self.expect(answer, self.entry.others.get(role, self.entry.refused))
        elif answer.status in (403, 404, 405) or answer.location.startswith("/accounts/sign-in"):
            self.say(f"{answer.status}, though she is allowed")

    def the_one_who_succeeds(self) -> None:
        role, slug = self.entry.ok, self.home.organisation.slug
        if "GET" in self.address.rule.methods:
            answer = self.ask(self.home, role, "GET", slug=slug)
            if not answer.is_shown:
                self.say(f"{answer.status} {answer.location}, but this is who should succeed")
        if self.entry.post:
            answer, changed = self.ask(self.home, role, "POST", slug=slug, data=self.data(), marks=True)
            if not answer.is_shown or not changed:
                self.say(f"{answer.status} {answer.location}, changed {changed or 'nothing'}: {complaint(answer.text)}")

    def people_of_other_organisations(self) -> None:
        for whose in self.estate.all:
            if whose is self.home:
                continue
            for method, data in self.methods():
                for role in BOSSES & set(whose.cast):
                    self._stranger_at_home(whose, role, method, data)
                for role in STRANGERS & set(whose.cast):
                    self._stranger_at_her_own(whose, role, method, data)

    def _stranger_at_home(self, whose: Holdings, role: str, method: str, data: dict | None) -> None:
        """With the slug of the organisation whose page it is: there is no such place."""
        if not self.address.has_slug:
            return
        answer = self.ask(whose, role, method, slug=self.home.organisation.slug, data=data)
        self.expect(answer, 404)
        self.keep_silent(answer, *self._secrets_from(whose))

    def _stranger_at_her_own(self, whose: Holdings, role: str, method: str, data: dict | None) -> None:
        """With her own slug: somebody else's thing is not there; where no thing is named, her own page."""
        answer = self.ask(whose, role, method, slug=whose.organisation.slug, data=data)
        self.keep_silent(answer, *self._secrets_from(whose))
        names_thing = bool(self.kwargs) and not self.entry.names_nothing
        if names_thing and self.entry.sees_too and whose is getattr(self.estate, self.entry.sees_too):
            return
        if names_thing:
            self.expect(answer, 404)
        elif method == "GET" or self.entry.at == "office":
            self._judge(role, method, answer)

    def _secrets_from(self, whose: Holdings) -> list[str]:
        hidden = [self.home.inside, self.home.private]
        return hidden if whose is self.estate.office else [*hidden, self.home.sent]

    def nobody(self) -> None:
        """Without a session: the sign-in, and what was typed is kept."""
        for method, data in self.both():
            answer = self.ask(None, "nobody", method, slug=self.home.organisation.slug, data=data)
            self.keep_silent(answer, self.home.inside, self.home.private, self.home.sent)
            if method == "GET":
                self.expect(answer, 302)
            else:
                self.expect(answer, 302, 401)
            if answer.status == 302 and not answer.location.startswith("/accounts/sign-in"):
                self.say(f"led to {answer.location}")

    def other_methods(self) -> None:
        """An address answers what it declares, HEAD like GET, and nothing else."""
        refused = next((role for role in sorted(self.home.cast) if not self._is_allowed(role)), None)
        asked = [(self.entry.ok, method) for method in self._others() if self.entry.ok]
        asked += [(refused, method) for method in self._others() if refused and method in ("GET", "POST", "DELETE")]
        for role, method in asked:
            answer = self.ask(self.home, role, method, slug=self.home.organisation.slug)
            if method not in self.address.rule.methods:
                self.expect(answer, 405)
            elif not answer.is_shown:
                self.say(f"{answer.status}, but GET succeeds")

    def _others(self) -> list[str]:
        return ["HEAD", *({"GET", "POST", "PUT", "PATCH", "DELETE"} - set(self.address.rule.methods))]


def complaint(text: str) -> str:
    """The sentences of a page that say what is wrong, for the message of a failing test."""
    plain = re.sub(r"<script.*?</script>|<style.*?</style>", "", text, flags=re.S)
    found = re.findall(r'class="[^"]*(?:invalid-feedback|error|alert)[^"]*"[^>]*>(.*?)</', plain, flags=re.S)
    return " | ".join(re.sub(r"<[^>]+>|\s+", " ", part).strip() for part in found)[:600]


@pytest.mark.parametrize("slug", ["th-ngoc-cau", "phuong-hoa-lu"])
def test_a_school_year_that_is_not_there_is_a_404(slug, open_estate):
    letter, role = ("A", "principal") if slug == "th-ngoc-cau" else ("C", "officer")

    answer = open_estate.visitors[letter, role].visit("GET", f"/o/{slug}/?year=1999-2000")

    assert (answer.status, answer.crash) == (404, "")


@pytest.mark.parametrize("name", sorted(name for name in TABLE if address_of(name) in ADDRESSES))
def test_rights_of(name, open_estate):
    walk = Walk(open_estate, ADDRESSES[address_of(name)], TABLE[name])

    walk.own_people()
    if walk.entry.ok:
        walk.the_one_who_succeeds()
    walk.people_of_other_organisations()
    walk.nobody()
    walk.other_methods()

    assert walk.problems == [], "\n" + "\n".join(walk.problems)
