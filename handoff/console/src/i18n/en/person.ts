import type { person as ar } from "../ar/person";
import type { Translated } from "../messages";

export const person: Translated<typeof ar> = {
  "person.title": "The person",
  "person.nameless": "Beneficiary …{end}",
  "person.addresses": "Where they write from",
  "person.visitor": "Visitor of the website",
  "person.verified": "verified",
  "person.optedOut": "Stopped our messages",
  "person.requests": "Requests",
  "person.noRequests": "No requests.",
  "person.consents": "Consents",
  "person.agreed": "Agreed: {what}",
  "person.withdrew": "Withdrew: {what}",
  "purpose.requests": "handling their requests",
  "purpose.messages": "receiving messages",
};
