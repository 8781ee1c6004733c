"""Twilio's Content API: templates with quick replies and list-pickers, created once, sent by their ContentSid."""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from channels.simulator.call import Answer, Call, json_answer
from channels.simulator.errors import Refused
from channels.simulator.world import World

SID = re.compile(r"HX[0-9a-fA-F]{32}")
PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*\}\}")
Shown = tuple[str, tuple[tuple[str, str], ...], str]


def handle(world: World, call: Call, rest: list[str]) -> Answer:
    """POST /v1/Content creates; GET …/{sid} shows; DELETE …/{sid} forgets."""
    match (call.method, rest):
        case ("POST", []):
            return _create(world, call)
        case ("GET", [sid]) if sid in world.contents:
            return json_answer(world.contents[sid])
        case ("DELETE", [sid]) if sid in world.contents:
            del world.contents[sid]
            return Answer(204)
        case ("GET", []):
            return json_answer({"contents": list(world.contents.values()), "meta": {"key": "contents"}})
    raise Refused(20404, status=404)


def approvals(world: World) -> Answer:
    """GET /v1/ContentAndApprovals: what has a name was put up for approval, and granted it."""
    found = [{**c, "approval_requests": _approval(c)} for c in world.contents.values()]
    return json_answer({"contents": found, "meta": {"key": "contents", "next_page_url": None}})


def _approval(content: Mapping[str, Any]) -> dict[str, Any]:
    name = content["friendly_name"]
    return {"name": name, "category": "UTILITY", "status": "approved" if name else "unsubmitted"}


def _create(world: World, call: Call) -> Answer:
    try:
        body = orjson.loads(call.body)
        for kind, shape in body["types"].items():
            _check_shape(kind, shape)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Refused(20001) from error
    return json_answer(world.contents[_keep(world, body)], 201)


def _keep(world: World, body: dict[str, Any]) -> str:
    sid, stamp = world.sid("HX"), world.now().isoformat()
    world.contents[sid] = {
        "sid": sid,
        "account_sid": world.credentials.twilio_account_sid,
        "friendly_name": body.get("friendly_name"),
        "language": body.get("language"),
        "variables": body.get("variables", {}),
        "types": body["types"],
        "url": f"{world.base}/v1/Content/{sid}",
        "date_created": stamp,
        "date_updated": stamp,
        "links": {},
    }
    return sid


def add_choices(world: World, number: int) -> str:
    """A content for that many choices, replies or a list; its variables: the text, then each one's title and id."""
    pairs = [(f"{{{{{n}}}}}", f"{{{{{n + 1}}}}}") for n in range(2, 2 * number + 2, 2)]
    if number <= 3:
        actions = [{"type": "QUICK_REPLY", "title": title, "id": payload} for title, payload in pairs]
        return _keep(world, {"types": {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}})
    items = [{"item": title, "id": payload, "description": ""} for title, payload in pairs]
    return _keep(world, {"types": {"twilio/list-picker": {"body": "{{1}}", "button": "اختر", "items": items}}})


def _check_shape(kind: str, shape: dict[str, Any]) -> None:
    """The limits of replies and lists sent within a session."""
    fits = len(shape.get("body") or "") <= (1600 if kind == "twilio/text" else 1024)
    if kind == "twilio/quick-reply":
        fits &= 1 <= len(shape["actions"]) <= 3
        fits &= all(1 <= len(a["title"]) <= 20 and len(a.get("id") or "") <= 200 for a in shape["actions"])
    if kind == "twilio/list-picker":
        fits &= 1 <= len(shape["items"]) <= 10 and 1 <= len(shape["button"]) <= 20
        fits &= all(
            1 <= len(i["item"]) <= 24 and len(i["id"]) <= 200 and len(i.get("description") or "") <= 72
            for i in shape["items"]
        )
    if not fits:
        raise Refused(20001)


def check_use(world: World, sid: str, variables: str) -> None:
    """A send's ContentSid and ContentVariables. Raises Refused."""
    if not SID.fullmatch(sid) or (sid not in world.contents and not world.template_known(sid)):
        raise Refused(21655)
    values = _values(variables)
    if values is None or not all(isinstance(v, str) and v.strip() for v in values.values()):
        raise Refused(21656)
    text, buttons, kind = shown(world, sid, variables)
    most = 24 if kind == "list" else 20
    if len(text) > 1600 or any(len(title) > most or len(payload) > 200 for title, payload in buttons):
        raise Refused(63021)


def _values(variables: str) -> dict[str, Any] | None:
    try:
        values = orjson.loads(variables or "{}")
    except orjson.JSONDecodeError:
        return None
    return values if isinstance(values, dict) else None


def shown(world: World, sid: str, variables: str) -> Shown:
    """What the person sees: text, buttons, kind. A template that was not made here shows its variables."""
    content = world.contents.get(sid)
    if content is None:
        return " ".join(map(str, (_values(variables) or {}).values())), (), "template"
    values = {**content["variables"], **(_values(variables) or {})}
    kind, shape = next(iter(content["types"].items()))

    def fill(text: str) -> str:
        return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text or "")

    if kind == "twilio/list-picker":
        return fill(shape["body"]), tuple((fill(i["item"]), fill(i["id"])) for i in shape["items"]), "list"
    actions = tuple((fill(a["title"]), fill(a.get("id") or a["title"])) for a in shape.get("actions", ()))
    return fill(shape.get("body", "")), actions, "buttons" if actions else "text"
