from django.urls import path

from deadlines import reminder_views, views

app_name = "deadlines"
urlpatterns = [
    path("", views.obligation_list, name="obligation_list"),
    path("done/", views.done_list, name="done_list"),
    path("reminders/", reminder_views.reminder_preview, name="reminder_preview"),
    path("reminders/edit/", reminder_views.reminder_ladder_edit, name="reminder_ladder_edit"),
    path("<int:pk>/extend/", views.obligation_extend, name="obligation_extend"),
    path("entries/<int:pk>/extend/", views.entry_extend, name="entry_extend"),
]
