#!/usr/bin/env node
// Builds the character tables of extract/han from two pinned npm packages:
//
//   opencc-js 1.4.2  (MIT; dictionaries of OpenCC, Apache-2.0)  traditional to simplified
//   nodejieba 3.5.8  (MIT; jieba dictionary, MIT)               how often a character is used
//
// Usage: node scripts/generate-han.mjs
// It needs npm and tar; the packages are fetched into a temporary folder, their
// SHA-256 is checked, nothing of them is installed or run.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = {
  'opencc-js@1.4.2': 'acde2ed46fecc53eb1c329ff093886bf702975be24ace4caa3d01321167d69c8',
  'nodejieba@3.5.8': 'd596b0566526a7add766e1582f5c97dd5b5003dd26ca353e7b5cf5da86b43af5',
};
const out = join(dirname(fileURLToPath(import.meta.url)), '..', 'extract', 'han', 'data');
const work = mkdtempSync(join(tmpdir(), 'gouji-han-'));

try {
  const pairs = simplified(unpack('opencc-js@1.4.2', 'package/dist/esm-lib/dict'));
  write('t2s.txt', [...pairs].sort(byCodePoint).map(([t, s]) => t + s), 40);
  write('frequent.txt', frequent(unpack('nodejieba@3.5.8', 'package/submodules/cppjieba/dict'), pairs), 50);
} finally {
  rmSync(work, { recursive: true });
}

// unpack fetches one package and returns the folder of its part.
function unpack(spec, part) {
  const name = execFileSync('npm', ['pack', '--silent', spec], { cwd: work, encoding: 'utf8' }).trim();
  const file = join(work, name);
  const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (sum !== packages[spec]) throw new Error(`${spec}: SHA-256 is ${sum}, want ${packages[spec]}`);
  execFileSync('tar', ['xzf', file, '-C', work, part]);
  return join(work, part);
}

// dictionary reads one OpenCC dictionary of single characters; of several
// targets the first is the usual one.
function dictionary(folder, name) {
  const text = readFileSync(join(folder, name + '.js'), 'utf8').match(/"(.*)"/s)[1];
  return text.split('|').map((entry) => entry.split(' '));
}

// simplified maps traditional characters, Taiwan and Hong Kong variants
// included, to simplified ones. Characters outside the BMP stay as they are: no
// report uses them. A variant that is an ordinary simplified character stays too.
function simplified(folder) {
  const pairs = new Map();
  const add = (t, s) => {
    if (t !== s && [...t].length === 1 && [...s].length === 1 && t.length === 1 && s.length === 1) pairs.set(t, s);
  };
  for (const [t, s] of dictionary(folder, 'TSCharacters')) add(t, s);
  const ordinary = gb2312();
  for (const name of ['TWVariantsRev', 'HKVariantsRev']) {
    for (const [variant, t] of dictionary(folder, name)) {
      if (!pairs.has(variant) && !ordinary.has(variant)) add(variant, pairs.get(t) ?? t);
    }
  }
  return pairs;
}

// gb2312 is the set of the Han of GB 2312-80.
function gb2312() {
  const bytes = [];
  for (let row = 0xb0; row <= 0xf7; row++) for (let cell = 0xa1; cell <= 0xfe; cell++) bytes.push(row, cell);
  return new Set(new TextDecoder('gbk').decode(new Uint8Array(bytes)));
}

// frequent lists the simplified characters in order of their use: the sum of
// the frequencies of the words that hold them.
function frequent(folder, pairs) {
  const count = new Map();
  for (const line of readFileSync(join(folder, 'jieba.dict.utf8'), 'utf8').split('\n')) {
    const [word, n] = line.split(' ');
    for (const c of word) {
      if (!/^\p{Script=Han}$/u.test(c) || c.length > 1) continue;
      const s = pairs.get(c) ?? c;
      count.set(s, (count.get(s) ?? 0) + Number(n));
    }
  }
  return [...count].sort((a, b) => b[1] - a[1] || byCodePoint(a, b)).slice(0, 4000).map(([c]) => c);
}

function byCodePoint([a], [b]) {
  return a.codePointAt(0) - b.codePointAt(0);
}

function write(name, items, perLine) {
  const lines = [];
  for (let i = 0; i < items.length; i += perLine) lines.push(items.slice(i, i + perLine).join(''));
  writeFileSync(join(out, name), lines.join('\n') + '\n');
  console.log(`${name}: ${items.length} entries`);
}
