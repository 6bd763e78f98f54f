// What is kept about a person, and who acts for which firm, as the API tells of it.
import type { components } from "./api";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];

export type OwnSession = Schemas["MySession"];

export type MandateAct = Mandate["acts"][number];

export type Mandate = Schemas["Mandate"];

export type Evidence = Schemas["Mandates"]["evidence"][number];

export type Mandates = Schemas["Mandates"];

export type Roles = Schemas["Roles"];
