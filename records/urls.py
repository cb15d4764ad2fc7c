from django.urls import path

from records import views

app_name = "records"
urlpatterns = [
    path("", views.record_list, name="record_list"),
    path("mine/", views.own_record, name="own_record"),
    path("mine/export/", views.own_export, name="own_export"),
    path("mine/export.json", views.own_export_json, name="own_export_json"),
    path("mine/corrections/new/", views.correction_create, name="correction_create"),
    path("mine/corrections/<int:pk>/withdraw/", views.correction_withdraw, name="correction_withdraw"),
    path("corrections/", views.correction_list, name="correction_list"),
    path("corrections/<int:pk>/", views.correction_detail, name="correction_detail"),
    path("corrections/<int:pk>/evidence/", views.correction_evidence, name="correction_evidence"),
    path("mine/evidence/", views.own_evidence, name="own_evidence"),
    path("mine/evidence/<int:pk>/", views.evidence_file, name="evidence_file"),
    path("mine/evidence/<int:pk>/delete/", views.evidence_delete, name="evidence_delete"),
    path("mine/ratings/<int:pk>/", views.own_rating, name="own_rating"),
    path("people/<int:pk>/", views.person_record, name="person_record"),
    path("ratings/", views.rating_list, name="rating_list"),
    path("ratings/export/", views.rating_export, name="rating_export"),
    path("ratings/new/", views.rating_create, name="rating_create"),
    path("ratings/decide/", views.rating_decide, name="rating_decide"),
    path("ratings/unit/", views.rated_year_edit, name="rated_year_edit"),
    path("ratings/<int:pk>/", views.rating_detail, name="rating_detail"),
    path("ratings/<int:pk>/edit/", views.rating_edit, name="rating_edit"),
    path("ratings/<int:pk>/withdraw/", views.rating_withdraw, name="rating_withdraw"),
    path("ratings/<int:pk>/replace/", views.rating_replace, name="rating_replace"),
]
