import rules

from core import jobs


@rules.predicate
def asked_for_it(user, job=None):
    """A job is its owner's: progress, cancelling and the file it made."""
    return job is not None and job.created_by_id == user.pk


@rules.predicate
def may_still_take(user, job=None):
    """Rights may have ended since the job was asked for."""
    return job is not None and jobs.may_take(user, job)


rules.add_perm("core.take_job_file", asked_for_it & may_still_take)
rules.add_perm("core.view_job", asked_for_it)
rules.add_perm("core.cancel_job", asked_for_it)
