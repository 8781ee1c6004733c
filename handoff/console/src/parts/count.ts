/** A whole number as somebody types it, in any digits; null where it is none. Pure. */
export function countOf(text: string): number | null {
  const latin = text.trim().replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
  return /^-?\d{1,6}$/.test(latin) ? Number(latin) : null;
}
