/** The stages of a request in their order, and how each looks. */
export const STAGES = [
  "submitted", "verifying", "incomplete", "under_review", "accepted", "in_service", "completed", "rejected", "withdrawn", "closed",
] as const;
export type Stage = (typeof STAGES)[number] | "draft";

export const OPEN_STAGES = ["submitted", "verifying", "incomplete", "under_review", "accepted", "in_service"] as const;

export const TYPES = [
  "service_request", "support_request", "project_application", "complaint", "callback", "suggestion", "appeal", "erasure",
] as const;
export type RequestType = (typeof TYPES)[number];

export const COLOURS: Record<Stage, string> = {
  draft: "gray",
  submitted: "blue",
  verifying: "cyan",
  incomplete: "gold",
  under_review: "violet",
  accepted: "green",
  in_service: "teal",
  completed: "green",
  rejected: "red",
  withdrawn: "gray",
  closed: "gray",
};
