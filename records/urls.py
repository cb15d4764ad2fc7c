from django.urls import path

from records import views

app_name = "records"
urlpatterns = [
    path("", views.record_list, name="record_list"),
    path("mine/", views.own_record, name="own_record"),
    path("mine/evidence/", views.own_evidence, name="own_evidence"),
    path("mine/evidence/<int:pk>/", views.evidence_file, name="evidence_file"),
    path("mine/evidence/<int:pk>/delete/", views.evidence_delete, name="evidence_delete"),
    path("mine/ratings/<int:pk>/", views.own_rating, name="own_rating"),
    path("people/<int:pk>/", views.person_record, name="person_record"),
]
