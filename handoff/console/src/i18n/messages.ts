/** What the tables of sentences are made of. A message is a sentence with `{places}`, or one for each plural form. */

/** Arabic tells six numbers apart; a language leaves out the forms that it lacks. `other` is always there. */
export type Plural = { zero?: string; one?: string; two?: string; few?: string; many?: string; other: string };
export type Message = string | Plural;

type Places<S> = S extends `${string}{${infer Place}}${infer Rest}` ? Place | Places<Rest> : never;
type Texts<M> = M extends string ? M : M extends { other: infer O } ? O : never;

/** The values that a message asks for: none, or one for each of its `{places}`; a plural always asks for `n`. */
export type Values<M> = M extends string
  ? Record<Places<M>, string | number>
  : Record<Exclude<Places<Texts<M>>, "n">, string | number> & { n: number };

/** The same keys with the same kinds of message, in another language. */
export type Translated<Table> = { readonly [K in keyof Table]: Table[K] extends string ? string : Plural };

export function formed(message: Message, values: Record<string, string | number>, locale: Formatting): string {
  const text = typeof message === "string" ? message : (message[locale.plural(Number(values.n))] ?? message.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? locale.number(value) : value;
  });
}

export type Formatting = { plural: (n: number) => keyof Plural; number: (n: number) => string };
