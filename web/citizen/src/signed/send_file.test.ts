import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const tokens = vi.hoisted(() => ({ now: "old", next: "new" }));
vi.mock("./session", () => ({
  office: {
    csrf: async () => tokens.now,
    who: async () => {
      tokens.now = tokens.next;
    },
  },
}));

import { kStalledMs, sendFile } from "./send_file";

/** What a test answers with, or lets hang. */
class Request {
  static made: Request[] = [];
  headers: Record<string, string> = {};
  upload: { onprogress?: (event: { lengthComputable: boolean; loaded: number; total: number }) => void } = {};
  status = 0;
  responseText = "";
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  onloadend?: () => void;
  constructor() {
    Request.made.push(this);
  }
  open() {}
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  getResponseHeader() {
    return null;
  }
  send() {}
  abort() {
    this.onabort?.();
    this.onloadend?.();
  }
  answer(status: number, body: unknown) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
    this.onloadend?.();
  }
}

const file = new File(["x"], "a.txt", { type: "text/plain" });

beforeEach(() => {
  vi.useFakeTimers();
  Request.made = [];
  tokens.now = "old";
  vi.stubGlobal("XMLHttpRequest", Request);
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a file on its way", () => {
  it("is given up when nothing moves any more, and not while something does", async () => {
    const shares: number[] = [];
    const sent = sendFile("/x", file, (share) => shares.push(share));
    const lost = expect(sent).rejects.toMatchObject({ status: 0 });
    await vi.advanceTimersByTimeAsync(kStalledMs - 1);
    Request.made[0]!.upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 4 });
    await vi.advanceTimersByTimeAsync(kStalledMs - 1);
    expect(shares).toEqual([0.25]);
    let over = false;
    void sent.catch(() => (over = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(over).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await lost;
  });

  it("goes out once more with the token of another tab's session", async () => {
    const sent = sendFile<{ id: string }>("/x", file, () => undefined);
    await vi.advanceTimersByTimeAsync(0);
    Request.made[0]!.answer(403, { type: "/problems/caller-forged", title: "forged", status: 403 });
    await vi.advanceTimersByTimeAsync(0);
    Request.made[1]!.answer(201, { id: "u" });
    expect(await sent).toEqual({ id: "u" });
    expect(Request.made.map((one) => one.headers["X-CSRF-Token"])).toEqual(["old", "new"]);
  });
});
