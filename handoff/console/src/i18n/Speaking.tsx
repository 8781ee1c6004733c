/** The language of the page: Arabic unless chosen otherwise; kept in this browser, and in the account once signed in. */
import { DirectionProvider, useDirection } from "@mantine/core";
import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { SpeechContext, TABLES, type Key, type Say } from "./context";
import { formatsOf, type Language } from "./formats";
import { formed } from "./messages";

const STORED = "tawasul.console.language";

export function Speaking({ children }: { children: ReactNode }) {
  return (
    <DirectionProvider initialDirection="rtl" detectDirection={false}>
      <Directed>{children}</Directed>
    </DirectionProvider>
  );
}

function Directed({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem(STORED) === "en" ? "en" : "ar"));
  const { setDirection } = useDirection();
  useEffect(() => {
    document.documentElement.lang = language;
    setDirection(language === "ar" ? "rtl" : "ltr");
    document.title = formed(TABLES[language]["shell.title"], {}, formatsOf(language));
  }, [language, setDirection]);
  const choose = useCallback((chosen: Language) => {
    localStorage.setItem(STORED, chosen);
    setLanguage(chosen);
  }, []);
  const speech = useMemo(() => {
    const f = formatsOf(language);
    const table = TABLES[language];
    const t: Say = (key, ...values) => formed(table[key], values[0] ?? {}, f);
    const maybe = (key: string, fallback: string) =>
      key in table ? formed(table[key as Key], {}, f) : fallback;
    return { language, setLanguage: choose, t, maybe, f };
  }, [language, choose]);
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}
