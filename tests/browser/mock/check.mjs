// A stand-in for the rule engine: the four provisions of measure 5, written out by hand. It is no oracle;
// it only answers like the server, so that the pages can be built and tried without one.
import { documentOf, parametersOf } from "./packs.mjs";

const kTen = ["42", "33", "44", "41", "43", "34", "50", "36", "11", "31"];
const kLpr = [["2019-08-20", 425], ["2019-09-20", 420], ["2019-11-20", 415], ["2020-02-20", 405], ["2020-04-20", 385]];
const kNone = { zh: "", en: "" };

const and = (...all) => (all.includes(false) ? false : all.includes(null) ? null : true);
const or = (...all) => (all.includes(true) ? true : all.includes(null) ? null : false);
const known = (value) => (value === undefined ? null : value);
const days = (a, b) => Math.round((Date.parse(b) - Date.parse(a)) / 86400000);
const yearOn = (iso) => `${Number(iso.slice(0, 4)) + 1}${iso.slice(4)}`;
/** "3.15" -> 31500n: rates in millionths of a per cent would be too fine, ten-thousandths do. */
const rate4 = (text) => {
  const [whole, rest = ""] = String(text).split(".");
  return BigInt(whole + rest.padEnd(4, "0").slice(0, 4));
};
const fen = (text) => {
  const [whole, rest = ""] = String(text).split(".");
  return BigInt(whole + rest.padEnd(2, "0").slice(0, 2));
};
const percent = (r4) => String(Number(r4) / 10000);
const halfUp = (n, d) => (2n * n + d) / (2n * d);
const lpr = (iso) => BigInt(kLpr.filter(([from]) => from <= iso).at(-1)[1]) * 100n;

function shown(name, label, value, display = value) {
  const text = value === null ? { zh: "未知", en: "unknown" } : typeof display === "object" ? display : { zh: display, en: display };
  return { name, label, value: value === null ? null : String(value), display: text };
}

function shownFact(packs, name, value) {
  const fact = packs.facts.facts.find((one) => one.name === name);
  if (value === null) return shown(name, fact.label, null);
  if (fact.type === "boolean") return shown(name, fact.label, value, value ? { zh: "是", en: "yes" } : { zh: "否", en: "no" });
  if (fact.type === "code") return shown(name, fact.label, `"${value}"`, packs.lists.get(fact.list).entries.find((e) => e.code === value)?.label ?? value);
  const text = String(value);
  if (fact.type === "percent") return shown(name, fact.label, text, `${text}%`);
  if (fact.type === "money") return shown(name, fact.label, text, `¥${text.replace(/\B(?=(\d{3})+(?!\d))/g, ",")}`);
  return shown(name, fact.label, text);
}

/** One provision over one loan (or over no known loan). */
function judge(packs, provision, firm, loan, id, hypothetical) {
  const get = (name) => known(loan?.[name]);
  const national = known(firm.on_national_key_list);
  const local = known(firm.on_local_key_list);
  const place = known(firm.place);
  const grant = get("loan_grant_date");
  const due = get("loan_due_date");
  const own = get("loan_rate");
  const principal = get("loan_principal");
  const inTen = place === null ? null : kTen.includes(place.slice(0, 2));
  const wide = provision.id === "5.2" || provision.id === "5.3";
  const listed = wide ? or(national, and(local, inTen)) : or(national, local);
  const cap = grant === null ? null : lpr(grant) - 10000n;
  const truths = {
    listed: [listed, ["on_national_key_list", "on_local_key_list", ...(wide ? ["place"] : [])]],
    special_relending: [get("loan_special_relending"), ["loan_special_relending"]],
    used_as_allowed: [get("loan_used_as_allowed"), ["loan_used_as_allowed"]],
    end_cost: [own === null ? null : rate4(own) < 32000n, ["loan_rate"]],
    has_term: [due === null || grant === null ? null : due > grant, ["loan_grant_date", "loan_due_date"]],
    within_cap: [own === null || cap === null ? null : rate4(own) <= cap, ["loan_rate", "loan_grant_date"]],
  };
  const valueOf = (name) => (name.startsWith("loan_") ? get(name) : known(firm[name]));
  const answer = (origin, cid, label, clause, truth, names) => ({
    origin, id: cid, label, clause, truth: truth === null ? "open" : truth ? "holds" : "fails",
    used: names.map((name) => shownFact(packs, name, valueOf(name))),
    open: { facts: truth === null ? names.filter((name) => valueOf(name) === null) : [], reasons: [] },
  });

  const conditions = [];
  const { from, to } = provision.in_force;
  const last = typeof to === "string" && to !== "open" ? to : null;
  conditions.push(answer("in_force", null, { zh: "贷款发放日在规定有效期内", en: "The loan was granted while the rule is in force" }, kNone,
    grant === null ? null : grant >= from && (!last || grant <= last), ["loan_grant_date"]));
  if (provision.region?.length > 0) {
    conditions.push(answer("region", null, { zh: "企业在适用地区内", en: "The firm is in the region of the rule" }, kNone,
      place === null ? null : provision.region.some((code) => place.startsWith(code.slice(0, 2))), ["place"]));
  }
  for (const one of provision.conditions) {
    const [truth, names] = truths[one.id];
    conditions.push(answer("rule", one.id, one.label, one.clause, truth, names));
  }
  const all = and(...conditions.map((one) => (one.truth === "open" ? null : one.truth === "holds")));
  const state = all === null ? "depends" : all ? "entitled" : "not_entitled";

  const steps = [];
  let amount = null;
  let end = null;
  const label = (name) => provision.definitions.find((one) => one.name === name).label;
  if (provision.id !== "5.3" && grant !== null && due !== null) {
    const year = yearOn(grant);
    end = due < year ? due : year;
    const n = days(grant, end);
    steps.push(shown("discount_end", label("discount_end"), end), shown("discount_days", label("discount_days"), n, { zh: `${n} 天`, en: `${n} days` }));
    const share = provision.id === "5.5" ? 4n : 2n;
    const base = provision.id === "5.1" ? lpr(grant) - 25000n : own === null ? null : rate4(own);
    if (base !== null) {
      steps.push(shown("discount_rate", label("discount_rate"), percent(base) / Number(share), `${percent(base) / Number(share)}%`));
      if (principal !== null && n > 0) amount = Number(halfUp(fen(principal) * base * BigInt(n), share * 1000000n * 360n));
    }
  }
  if (provision.id === "5.3" && cap !== null) steps.push(shown("rate_cap", label("rate_cap"), percent(cap), `${percent(cap)}%`));

  const missing = new Set(conditions.flatMap((one) => one.open.facts));
  if (provision.id !== "5.3" && all !== false && amount === null) {
    for (const name of ["loan_principal", "loan_rate", "loan_due_date"]) if (get(name) === null) missing.add(name);
  }
  const { benefit } = provision;
  const short = all === true && provision.id !== "5.3" && amount === null;
  return {
    provision: provision.id, measure: provision.measure, title: provision.title, document: documentOf(provision),
    subject_kind: "loan", subject_id: id, hypothetical, state: short ? "depends" : state, event_date: grant, kind: benefit.kind,
    benefit: benefit.label, amount_fen: all === true ? amount : null,
    rate_percent: provision.id === "5.3" && all === true ? percent(cap) : null,
    period_from: all === true && benefit.period ? grant : null, period_to: all === true && benefit.period ? end : null,
    payer: benefit.payer, contact: benefit.contact, deadline: benefit.deadline, apply_by: null,
    conditions, steps, open: { facts: all === false ? [] : [...missing], reasons: [] },
    unconfirmed: parametersOf(provision).filter((one) => one.status !== "confirmed"),
  };
}

function sizeOf(packs, firm) {
  const employees = known(firm.employees);
  const revenue = known(firm.revenue);
  const industry = known(firm.industry_code);
  const open = ["industry_code", "employees", "revenue"].filter((name) => known(firm[name]) === null);
  let size = null;
  if (employees !== null && employees < 20) size = { zh: "微型", en: "Micro" };
  else if (open.length === 0) {
    const big = fen(revenue);
    if (employees >= 1000 && big >= 40000000000n) size = { zh: "大型", en: "Large" };
    else if (employees >= 300 && big >= 2000000000n) size = { zh: "中型", en: "Medium" };
    else size = big >= 300000000n ? { zh: "小型", en: "Small" } : { zh: "微型", en: "Micro" };
  }
  return {
    name: "enterprise_size", label: { zh: "企业规模", en: "Enterprise size" },
    document: {
      number: "国统字〔2017〕213号", title: { zh: "统计上大中小微型企业划分办法（2017）", en: "Size standard of 2017" },
      issuer: { zh: "国家统计局", en: "National Bureau of Statistics" },
      issued: { earliest: "2017-12-28", latest: "2017-12-28", to_be_fixed: null }, status: "confirmed",
      source: { zh: "公开网页", en: "Public page" },
    },
    value: size ? `"${size.en.toLowerCase()}"` : null, display: size ?? { zh: "未知", en: "unknown" }, known: size !== null,
    open: { facts: size ? [] : open, reasons: [] },
    steps: [shownFact(packs, "industry_code", industry), shownFact(packs, "employees", employees), shownFact(packs, "revenue", revenue)],
  };
}

export function check(packs, request) {
  const { on, facts } = request;
  const knownAt = request.known_at ?? on;
  const inTime = [...packs.provisions.values()]
    .filter((one) => (one.known_from ?? one.document.issued) <= knownAt).sort((a, b) => (a.id < b.id ? -1 : 1));
  const replaced = [];
  const gone = new Set();
  const loans = facts.loans;
  for (const by of inTime) {
    for (const { provision } of by.supersedes ?? []) {
      const old = inTime.find((one) => one.id === provision);
      if (!old) continue;
      gone.add(provision);
      for (const loan of loans ?? []) replaced.push({ provision, by: by.id, title: old.title, by_title: by.title, subject_id: loan.id });
    }
  }
  const entitlements = [];
  for (const provision of inTime.filter((one) => !gone.has(one.id))) {
    if (loans === undefined || loans === null) entitlements.push(judge(packs, provision, facts, null, null, true));
    else if (loans.length === 0) {
      const none = judge(packs, provision, facts, null, null, false);
      const absent = packs.facts.subjects.find((one) => one.name === "loan").absent;
      entitlements.push({
        ...none, state: "not_entitled", open: { facts: [], reasons: [] },
        conditions: [{
          origin: "has_subject", id: null, label: absent, clause: kNone, truth: "fails", used: [], open: { facts: [], reasons: [] },
        }],
      });
    } else for (const loan of loans) entitlements.push(judge(packs, provision, facts, loan, loan.id, false));
  }
  const derived = [sizeOf(packs, facts)];
  const weight = new Map();
  for (const one of [...entitlements, ...derived]) for (const name of one.open.facts) weight.set(name, (weight.get(name) ?? 0) + 1);
  const order = new Map(packs.facts.facts.map((one, at) => [one.name, at]));
  const next = [...weight.keys()].sort((a, b) => order.get(a) - order.get(b));
  const cash = entitlements.filter((one) => one.state === "entitled" && one.kind === "grant");
  return {
    on, known_at: knownAt, pack: packs.packId, derived, entitlements, replaced, next_questions: next,
    totals: { cash_fen: cash.reduce((sum, one) => sum + (one.amount_fen ?? 0), 0), relief_fen: 0, liquidity_fen: 0 },
  };
}
