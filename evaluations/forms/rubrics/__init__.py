"""The forms of the editor of a rubric, and of the import of one."""

from evaluations.forms.rubrics.bands import BandFormSet, band_initial
from evaluations.forms.rubrics.criterion import CriterionForm
from evaluations.forms.rubrics.files import ReadOptionsForm, ReadRowForm, RubricUploadForm
from evaluations.forms.rubrics.options import AudienceForm, OptionsForm

__all__ = [
    "AudienceForm",
    "BandFormSet",
    "CriterionForm",
    "OptionsForm",
    "ReadOptionsForm",
    "ReadRowForm",
    "RubricUploadForm",
    "band_initial",
]
