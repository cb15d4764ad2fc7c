from django.urls import path

from legal import views

app_name = "legal"
urlpatterns = [
    path("parameters/", views.parameter_list, name="parameter_list"),
    path("parameters/new/", views.parameter_create, name="parameter_create"),
]
