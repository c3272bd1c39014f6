"""People for tests: `UserFactory(citizen=True)`, `UserFactory(staff=True)`, `UserFactory(administrator=True)`, …

Everyone's password is `PASSWORD`, but a citizen's, who has none. Role traits need the groups of `accounts.roles`, which
every test database has from its migrations.
"""

import factory
from django.contrib.auth.models import Group

from accounts import roles
from accounts.models import User

PASSWORD = "Demo-1405"


def national_id(number: int) -> str:
    """The n-th valid national id: nine digits and their check digit."""
    digits = f"{100_000_000 + number:09}"
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11
    return f"{digits}{remainder if remainder < 2 else 11 - remainder}"


class UserFactory(factory.django.DjangoModelFactory):
    """A person without any right; the traits say who it is."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        citizen = factory.Trait(
            username=factory.SelfAttribute("mobile"),
            mobile=factory.Sequence(lambda n: f"0935{n:07}"),
            national_id=factory.Sequence(national_id),
            password=None,
        )
        staff = factory.Trait(
            username=factory.Sequence(lambda n: f"karshenas{n}"),
            mobile=factory.Sequence(lambda n: f"0921{n:07}"),
            is_staff=True,
        )
        administrator = factory.Trait(is_staff=True, role=roles.ADMINISTRATORS)
        editor = factory.Trait(is_staff=True, role=roles.EDITORS)
        manager = factory.Trait(is_staff=True, role=roles.MANAGERS)
        superuser = factory.Trait(is_staff=True, is_superuser=True)

    username = factory.Sequence(lambda n: f"user{n}")
    first_name = "سارا"
    last_name = factory.Sequence(lambda n: f"محمدی {n}")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, password=None, role=None, **kwargs):
        user = model_class.objects.create_user(*args, password=password, **kwargs)
        if role:
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        return user
