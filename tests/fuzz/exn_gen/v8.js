// v8.js FOLDER: runs the modules and calls of FOLDER/plan.json (script.py, for_v8) in this engine and
// prints each call that gives something else than expected. Exit status 1 if there was one.
'use strict';
const fs = require('fs');
const folder = process.argv[2];
const plan = JSON.parse(fs.readFileSync(`${folder}/plan.json`, 'utf8'));
const modules = new Map();
function compile(name) {
  if (!modules.has(name))
    modules.set(name, new WebAssembly.Module(fs.readFileSync(`${folder}/${name}.wasm`)));
  return modules.get(name);
}
const host = {
  call: (f, x) => f(x),
  extern: x => ({value: x}),
  number: o => (o === null ? 0 : o.value),
};
const shared = new WebAssembly.Instance(compile('shared')).exports;
const made = {};
for (const {name, module, aliases} of plan.instances) {
  const imports = {shared, 'wexn-spec': host};
  for (const alias in aliases)
    imports[alias] = made[aliases[alias]];
  made[name] = new WebAssembly.Instance(compile(module), imports).exports;
}
for (const {name} of plan.instances)
  made[name].fill();
let wrong = 0;
plan.calls.forEach((call, i) => {
  shared.begin();
  let got;
  try {
    got = ['return', made[call.instance][call.export](call.arg) >>> 0];
  } catch (e) {
    got = e instanceof WebAssembly.Exception ? ['exception'] : ['trap', call.step[1]];
    if (!(e instanceof WebAssembly.Exception) && !(e instanceof WebAssembly.RuntimeError))
      throw e;
  }
  got.push(shared.hash() >>> 0);
  if (JSON.stringify(got) !== JSON.stringify(call.step)) {
    console.log(`call ${i}: expected ${JSON.stringify(call.step)}, got ${JSON.stringify(got)}`);
    wrong++;
  }
});
process.exit(wrong ? 1 : 0);
