"""Read Twilio's list of contents with their approvals for WhatsApp."""

from typing import Any

from channels.templates import ListedTemplate, variables_of
from channels.untrusted import as_dict, as_id, as_list, as_text


def read_content(item: Any) -> ListedTemplate | None:
    """None for what was never put up for approval: it can only be used within a session."""
    content = as_dict(item)
    sid, approval = as_id(content.get("sid")), as_dict(content.get("approval_requests"))
    shape = as_dict(next(iter(as_dict(content.get("types")).values()), None))
    body, status = as_text(shape.get("body")), as_text(approval.get("status")).lower()
    if sid is None or not body or status in ("", "unsubmitted"):
        return None
    buttons = [as_text(as_dict(a).get("title")) for a in as_list(shape.get("actions"))]
    return ListedTemplate(
        name=sid,
        language=as_text(content.get("language")) or "ar",
        title=as_text(content.get("friendly_name")) or sid,
        status=status,
        category=as_text(approval.get("category")).lower() or None,
        parts={"body": body, "buttons": buttons},
        variables=variables_of(body),
        reason=as_text(approval.get("rejection_reason")) or None,
    )
