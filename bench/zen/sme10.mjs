// SME-10 for Node: the rows (splitmix64, seed 42, as bench/sme10/rows.cpp), the rules as a decision
// model of zen, and the same rules as a loop written by hand.

const INDUSTRIES = ['MANUFACTURING', 'WHOLESALE', 'RETAIL', 'SOFTWARE', 'TRANSPORT', 'OTHER'];
const DAY_MS = 86_400_000;
const FIRST_APPLICATION = Date.UTC(2025, 9, 1) / DAY_MS;
const FIRST_REGISTRATION = Date.UTC(2015, 0, 1) / DAY_MS;
const two = (n) => String(n).padStart(2, '0');
const isoDay = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** What every engine must find for the first so many rows: eligible, subsidy in fen. */
export const EXPECTED = { 2000: [347, 3_485_251_203], 200000: [35_885, 351_882_444_685] };

function splitmix64(seed) {
  const mask = (1n << 64n) - 1n;
  let state = seed;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & mask;
    let z = state;
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
    return Number((z ^ (z >> 31n)) >> 11n) * 2 ** -53;
  };
}

/** Rows with whole numbers: money in fen, rates in hundredths of a per cent, dates in days. */
export function makeRows(count) {
  const unit = splitmix64(42n);
  const below = (n) => Math.trunc(unit() * n);
  const rows = [];
  for (let i = 0; i < count; ++i) {
    const industry = below(6);
    const a = unit();
    const employees = 1 + Math.trunc(1500 * a * a * a);
    const b = unit();
    const revenue = Math.trunc(60000 * b * b * b);
    rows.push({
      industry,
      employees,
      revenue: unit() >= 0.01 ? revenue : null,
      region: below(31),
      code: below(60),
      application: FIRST_APPLICATION + below(600),
      registration: FIRST_REGISTRATION + below(4200),
      taxArrears: unit() < 0.05,
      blacklisted: unit() < 0.02,
      siMonths: below(37),
      layoffs: Math.trunc(unit() * employees * 0.1),
      loanFen: 1_000_000 + below(999_000_000),
      rateBp: 250 + below(750),
    });
  }
  return rows;
}

/** A row as zen takes it. */
export function toContext(row) {
  return {
    industry: INDUSTRIES[row.industry],
    employees: row.employees,
    revenue: row.revenue,
    region: `R${two(row.region + 1)}`,
    industryCode: `C${two(row.code + 1)}`,
    applicationDate: isoDay(row.application),
    registrationDate: isoDay(row.registration),
    taxArrears: row.taxArrears,
    blacklisted: row.blacklisted,
    siMonths: row.siMonths,
    layoffs: row.layoffs,
    loan: row.loanFen / 100,
    rate: row.rateBp / 100,
  };
}

const SIZES = [
  ['MANUFACTURING', [1000, 40000], [300, 2000], [20, 300]],
  ['WHOLESALE', [200, 40000], [20, 5000], [5, 1000]],
  ['RETAIL', [300, 20000], [50, 500], [10, 100]],
  ['SOFTWARE', [300, 10000], [100, 1000], [10, 50]],
];
const CLASSES = ['LARGE', 'MEDIUM', 'SMALL', 'MICRO'];

function table(id, inputs, output, rules) {
  return {
    id,
    name: id,
    type: 'decisionTableNode',
    content: {
      hitPolicy: 'first',
      passThrough: true,
      inputs: inputs.map((field) => ({ id: `in-${field}`, name: field, field })),
      outputs: [{ id: `out-${output}`, name: output, field: output }],
      rules: rules.map((cells, i) => ({
        _id: `${id}-${i}`,
        ...Object.fromEntries(inputs.map((field, c) => [`in-${field}`, cells[c]])),
        [`out-${output}`]: cells.at(-1),
      })),
    },
  };
}

const quoted = (list) => list.map((text) => JSON.stringify(text)).join(', ');
const codes = Array.from({ length: 16 }, (_, i) => `C${two(2 + 3 * i)}`);

/** Two tables, then one node with the eight expressions: the fewest nodes that zen can do it in. */
export function zenModel() {
  const sizeRules = SIZES.flatMap(([industry, ...bounds]) =>
    CLASSES.map((name, i) => [
      JSON.stringify(industry),
      i < 3 ? `>= ${bounds[i][0]}` : '',
      // A missing revenue matches no comparison; zen has none with null.
      i < 3 ? `$ != null and $ >= ${bounds[i][1]}` : '',
      JSON.stringify(name),
    ]),
  );
  const tierRules = [
    [quoted(['R01', 'R02', 'R09', 'R10', 'R11']), '1'],
    [quoted(['R03', 'R04', 'R06', 'R07', 'R12', 'R13', 'R14', 'R15']), '2'],
    [quoted(['R26', 'R28', 'R29', 'R30', 'R31']), '4'],
    ['', '3'],
  ];
  const expressions = [
    ['encouraged', `industryCode in [${quoted(codes)}]`],
    ['inWindow', 'date(applicationDate) in [date("2026-01-01")..date("2026-12-31")]'],
    ['ageOk', 'date(applicationDate) >= date(registrationDate) + duration("365d")'],
    ['sizeOk', 'size in ["MEDIUM", "SMALL", "MICRO"]'],
    ['clean', 'not (taxArrears) and not (blacklisted) and siMonths >= 6'],
    [
      'capRate',
      '(tier == 1 ? 2.0 : tier == 2 ? 2.25 : tier == 3 ? 2.5 : 3.0) + ($.encouraged ? 0.5 : 0)',
    ],
    [
      'eligible',
      '$.sizeOk and $.clean and $.inWindow and $.ageOk and layoffs / employees <= 0.055',
    ],
    [
      'subsidy',
      '$.eligible ? round(min([loan * min([rate * 0.5, $.capRate]) / 100, ' +
        'size == "MICRO" ? 100000 : size == "SMALL" ? 200000 : 500000]), 2) : 0',
    ],
  ];
  const nodes = [
    { id: 'input', name: 'input', type: 'inputNode' },
    table('size', ['industry', 'employees', 'revenue'], 'size', sizeRules),
    table('tier', ['region'], 'tier', tierRules),
    {
      id: 'rest',
      name: 'rest',
      type: 'expressionNode',
      content: {
        passThrough: true,
        expressions: expressions.map(([key, value]) => ({ id: key, key, value })),
      },
    },
    { id: 'output', name: 'output', type: 'outputNode' },
  ];
  const edges = nodes.slice(1).map((node, i) => ({
    id: `edge-${i}`,
    sourceId: nodes[i].id,
    targetId: node.id,
    type: 'edge',
  }));
  return { nodes, edges };
}

const TIERS = Array.from({ length: 31 }, (_, i) => {
  const region = `R${two(i + 1)}`;
  if (['R01', 'R02', 'R09', 'R10', 'R11'].includes(region)) return 1;
  if (['R03', 'R04', 'R06', 'R07', 'R12', 'R13', 'R14', 'R15'].includes(region)) return 2;
  return ['R26', 'R28', 'R29', 'R30', 'R31'].includes(region) ? 4 : 3;
});
const ENCOURAGED = Array.from({ length: 60 }, (_, i) => codes.includes(`C${two(i + 1)}`));
// Rates in 200ths of a per cent, so that half a rate in hundredths is whole.
const CAPS = [0, 400, 450, 500, 600];
const LIMITS_FEN = [50_000_000, 50_000_000, 20_000_000, 10_000_000];
const WINDOW = [Date.UTC(2026, 0, 1) / DAY_MS, Date.UTC(2026, 11, 31) / DAY_MS];
const NO_CLASS = -1;

/** Index into CLASSES, NO_CLASS for an industry without rules. */
function sizeOf(row) {
  const bounds = SIZES[row.industry];
  if (bounds === undefined) return NO_CLASS;
  for (let i = 0; i < 3; ++i) {
    const [employees, revenue] = bounds[i + 1];
    if (row.revenue !== null && row.employees >= employees && row.revenue >= revenue) return i;
  }
  return 3;
}

/** The rules by hand in exact whole numbers: what V8 makes of them when nothing is general. */
export function byHand(rows) {
  let eligibleCount = 0;
  let subsidyFen = 0;
  for (const row of rows) {
    const size = sizeOf(row);
    const cap = CAPS[TIERS[row.region]] + (ENCOURAGED[row.code] ? 100 : 0);
    const eligible =
      size >= 1 &&
      !row.taxArrears &&
      !row.blacklisted &&
      row.siMonths >= 6 &&
      row.application >= WINDOW[0] &&
      row.application <= WINDOW[1] &&
      row.application >= row.registration + 365 &&
      row.layoffs * 200 <= row.employees * 11;
    if (!eligible) continue;
    const exact = row.loanFen * Math.min(row.rateBp, cap);
    ++eligibleCount;
    subsidyFen += Math.min(Math.floor((exact + 10_000) / 20_000), LIMITS_FEN[size]);
  }
  return [eligibleCount, subsidyFen];
}
