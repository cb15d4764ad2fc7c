from django.urls import path

from evaluations import public_views

app_name = "public_results"
urlpatterns = [path("<str:code>/", public_views.commended, name="commended")]
