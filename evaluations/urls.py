from django.urls import path

from evaluations import views

app_name = "evaluations"
urlpatterns = [
    path("", views.period_list, name="period_list"),
    path("boards/", views.board, name="board"),
    path("boards/spread/", views.spread_board, name="spread_board"),
    path("boards/missing/", views.missing_board, name="missing_board"),
    path("boards/missing/remind/", views.missing_remind, name="missing_remind"),
    path("boards/export/", views.board_export, {"name": "months"}, name="board_export"),
    path("boards/paper/", views.board_paper, {"name": "months"}, name="board_paper"),
    path("boards/spread/export/", views.board_export, {"name": "spread"}, name="spread_export"),
    path("boards/spread/paper/", views.board_paper, {"name": "spread"}, name="spread_paper"),
    path("boards/missing/export/", views.board_export, {"name": "missing"}, name="missing_export"),
    path("boards/missing/paper/", views.board_paper, {"name": "missing"}, name="missing_paper"),
    path("boards/people/<int:pk>/", views.person_board, name="person_board"),
    path("boards/people/<int:pk>/export/", views.person_board_export, name="person_board_export"),
    path("boards/people/<int:pk>/paper/", views.person_board_paper, name="person_board_paper"),
    path("periods/new/", views.period_create, name="period_create"),
    path("periods/<int:pk>/", views.period_detail, name="period_detail"),
    path("periods/<int:pk>/export/", views.period_export, name="period_export"),
    path("periods/<int:pk>/review/", views.department_review, name="department_review"),
    path("periods/<int:pk>/hand/", views.period_hand, name="period_hand"),
    path("periods/<int:pk>/publish/", views.period_publish, name="period_publish"),
    path("sheets/<int:pk>/", views.sheet_detail, name="sheet_detail"),
    path("sheets/<int:pk>/edit/", views.sheet_edit, name="sheet_edit"),
    path("sheets/<int:pk>/autosave/", views.sheet_autosave, name="sheet_autosave"),
    path("sheets/<int:pk>/total/", views.sheet_total, name="sheet_total"),
    path("sheets/<int:pk>/check/", views.sheet_check, name="sheet_check"),
    path("sheets/<int:pk>/receipt/", views.sheet_receipt, name="sheet_receipt"),
    path("sheets/<int:pk>/recall/", views.sheet_recall, name="sheet_recall"),
    path("evidence/<int:pk>/", views.sheet_evidence, name="sheet_evidence"),
    path("rubrics/<int:pk>/", views.rubric_detail, name="rubric_detail"),
]
