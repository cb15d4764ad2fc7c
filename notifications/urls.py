from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notification_list, name="notification_list"),
    path("read/", views.notification_read_all, name="notification_read_all"),
    path("mail/", views.mail_preference_edit, name="mail_preference_edit"),
    path("<int:pk>/open/", views.notification_open, name="notification_open"),
]
