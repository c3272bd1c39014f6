from django.apps import AppConfig
from django.db.models.signals import m2m_changed, post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, their sign-in and their roles."""

    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accounts import landing, receivers, role_setup, roles
        from accounts.models import User

        role_setup.register_permissions()
        roles.register(roles.ADMINISTRATORS, ["messaging.view_message", "outbox.view_effect", "outbox.change_effect"])
        landing.register(receivers.administration_of, rank=landing.ADMINISTRATION)
        receivers.connect()
        m2m_changed.connect(roles.forget, sender=User.groups.through, dispatch_uid="accounts.roles.forget")
        post_migrate.connect(roles.after_migrate, dispatch_uid="accounts.roles")
