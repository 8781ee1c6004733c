"""What a person sees at the start: addresses, channels on and off, and once the administrator's password."""

from bot.bootstrap import Gateway


def banner(gateway: Gateway, host: str, *, api: bool) -> str:
    env = gateway.settings.env
    base = f"http://{host}:{env.port}"
    lines = ["", "  تواصل · Tawasul", f"  database   {gateway.db.url.render_as_string(hide_password=True)}"]
    if api:
        lines += [f"  chat       {base}/", f"  console    {base}/console"]
        lines += [f"  API docs   {base}/docs"] if env.environment == "development" else []
        lines += [f"  webhooks   {env.own_url}/webhooks/…"]
    lines += [f"  on         {', '.join(gateway.channels)}"]
    lines += [f"  off        {name} (lacks {lacking})" for name, lacking in gateway.off.items()]
    if gateway.password:
        lines += ["", "  first administrator (shown once):", f"  {env.admin_email}  {gateway.password}"]
    return "\n".join([*lines, ""])
