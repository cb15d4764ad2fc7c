from django.urls import path

from documents.views import verification

app_name = "verification"
urlpatterns = [
    path("", verification.code_entry, name="code_entry"),
    path("<str:code>/", verification.paper, name="paper"),
    path("<str:code>/compare/", verification.comparison, name="comparison"),
]
