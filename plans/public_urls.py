from django.urls import path

from plans import public_views

app_name = "public"
urlpatterns = [
    path("<slug:code>/", public_views.plan, name="plan"),
    path("<slug:code>/pdf/", public_views.plan_file, name="plan_file"),
]
