// kotlin.js MODULE: what kotlin.c does, in this engine.
'use strict';
const fs = require('fs');
const {PerformanceObserver} = require('perf_hooks');
let memory, line = '', wall, used;
const observer = new PerformanceObserver(() => {});
observer.observe({entryTypes: ['gc']});
function begin() {
  wall = process.hrtime.bigint();
  used = process.cpuUsage();
}
function report(text) {
  const {user} = process.cpuUsage(used), time = Number(process.hrtime.bigint() - wall) / 1e6;
  // Collections are only told of when the program is done.
  console.log(text, time.toFixed(3), (user / 1e3).toFixed(3), process.resourceUsage().maxRSS, '0 0');
  begin();
}
const wasi_snapshot_preview1 = {
  random_get: (to, size) => { new Uint8Array(memory.buffer, to, size).fill(1); return 0; },
  fd_write: (fd, vectors, count, written) => {
    const view = new DataView(memory.buffer);
    let all = 0;
    for (let i = 0; i < count; i++) {
      const from = view.getUint32(vectors + 8 * i, true), size = view.getUint32(vectors + 8 * i + 4, true);
      line += Buffer.from(memory.buffer, from, size).toString();
      all += size;
    }
    view.setUint32(written, all, true);
    if (line.endsWith('\n')) {
      report(line.slice(0, -1));
      line = '';
    }
    return 0;
  },
};
const module_ = new WebAssembly.Module(fs.readFileSync(process.argv[2]));
const instance = new WebAssembly.Instance(module_, {wasi_snapshot_preview1});
memory = instance.exports.memory;
begin();
instance.exports._initialize();
