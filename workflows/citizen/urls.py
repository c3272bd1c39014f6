from django.urls import path

from workflows.citizen.views import apply, mine, receipt, tracking

urlpatterns = [
    path("services/<str:slug>/apply/", apply.apply, name="apply"),
    path("services/<str:slug>/apply/review/", apply.review, name="apply_review"),
    path("services/<str:slug>/apply/discard/", apply.discard, name="apply_discard"),
    path("receipt/<str:code>/", receipt.receipt, name="receipt"),
    path("receipt/<str:code>.pdf", receipt.receipt_pdf, name="receipt_pdf"),
    path("receipt/<str:code>/qr.svg", receipt.receipt_qr, name="receipt_qr"),
    path("verify/<str:token>/", receipt.verify, name="verify"),
    path("track/", tracking.track, name="track"),
    path("track/<str:code>/", tracking.track_case, name="track_case"),
    path("my/", mine.my, name="my"),
    path("my/tasks/<int:pk>/", mine.applicant_task, name="applicant_task"),
    path("my/<str:code>/", mine.my_case, name="my_case"),
]
