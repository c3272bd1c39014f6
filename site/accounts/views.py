"""Screens of sign-in. Password sign-in and sign-out are allauth's own views, with our forms and templates."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from wagtail.views import authenticate_with_password

from accounts import landing, services
from accounts.errors import PasswordRequired, TooManyRequests
from accounts.forms import CodeForm, MobileForm, ProfileForm
from accounts.models import User
from accounts.throttling import client_address, count
from listing.next_address import next_address

_PENDING = "citizen_login"  # session: number, moment of the next code, and in a demonstration the code


class PasswordLogin(LoginView):
    """Both ways to sign in, the citizen's first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The citizen's form posts to its own address."""
        return super().get_context_data(**kwargs) | {"mobile_form": MobileForm(), "next": next_address(self.request)}


class Logout(LogoutView):
    """A page that asks; signing out takes a POST."""


@method_decorator(login_required, name="dispatch")
class PasswordChange(PasswordChangeView):
    """For who has a password: a citizen who signs in by code has none to change."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse who has none."""
        user: Any = request.user
        if not user.has_usable_password():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The present password is asked, so it could be guessed: as many tries as at the sign-in."""
        name, address = request.user.get_username(), client_address(request)
        try:
            services.count_password_try(account=name, address=address)
        except TooManyRequests as error:
            return _refused(request, error)
        answer = super().post(request, *args, **kwargs)
        if answer.status_code == 302:
            services.forgive_password_try(account=name, address=address)
        return answer

    def get_success_url(self) -> str:
        """Home, with the message that it was done."""
        return "/"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def citizen_login(request: HttpRequest) -> HttpResponse:
    """Ask for a number and send the code. The answer is the same for every number."""
    if request.user.is_authenticated:
        return redirect(next_address(request) or landing.address_for(request.user))
    form = MobileForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            issued = services.request_login_code(mobile=form.cleaned_data["mobile"], address=client_address(request))
        except ValidationError as error:
            form.add_error("mobile", error)
            status = 429 if isinstance(error, TooManyRequests) else 200
        else:
            _remember(request, issued)
            return redirect(_with_next("citizen_login_code", next_address(request)))
    context = {"form": form, "next": next_address(request), "pending": _PENDING in request.session}
    return render(request, "account/citizen_login.html", context, status=status)


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def citizen_login_code(request: HttpRequest) -> HttpResponse:
    """Take the code and sign in."""
    pending = request.session.get(_PENDING)
    if request.user.is_authenticated or not pending:
        return redirect(_with_next("citizen_login", next_address(request)))
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            person = services.verify_login_code(
                mobile=pending["mobile"], code=form.cleaned_data["code"], address=client_address(request)
            )
        except ValidationError as error:
            form.add_error("code", error)
            status = 429 if isinstance(error, TooManyRequests) else 200
            if isinstance(error, PasswordRequired):
                messages.info(request, error.messages[0])
                del request.session[_PENDING]
                return redirect(_with_next("account_login", next_address(request)))
        else:
            return _sign_in(request, person)
    context = {
        "form": form,
        "next": next_address(request),
        "mobile": pending["mobile"],
        "shown_code": pending.get("shown", "") if settings.SHOW_LOGIN_CODES else "",
        "seconds_to_next": _seconds_to(pending["next_at"]),
    }
    return render(request, "account/citizen_login_code.html", context, status=status)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def page_password(request: HttpRequest, page_view_restriction_id: int, page_id: int) -> HttpResponse:
    """The password of a page that an editor locked with one: Wagtail's own view, with a limit before it."""
    if request.method == "POST":
        try:
            count(f"page:{client_address(request)}", limit=services.PASSWORD_TRIES, period=services.PASSWORD_PERIOD)
        except TooManyRequests as error:
            return _refused(request, error)
    return authenticate_with_password(request, page_view_restriction_id, page_id)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """One's own particulars: asked once after the first sign-in, open to change later."""
    person: User = request.user  # type: ignore[assignment]
    form = ProfileForm(request.POST or None, person=User.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_profile(person=User.objects.get(pk=person.pk), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your particulars were saved."))
            return redirect(next_address(request) or landing.address_for(person))
    context = {"form": form, "next": next_address(request), "is_first": "first" in request.GET, "person": person}
    return render(request, "account/profile.html", context)


def _sign_in(request: HttpRequest, person: User) -> HttpResponse:
    is_first = person.last_login is None
    target = next_address(request) or landing.address_for(person)
    if is_first and not (person.first_name and person.last_name and person.national_id):
        target = f"{reverse('profile')}?{urlencode({'first': '1', 'next': str(target)})}"
    del request.session[_PENDING]
    record_authentication(request, person, method="code", phone=person.mobile)
    return perform_login(request, person, redirect_url=target)


def _remember(request: HttpRequest, issued: services.IssuedCode) -> None:
    request.session[_PENDING] = {
        "mobile": issued.mobile,
        "next_at": issued.next_at.isoformat(),
        **({"shown": issued.shown} if issued.shown else {}),
    }


def _refused(request: HttpRequest, error: TooManyRequests) -> HttpResponse:
    """The page for a limit that no form of ours can show."""
    return render(request, "429.html", {"message": error.messages[0]}, status=429)


def _seconds_to(moment: str) -> int:
    return max(0, int((datetime.fromisoformat(moment) - timezone.now()).total_seconds()))


def _with_next(name: str, target: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': target})}" if target else reverse(name)
