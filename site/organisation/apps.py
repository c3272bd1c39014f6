from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """The org chart: fields of activity, posts, and who holds them."""

    name = "organisation"

    def ready(self) -> None:
        from accounts import roles, signing_in
        from organisation import selectors

        signing_in.register_duty(selectors.is_appointed)
        roles.register(roles.EDITORS, ["organisation.view_post"])
        for model in ("post", "appointment", "activityfield"):
            verbs = [f"organisation.{verb}_{model}" for verb in ("add", "change", "delete", "view")]
            roles.register(roles.ADMINISTRATORS, verbs)
