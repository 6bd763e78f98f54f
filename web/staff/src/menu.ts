// Which screens a person is offered. Only to spare him what he may not use: the server decides (docs/identity.md).
import type { TextKey } from "./texts";

export interface Screen {
  path: string;
  title: TextKey;
  roles: readonly string[];
}

export const kOfficers = ["county_officer", "city_officer", "province_officer", "ministry_officer"];

export const kScreens: readonly Screen[] = [
  { path: "/cases", title: "nav_cases", roles: [...kOfficers, "second_approver"] },
  { path: "/batch", title: "nav_batch", roles: kOfficers },
  { path: "/reruns", title: "nav_rerun", roles: kOfficers },
  { path: "/figures", title: "nav_figures", roles: [...kOfficers, "second_approver", "policy_officer", "analyst"] },
  { path: "/funds", title: "nav_funds", roles: ["province_officer", "ministry_officer", "second_approver", "analyst", "audit_admin"] },
  { path: "/packs", title: "nav_packs", roles: ["policy_officer"] },
  { path: "/mandates", title: "nav_mandates", roles: [...kOfficers, "partner"] },
  { path: "/people", title: "nav_people", roles: ["city_officer", "province_officer", "ministry_officer", "system_admin", "security_admin"] },
  { path: "/keys", title: "nav_keys", roles: [...kOfficers, "second_approver", "policy_officer", "analyst", "security_admin", "partner"] },
  { path: "/audit", title: "nav_audit", roles: ["audit_admin"] },
];

export function screensOf(roles: readonly { role: string }[]): Screen[] {
  return kScreens.filter((screen) => roles.some((held) => screen.roles.includes(held.role)));
}

/** "/cases/0000-…" belongs to "/cases". */
export function isWithin(path: string, screen: string): boolean {
  return path === screen || path.startsWith(`${screen}/`);
}
