from django.urls import path

from plans import change_views, publication_views, regulation_views, target_views, views, year_paper_views

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
    path("<int:pk>/targets/", target_views.target_list, name="target_list"),
    path("<int:pk>/targets/export/", target_views.target_export, name="target_export"),
    path("targets/<int:pk>/", target_views.target_detail, name="target_detail"),
    path("<int:pk>/publish/", publication_views.plan_publish, name="plan_publish"),
    path("<int:pk>/readers/", publication_views.plan_readers, name="plan_readers"),
    path("<int:pk>/readers/export/", publication_views.plan_readers_export, name="plan_readers_export"),
    path("<int:pk>/readers/remind/", publication_views.plan_readers_remind, name="plan_readers_remind"),
    path("<int:pk>/public/", publication_views.plan_public_page, name="plan_public_page"),
    path("<int:pk>/public/withdraw/", publication_views.plan_public_withdraw, name="plan_public_withdraw"),
    path("<int:pk>/change/", change_views.change_create, name="change_create"),
    path("<int:pk>/relation/", change_views.plan_relation, name="plan_relation"),
    path("<int:pk>/comparison/", change_views.plan_comparison, name="plan_comparison"),
    path("regulations/", regulation_views.regulation_list, name="regulation_list"),
    path("regulations/new/", regulation_views.regulation_create, name="regulation_create"),
    path("papers/", year_paper_views.paper_list, name="paper_list"),
    path("papers/<slug:code>/", year_paper_views.paper_note, name="paper_note"),
    path("facts/<int:pk>/edit/", views.fact_edit, name="fact_edit"),
    path("facts/<int:pk>/accept/", views.fact_accept, name="fact_accept"),
    path("facts/<int:pk>/refuse/", views.fact_refuse, name="fact_refuse"),
]
