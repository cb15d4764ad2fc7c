from django.urls import path

from awards import views
from awards.views import decisions, initiatives, nominations, reports, titles

app_name = "awards"
urlpatterns = [
    path("", views.dossier_list, name="dossier_list"),
    path("titles/hand-over/", titles.title_hand_over, name="title_hand_over"),
    path("titles/lower/<int:pk>/", titles.title_lower, name="title_lower"),
    path("dossiers/new/", views.dossier_create, name="dossier_create"),
    path("dossiers/<int:pk>/", views.dossier_detail, name="dossier_detail"),
    path("dossiers/<int:pk>/collect/", views.dossier_collect, name="dossier_collect"),
    path("dossiers/<int:pk>/parts/<slug:kind>/", views.part_create, name="part_create"),
    path("dossiers/<int:pk>/check/", views.dossier_check, name="dossier_check"),
    path("dossiers/<int:pk>/submitted/", views.dossier_submitted, name="dossier_submitted"),
    path("initiatives/<int:pk>/", initiatives.initiative_list, name="initiative_list"),
    path("initiatives/<int:pk>/put/", initiatives.initiatives_put, name="initiatives_put"),
    path("initiatives/<int:pk>/scoring/", initiatives.scoring_sheets, name="scoring_sheets"),
    path("initiatives/<int:pk>/decision/", initiatives.recognition_create, name="recognition_create"),
    path("initiatives/<int:pk>/record/", initiatives.recognition_record, name="recognition_record"),
    path("nominations/<int:pk>/initiatives/", nominations.nomination_initiatives, name="nomination_initiatives"),
    path("decisions/", views.decision_list, name="decision_list"),
    path("decisions/<int:pk>/", views.decision_detail, name="decision_detail"),
    path("decisions/<int:pk>/take/", views.decision_take, name="decision_take"),
    path("decisions/new/<int:pk>/", views.decision_create, name="decision_create"),
    path("decisions/draft/<int:pk>/", decisions.decision_draft, name="decision_draft"),
    path("decisions/own/<int:pk>/", decisions.own_decision_draft, name="own_decision_draft"),
    path("decisions/commend/", decisions.commendation_draft, name="commendation_draft"),
    path("decisions/papers/<int:pk>/", decisions.decision_paper, name="decision_paper"),
    path("decisions/papers/<int:pk>/record/", decisions.decision_record, name="decision_record"),
    path("decisions/<int:pk>/certificates/", decisions.certificates, name="certificates"),
    path("decisions/<int:pk>/certificates/preview/", decisions.certificate_preview, name="certificate_preview"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
    path("reports/<int:pk>/edit/", reports.report_edit, name="report_edit"),
    path("reports/<int:pk>/autosave/", reports.report_autosave, name="report_autosave"),
    path("reports/<int:pk>/preview/", reports.report_preview, name="report_preview"),
    path("reports/<int:pk>/confirm/", reports.report_confirm, name="report_confirm"),
    path("reports/<int:pk>/return/", reports.report_return, name="report_return"),
]
