// yosys_node.mjs PACKAGE WORK ARG...: runs the same module in node's engine.
import fs from 'node:fs';
import path from 'node:path';
import { WASI } from 'node:wasi';

const [pack, work, ...args] = process.argv.slice(2);
const wasi = new WASI({
  version: 'preview1',
  args: ['yosys', ...args],
  preopens: { '.': work, '/share': path.join(work, 'share'), '/tmp': path.join(work, 'tmp') },
});
const module = await WebAssembly.compile(fs.readFileSync(path.join(pack, 'yosys.core.wasm')));
process.exit(wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject())));
