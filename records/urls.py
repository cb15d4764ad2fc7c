from django.urls import path

from records import views

app_name = "records"
urlpatterns = [
    path("", views.record_list, name="record_list"),
    path("mine/", views.own_record, name="own_record"),
    path("people/<int:pk>/", views.person_record, name="person_record"),
]
