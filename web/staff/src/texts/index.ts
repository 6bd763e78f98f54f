// Every word of the staff pages that doesn't come from the server, in both languages, by page. English is typed by the
// Chinese keys; `fill` (web/shared) puts values in.
import type { Language } from "../../../shared/format";
import * as audit from "./audit";
import * as cases from "./cases";
import * as funds from "./funds";
import * as packs from "./packs";
import * as people from "./people";
import * as shell from "./shell";
import * as words from "./words";

export const zh = { ...shell.zh, ...words.zh, ...cases.zh, ...funds.zh, ...people.zh, ...audit.zh, ...packs.zh };
export const en: Record<keyof typeof zh, string> = { ...shell.en, ...words.en, ...cases.en, ...funds.en, ...people.en, ...audit.en, ...packs.en };
export type TextKey = keyof typeof zh;
export const kTexts: Record<Language, Record<TextKey, string>> = { zh, en };
