/** What the list shows, kept in the address so that it survives a reload and can be passed on. Pure. */

export const TABS = ["mine", "queue", "all", "bot"] as const;
export type Tab = (typeof TABS)[number];
export type Sort = "recent" | "waiting";
export type Filters = {
  tab: Tab;
  q: string;
  channel: string | null;
  labels: number[];
  unread: boolean;
  snoozed: boolean;
  closed: boolean;
};

export const CHANNELS = ["webchat", "whatsapp_cloud", "twilio_whatsapp", "twilio_sms", "telegram"] as const;

export function readFilters(params: URLSearchParams): Filters {
  const tab = params.get("tab");
  const channel = params.get("channel");
  return {
    tab: TABS.find((one) => one === tab) ?? "queue",
    q: params.get("q") ?? "",
    channel: CHANNELS.find((one) => one === channel) ?? null,
    labels: params.getAll("label").map(Number).filter((id) => Number.isSafeInteger(id) && id > 0),
    unread: params.get("unread") === "1",
    snoozed: params.get("snoozed") === "1",
    closed: params.get("closed") === "1",
  };
}

export function writeFilters(filters: Filters): URLSearchParams {
  const params = new URLSearchParams({ tab: filters.tab });
  if (filters.q) params.set("q", filters.q);
  if (filters.channel) params.set("channel", filters.channel);
  for (const label of filters.labels) params.append("label", String(label));
  for (const flag of ["unread", "snoozed", "closed"] as const) if (filters[flag]) params.set(flag, "1");
  return params;
}

/** How many filters besides the tab and the words narrow the list. */
export function narrowing({ channel, labels, unread, snoozed, closed }: Filters): number {
  return Number(channel !== null) + labels.length + Number(unread) + Number(snoozed) + Number(closed);
}

/** The filters as the API takes them. What I have put off is out of my sight until then, unless I look for it. */
export function queryOf(filters: Filters) {
  const owner = { mine: "staff", queue: "queued", all: "open", bot: "bot" } as const;
  return {
    owner: filters.closed ? ("closed" as const) : owner[filters.tab],
    assignee: filters.tab === "mine" ? "me" : undefined,
    channel: filters.channel ?? undefined,
    label: filters.labels.length ? filters.labels : undefined,
    unread: filters.unread || undefined,
    snoozed: filters.snoozed || (filters.tab === "mine" && !filters.q ? false : undefined),
    q: filters.q || undefined,
  };
}
