from django.urls import include, path

from deadlines.views import calendar_feed
from thiduakhenthuong import views

acting = [
    path("", views.todo, name="todo"),
    path("year/", views.year_overview, name="year_overview"),
    path("jobs/", include("core.urls")),
    path("", include("organisation.urls")),
    path("notifications/", include("notifications.urls")),
    path("documents/", include("documents.urls")),
    path("deadlines/", include("deadlines.urls")),
    path("submissions/", include("submissions.urls")),
    path("records/", include("records.urls")),
    path("councils/", include("councils.urls")),
    path("plans/", include("plans.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("registrations/", include("registrations.urls")),
    path("evaluations/", include("evaluations.urls")),
    path("awards/", include("awards.urls")),
    path("oversight/", include("oversight.urls")),
    path("legal/", include("legal.urls")),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.health, name="health"),
    path("accounts/", include("accounts.urls")),
    path("calendar-feeds/<str:token>.ics", calendar_feed, name="calendar_feed"),
    path("public/results/", include("evaluations.public_urls")),
    path("public/verify/", include("documents.public_urls")),
    path("public/", include("plans.public_urls")),
    path("o/<slug:organisation>/", include(acting)),
]
