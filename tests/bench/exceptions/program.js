// program.js MODULE: runs a WASI program in this engine.
'use strict';
process.removeAllListeners('warning');
process.on('warning', () => {});
const {WASI} = require('node:wasi');
const fs = require('fs');
const wasi = new WASI({version: 'preview1', args: ['program'], returnOnExit: true});
const module_ = new WebAssembly.Module(fs.readFileSync(process.argv[2]));
wasi.start(new WebAssembly.Instance(module_, {wasi_snapshot_preview1: wasi.wasiImport}));
