/** Finds web addresses in what somebody wrote. Pure. Nothing but http and https is ever made a link. */
export type Part = { text: string; href?: string };

const ADDRESS = /https?:\/\/[^\s<>"'«»()[\]{}]+/gi;
const TRAILING = /[.,;:!?؟،؛…]+$/u;

export function linked(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const found = match[0].replace(TRAILING, "");
    const href = safe(found);
    if (!href) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: found, href });
    end = match.index + found.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

function safe(address: string): string | null {
  try {
    const url = new URL(address);
    const plain = (url.protocol === "https:" || url.protocol === "http:") && !url.username && !url.password;
    return plain ? url.href : null;
  } catch {
    return null;
  }
}
