"""Who may be given what: read by those who prepare it, and by each person of herself."""

from __future__ import annotations

from tests.rights.table.entry import EVERYBODY, OFFICE, RECORD_KEEPERS, Entry, person_of, pk_of


def department_pk(holdings) -> dict:
    return {"pk": holdings.department.pk}


ELIGIBILITY = {
    "records:verdict_list": Entry(RECORD_KEEPERS, "secretary"),
    "records:verdict_export": Entry(RECORD_KEEPERS, "secretary", logs=True),
    "records:person_verdicts": Entry(RECORD_KEEPERS, "secretary", person_of("teacher")),
    "records:department_verdicts": Entry(RECORD_KEEPERS, "secretary", department_pk),
    "records:school_verdicts": Entry(RECORD_KEEPERS, "secretary"),
    "records:own_verdicts": Entry(EVERYBODY, "teacher"),
    "records:forecast_list": Entry(RECORD_KEEPERS, "secretary"),
    "records:forecast_export": Entry(RECORD_KEEPERS, "secretary", logs=True),
    "records:person_forecast": Entry(RECORD_KEEPERS, "secretary", person_of("teacher")),
    "records:own_forecast": Entry(EVERYBODY, "teacher"),
    # It changes nothing, so that there is no act to try: what it shows of a value stands in its own test.
    "records:parameter_effect": Entry(RECORD_KEEPERS | OFFICE, "secretary"),
    "records:quota_list": Entry(RECORD_KEEPERS, "secretary"),
    "records:case_list": Entry(RECORD_KEEPERS, "secretary"),
    "records:case_detail": Entry(RECORD_KEEPERS, "secretary", pk_of("case")),
}
