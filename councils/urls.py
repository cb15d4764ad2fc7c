from django.urls import path

from councils.views import ballots, councils, following, practice, running, sessions, tellers

app_name = "councils"
urlpatterns = [
    path("", sessions.session_list, name="session_list"),
    path("council/new/", councils.council_create, name="council_create"),
    path("council/<int:pk>/", councils.council_detail, name="council_detail"),
    path("council/<int:pk>/practice/", practice.practice_begin, name="practice_begin"),
    path("sessions/<int:pk>/erase/", practice.practice_erase, name="practice_erase"),
    path("sessions/new/", sessions.session_create, name="session_create"),
    path("sessions/<int:pk>/", sessions.session_detail, name="session_detail"),
    path("sessions/<int:pk>/roll-call/", running.session_roll_call, name="session_roll_call"),
    path("sessions/<int:pk>/open/", running.session_open, name="session_open"),
    path("sessions/<int:pk>/hands/", running.session_hands, name="session_hands"),
    path("sessions/<int:pk>/again/", following.session_again, name="session_again"),
    path("sessions/<int:pk>/recusals/", running.session_recusals, name="session_recusals"),
    path("recusals/<int:pk>/withdraw/", running.recusal_withdraw, name="recusal_withdraw"),
    path("sessions/<int:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path("sessions/<int:pk>/close/", sessions.session_close, name="session_close"),
    path("sessions/<int:pk>/ballot/", ballots.ballot, name="ballot"),
    path("sessions/<int:pk>/ballot/cast/", ballots.ballot_cast, name="ballot_cast"),
    path("sessions/<int:pk>/ballot/open/", ballots.ballot_open, name="ballot_open"),
    path("sessions/<int:pk>/ballot/progress/", ballots.ballot_progress, name="ballot_progress"),
    path("sessions/<int:pk>/ballot/release/", ballots.ballot_release, name="ballot_release"),
    path("sessions/<int:pk>/ballot/close/", ballots.ballot_close, name="ballot_close"),
    path("sessions/<int:pk>/papers/print/", tellers.papers_print, name="papers_print"),
    path("sessions/<int:pk>/count/", tellers.teller_count, name="teller_count"),
    path("sessions/<int:pk>/count/reopen/", tellers.teller_reopen, name="teller_reopen"),
]
