from django.urls import path

from forms_ext import views

urlpatterns = [
    path("files/<uuid:pk>/", views.attachment, name="attachment"),
]
