from django.urls import path

from core import views

app_name = "core"
urlpatterns = [
    path("<uuid:uuid>/", views.job_detail, name="job_detail"),
    path("<uuid:uuid>/cancel/", views.job_cancel, name="job_cancel"),
    path("<uuid:uuid>/file/", views.job_file, name="job_file"),
]
