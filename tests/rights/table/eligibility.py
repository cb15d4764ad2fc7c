"""Who may be given what: read by those who prepare it, and by each person of herself."""

from __future__ import annotations

from tests.rights.table.entry import KEEPERS, OFFICE, SCHOOL, Entry, person_of, pk_of


def department_pk(holdings) -> dict:
    return {"pk": holdings.department.pk}


ELIGIBILITY = {
    "records:verdict_list": Entry(KEEPERS, "secretary"),
    "records:verdict_export": Entry(KEEPERS, "secretary", logs=True),
    "records:person_verdicts": Entry(KEEPERS, "secretary", person_of("teacher")),
    "records:department_verdicts": Entry(KEEPERS, "secretary", department_pk),
    "records:school_verdicts": Entry(KEEPERS, "secretary"),
    "records:own_verdicts": Entry(SCHOOL, "teacher"),
    "records:forecast_list": Entry(KEEPERS, "secretary"),
    "records:forecast_export": Entry(KEEPERS, "secretary", logs=True),
    "records:person_forecast": Entry(KEEPERS, "secretary", person_of("teacher")),
    "records:own_forecast": Entry(SCHOOL, "teacher"),
    # It changes nothing, so that there is no act to try: what it shows of a value stands in its own test.
    "records:parameter_effect": Entry(KEEPERS | OFFICE, "secretary"),
    "records:quota_list": Entry(KEEPERS, "secretary"),
    "records:case_list": Entry(KEEPERS, "secretary"),
    "records:case_detail": Entry(KEEPERS, "secretary", pk_of("case")),
}
