import { describe, expect, it } from "vitest";
import { basesFor, changeBody, fieldOf, impactBody, judgedOf, ownerPart, partOwner, trialBody, undecided, withCell, withoutRow, withParameter, withRow, withRowMoved, type PublishedPack, type Sheet } from "./packs";

const text = { zh: "", en: "" };
const sheet: Sheet = {
  owner: "5.2", kind: "provision", title: text, file: "f",
  parameters: [{ name: "share", label: text, clause: text, type: "number", step: "0.01", value: "0.5" }, { name: "months", label: text, clause: text, type: "months", step: "P1M", value: "P12M" }],
  tables: [{
    name: "size", label: text, file: "f", hit: "F",
    columns: [{ role: "input", name: "employees", label: text, type: null }, { role: "input", name: "revenue", label: text, type: null }, { role: "output", name: "size", label: text, type: null }],
    rows: [["< 10", "-", '"micro"'], ["-", "-", '"small"']],
  }],
};

describe("what a trial comes to", () => {
  it("reads a state and a figure, and leaves the rest as it is", () => {
    expect(judgedOf("entitled 83875.00")).toEqual({ state: "entitled", fen: 8387500 });
    expect(judgedOf("not_entitled")).toEqual({ state: "not_entitled", fen: null });
    expect(judgedOf("not known yet")).toBe(null);
  });
});

describe("a sheet that is edited", () => {
  it("changes a cell, and leaves the sheet that was loaded alone", () => {
    const next = withCell(sheet, 0, 1, 0, "< 100");
    expect(next.tables[0]!.rows[1]).toEqual(["< 100", "-", '"small"']);
    expect(sheet.tables[0]!.rows[1]![0]).toBe("-");
  });
  it("adds, removes and moves rows", () => {
    expect(withRow(sheet, 0, 0).tables[0]!.rows).toEqual([["< 10", "-", '"micro"'], ["-", "-", '"micro"'], ["-", "-", '"small"']]);
    expect(withRow({ ...sheet, tables: [{ ...sheet.tables[0]!, rows: [] }] }, 0, -1).tables[0]!.rows).toEqual([["-", "-", ""]]);
    expect(withoutRow(sheet, 0, 0).tables[0]!.rows.length).toBe(1);
    expect(withRowMoved(sheet, 0, 1, 0).tables[0]!.rows[0]![2]).toBe('"small"');
    expect(withRowMoved(sheet, 0, 1, 2)).toEqual(sheet);
  });
  it("saves what was changed and tries all of it", () => {
    expect(changeBody(sheet, sheet)).toBe(null);
    expect(changeBody(sheet, withCell(withCell(sheet, 0, 0, 0, "x"), 0, 0, 0, "< 10"))).toBe(null);
    const next = withParameter(sheet, 1, "P6M");
    expect(changeBody(sheet, next)).toEqual({ parameters: [{ name: "months", value: "P6M" }] });
    expect(changeBody(sheet, withoutRow(next, 0, 0))).toEqual({
      parameters: [{ name: "months", value: "P6M" }], tables: [{ name: "size", rows: [["-", "-", '"small"']] }],
    });
    expect(trialBody(next)).toEqual({
      parameters: [{ name: "share", value: "0.5" }, { name: "months", value: "P6M" }], tables: [{ name: "size", rows: sheet.tables[0]!.rows }],
    });
  });
  it("is told where a fault is", () => {
    expect(["/tables/0/rows/3/1", "/tables/1/rows/2", "/parameters/0/value", "", "/x"].map(fieldOf)).toEqual(["cell/0/3/1", "row/1/2", "parameter/0", "", ""]);
  });
  it("stands in an address without a dot", () => {
    expect(ownerPart("5.11b")).toBe("5~11b");
    expect(partOwner(ownerPart("5.11b"))).toBe("5.11b");
  });
});

describe("a draft that is rebased", () => {
  const pack = (hash: string, state: PublishedPack["state"], on: string | null) => ({ hash, state, effective_on: on }) as PublishedPack;
  it("goes on what is in force or to come, and not on what it is on", () => {
    const packs = [pack("c", "to_come", "2020-04-01"), pack("b", "in_force", "2020-03-01"), pack("a", "founding", null)];
    expect(basesFor({ base_hash: "a" }, packs, "b")).toEqual([{ hash: "b", on: null }, { hash: "c", on: "2020-04-01" }]);
    expect(basesFor({ base_hash: "b" }, packs, "b")).toEqual([{ hash: "c", on: "2020-04-01" }]);
    expect(basesFor({ base_hash: "a" }, [pack("a", "in_force", null)], "a")).toEqual([]);
  });
  it("waits until each file in which both changed something is decided", () => {
    const conflicts = [{ path: "x", line: 1, draft: "", in_force: "" }, { path: "y", line: 0, draft: "", in_force: "" }];
    expect(undecided(conflicts, { x: "draft" })).toBe(true);
    expect(undecided(conflicts, { x: "draft", y: "in_force" })).toBe(false);
    expect(undecided([], {})).toBe(false);
  });
});

describe("an impact that is asked for", () => {
  it("says the day only where one is chosen", () => {
    expect(impactBody(500, "2020-03-01")).toEqual({ kind: "impact", sample: 500, on: "2020-03-01" });
    expect(impactBody(null, "")).toEqual({ kind: "impact" });
  });
});
