from django.urls import path

from reporting import views

urlpatterns = [
    path("reports/", views.dashboard, name="reports"),
    path("reports/cases/", views.case_list, name="reports_cases"),
]
