from django.urls import path

from legal import views

app_name = "legal"
urlpatterns = [
    path("library/", views.document_list, name="document_list"),
    path("library/export/", views.document_export, name="document_export"),
    path("library/<int:pk>/", views.document_detail, name="document_detail"),
    path("distinctions/", views.distinction_list, name="distinction_list"),
    path("distinctions/<slug:code>/", views.distinction_detail, name="distinction_detail"),
    path("regimes/", views.regime_list, name="regime_list"),
    path("parameters/", views.parameter_list, name="parameter_list"),
    path("parameters/export/", views.parameter_export, name="parameter_export"),
    path("parameters/new/", views.parameter_create, name="parameter_create"),
    path("parameters/of/<str:code>/build/", views.parameter_build, name="parameter_build"),
    path("parameters/of/<str:code>/", views.parameter_history, name="parameter_history"),
    path("parameters/<int:pk>/end/", views.parameter_end, name="parameter_end"),
]
