from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="login"),
    path("resume/", views.resume, name="resume"),
    path("sign-out/", views.SignOut.as_view(), name="logout"),
    path("password/", views.password_change, name="password_change"),
]
