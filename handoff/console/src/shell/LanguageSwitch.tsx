import { Button } from "@mantine/core";
import { useSpeech } from "../i18n/context";
import { Icon } from "../parts/Icon";

/** Names the other language in that language. */
export function LanguageSwitch({ onChosen }: { onChosen?: (language: "ar" | "en") => void }) {
  const { language, setLanguage } = useSpeech();
  const other = language === "ar" ? "en" : "ar";
  const choose = () => {
    setLanguage(other);
    onChosen?.(other);
  };
  return (
    <Button variant="subtle" size="compact-md" leftSection={<Icon name="language" size={18} />} lang={other} onClick={choose}>
      {other === "ar" ? "العربية" : "English"}
    </Button>
  );
}
