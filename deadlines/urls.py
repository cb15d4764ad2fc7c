from django.urls import path

from deadlines import views

app_name = "deadlines"
urlpatterns = [
    path("", views.obligation_list, name="obligation_list"),
    path("done/", views.done_list, name="done_list"),
    path("<int:pk>/extend/", views.obligation_extend, name="obligation_extend"),
    path("entries/<int:pk>/extend/", views.entry_extend, name="entry_extend"),
]
