import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { DEPLOYMENT_VARIABLES } from '../../scripts/env-example/deployment-variables.mjs';
import { renderEnvExample } from '../../scripts/env-example/render.mjs';
import { ALL_SETTINGS } from '../../src/config/all-settings';

const FILE = join(__dirname, '../../.env.example');
const SECRET = /(PASSWORD|TOKEN|SECRET)$/;
const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
const variables = [...text.matchAll(/^#?([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name = '', value = '']) => ({ name, value }));
const settings = ALL_SETTINGS.flatMap(({ schema }) => Object.keys(schema.shape));

describe('.env.example', () => {
  it('is what `npm run env:example` writes', () => {
    expect(text).toBe(renderEnvExample(ALL_SETTINGS, DEPLOYMENT_VARIABLES));
  });

  it('names every variable once, in the order of the settings classes', () => {
    expect(variables.map(({ name }) => name)).toEqual([...settings, ...DEPLOYMENT_VARIABLES.map(({ name }) => name)]);
    expect(new Set(variables.map(({ name }) => name)).size).toBe(variables.length);
  });

  it('holds no value of a secret', () => {
    expect(variables.filter(({ name, value }) => SECRET.test(name) && value !== '')).toEqual([]);
    expect(variables.filter(({ name }) => SECRET.test(name)).map(({ name }) => name)).toContain('REANA_ACCESS_TOKEN');
  });

  it('sets nothing by itself: what stands open is empty', () => {
    expect(Object.values(parse(text)).filter((value) => value !== '')).toEqual([]);
  });

  it('has defaults that the classes take', () => {
    const shown = Object.fromEntries(variables.filter(({ value }) => value !== '').map(({ name, value }) => [name, value]));
    for (const { schema } of ALL_SETTINGS) {
      const faults = schema.safeParse(shown).error?.issues ?? [];
      const needed = faults.filter(({ path }) => variables.find(({ name }) => name === path[0])?.value === '');
      expect(faults.filter((fault) => !needed.includes(fault))).toEqual([]);
    }
  });
});
