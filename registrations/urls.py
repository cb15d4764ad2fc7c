from django.urls import path

from registrations import views

app_name = "registrations"
urlpatterns = [
    path("", views.registration_list, name="registration_list"),
    path("export/", views.registration_export, name="registration_export"),
    path("own/", views.registration_edit, name="registration_edit"),
    path("own/autosave/", views.registration_autosave, name="registration_autosave"),
    path("own/check/", views.registration_check, name="registration_check"),
    path("own/receipt/", views.registration_receipt, name="registration_receipt"),
    path("own/withdraw/", views.registration_withdraw, name="registration_withdraw"),
    path("own/again/", views.registration_again, name="registration_again"),
    path("rounds/open/", views.round_open, name="round_open"),
    path("rounds/<int:pk>/lock/", views.round_lock, name="round_lock"),
    path("departments/<int:pk>/", views.collective_edit, name="collective_edit"),
    path("departments/<int:pk>/withdraw/", views.collective_withdraw, name="collective_withdraw"),
    path("departments/<int:pk>/again/", views.collective_again, name="collective_again"),
    path("<int:pk>/paper/", views.registration_paper, name="registration_paper"),
    path("<int:pk>/", views.registration_detail, name="registration_detail"),
    path("<int:pk>/remark/", views.registration_remark, name="registration_remark"),
    path("<int:pk>/return/", views.registration_return, name="registration_return"),
]
