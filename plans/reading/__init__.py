"""A plan's dates, targets, campaigns and the rest as facts.

Read from a document's content; pure: no database, no clock, no request.
"""

from plans.reading.export import to_export
from plans.reading.facts import PlanFacts
from plans.reading.plan import read_plan

__all__ = ["PlanFacts", "read_plan", "to_export"]
