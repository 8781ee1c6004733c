import { TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useSpeech } from "../i18n/context";
import { countOf } from "./count";

type Props = {
  label: string;
  hideLabel?: boolean;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
  unit?: ReactNode;
  description?: string;
  wrong?: boolean;
};

/** A whole number in the language's own digits; told what is allowed while it is not. */
export function CountField({ label, hideLabel, value, min, max, onChange, unit, description, wrong }: Props) {
  const { t, f } = useSpeech();
  const [typed, setTyped] = useState<string | null>(null);
  const count = typed === null ? value : countOf(typed);
  const fits = count !== null && count >= min && count <= max;
  const error = fits ? (wrong ? t("desk.notAccepted") : undefined) : t("desk.between", { min: f.number(min), max: f.number(max) });
  const change = (text: string) => {
    setTyped(text);
    onChange(countOf(text) ?? Number.NaN);
  };
  return (
    <TextInput
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label : undefined}
      description={description}
      inputMode="numeric"
      value={typed ?? f.number(value)}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={() => fits && setTyped(null)}
      error={error}
      rightSection={unit && <small>{unit}</small>}
      rightSectionWidth={unit ? 56 : undefined}
      maw={200}
    />
  );
}
