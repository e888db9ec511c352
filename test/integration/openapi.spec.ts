import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Schema {
  readonly description?: string;
  readonly $ref?: string;
  readonly allOf?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly responses: Readonly<Record<string, { readonly description?: string }>>;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: { readonly type?: string } }[];
}

describe('openapi.json', () => {
  const document = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8')) as {
    readonly openapi: string;
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  };
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

  it('is what the built service describes: `npm run openapi` writes it', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/openapi.mjs', '--check'], { cwd: ROOT, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('names every operation once, with a summary and a tag', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter(({ summary, tags }) => !summary || tags?.length !== 1)).toEqual([]);
  });

  it('says for every protected operation that it may answer 401', () => {
    const silent = operations.filter(({ security, responses }) => security !== undefined && !('401' in responses));
    expect(silent.map(({ operationId }) => operationId)).toEqual([]);
  });

  it('describes every answer and every field', () => {
    expect(operations.flatMap(({ responses }) => Object.values(responses)).filter(({ description }) => !description)).toEqual([]);
    const fields = Object.entries(document.components.schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties).map(([field, schema]) => [`${name}.${field}`, schema] as const),
    );
    const undescribed = fields.filter(([, { description, $ref, allOf }]) => !description && !$ref && !allOf);
    expect(undescribed.map(([name]) => name)).toEqual([]);
  });

  it('calls numbers of entries integers', () => {
    const ids = operations.flatMap(({ parameters = [] }) => parameters).filter(({ name }) => name.endsWith('_id'));
    expect(ids.filter(({ schema }) => schema.type !== 'integer')).toEqual([]);
  });
});
