"""What the published pages have in common: anonymous visitors are served them from the page cache."""

from wagtail.models import Page, PageViewRestriction

from cms import page_cache, page_context, restrictions


class PublishedPage(Page):
    """A page that looks the same to every anonymous visitor, and so may be kept whole."""

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), **page_context.context_of(self, request)}

    def route(self, request, path_components):
        """As Wagtail routes. A child that can only be of one model is read with one query, where Wagtail takes two."""
        models = self.allowed_subpage_models()
        if not path_components or len(models) != 1:
            return super().route(request, path_components)
        child = models[0].objects.child_of(self).filter(slug=path_components[0]).first()
        if child is None:
            return super().route(request, path_components)
        child._cached_parent_obj = self
        return child.route(request, path_components[1:])

    def get_view_restrictions(self):
        """As Wagtail says, which looks through all ancestors; where nothing is private there is nothing to look for."""
        if restrictions.any_exist():
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        if self.is_cacheable(response.context_data):
            page_cache.allow(request)
        return response

    def is_cacheable(self, context: dict) -> bool:
        """Whether this answer may be kept: not one of endlessly many that a visitor's words can make."""
        return True
