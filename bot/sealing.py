"""Which parts of the conversation are sealed, and what stands in clear beside them.

An event's payload and the dialogue's state may hold ID numbers and IBANs: they are sealed. The transcript, which staff
search and read, stands in clear with such numbers masked.
"""

from collections.abc import Mapping
from typing import Any

from bot.dialogue.masking import masked
from bot.dialogue.state import State
from channels.codec import inbound_from_json, inbound_to_json
from channels.message import Inbound
from storage.crypto import Vault

_PAYLOAD, _STATE = "inbox.payload", "conversation.state"
_IN_CLEAR = ("payload", "location", "contacts", "refers_to", "forwarded")


class Sealing:
    """Turns events and states into what is stored, and back. Raises CannotOpen for what another secret sealed."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    def payload(self, inbound: Inbound) -> dict[str, Any]:
        return {"sealed": self.vault.seal(inbound_to_json(inbound), _PAYLOAD)}

    def inbound(self, payload: dict[str, Any]) -> Inbound:
        return inbound_from_json(self.vault.open(payload["sealed"], _PAYLOAD))

    def words(self, payload: Mapping[str, Any]) -> str:
        """What the person wrote, with nothing masked."""
        return self.inbound(dict(payload)).text

    def sealed_state(self, state: State) -> dict[str, Any]:
        return {"sealed": self.vault.seal(state.to_json(), _STATE)}

    def state(self, stored: dict[str, Any]) -> State:
        return State.from_json(self.vault.open(stored["sealed"], _STATE)) if stored else State()

    @staticmethod
    def transcript(inbound: Inbound) -> tuple[str, dict[str, Any]]:
        """-> (text, details) as people may read them."""
        data = inbound_to_json(inbound)
        details = {name: _masked(data[name]) for name in _IN_CLEAR if data[name]}
        return masked(inbound.text), details


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {k: _masked(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_masked(v) for v in value]
    return value
