from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """PDF documents."""

    name = "documents"
