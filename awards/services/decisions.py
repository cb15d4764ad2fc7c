"""A decision of commendation as a document of our own: drafted from what was accepted, recorded once it is issued."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from audit import services as audit
from awards import criteria
from awards.initiatives_held import purpose_of
from awards.models import Decision, DecisionPaper, Dossier, Nomination
from awards.papers.decision import Award, DecisionFacts, decision_content
from awards.services.deciding import HEAD, deciders
from awards.services.dossiers import awaits_decision, enter_decision
from awards.services.facts import legal_bases, place_of
from core import clock
from core.errors import DomainError
from core.vietnamese import clean_line
from documents import services as documents
from documents.content import Content, Letterhead, Signatory
from documents.models import OfficialDocument
from legal.models import Distinction
from organisation.models import Department, Employment, Person, Post
from records.models import DecidedCase
from records.services import ledger, record_title
from records.services.cases import Decided, keep_cases
from submissions import services as submissions
from submissions.models import Submission

PLACE = re.compile(r"\b(?:phường|xã|đặc khu) +(?!hội\b)\S.*$")  # “Văn hóa - Xã hội phường Hoa Lư”: the last words
COMMITTEE = "Ủy ban nhân dân"


@dataclass(frozen=True)
class Authority:
    """Who decides: the post and the body as written in a sentence, the signer's name if it is known, the symbol."""

    post: str
    body: str
    name: str = ""
    symbol: str = ""

    @property
    def words(self) -> str:
        """“Chủ tịch Ủy ban nhân dân phường Hoa Lư”."""
        return f"{self.post} {self.body}"


def first_authority(organisation) -> Authority:
    """Whose decision the last one was; at first the head's own, of a Phòng the chair of the committee it belongs to."""
    last = DecisionPaper.objects.for_organisation(organisation).select_related("document").first()
    if last is not None:
        return _authority_of(last)
    head = documents.head_signatory(organisation, clock.today())
    own = documents.letterhead_for(organisation, type_code="QĐ")
    place = PLACE.search(organisation.name)
    is_under_committee = organisation.is_office and " ".join(own.superior).upper().startswith(COMMITTEE.upper())
    if is_under_committee and place:
        return Authority("Chủ tịch", f"{COMMITTEE} {place[0]}", "", "QĐ-UBND")
    return Authority(head.post.capitalize(), organisation.name, head.name, own.symbol)


def _authority_of(paper: DecisionPaper) -> Authority:
    content = paper.document.content
    signatory = content.signatories[0] if content.signatories else Signatory("")
    post, body = parted(paper.authority, signatory.post)
    return Authority(post, body, signatory.name, content.letterhead.symbol)


def parted(words: str, post: str) -> tuple[str, str]:
    """“Chủ tịch Ủy ban …” as post and body, whatever the case of `post`; no post where it does not begin with it."""
    if post and words.casefold().startswith(post.casefold()):
        return words[: len(post)], words[len(post) :].strip()
    return "", words


# ---- drafting ----


@transaction.atomic
def draft_about_dossier(
    submission: Submission, *, granted: Mapping[int, bool], authority: Authority, by
) -> DecisionPaper:
    """The office's decision about an accepted dossier; `granted` by nomination, all of them. Again: written anew."""
    submission = submissions.locked(submission)
    if not awaits_decision(submission):
        raise DomainError("Chỉ soạn quyết định cho hồ sơ đã chấp nhận và chưa có quyết định.")
    rows = submission.manifest["nominations"]
    if set(granted) != {row["nomination"] for row in rows}:
        raise DomainError("Chưa chọn công nhận hay không công nhận cho đủ các đề nghị trong hồ sơ.")
    lines = [{**row, "achievement": "", "granted": granted[row["nomination"]]} for row in rows]
    kinds = {row.code: row for row in Distinction.objects.all()}
    facts = {
        "period": f"năm học {submission.school_year_code}",
        "proposed_by": submission.organisation.name,
        "proposal": _proposal_sent(submission),
        "kind": _kind_of(lines, kinds),
    }
    former = DecisionPaper.objects.for_organisation(submission.recipient).filter(submission=submission).first()
    return _draft(
        submission.recipient,
        lines,
        facts,
        authority=authority,
        former=former,
        about={"submission": submission, "school_year_code": submission.school_year_code},
        by=by,
    )


def _proposal_sent(submission: Submission) -> str:
    """“Tờ trình số …” as it was pinned when it was sent."""
    file = submission.files.filter(part="proposal").first()
    return file.title if file else ""


@transaction.atomic
def draft_own_titles(dossier: Dossier, *, authority: Authority, by) -> DecisionPaper:
    """The head's decision about those nominations of the own dossier that are hers to decide by the rule in force."""
    dossier = Dossier.objects.select_for_update(of=("self",)).get(pk=dossier.pk)
    rows = own_nominations(dossier)
    if not rows:
        raise DomainError(
            "Không có danh hiệu nào trong hồ sơ do thủ trưởng đơn vị quyết định. Theo tham số đang áp dụng, trường lập"
            " tờ trình để cấp trên quyết định."
        )
    lines = [
        {
            "nomination": row.pk,
            "name": row.candidate_name,
            "place": place_of(row),
            "distinction": row.distinction.code,
            "distinction_name": row.distinction.name,
            "person": row.person_id,
            "department": row.department_id,
            "achievement": "",
            "granted": True,
        }
        for row in rows
    ]
    former = DecisionPaper.objects.for_organisation(dossier.organisation).filter(dossier=dossier, decision=None).first()
    if Decision.objects.for_organisation(dossier.organisation).filter(paper__dossier=dossier).exists():
        raise DomainError("Quyết định về các danh hiệu này đã được ghi nên không soạn lần nữa.")
    return _draft(
        dossier.organisation,
        lines,
        {"kind": "title", "period": str(dossier.school_year)},
        authority=authority,
        former=former,
        about={"dossier": dossier, "school_year_code": dossier.school_year.code},
        by=by,
    )


def own_nominations(dossier: Dossier) -> list[Nomination]:
    """Those that the head of the organisation decides herself."""
    rules = deciders(dossier.organisation, on=clock.today())
    heads = {code for code, rule in rules.items() if rule.value == HEAD}
    return [row for row in dossier.nominations.in_order() if row.distinction.code in heads]


@dataclass(frozen=True)
class Commended:
    """Somebody commended without a dossier: a person or tổ of the own staff, or (neither) named as she is known."""

    name: str
    place: str = ""
    achievement: str = ""
    person: Person | None = None
    department: Department | None = None


def commended(organisation, *, people, departments, others: Sequence[tuple[str, str]], achievement: str):
    """Own people and tổ with their posts, and those who are only named, as the lines of a decision."""
    work = Employment.objects.for_organisation(organisation).on(clock.today()).filter(person__in=people)
    places = {row.person_id: row for row in work.select_related("department")}
    posts = Post.objects.for_organisation(organisation).on(clock.today()).order_by("-from_on", "pk")
    titles = dict(posts.values_list("person_id", "title"))
    return [
        *(Commended(each.name, organisation.name, achievement, department=each) for each in departments),
        *(Commended(each.full_name, _work_of(each, places, titles), achievement, person=each) for each in people),
        *(Commended(name, place, achievement) for name, place in others),
    ]


def _work_of(person: Person, places: Mapping[int, Employment], titles: Mapping[int, str]) -> str:
    row = places.get(person.pk)
    post = titles.get(person.pk) or (row.get_staff_kind_display() if row else "")
    return ", ".join(filter(None, [post, row.department.name if row and row.department else ""]))


@transaction.atomic
def draft_commendation(
    organisation,
    *,
    distinction: Distinction,
    period: str,
    school_year_code: str,
    people: Sequence[Commended],
    authority: Authority,
    by,
) -> DecisionPaper:
    """A decision of commendation without a dossier; `period` is for what: “trong phong trào …”."""
    refuse_decider(organisation, distinction)
    if not people:
        raise DomainError("Chọn hoặc ghi ít nhất một cá nhân, tập thể được khen.")
    lines = [
        {
            "name": each.name,
            "place": each.place,
            "distinction": distinction.code,
            "distinction_name": distinction.name,
            "person": each.person.pk if each.person else None,
            "department": each.department.pk if each.department else None,
            "achievement": each.achievement,
            "granted": True,
        }
        for each in people
    ]
    return _draft(
        organisation,
        lines,
        {"kind": "award", "period": clean_line(period)},
        authority=authority,
        former=None,
        about={"school_year_code": school_year_code},
        by=by,
    )


def refuse_decider(organisation, distinction: Distinction) -> None:
    """A school whose rule leaves the decision to its superior makes none."""
    rule = deciders(organisation, on=clock.today()).get(distinction.code)
    if organisation.is_office or (rule is not None and rule.value == HEAD):
        return
    source = f" ({rule.citation}{', chưa đối chiếu văn bản' if not rule.is_verified else ''})" if rule else ""
    raise DomainError(
        f"{distinction.name} do cấp trên quyết định{source} nên đơn vị không ra quyết định. Nếu cấp có thẩm quyền đã"
        " giao cho đơn vị, nhập quy định đó trong mục Tham số pháp lý trước."
    )


def _draft(organisation, lines, facts, *, authority: Authority, former, about, by) -> DecisionPaper:
    awards = [_award(line) for line in lines if line["granted"]]
    if not awards:
        raise DomainError("Không có đề nghị nào được công nhận nên không có gì để quyết định.")
    kind = facts["kind"]
    content = decision_content(
        DecisionFacts(awards=awards, bases=legal_bases(organisation), **facts),
        letterhead=_letterhead(organisation, authority),
        signatory=Signatory(authority.post.upper(), authority.name),
    )
    if former is not None and former.document.state != OfficialDocument.State.ISSUED:
        documents.update_content(former.document, content, version=former.document.version, by=by)
        former.lines, former.authority = lines, authority.words
        former.save(update_fields=["lines", "authority"])
        return former
    if former is not None:
        raise DomainError(
            f"Quyết định số {former.document.full_number} đã ban hành. Ghi quyết định đó để gửi về trường."
        )
    document = documents.create_document(
        organisation=organisation,
        kind=OfficialDocument.Kind.DECISION,
        form="title_decision" if kind == "title" else "award_decision",
        content=content,
        by=by,
    )
    paper = DecisionPaper.objects.create(
        organisation=organisation, document=document, authority=authority.words, lines=lines, created_by=by, **about
    )
    document.origin_name, document.origin_kwargs = "awards:decision_paper", {"pk": paper.pk}
    document.save(update_fields=["origin_name", "origin_kwargs"])
    audit.record("awards.decision_drafted", paper, by=by, after={"document": document.pk, "count": len(awards)})
    return paper


def _award(line: Mapping) -> Award:
    return Award(
        name=line["name"],
        distinction=line["distinction_name"],
        place=line["place"],
        achievement=line["achievement"],
        is_collective=bool(line.get("department")),
    )


def _kind_of(lines: Sequence[Mapping], known: Mapping[str, Distinction]) -> str:
    codes = {line["distinction"] for line in lines}
    is_award = all(code in known and known[code].kind != Distinction.Kind.TITLE for code in codes)
    return "award" if is_award else "title"


def _letterhead(organisation, authority: Authority) -> Letterhead:
    """The own corners of page 1; where another body decides, that body is the issuer."""
    own = documents.letterhead_for(organisation, type_code="QĐ")
    if authority.symbol:
        own.symbol = authority.symbol
    if authority.body.casefold() != organisation.name.casefold():
        own.superior, own.issuer = [], [authority.body.upper()]
    return own


# ---- recording ----


@transaction.atomic
def record_issued(paper: DecisionPaper, *, by) -> Decision:
    """The issued document becomes the decision: number, day and authority are its own; nothing is typed again.

    About a dossier it is sent down to the school, otherwise the titles are written into the own people's records.
    """
    rows = DecisionPaper.objects.for_organisation(paper.organisation).select_for_update(of=("self",))
    paper = rows.select_related("document__series", "submission", "organisation").get(pk=paper.pk)
    if existing := Decision.objects.for_organisation(paper.organisation).filter(paper=paper).first():
        return existing
    document = paper.document
    if document.state != OfficialDocument.State.ISSUED:
        raise DomainError(
            f"Quyết định đang ở trạng thái “{document.get_state_display()}”. Duyệt, cho số rồi mới ghi được."
        )
    _refuse_other_lines(paper)
    if paper.submission is not None:
        return enter_decision(
            paper.submission,
            number=document.full_number,
            decided_on=document.issued_on,
            authority=paper.authority,
            granted={line["nomination"]: line["granted"] for line in paper.lines},
            by=by,
            paper=paper,
        )
    decision = Decision.objects.create(
        organisation=paper.organisation,
        paper=paper,
        number=document.full_number,
        decided_on=document.issued_on,
        authority=paper.authority,
        lines=paper.lines,
        created_by=by,
    )
    after = {"number": decision.number, "decided_on": decision.decided_on, "granted": decision.granted_count}
    audit.record("awards.decision_entered", decision, by=by, after=after)
    _keep_cases(decision, by=by)  # first: what is written now must not be judged with
    _write_records(decision, by=by)
    for key in sorted(line["nomination"] for line in decision.granted if line.get("nomination")):
        ledger.consume(decision.organisation, purpose_of(key), by)
    return decision


def _refuse_other_lines(paper: DecisionPaper) -> None:
    """The text may have been edited: it must still grant what was chosen."""
    said = sorted(criteria.rows_of_decision(_issued(paper)))
    chosen = sorted((line["name"], line["distinction_name"]) for line in paper.granted)
    if said != chosen:
        raise DomainError(
            f"Quyết định số {paper.document.full_number} có {len(said)} dòng, khác với {len(chosen)} dòng đã chọn, nên"
            " không ghi từ văn bản này được. Nhập quyết định bằng tay theo đúng bản đã ký."
        )


def _issued(paper: DecisionPaper) -> Content:
    return documents.frozen_content(paper.document)


def _keep_cases(decision: Decision, *, by) -> None:
    """Of what the law judges, what was granted, with the facts and rules of the day."""
    distinctions = {row.code: row for row in Distinction.objects.all()}
    cases = [
        Decided(
            line.get("person"),
            line.get("department"),
            distinctions[line["distinction"]],
            DecidedCase.Outcome.AWARDED,
            purpose_of(line["nomination"]) if line.get("nomination") else f"decision:{decision.pk}",
        )
        for line in decision.granted
        if (line.get("person") or line.get("department")) and distinctions[line["distinction"]].is_judged
    ]
    keep_cases(
        decision.organisation,
        cases,
        school_year_code=decision.school_year_code,
        judged_on=decision.decided_on,
        by=by,
    )


def _write_records(decision: Decision, *, by) -> None:
    """Titles of the own people and tổ; who is only named has no record here."""
    organisation = decision.organisation
    distinctions = {row.code: row for row in Distinction.objects.all()}
    people = Person.objects.in_bulk([line["person"] for line in decision.granted if line.get("person")])
    departments = Department.objects.for_organisation(organisation).in_bulk(
        [line["department"] for line in decision.granted if line.get("department")]
    )
    for line in decision.granted:
        person, department = people.get(line.get("person")), departments.get(line.get("department"))
        if person is None and department is None:
            continue
        record_title(
            organisation=organisation,
            person=person,
            department=department,
            distinction=distinctions[line["distinction"]],
            school_year_code=decision.school_year_code,
            decision_number=decision.number,
            decided_on=decision.decided_on,
            authority=decision.authority,
            source_key=f"decision:{decision.pk}",
            by=by,
        )
