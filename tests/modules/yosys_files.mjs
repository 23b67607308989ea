// yosys_files.mjs PACKAGE WORK: the files that the program reads, out of the package's JavaScript, into WORK/share.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [pack, work] = process.argv.slice(2);
const source = path.join(work, 'resources.mjs');
fs.copyFileSync(path.join(pack, 'resources-yosys.js'), source);
const { filesystem } = await import(pathToFileURL(source));
function write(entry, to) {
  if (typeof entry === 'string') {
    fs.writeFileSync(to, entry);
  } else if (!(entry instanceof URL)) {
    fs.mkdirSync(to, { recursive: true });
    for (const [name, child] of Object.entries(entry)) write(child, path.join(to, name));
  }
}
write(filesystem.share, path.join(work, 'share'));
