/** Accounts, channels and the audit log. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { useComplain } from "../parts/problems";

export const adminKeys = { staff: ["admin", "staff"], channels: ["admin", "channels"], audit: ["admin", "audit"] } as const;
export type Role = "agent" | "supervisor" | "committee" | "admin";
export const ROLES: readonly Role[] = ["agent", "supervisor", "committee", "admin"];
export type NewAccount = { email: string; name: string; role: Role };

export function useAccounts() {
  return useQuery({ queryKey: adminKeys.staff, queryFn: () => answer(api.GET("/api/staff")) });
}

/** What an administrator does to accounts; afterwards the list is fetched again. */
export function useAccountDeeds() {
  const client = useQueryClient();
  const complain = useComplain();
  const then = { onSuccess: () => client.invalidateQueries({ queryKey: adminKeys.staff }), onError: complain };
  const at = (staff_id: number) => ({ path: { staff_id } });
  const add = useMutation({ mutationFn: (body: NewAccount) => answer(api.POST("/api/staff", { body: { ...body, skills: [], capacity: null } })), ...then });
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: number; name?: string; role?: Role; disabled?: boolean }) =>
      answer(api.PATCH("/api/staff/{staff_id}", { params: at(id), body })),
    ...then,
  });
  const resetPassword = useMutation({ mutationFn: (id: number) => answer(api.POST("/api/staff/{staff_id}/reset-password", { params: at(id) })), ...then });
  const resetTotp = useMutation({ mutationFn: (id: number) => answer(api.POST("/api/staff/{staff_id}/reset-totp", { params: at(id) })), ...then });
  const signOut = useMutation({ mutationFn: (id: number) => answer(api.DELETE("/api/staff/{staff_id}/sessions", { params: at(id) })), ...then });
  return { add, change, resetPassword, resetTotp, signOut };
}

export function useChannels() {
  return useQuery({ queryKey: adminKeys.channels, queryFn: () => answer(api.GET("/api/channels")), refetchInterval: 60_000 });
}

export function useChannelCheck() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => answer(api.POST("/api/channels/{name}/check", { params: { path: { name } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: adminKeys.channels }),
    onError: useComplain(),
  });
}

export type AuditFilters = { action?: string; staff?: number; subject?: string };

export function useAudit(filters: AuditFilters) {
  return useInfiniteQuery({
    queryKey: [...adminKeys.audit, filters],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam: cursor }) => answer(api.GET("/api/audit", { params: { query: { ...filters, cursor } } })),
    getNextPageParam: (page) => page.cursor,
  });
}
