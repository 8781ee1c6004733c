import { ActionIcon, Menu } from "@mantine/core";
import type { Account } from "../api/types";
import { useT } from "../i18n/context";
import { Icon } from "../parts/Icon";
import { useMe } from "../session/me";
import { useAccountDeeds } from "./data";

type Props = { who: Account; onEdit: () => void; onPassword: (password: string) => void };

/** What may be done to an account; to one's own only what cannot lock oneself out. */
export function AccountMenu({ who, onEdit, onPassword }: Props) {
  const t = useT();
  const { id } = useMe();
  const { change, resetPassword, resetTotp, signOut } = useAccountDeeds();
  const own = who.id === id;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={t("admin.deeds", { name: who.name })}><Icon name="ellipsisVertical" /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onEdit}>{t("action.edit")}</Menu.Item>
        {!own && (
          <>
            <Menu.Item onClick={() => resetPassword.mutate(who.id, { onSuccess: ({ password }) => onPassword(password) })}>{t("admin.resetPassword")}</Menu.Item>
            {who.totp && <Menu.Item onClick={() => resetTotp.mutate(who.id)}>{t("admin.resetTotp")}</Menu.Item>}
            <Menu.Item onClick={() => signOut.mutate(who.id)}>{t("admin.signOut")}</Menu.Item>
            <Menu.Item color={who.disabled_at ? undefined : "red"} onClick={() => change.mutate({ id: who.id, disabled: !who.disabled_at })}>
              {who.disabled_at ? t("admin.enable") : t("admin.disable")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
