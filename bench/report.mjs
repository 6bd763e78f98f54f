// Puts the parts of one run together: results.json, results.md, and the table on standard output.
// Ends with status 1 if a part failed or a sum was wrong.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const out = process.argv[2];
const read = (name) => readFileSync(join(out, name), 'utf8');
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];
const problems = [];

const machine = {
  cpu: cpus()[0].model,
  cores: cpus().length,
  load_before: Number(read('load')),
  commit: read('commit').trim() + (read('changes') === '' ? '' : ' with changes'),
  date: new Date().toISOString().slice(0, 10),
};

// The runs of one file of Google Benchmark, by name.
function runsOf(file) {
  const runs = {};
  // It writes NaN for the spread of a counter that is zero, which is no JSON.
  const text = read(file).replace(/: -?(nan|inf(inity)?),?$/gim, (found) =>
    found.endsWith(',') ? ': null,' : ': null',
  );
  for (const run of JSON.parse(text).benchmarks) {
    if (run.error_occurred) problems.push(`${run.run_name}: ${run.error_message}`);
    if (run.run_type !== 'iteration') continue;
    const name = run.run_name.replace('/iterations:1', '').replace('/real_time', '')
      .replace('/manual_time', '');
    (runs[name] ??= []).push(run);
  }
  return runs;
}
const ours = runsOf('ours.json');
const withLibc = runsOf('libc.json');
const sql = runsOf('sql.json');
const perSecond = (name, runs = ours) => median(runs[name].map((run) => run.items_per_second));
const milliseconds = (name) => median(ours[name].map((run) => run.cpu_time));
const zen = JSON.parse(read('zen.json'));
const http = Object.fromEntries(
  [1, 16].map((connections) => {
    const runs = read(`http-${connections}.jsonl`).trim().split('\n').map((line) => JSON.parse(line));
    if (runs.some((run) => run.failed > 0)) problems.push(`HTTP, ${connections}: failed requests`);
    const of = (key) => median(runs.map((run) => run[key]));
    const figures = { per_second: of('per_second'), p50_us: of('p50_us'), p99_us: of('p99_us') };
    return [connections, { ...figures, repetitions: runs.length }];
  }),
);

if (problems.length > 0) {
  for (const problem of problems) console.error(`bench: ${problem}`);
  process.exit(1);
}

const digits = (n) => Number(n.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 2 });
const rows = [['what', 'figure', 'beside it']];
const add = (...cells) => rows.push(cells);
const ratio = (a, b) => `${digits(a / b)} x`;

const checks = [
  ['known', 'every fact known'],
  ['gaps', 'a quarter of the facts unknown'],
].flatMap(([facts, label]) =>
  [
    ['docket', 'by a docket'],
    ['untraced', 'untraced'],
    ['traced', 'traced'],
    ['traced_json', 'traced, answer written as JSON'],
  ].map(([work, how]) => [`check/${facts}/${work}`, `one firm, whole pack, ${label}, ${how}`]),
);
checks.push(
  ['check/bare/docket', 'one firm, whole pack, 95 in 100 facts unknown, by a docket'],
  ['check/bare/untraced', 'one firm, whole pack, 95 in 100 facts unknown, untraced'],
);
const beside = (name) => {
  if (name.endsWith('/docket')) {
    const plain = perSecond(name.replace('/docket', '/untraced'));
    return `each by itself ${digits(plain)} checks/s: ${ratio(perSecond(name), plain)}`;
  }
  if (!(name in withLibc)) return '';
  const libc = perSecond(name, withLibc);
  return `with libc's memory ${digits(libc)} checks/s: ${ratio(perSecond(name), libc)}`;
};
for (const [name, label] of checks) {
  add(label, `${digits(perSecond(name))} checks/s a core`, beside(name));
}
add('pack read from disk and compiled', `${digits(milliseconds('pack/load'))} ms`, '');
add('table of 16 rules', `${digits(1e9 / perSecond('feel/table_16_rules'))} ns`, '');
add('interest formula', `${digits(1e9 / perSecond('feel/interest_formula'))} ns`, '');

const bare = perSecond('register/bare_insert');
for (const [name, label] of [
  ['import_new', 'import of 50,000 firms, all new'],
  ['import_same', 'import of 50,000 firms, all known already'],
]) {
  const mine = perSecond(`register/${name}`);
  add(label, `${digits(mine)} rows/s`, `bare insert of the same columns ${digits(bare)} rows/s: ${ratio(mine, bare)}`);
}

add('synthetic firms drawn', `${digits(perSecond('generate/draw_only'))} firms/s`, '');
const drawn = perSecond('generate/draw_and_write');
for (const [name, label] of [
  ['copy_the_bytes', 'copying the same bytes'],
  ['write_the_bytes', 'the same bytes written to a file at once'],
]) {
  const limit = perSecond(`generate/${name}`);
  add(`synthetic firms drawn and written as CSV; ${label}`, `${digits(drawn)} firms/s`,
    `${digits(limit)} firms/s: 1 in ${digits(limit / drawn)}`);
}

const byHand = zen.by_hand.per_cpu_second;
const sme10 = (label, mine, peer, peerName) =>
  add(
    `SME-10, ${label}`,
    `${digits(mine)} rows/s`,
    `${peerName} ${digits(peer)} rows/s: ${ratio(mine, peer)}`,
  );
const zenName = `zen ${zen.zen_version}`;
const untraced = zen.zen_untraced.per_cpu_second;
const traced = zen.zen_traced.per_cpu_second;
sme10('2,000 rows, untraced', perSecond('sme10/2000/untraced'), untraced, zenName);
sme10('200,000 rows, untraced', perSecond('sme10/200000/untraced'),
  zen.zen_untraced_many.per_cpu_second, zenName);
add('SME-10, 2,000 rows, matched rules kept', `${digits(perSecond('sme10/2000/traced'))} rows/s`, '');
sme10('2,000 rows, trace written as JSON', perSecond('sme10/2000/traced_json'), traced,
  `${zenName}, trace as text,`);
for (const [label, run] of [
  ['untraced', zen.zen_untraced],
  ['traced', zen.zen_traced],
]) {
  add(`${zenName} on 2,000 rows, ${label}`, `${digits(run.per_cpu_second)} rows/s`,
    `repetitions from ${digits(run.worst_per_cpu_second)} to ${digits(run.best_per_cpu_second)}`);
}
add('SME-10 by hand in JavaScript, 200,000 rows', `${digits(byHand)} rows/s`,
  `the interpreter reaches 1 in ${digits(byHand / perSecond('sme10/200000/untraced'))}`);
for (const [connections, figures] of Object.entries(http)) {
  add(
    `check over HTTP, ${connections} connection${connections === '1' ? '' : 's'}`,
    `${digits(figures.per_second)} requests/s`,
    `p50 ${digits(figures.p50_us / 1000)} ms, p99 ${digits(figures.p99_us / 1000)} ms`,
  );
}

const columns = perSecond('columns/sme10/4000000');
const simd = ours['columns/sme10/4000000'][0].label;
const numpy = JSON.parse(read('numpy.json'));
const avx512 = ours['columns/sme10/4000000/avx512'][0].label;
for (const [label, peer] of [
  ['a loop fused by hand', perSecond('columns/sme10/4000000/fused')],
  ...(avx512.startsWith('skipped')
    ? []
    : [[`a loop by hand in ${avx512}`, perSecond('columns/sme10/4000000/avx512')]]),
  [`numpy ${numpy.numpy_version} in blocks of ${numpy.block} rows`, numpy.per_cpu_second],
  ['zen untraced', zen.zen_untraced_many.per_cpu_second],
  ['our row interpreter', perSecond('sme10/200000/untraced')],
]) {
  add(`SME-10 in columns, 4,000,000 rows (${simd}); ${label}`, `${digits(columns)} rows/s a core`,
    `${digits(peer)} rows/s: ${ratio(columns, peer)}`);
}
if (avx512.startsWith('skipped')) add('SME-10 by hand in AVX-512', avx512, '');
const drawnFiles = Object.keys(ours)
  .filter((name) => name.startsWith('columns/sme10/4000000/drawn/'))
  .map((name) => perSecond(name));
add(`SME-10 in columns, ${drawnFiles.length} rule files drawn from seeds`,
  `${digits(median(drawnFiles))} rows/s a core`,
  `files from ${digits(Math.min(...drawnFiles))} to ${digits(Math.max(...drawnFiles))}`);
// Each with the setting that suits it better.
const best = (names) => Math.max(...names.map((name) => perSecond(name, sql)));
for (const [asked, label] of [
  ['sums', 'its check sums'],
  ['all_ten', 'all ten decisions'],
]) {
  const jit = (whose) => ['jit', 'no_jit'].map((how) => `sql/postgresql/${asked}/${whose}/${how}`);
  const lite = (whose) => [`sql/sqlite/${asked}/${whose}`];
  for (const [database, names] of [['PostgreSQL', jit], ['SQLite', lite]]) {
    sme10(`SQL on ${database}, 4,000,000 rows, ${label}`, best(names('ours')),
      best(names('by_hand')), 'SQL by hand');
  }
}
const flat = perSecond('assess/100000/unknown_30');
for (const [name, label] of [
  ['100000/unknown_30', '100,000 firms'],
  ['1000000/unknown_30', '1,000,000 firms'],
  ['100000/unknown_0', '100,000 firms, every drawn fact known'],
  ['100000/unknown_100', '100,000 firms, no ordinary fact known'],
  ['dense/gaps_0', '65,536 firms with every fact of the pack and two loans'],
  ['dense/gaps_30', 'the same, three in ten lack a fact'],
  ['dense/gaps_100', 'the same, each lacks a fact'],
]) {
  const mine = perSecond(`assess/${name}`);
  const { by_row: byRow, bytes_a_firm: bytes } = ours[`assess/${name}`][0];
  add(`whole pack on a register, ${label}`, `${digits(mine)} firms/s a core`,
    `of 100,000: ${ratio(mine, flat)}; ${digits(bytes)} bytes a firm, ${byRow} row by row`);
}

const differential = read('differential.txt');
const compared = Number(/ (\d+) entitlements compared/.exec(differential)[1]);
const [, mismatches] = /^(\d+) mismatches$/m.exec(differential);
const [, comparedPerSecond] = /rows\/s, (\d+) entitlements\/s/.exec(differential);
add(`census in columns against the docket, ${compared.toLocaleString('en-US')} entitlements`,
  `${mismatches} differ`, `${digits(Number(comparedPerSecond))} entitlements/s by the clock, two threads`);
const census = read('census.jsonl').trim().split('\n').map((line) => JSON.parse(line));
for (const of of census.filter(({ where }) => where !== 'columns')) {
  const columnsOf = census.find(({ profile, where }) => profile === of.profile && where === 'columns');
  add(`whole pack on a register in ${of.where}, ${of.profile}, ${of.firms.toLocaleString('en-US')} firms`,
    `${digits(of.rows / of.seconds)} rows/s by the clock`,
    `in columns ${digits(columnsOf.rows / columnsOf.seconds)} rows/s: 1 in ${digits(of.seconds / columnsOf.seconds)}; ` +
      `${digits(of.seconds)} s, ${digits(of.client_cpu)} s of CPU of the client, ` +
      `${digits(of.bytes)} bytes came, ${of.by_row} row by row`);
}
const audit = read('audit.jsonl').trim().split('\n').map((line) => JSON.parse(line));
for (const of of audit) {
  add(`audit log on ${of.where}, ${of.events.toLocaleString('en-US')} events: ${of.what}`,
    `${digits(of.per_second)}/s`, `${of.count.toLocaleString('en-US')} of them`);
}
const ledger = read('ledger.jsonl').trim().split('\n').map((line) => JSON.parse(line));
for (const of of ledger) {
  add(`ledger on ${of.where}, batches of ${of.batch.toLocaleString('en-US')}`,
    `${digits(of.rate)} transfers/s by the clock`,
    `a batch p50 ${digits(of.p50_ms)} ms, p99 ${digits(of.p99_ms)} ms; bare peer ` +
      `${digits(of.peer_rate)} transfers/s: ${ratio(of.rate, of.peer_rate)}`);
}

const [head, ...body] = rows;
const line = (cells) => `| ${cells.join(' | ')} |`;
const table = [line(head), '|---|---:|---|', ...body.map(line)].join('\n');
const title =
  `${machine.date}, commit ${machine.commit}, ${machine.cpu}, ${machine.cores} cores, ` +
  `load before ${machine.load_before}, Node ${zen.node_version}. Medians of 5 repetitions ` +
  `(zen 9; zen on 200,000 rows: one; SQL 3). Rows/s and checks/s are per second of CPU time.`;
writeFileSync(join(out, 'results.md'), `${title}\n\n${table}\n`);

const oursFlat = Object.fromEntries(
  Object.entries(ours).map(([name, runs]) => [
    name,
    {
      per_cpu_second: runs[0].items_per_second === undefined ? undefined : perSecond(name),
      cpu_time: median(runs.map((run) => run.cpu_time)),
      real_time: median(runs.map((run) => run.real_time)),
      time_unit: runs[0].time_unit,
      repetitions: runs.length,
    },
  ]),
);
writeFileSync(
  join(out, 'results.json'),
  `${JSON.stringify({ machine, ours: oursFlat, zen, numpy, http, census, audit, ledger }, null, 2)}\n`,
);
console.log(`${title}\n\n${table}`);
