"""Pages and settings of the published site."""

from cms.models.category import ServiceCategory
from cms.models.pages import CataloguePage, FeaturedService, HomePage
from cms.models.service import ServicePage
from cms.models.settings import OrganisationSettings

__all__ = [
    "CataloguePage",
    "FeaturedService",
    "HomePage",
    "OrganisationSettings",
    "ServiceCategory",
    "ServicePage",
]
