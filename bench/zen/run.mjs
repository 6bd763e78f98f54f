// Runs SME-10 through zen-engine and through a loop by hand; prints the figures as one JSON object.
// Ends with status 1 if a sum is not the one that every engine must find.
import { ZenDecisionContent, ZenEngine } from '@gorules/zen-engine';

import { byHand, EXPECTED, makeRows, toContext, zenModel } from './sme10.mjs';

const REPETITIONS = 9;
const FEW = 2000;
const MANY = 200000;
const ROUNDS_BY_HAND = 25;

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

function demand(what, rows, [eligible, fen]) {
  const [wantEligible, wantFen] = EXPECTED[rows];
  if (eligible === wantEligible && fen === wantFen) return;
  console.error(`${what}: ${eligible}; ${fen} fen, not ${wantEligible}; ${wantFen} fen`);
  process.exit(1);
}

/** Rows per second by the clock on the wall and by the CPU time of all threads, medians. */
async function measure(rows, repetitions, once) {
  const wall = [];
  const cpu = [];
  for (let i = 0; i < repetitions; ++i) {
    const cpuBefore = process.cpuUsage();
    const before = process.hrtime.bigint();
    await once();
    const seconds = Number(process.hrtime.bigint() - before) / 1e9;
    const used = process.cpuUsage(cpuBefore);
    wall.push(rows / seconds);
    cpu.push((rows * 1e6) / (used.user + used.system));
  }
  return {
    per_second: median(wall),
    per_cpu_second: median(cpu),
    worst_per_cpu_second: Math.min(...cpu),
    best_per_cpu_second: Math.max(...cpu),
    repetitions,
  };
}

const manyRows = makeRows(MANY);
const fewRows = manyRows.slice(0, FEW);
const fewContexts = fewRows.map(toContext);
const engine = new ZenEngine();
// Of the ways that zen offers, the fastest: content prepared once, the trace as text.
const decision = engine.createDecision(new ZenDecisionContent(zenModel()));
const TRACED = { trace: 'string' };

async function zen(contexts, options) {
  let eligible = 0;
  let fen = 0;
  for (const context of contexts) {
    const { result } = await decision.evaluate(context, options);
    if (result.eligible) ++eligible;
    fen += Math.round(result.subsidy * 100);
  }
  return [eligible, fen];
}

// Warm both ways before either is measured.
await zen(fewContexts);
await zen(fewContexts, TRACED);

const out = {};
out.zen_untraced = await measure(FEW, REPETITIONS, async () =>
  demand('zen', FEW, await zen(fewContexts)),
);
out.zen_traced = await measure(FEW, REPETITIONS, async () =>
  demand('zen, traced', FEW, await zen(fewContexts, TRACED)),
);
const manyContexts = manyRows.map(toContext);
out.zen_untraced_many = await measure(MANY, 1, async () =>
  demand('zen', MANY, await zen(manyContexts)),
);
out.by_hand = await measure(MANY * ROUNDS_BY_HAND, REPETITIONS, () => {
  for (let i = 0; i < ROUNDS_BY_HAND; ++i) demand('by hand', MANY, byHand(manyRows));
});
out.zen_version = '0.54.0';
out.node_version = process.version;
engine.dispose();
console.log(JSON.stringify(out));
