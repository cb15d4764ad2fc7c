from django.urls import path

from oversight import inspection_views, result_views, views

app_name = "oversight"
urlpatterns = [
    path("", views.board, name="board"),
    path("export.xlsx", views.board_export, name="board_export"),
    path("call/", views.call, name="call"),
    path("results/", result_views.result_board, name="result_board"),
    path("results/export.xlsx", result_views.result_export, name="result_export"),
    path("results/<slug:year>/<slug:term>/call/", result_views.result_call, name="result_call"),
    path("results/<slug:year>/<slug:term>/forward/", result_views.result_forward, name="result_forward"),
    path("submissions/<int:pk>/", views.submission_detail, name="submission_detail"),
    path("submissions/<int:pk>/receive/", views.submission_receive, name="submission_receive"),
    path("submissions/<int:pk>/return/", views.submission_return, name="submission_return"),
    path("submissions/<int:pk>/accept/", views.submission_accept, name="submission_accept"),
    path("submissions/<int:pk>/merge/", views.submission_merge, name="submission_merge"),
    path("submissions/<int:pk>/files/<int:position>/", views.submission_file, name="submission_file"),
    path("letters/reminder/", inspection_views.reminder_draft, name="reminder_draft"),
    path("inspections/", inspection_views.inspection_list, name="inspection_list"),
    path("inspections/new/", inspection_views.inspection_create, name="inspection_create"),
    path("inspections/<int:pk>/", inspection_views.inspection_detail, name="inspection_detail"),
    path("inspections/<int:pk>/edit/", inspection_views.inspection_edit, name="inspection_edit"),
    path("inspections/<int:pk>/plan/", inspection_views.inspection_plan_draft, name="inspection_plan_draft"),
    path("visits/<int:pk>/", inspection_views.visit_edit, name="visit_edit"),
    path("visits/<int:pk>/minutes/", inspection_views.visit_minutes_draft, name="visit_minutes_draft"),
]
