"""Who reaches which address: one entry for each URL name, filled from the estate.

An entry says whom the house lets in; everybody else is refused with its `refused` status, and people of another
organisation never learn that the thing exists. The test walks the URLs and this table together, so that neither can
grow without the other.
"""

from __future__ import annotations

from tests.rights.table.awards import AWARDS
from tests.rights.table.campaigns import CAMPAIGNS
from tests.rights.table.core import CORE
from tests.rights.table.councils import COUNCILS
from tests.rights.table.deadlines import DEADLINES
from tests.rights.table.documents import DOCUMENTS
from tests.rights.table.eligibility import ELIGIBILITY
from tests.rights.table.entry import Entry
from tests.rights.table.evaluations import EVALUATIONS
from tests.rights.table.home import HOME
from tests.rights.table.incoming import INCOMING
from tests.rights.table.legal import LEGAL
from tests.rights.table.notifications import NOTIFICATIONS
from tests.rights.table.organisation import ORGANISATION
from tests.rights.table.oversight import OVERSIGHT
from tests.rights.table.plans import PLANS
from tests.rights.table.records import RECORDS
from tests.rights.table.registrations import REGISTRATIONS
from tests.rights.table.submissions import SUBMISSIONS
from tests.rights.table.variants import VARIANTS

# Without a session, by their nature.
PUBLIC = {
    "accounts:login",
    "accounts:logout",
    "accounts:resume",
    "health",
    "calendar_feed",
    "public:plan",
    "public:plan_file",
    "public_results:commended",
    "verification:code_entry",
    "verification:comparison",
    "verification:paper",
}

TABLE: dict[str, Entry] = {
    **HOME,
    **CORE,
    **ORGANISATION,
    **NOTIFICATIONS,
    **DEADLINES,
    **LEGAL,
    **DOCUMENTS,
    **REGISTRATIONS,
    **EVALUATIONS,
    **COUNCILS,
    **SUBMISSIONS,
    **RECORDS,
    **ELIGIBILITY,
    **AWARDS,
    **OVERSIGHT,
    **PLANS,
    **INCOMING,
    **CAMPAIGNS,
    **VARIANTS,
}
