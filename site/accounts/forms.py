"""Forms of sign-in and of one's own particulars."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from persian.forms import MobileField, NationalIdField, PersianCharField
from persian.widgets import PersianDigitsInput


class PasswordLoginForm(LoginForm):
    """Staff: user name (or mobile number) and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("User name or mobile number"), _("Password")
        login.widget = forms.TextInput({"autocomplete": "username", "dir": "ltr", "autocapitalize": "none"})
        password.widget = forms.PasswordInput({"autocomplete": "current-password", "dir": "ltr"})
        password.help_text = ""


class MobileForm(forms.Form):
    """The number that gets the code."""

    mobile = MobileField(label=_("Mobile number"), help_text=_("A sign-in code is sent to it by SMS."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mobile"].widget.attrs["autocomplete"] = "tel"


class CodeForm(forms.Form):
    """The code that came."""

    code = PersianCharField(
        label=_("Sign-in code"),
        max_length=12,
        widget=PersianDigitsInput({"autocomplete": "one-time-code", "class": "form-control miz-code"}),
    )


class ProfileForm(forms.Form):
    """Name and national id. The mobile number is what the person signs in with, and is not changed here."""

    first_name = PersianCharField(label=_("First name"), max_length=150)
    last_name = PersianCharField(label=_("Last name"), max_length=150)
    national_id = NationalIdField(label=_("National id"), help_text=_("Ten digits, as on your national card."))
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        names = ("first_name", "last_name", "national_id", "email")
        kwargs.setdefault("initial", {name: getattr(person, name) for name in names})
        super().__init__(*args, **kwargs)
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        self.fields["email"].widget.attrs |= {"autocomplete": "email", "dir": "ltr"}
