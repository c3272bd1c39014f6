"""The ways by which an SMS leaves. `SMS_GATEWAY` names one of the registry, `SMS_GATEWAY_OPTIONS` configures it.

To add a gateway, subclass `SmsGateway`, give it an `id`, decorate it with `@registry.register` in a module here, and
import the module in `messaging.apps`. Its constructor takes the options as keyword arguments and raises
`GatewayMisconfigured` on bad ones, so that a mistake stops the start of the process, not the first message.
"""

from messaging.gateways.interface import (
    GatewayMisconfigured,
    PermanentFailure,
    SmsGateway,
    TemporaryFailure,
)
from messaging.gateways.registry import GatewayRegistry, configured_gateway, registry

__all__ = [
    "GatewayMisconfigured",
    "GatewayRegistry",
    "PermanentFailure",
    "SmsGateway",
    "TemporaryFailure",
    "configured_gateway",
    "registry",
]
