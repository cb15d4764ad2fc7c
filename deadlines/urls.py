from django.urls import path

from deadlines import reminder_views, views

app_name = "deadlines"
urlpatterns = [
    path("", views.obligation_list, name="obligation_list"),
    path("done/", views.done_list, name="done_list"),
    path("reminders/", reminder_views.reminder_preview, name="reminder_preview"),
    path("reminders/edit/", reminder_views.reminder_ladder_edit, name="reminder_ladder_edit"),
    path("<int:pk>/extend/", views.obligation_extend, name="obligation_extend"),
    path("calendar/", views.calendar_month, name="calendar_month"),
    path("calendar/year/", views.calendar_year, name="calendar_year"),
    path("calendar/file/", views.calendar_download, name="calendar_download"),
    path("calendar/address/", views.feed_detail, name="feed_detail"),
    path("calendar/address/new/", views.feed_create, name="feed_create"),
    path("calendar/address/revoke/", views.feed_revoke, name="feed_revoke"),
    path("holidays/", views.holiday_list, name="holiday_list"),
    path("holidays/new/", views.holiday_create, name="holiday_create"),
    path("holidays/<int:pk>/remove/", views.holiday_remove, name="holiday_remove"),
    path("entries/<int:pk>/", views.entry_detail, name="entry_detail"),
    path("entries/<int:pk>/extend/", views.entry_extend, name="entry_extend"),
]
