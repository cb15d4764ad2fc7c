"""Long work: each job is seen by whoever asked for it."""

from __future__ import annotations

from functools import partial

from tests.rights.table.entry import Entry, nothing, uuid_of

own_job = partial(Entry, {"teacher"}, "teacher", uuid_of("job"))

CORE = {
    "core:job_detail": own_job(),
    "core:job_cancel": own_job(post=nothing),
    "core:job_file": own_job(),
}
