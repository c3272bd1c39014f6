"""The ways by which a message reaches a person: each is a kind of effect, one class in one file.

To add a channel, subclass `MessageKind` in a module here, decorate it with `@registry.register`, and import the module
in `messaging.apps`.
"""

from messaging.channels.kind import MessageKind, channel_choices, channel_ids

__all__ = ["MessageKind", "channel_choices", "channel_ids"]
