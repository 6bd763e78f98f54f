// The style sheets that Ant Design makes at run time, adopted by the document instead of written into <style>
// elements: the pages run under "style-src 'self'", which forbids those. The same functions as
// @rc-component/util's Dom/dynamicCSS; staff/adopt_styles.ts puts them in its place.
//
// Order: what is queued in front by its priority, then the rest, each as it came. The document's own files come
// before all of them.

interface Option {
  prepend?: boolean | "queue";
  priority?: number;
}

interface Held {
  key: string;
  rank: number;
  css: string;
  sheet: CSSStyleSheet;
  /** Never in the document: the library marks it with attributes and asks nothing of it. */
  handle: HTMLStyleElement;
}

const kBehindTheQueue = 1_000_000;
let held: Held[] = [];
let waiting = false;

function rankOf({ prepend, priority = 0 }: Option): number {
  if (prepend === "queue") return priority;
  return prepend ? -kBehindTheQueue : kBehindTheQueue;
}

/** Once for all that one rendering adds: each assignment makes the browser look at every sheet again. */
function adopt(): void {
  if (waiting) return;
  waiting = true;
  queueMicrotask(() => {
    waiting = false;
    document.adoptedStyleSheets = held.map((one) => one.sheet);
  });
}

export function updateCSS(css: string, key: string, option: Option = {}): HTMLStyleElement {
  const known = held.find((one) => one.key === key);
  if (known) {
    if (known.css !== css) {
      known.css = css;
      known.sheet.replaceSync(css);
    }
    return known.handle;
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const one: Held = { key, rank: rankOf(option), css, sheet, handle: document.createElement("style") };
  const behind = held.findIndex((other) => other.rank > one.rank);
  held = behind < 0 ? [...held, one] : [...held.slice(0, behind), one, ...held.slice(behind)];
  adopt();
  return one.handle;
}

let nameless = 0;
export function injectCSS(css: string, option: Option = {}): HTMLStyleElement {
  nameless += 1;
  return updateCSS(css, `nameless-${nameless}`, option);
}

export function removeCSS(key: string): void {
  const rest = held.filter((one) => one.key !== key);
  if (rest.length === held.length) return;
  held = rest;
  adopt();
}

export function clearContainerCache(): void {}

// What the icons' copy has besides: the pages have no shadow roots, and the library's warnings are for its own authors.
export const getShadowRoot = (): null => null;
export function warningOnce(): void {}
