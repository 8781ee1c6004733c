import { Group, Stack, Switch } from "@mantine/core";
import type { HolidaysBody } from "../api/schema";
import { useT } from "../i18n/context";
import { CountField } from "../parts/CountField";
import type { Wrong } from "./week";

const FLAGS = ["national_day", "founding_day", "moved_off_weekends"] as const;
const EIDS = ["eid_al_fitr", "eid_al_adha"] as const;
type Props = { holidays: HolidaysBody; onChange: (holidays: HolidaysBody) => void; wrong: Wrong };

/** The holidays that are computed: how long each Eid is, and which national days are kept. */
export function Holidays({ holidays, onChange, wrong }: Props) {
  const t = useT();
  return (
    <Stack gap="sm">
      <Group gap="md" align="start">
        {EIDS.map((eid) => (
          <CountField
            key={eid}
            label={t(`holiday.${eid}`)}
            value={holidays[eid]}
            min={0}
            max={30}
            unit={t("desk.daysUnit")}
            onChange={(days) => onChange({ ...holidays, [eid]: days })}
            wrong={wrong.has(`holidays.${eid}`)}
          />
        ))}
      </Group>
      {FLAGS.map((flag) => (
        <Switch key={flag} label={t(`desk.keep.${flag}`)} checked={holidays[flag]} onChange={(event) => onChange({ ...holidays, [flag]: event.currentTarget.checked })} />
      ))}
    </Stack>
  );
}
