"""The forms of the evaluations: of the columns of sheets, and of the acts of the chain."""

from evaluations.forms.chain import AnswerForm, ObjectionForm, ReopenForm
from evaluations.forms.fields import KINDS
from evaluations.forms.sheets import ProofForm, SheetForm

__all__ = ["KINDS", "AnswerForm", "ObjectionForm", "ProofForm", "ReopenForm", "SheetForm"]
