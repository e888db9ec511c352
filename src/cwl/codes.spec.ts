import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SEVERITY_OF_CODE } from './codes';

describe('the README', () => {
  const rows = readFileSync(join(__dirname, 'README.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  it.each(Object.entries(SEVERITY_OF_CODE))('lists %s as %s', (code, severity) => {
    const name = code.startsWith('job.yaml_') ? '`job.yaml_*`' : `\`${code}\``;
    const row = rows.find(([, codes]) => codes?.includes(name));
    expect(row?.[2]).toBe(severity);
  });
});
