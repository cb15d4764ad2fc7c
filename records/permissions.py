from __future__ import annotations

import rules

from organisation.models import Role
from organisation.permissions import ANY_ROLE, LEADERS, has_role, is_head, is_own
from records.services.keepers import KEEPERS

rules.add_perm("records.view_own_record", has_role(*ANY_ROLE))  # a person's data are hers, in an office as well
rules.add_perm("records.keep_own_evidence", has_role(*ANY_ROLE))  # whose: the view looks among the own files only
keeps_records = is_head | has_role(Role.COUNCIL_SECRETARY, *LEADERS)
rules.add_perm("records.view_titlerecord", keeps_records)
rules.add_perm("records.keep_records", keeps_records)  # nobody her own: the services refuse it
rules.add_perm("records.view_eligibility", keeps_records)

rules.add_perm("records.view_conduct", is_head)  # discipline, on somebody else's page
rules.add_perm("records.keep_conduct", is_head)
rules.add_perm("records.keep_earlier_service", keeps_records)

# The yearly rating: kept by the head and the secretary, decided by the head, read by the person it is about.
keeps_ratings = has_role(*KEEPERS)
rules.add_perm("records.view_qualityrating", keeps_ratings)
rules.add_perm("records.propose_qualityrating", keeps_ratings)
rules.add_perm("records.decide_qualityrating", is_head)
rules.add_perm("records.view_exclusion_grounds", is_head)
rules.add_perm("records.view_own_qualityrating", is_own)

# A record that goes to another organisation holds ratings: those who read these send and take it, and are told of it.
rules.add_perm("records.keep_transfers", keeps_ratings)
