from django.urls import path

from campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("", views.campaign_list, name="campaign_list"),
    path("plan/<int:pk>/new/", views.campaign_create, name="campaign_create"),
    path("<int:pk>/", views.campaign_detail, name="campaign_detail"),
    path("<int:pk>/edit/", views.campaign_edit, name="campaign_edit"),
    path("<int:pk>/launch/", views.campaign_launch, name="campaign_launch"),
    path("<int:pk>/join/", views.campaign_join, name="campaign_join"),
    path("good-deeds/", views.good_deed_list, name="good_deed_list"),
    path("good-deeds/new/", views.good_deed_create, name="good_deed_create"),
    path("good-deeds/<int:pk>/photo/", views.good_deed_photo, name="good_deed_photo"),
]
