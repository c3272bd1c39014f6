"""Addresses under `/accounts/`. Of allauth's, those that this desk uses: there is no sign-up and no reset by e-mail."""

from allauth.account import views as allauth_views
from django.urls import path

from accounts import views

urlpatterns = [
    path("login/", views.PasswordLogin.as_view(), name="account_login"),
    path("logout/", views.Logout.as_view(), name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("password/change/", views.PasswordChange.as_view(), name="account_change_password"),
    path("reauthenticate/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("citizen/", views.citizen_login, name="citizen_login"),
    path("citizen/code/", views.citizen_login_code, name="citizen_login_code"),
    path("profile/", views.profile, name="profile"),
]
