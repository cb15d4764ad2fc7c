from django.urls import path

from submissions import views

app_name = "submissions"
urlpatterns = [
    path("sent/", views.sent_list, name="sent_list"),
    path("documents/<int:pk>/", views.document_send, name="document_send"),
    path("sent/<int:pk>/", views.sent_detail, name="sent_detail"),
    path("sent/<int:pk>/letter/", views.letter_draft, name="letter_draft"),
    path("sent/<int:pk>/files/<int:position>/", views.sent_file, name="sent_file"),
]
