from plans.models.facts import PlanFact, ReadFact, ReviewAct
from plans.models.incoming import IncomingDocument, IncomingFact
from plans.models.papers import YearPaper
from plans.models.plan import EmulationPlan
from plans.models.readers import Acknowledgement, PlanAudience, PublicPage, public_code
from plans.models.targets import PlanTarget

__all__ = [
    "Acknowledgement",
    "EmulationPlan",
    "IncomingDocument",
    "IncomingFact",
    "PlanAudience",
    "PlanFact",
    "PlanTarget",
    "PublicPage",
    "ReadFact",
    "ReviewAct",
    "YearPaper",
    "public_code",
]
