from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("workflows.citizen.urls")),
    path("", include("workflows.desk.urls")),
]
