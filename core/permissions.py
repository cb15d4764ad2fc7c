import rules


@rules.predicate
def asked_for_it(user, job=None):
    """A job is its owner's: progress, cancelling and the file it made."""
    return job is not None and job.created_by_id == user.pk


rules.add_perm("core.view_job", asked_for_it)
rules.add_perm("core.cancel_job", asked_for_it)
