"""Read Meta's list of message templates."""

from collections.abc import Mapping
from typing import Any

from channels.templates import ListedTemplate, variables_of
from channels.untrusted import as_dict, as_id, as_list, as_text

FIELDS = "name,language,status,category,components,rejected_reason"


def read_template(item: Any) -> ListedTemplate | None:
    """None for what has no name or no words."""
    template = as_dict(item)
    name, parts = as_id(template.get("name")), _parts(template)
    if name is None or not parts.get("body"):
        return None
    reason = as_text(template.get("rejected_reason"))
    return ListedTemplate(
        name=name,
        language=as_text(template.get("language")) or "ar",
        title=name,
        status=as_text(template.get("status")).lower(),
        category=as_text(template.get("category")).lower() or None,
        parts=parts,
        variables=variables_of(parts["body"]),
        reason=reason if reason and reason != "NONE" else None,
    )


def _parts(template: Mapping[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for component in map(as_dict, as_list(template.get("components"))):
        kind = as_text(component.get("type")).lower()
        if kind in ("header", "body", "footer"):
            parts[kind] = as_text(component.get("text"))
        elif kind == "buttons":
            parts[kind] = [as_text(as_dict(b).get("text")) for b in as_list(component.get("buttons"))]
    return parts
