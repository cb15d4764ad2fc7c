"""Official papers: against the bare library, two workers against one, memory of a worker, and what is there already.

The library alone gets the same HTML, the same parsed style sheet and fonts, and writes the same kind of PDF. Workers
are processes of their own that take turns at one batch, as the queue's do; they are warm before the clock starts.

python -m bench documents [papers]     1,000 papers are the whole count
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.db import connection
from django.test import override_settings
from django_scopes import scopes_disabled
from weasyprint import HTML

from accounts.models import User
from bench._measure import median_ms
from core import jobs
from core.models import Job
from core.scoping import scope
from documents import jobs as handlers
from documents import rendering, services
from documents.content import Content, Letterhead, Paragraph, Run, Section, Signatory
from documents.models import OfficialDocument, RenderItem
from documents.seals import Seal
from organisation.models import Organisation
from tests.factories.people import OrganisationFactory

PAPERS = 200
SLUG = "bench-van-ban-"
SENTENCE = "Các tổ phổ biến nội dung này đến từng thành viên, theo dõi và báo cáo kết quả theo thời gian đã ghi. "
SEAL = Seal("ABCDEFGHJKLM", "https://thidua.vidu.test/public/verify/ABCDEFGHJKLM/")


def paper(sections: int, number: int = 0) -> Content:
    blocks = [Section(f"Nội dung {n}", [Paragraph([Run(SENTENCE * 5)]) for _ in range(2)]) for n in range(sections)]
    head = Letterhead(["ỦY BAN NHÂN DÂN PHƯỜNG HOA LƯ"], ["TRƯỜNG TIỂU HỌC NGỌC CẦU"], "", place="Hoa Lư")
    signatory = Signatory(post="HIỆU TRƯỞNG", name="Trần Văn Khải")
    return Content("BẢN ĐĂNG KÝ", f"Thi đua số {number}", head, blocks=blocks, is_form=True, signatories=[signatory])


def against_the_library() -> None:
    for sections in (1, 10):
        content = paper(sections)
        html = rendering.render_html(content, draft=False, seal=SEAL)
        fonts, stylesheet = rendering._styles()
        pages = len(HTML(string=html).render(stylesheets=[stylesheet], font_config=fonts).pages)
        ours, bare = [], []
        for _ in range(31):
            start = time.perf_counter()
            rendering.render_pdf(content, draft=False, seal=SEAL)
            middle = time.perf_counter()
            HTML(string=html).write_pdf(
                stylesheets=[stylesheet], font_config=fonts, pdf_variant="pdf/a-2a", pdf_tags=True
            )
            ours.append(middle - start)
            bare.append(time.perf_counter() - middle)
        ratio = statistics.median(ours[1:]) / statistics.median(bare[1:])
        print(f"official PDF, {pages} pages: {statistics.median(ours) * 1000:.0f} ms, {ratio:.3f} × the library alone")


# ---- workers ----


def batch(count: int) -> Job:
    """A school with so many papers that wait for their files."""
    organisation = OrganisationFactory(slug=f"{SLUG}{time.monotonic_ns()}")
    user, _ = User.objects.get_or_create(username="bench-van-ban", defaults={"full_name": "Văn thư"})
    papers = [services.Filled(paper(1, number)) for number in range(count)]
    with scope(organisation):
        _, job = services.issue_forms(
            organisation=organisation, form="registration", papers=papers, by=user, label="Đo"
        )
    return job


def work(job_id: str, ready: str, go: str) -> None:
    """What a worker does, until the batch is over; prints how many it made and its memory on the way."""
    sizes = []
    render = rendering.render_pdf

    def counted(*arguments, **options) -> bytes:
        made = render(*arguments, **options)
        sizes.append(resident_mb())
        return made

    for _ in range(3):
        render(paper(1), draft=False, seal=SEAL)
    rendering.render_pdf = counted
    Path(ready).touch()
    while not Path(go).exists():
        time.sleep(0.01)
    while True:
        jobs.run(int(job_id))
        with scopes_disabled():
            if Job.objects.get(pk=job_id).is_over:
                break
        time.sleep(0.02)
    early = sizes[len(sizes) // 10] if sizes else 0
    print(len(sizes), early, sizes[-1] if sizes else 0)


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def run_workers(count: int, workers: int, media: str) -> float:
    """Seconds for a batch on so many workers."""
    job = batch(count)
    environment = os.environ | {"CELERY_BROKER_URL": "memory://", "MEDIA_ROOT": media}
    with tempfile.TemporaryDirectory() as folder:
        go, marks = Path(folder) / "go", [Path(folder) / str(number) for number in range(workers)]
        commands = [[sys.executable, "-m", "bench", "documents", "work", str(job.pk), str(m), str(go)] for m in marks]
        started = [subprocess.Popen(each, env=environment, stdout=subprocess.PIPE, text=True) for each in commands]
        while not all(mark.exists() for mark in marks):
            if any(process.poll() is not None for process in started):
                for process in started:
                    process.kill()
                raise RuntimeError("a worker ended before it began")
            time.sleep(0.05)
        start = time.perf_counter()
        go.touch()
        said = [process.communicate()[0].split() for process in started]
        seconds = time.perf_counter() - start
    made = [int(each[-3]) for each in said]
    with scopes_disabled():
        left = RenderItem.objects.filter(job=job).exclude(document__file_sha256__gt="").count()
    if sum(made) != count or left:
        raise RuntimeError(f"{made} papers made of {count}, {left} without a file")
    memory = ", ".join(f"{float(early):.0f} → {float(late):.0f} MB" for _, early, late in (each[-3:] for each in said))
    print(f"{count} papers on {workers} worker(s): {seconds:.1f} s, {made} each, memory {memory}", flush=True)
    return seconds


def already_there(media: str) -> None:
    """A paper that has its file, asked for again, against making it."""
    with override_settings(MEDIA_ROOT=media):
        with scopes_disabled():
            document = OfficialDocument.objects.filter(organisation__slug__startswith=SLUG).exclude(file="").first()
        with scope(document.organisation):
            again = median_ms(lambda: handlers.render_issued(document.render_job, document_id=document.pk), repeat=50)
            made = median_ms(
                lambda: rendering.render_pdf(
                    services.frozen_content(document), draft=False, seal=services.seal_of(document)
                )
            )
    print(f"asked for again: {again:.2f} ms, rendering takes {made / again:.0f} × as long")


def remove() -> None:
    """Issued papers cannot be deleted, nor the log: only the owner of the database may pass its triggers."""
    schools = Organisation.objects.filter(slug__startswith=SLUG)
    with scopes_disabled(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for model in (RenderItem, OfficialDocument, Job):
            rows = model._base_manager.filter(organisation__in=schools)
            rows._raw_delete(rows.db)
        cursor.execute("SET session_replication_role = DEFAULT")


def main(papers: str = str(PAPERS), *rest: str) -> None:
    if papers == "work":
        work(*rest)
        return
    count, media = int(papers), tempfile.mkdtemp()
    against_the_library()
    try:
        with override_settings(DEBUG=False):
            one, two = run_workers(count, 1, media), run_workers(count, 2, media)
            print(f"two workers make {one / two:.2f} × what one makes")
            already_there(media)
    finally:
        remove()
        shutil.rmtree(media)
