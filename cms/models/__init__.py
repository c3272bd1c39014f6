"""Pages and settings of the published site."""

from cms.models.pages import CataloguePage, HomePage
from cms.models.service import ServicePage

__all__ = ["CataloguePage", "HomePage", "ServicePage"]
