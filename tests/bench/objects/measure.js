// measure.js MODULE FUNCTION N SHORT: what measure.c does, in this engine. Runs with SHORT until the optimising compiler
// has been at it. User time is that of all threads of the process.
'use strict';
const fs = require('fs');
const {PerformanceObserver} = require('perf_hooks');
const [path, name, n, short] = process.argv.slice(2);
const run = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(path))).exports[name];
const warm = async () => {
  for (const end = Date.now() + 400; Date.now() < end;) {
    run(+short);
    await new Promise(resolve => setImmediate(resolve));
  }
};
warm().then(() => {
  const observer = new PerformanceObserver(() => {});
  observer.observe({entryTypes: ['gc']});
  const start = process.hrtime.bigint(), before = process.cpuUsage();
  const result = run(+n) >>> 0;
  const used = process.cpuUsage(before), wall = Number(process.hrtime.bigint() - start) / 1e6;
  setImmediate(() => {
    const pauses = observer.takeRecords().map(e => e.duration).sort((a, b) => a - b);
    const at = i => (pauses.length ? pauses[i] : 0).toFixed(3);
    console.log(result.toString(16).padStart(8, '0'), wall.toFixed(3), (used.user / 1e3).toFixed(3),
      process.resourceUsage().maxRSS, at(pauses.length - 1), at(Math.floor((pauses.length - 1) * 0.99)));
  });
});
