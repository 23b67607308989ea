// measure.js SIDE MODULE < CASES: what measure.c does, in this engine.
'use strict';
const fs = require('fs');
const [side, path] = process.argv.slice(2);
const kernels = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(path))).exports;
const REPEATS = 25, ENOUGH = 2e6;
function timeOf(run, rounds, n) {
  const start = process.hrtime.bigint();
  run(rounds, n);
  return Number(process.hrtime.bigint() - start);
}
for (const line of fs.readFileSync(0, 'utf8').split('\n')) {
  const [name, kernel, n] = line.split(' ');
  const run = kernels[kernel];
  if (!run)
    continue;
  const check = (run(20, +n) >>> 0).toString(16).padStart(8, '0');
  // Until the optimising compiler has been at it.
  for (const end = Date.now() + 150; Date.now() < end;)
    run(20, +n);
  let rounds = 1;
  while (timeOf(run, rounds, +n) < ENOUGH && rounds < 1 << 30)
    rounds *= 2;
  let best = Infinity;
  for (let i = 0; i < REPEATS; i++)
    best = Math.min(best, timeOf(run, rounds, +n) / rounds);
  console.log(`${side} ${name} ${best.toFixed(3)} ${check}`);
}
