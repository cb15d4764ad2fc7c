from django.urls import path

from oversight import result_views, views

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
]
