import { createContext, useContext } from "react";
import { ar } from "./ar";
import { en } from "./en";
import type { Formats, Language } from "./formats";
import type { Message, Values } from "./messages";

export type Table = typeof ar;
export type Key = keyof Table;
/** `t("shell.signed_in_as", { name })`: a key's sentence; what it asks for is checked. */
export type Say = <K extends Key>(
  key: K,
  ...values: keyof Values<Table[K]> extends never ? [] : [Values<Table[K]>]
) => string;

export type Speech = {
  language: Language;
  setLanguage: (language: Language) => void;
  t: Say;
  /** A key put together at run time, such as `reason.${code}`: its sentence, else `fallback`. */
  maybe: (key: string, fallback: string) => string;
  f: Formats;
};

export const TABLES: Record<Language, Record<Key, Message>> = { ar, en };
export const SpeechContext = createContext<Speech | null>(null);

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error("useSpeech outside of <Speaking>");
  return speech;
}

export const useT = (): Say => useSpeech().t;
