"""The forms of the evaluations: of the columns of sheets, and of the acts of the chain."""

from evaluations.forms.chain import AnswerForm, ObjectionForm, ReopenForm
from evaluations.forms.fields import KINDS
from evaluations.forms.sheets import SheetForm

__all__ = ["KINDS", "AnswerForm", "ObjectionForm", "ReopenForm", "SheetForm"]
