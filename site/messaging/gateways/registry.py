"""Which gateways there are, and the one that this installation uses."""

from functools import lru_cache

from django.conf import settings
from django.core.signals import setting_changed

from messaging.gateways.interface import GatewayMisconfigured, SmsGateway


class GatewayRegistry:
    """Gateway classes by id."""

    def __init__(self) -> None:
        self._classes: dict[str, type[SmsGateway]] = {}

    def register(self, gateway: type[SmsGateway]) -> type[SmsGateway]:
        """Add a class; a decorator. Refuses what is no gateway, has no id, or an id that another class has."""
        if not (isinstance(gateway, type) and issubclass(gateway, SmsGateway)):
            raise TypeError(f"{gateway!r} is not a subclass of SmsGateway")
        if not gateway.id.isidentifier():
            raise ValueError(f"{gateway.__qualname__} needs an `id` that is an identifier, not {gateway.id!r}")
        if gateway.id in self._classes:
            raise ValueError(f"{gateway.id!r} is already the id of {self._classes[gateway.id].__qualname__}")
        self._classes[gateway.id] = gateway
        return gateway

    def ids(self) -> list[str]:
        """Every id, sorted."""
        return sorted(self._classes)

    def build(self, gateway_id: str, options: dict[str, object]) -> SmsGateway:
        """An instance, or `GatewayMisconfigured`."""
        if gateway_id not in self._classes:
            raise GatewayMisconfigured(f"There is no SMS gateway {gateway_id!r}; there are {', '.join(self.ids())}.")
        if not isinstance(options, dict):
            raise GatewayMisconfigured("SMS_GATEWAY_OPTIONS must be a JSON object.")
        try:
            return self._classes[gateway_id](**options)
        except TypeError as error:
            raise GatewayMisconfigured(f"Options of the SMS gateway {gateway_id!r}: {error}") from error


registry = GatewayRegistry()


@lru_cache(maxsize=1)
def configured_gateway() -> SmsGateway:
    """The gateway of the settings, made once a process."""
    return registry.build(settings.SMS_GATEWAY, settings.SMS_GATEWAY_OPTIONS)


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting in {"SMS_GATEWAY", "SMS_GATEWAY_OPTIONS"}:
        configured_gateway.cache_clear()


setting_changed.connect(_forget, dispatch_uid="messaging.gateways")
