"""/simulator/… : the same scenario control as the Python object's, as JSON, for gateways and tests in other processes.

GET  sent?channel=&to=&after=N      the record from number N on          GET  health
POST say | press | send_media | send_location | send_contact | react | edit | delete | stop | start
     the Python method's arguments by name (bytes as base64, times as ISO) -> {status, message_id, seconds}
POST fault {kind, channel?, to?, times?, chance?, …}   POST clear_faults   POST statuses {StatusPlan's fields}
POST stand {channel, to, standing|null}   POST advance {seconds}   POST release_statuses   POST connect {gateway}
"""

import base64
from dataclasses import fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from channels.simulator.call import Answer, Call, json_answer
from channels.simulator.courier import StatusPlan
from channels.simulator.errors import SimulatorError
from channels.simulator.faults import Fault, FaultKind
from channels.simulator.ledger import Sent
from channels.simulator.world import Standing

if TYPE_CHECKING:
    from channels.simulator.simulator import Simulator

ACTS = frozenset(
    ("say", "press", "send_media", "send_location", "send_contact", "react", "edit", "delete", "stop", "start")
)


class Control:
    """Answers /simulator/ calls. Meant for loopback: there is no authentication."""

    def __init__(self, simulator: "Simulator") -> None:
        self.simulator = simulator

    async def handle(self, call: Call) -> Answer:
        """Bad arguments are 400 with the reason."""
        name = call.path.removeprefix("/simulator/")
        try:
            if call.method == "GET":
                return self._show(name, call.parameters)
            return await self._do(name, orjson.loads(call.body or b"{}"))
        except (SimulatorError, TypeError, ValueError, KeyError) as error:
            return json_answer({"error": f"{type(error).__name__}: {error}"}, 400)
        except (OSError, TimeoutError) as error:
            return json_answer({"error": f"the gateway did not answer: {error!r}"}, 502)

    def _show(self, name: str, parameters: dict[str, str]) -> Answer:
        if name == "health":
            return json_answer({"status": "ok", "sent": len(self.simulator.sent)})
        if name != "sent":
            return json_answer({"error": "unknown"}, 404)
        found = self.simulator.sent_to(parameters.get("channel"), parameters.get("to"))
        return json_answer([sent_json(sent) for sent in found[int(parameters.get("after", "0")) :]])

    async def _do(self, name: str, body: dict[str, Any]) -> Answer:
        if name in ACTS:
            return await self._act(name, body)
        match name:
            case "fault":
                order = {key: body.pop(key) for key in ("channel", "to", "times", "chance") if key in body}
                self.simulator.fault(Fault(FaultKind(body.pop("kind")), **body), **order)
            case "clear_faults":
                self.simulator.faults.clear()
            case "statuses":
                self.simulator.statuses(_plan(body))
            case "release_statuses":
                self.simulator.release_statuses()
            case "stand":
                standing = body["standing"]
                self.simulator.stand(body["channel"], body["to"], standing and Standing(standing))
            case "advance":
                self.simulator.advance(timedelta(seconds=body["seconds"]))
            case "connect":
                self.simulator.connect(body["gateway"], body.get("public_url"))
            case _:
                return json_answer({"error": "unknown"}, 404)
        return json_answer({"ok": True})

    async def _act(self, name: str, body: dict[str, Any]) -> Answer:
        if "content" in body:
            body["content"] = base64.b64decode(body["content"])
        if "at" in body:
            body["at"] = datetime.fromisoformat(body["at"])
        done = await getattr(self.simulator, name)(**body)
        return json_answer({"status": done.status, "message_id": done.message_id, "seconds": done.seconds})


def _plan(body: dict[str, Any]) -> StatusPlan:
    known = {field.name for field in fields(StatusPlan)}
    if unknown := set(body) - known:
        raise ValueError(f"{sorted(unknown)} are none of {sorted(known)}")
    arguments: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in body.items()
    }
    return StatusPlan(**arguments)


def sent_json(sent: Sent) -> dict[str, Any]:
    """A message of the record as JSON."""
    return {field.name: getattr(sent, field.name) for field in fields(Sent)}
