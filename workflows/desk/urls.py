from django.urls import path

from workflows.desk.views import cases, task, worklist

urlpatterns = [
    path("desk/", worklist.worklist, name="desk"),
    path("desk/claim/", worklist.claim_selected, name="desk_claim"),
    path("desk/tasks/<int:pk>/", task.task, name="desk_task"),
    path("desk/tasks/<int:pk>/claim/", task.claim, name="desk_task_claim"),
    path("desk/tasks/<int:pk>/release/", task.release, name="desk_task_release"),
    path("desk/cases/", cases.case_list, name="desk_cases"),
    path("desk/cases/<str:code>/", cases.case, name="desk_case"),
]
