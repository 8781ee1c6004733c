/** «Chrome · Windows» from what a browser says of itself; null for what is not known. */
export function browserOf(agent: string | null): string | null {
  const found = (list: readonly [string, RegExp][]) => list.find(([, pattern]) => pattern.test(agent ?? ""))?.[0];
  const browser = found([["Edge", /Edg\//], ["Opera", /OPR\//], ["Chrome", /Chrom(e|ium)\//], ["Firefox", /Firefox\//], ["Safari", /Safari\//]]);
  const system = found([["iPhone", /iPhone/], ["iPad", /iPad/], ["Android", /Android/], ["Windows", /Windows/], ["macOS", /Mac OS X/], ["Linux", /Linux/]]);
  const parts = [browser, system].filter(Boolean);
  return parts.length ? parts.join(" · ") : null;
}
