from django.urls import path

from councils import views

app_name = "councils"
urlpatterns = [
    path("", views.session_list, name="session_list"),
    path("council/new/", views.council_create, name="council_create"),
    path("council/<int:pk>/", views.council_detail, name="council_detail"),
    path("sessions/new/", views.session_create, name="session_create"),
    path("sessions/<int:pk>/", views.session_detail, name="session_detail"),
    path("sessions/<int:pk>/roll-call/", views.session_roll_call, name="session_roll_call"),
    path("sessions/<int:pk>/open/", views.session_open, name="session_open"),
    path("sessions/<int:pk>/hands/", views.session_hands, name="session_hands"),
    path("sessions/<int:pk>/recusals/", views.session_recusals, name="session_recusals"),
    path("recusals/<int:pk>/withdraw/", views.recusal_withdraw, name="recusal_withdraw"),
    path("sessions/<int:pk>/cancel/", views.session_cancel, name="session_cancel"),
    path("sessions/<int:pk>/close/", views.session_close, name="session_close"),
    path("sessions/<int:pk>/ballot/", views.ballot, name="ballot"),
    path("sessions/<int:pk>/ballot/cast/", views.ballot_cast, name="ballot_cast"),
    path("sessions/<int:pk>/ballot/open/", views.ballot_open, name="ballot_open"),
    path("sessions/<int:pk>/ballot/progress/", views.ballot_progress, name="ballot_progress"),
    path("sessions/<int:pk>/ballot/close/", views.ballot_close, name="ballot_close"),
]
