from django.urls import path

from campaigns import group_views, paper_views, views

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
    path("<int:pk>/launch-plan/", paper_views.launch_plan_draft, name="launch_plan_draft"),
    path("<int:pk>/report/", paper_views.movement_report_draft, name="movement_report_draft"),
    path("groups/", group_views.group_list, name="group_list"),
    path("groups/new/", group_views.group_create, name="group_create"),
    path("groups/<int:pk>/", group_views.group_detail, name="group_detail"),
    path("groups/<int:pk>/edit/", group_views.group_edit, name="group_edit"),
    path("groups/<int:pk>/covenant/", paper_views.covenant, name="covenant"),
    path("groups/<int:pk>/covenant/preview/", paper_views.covenant_preview, name="covenant_preview"),
    path("groups/<int:pk>/meetings/new/", group_views.meeting_create, name="meeting_create"),
    path("members/<int:pk>/", group_views.member_edit, name="member_edit"),
    path("meetings/<int:pk>/", group_views.meeting_edit, name="meeting_edit"),
    path("meetings/<int:pk>/notice/", paper_views.conclusions_draft, name="conclusions_draft"),
]
