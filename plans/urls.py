from django.urls import path

from plans import target_views, views

app_name = "plans"
urlpatterns = [
    path("", views.plan_list, name="plan_list"),
    path("new/", views.plan_create, name="plan_create"),
    path("<int:pk>/", views.plan_detail, name="plan_detail"),
    path("<int:pk>/pdf/", views.plan_pdf, name="plan_pdf"),
    path("<int:pk>/read/", views.plan_acknowledge, name="plan_acknowledge"),
    path("<int:pk>/review/", views.plan_review, name="plan_review"),
    path("<int:pk>/review/accept/", views.facts_accept, name="facts_accept"),
    path("<int:pk>/header/", views.plan_header, name="plan_header"),
    path("<int:pk>/text/", views.plan_text, name="plan_text"),
    path("<int:pk>/submit/", views.plan_submit, name="plan_submit"),
    path("<int:pk>/publish/", views.plan_publish, name="plan_publish"),
    path("<int:pk>/targets/", target_views.target_list, name="target_list"),
    path("<int:pk>/targets/export/", target_views.target_export, name="target_export"),
    path("targets/<int:pk>/", target_views.target_detail, name="target_detail"),
    path("facts/<int:pk>/edit/", views.fact_edit, name="fact_edit"),
    path("facts/<int:pk>/accept/", views.fact_accept, name="fact_accept"),
    path("facts/<int:pk>/refuse/", views.fact_refuse, name="fact_refuse"),
]
