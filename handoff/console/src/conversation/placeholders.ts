/** `{name}` and its like in an answer kept ready. Pure. What is not known stays as it is, so that it is seen. */
export function filled(text: string, values: Record<string, string | null>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] || whole);
}
