"""What can be read of the published site: the door for the layers above."""

from cms.organisation import Organisation, organisation
from cms.service_choices import service_choices

__all__ = ["Organisation", "organisation", "service_choices"]
