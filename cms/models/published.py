"""What the published pages have in common: anonymous visitors are served them from the page cache."""

from wagtail.models import Page

from cms import page_cache, page_context


class PublishedPage(Page):
    """A page that looks the same to every anonymous visitor, and so may be kept whole."""

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), **page_context.context_of(self, request)}

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if self.is_cacheable(response.context_data):
            page_cache.allow(request)
        return response

    def is_cacheable(self, context: dict) -> bool:
        """Whether this answer may be kept: not one of endlessly many that a visitor's words can make."""
        return True
