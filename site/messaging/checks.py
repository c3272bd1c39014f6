"""What must be right before a process starts."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from messaging.gateways import GatewayMisconfigured, configured_gateway


def check_sms_gateway(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """`SMS_GATEWAY` names a gateway that takes `SMS_GATEWAY_OPTIONS`."""
    try:
        configured_gateway()
    except GatewayMisconfigured as error:
        return [Error(str(error), hint="Set SMS_GATEWAY and SMS_GATEWAY_OPTIONS.", id="messaging.E001")]
    return []
